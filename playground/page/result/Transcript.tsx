import type { JsonObject } from '../../api';
import { asText } from '../server';
import { Cues } from './Cues';
import { Facts } from './Facts';
import { clock } from '../numbers';
import { OtherMembers } from './OtherMembers';
import { PlainText } from './PlainText';
import { Subtitles } from './Subtitles';
import { cuesOf } from './timed-text';

/** What was said in a recording: the text, and when and by whom where that is known. */
export function Transcript({ data }: { readonly data: JsonObject }) {
  const { text, language, duration, segments, subtitles, ...others } = data;
  const cues = cuesOf(segments);
  return (
    <>
      <PlainText text={asText(text)} />
      <Facts
        facts={[
          ['Language', asText(language)],
          ['Duration', typeof duration === 'number' ? clock(duration) : ''],
        ]}
      />
      {cues.length > 0 && (
        <>
          <h3>Segments</h3>
          <Cues cues={cues} />
        </>
      )}
      {typeof subtitles === 'string' && (
        <>
          <h3>Subtitles</h3>
          <Subtitles text={subtitles} />
        </>
      )}
      <OtherMembers members={others} />
    </>
  );
}
