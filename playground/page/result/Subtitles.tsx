import { Cues } from './Cues';
import { Download } from './Download';
import { PlainText } from './PlainText';
import { cuesIn, kindOf } from './timed-text';

/** A file of subtitles as a list, and a link that saves it. */
export function Subtitles({ text }: { readonly text: string }) {
  const kind = kindOf(text) ?? 'srt';
  const cues = cuesIn(text);
  return (
    <>
      <p class="subtitle-head">
        <span class="badge">{kind.toUpperCase()}</span>
        <Download blob={() => new Blob([text], { type: 'text/plain' })} of={text} name={`subtitles.${kind}`} />
      </p>
      {cues.length > 0 ? <Cues cues={cues} /> : <PlainText text={text} />}
    </>
  );
}
