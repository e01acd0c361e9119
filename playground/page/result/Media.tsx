import { Download, blobOf, endingOf } from './Download';
import { Gallery } from './Gallery';
import { sizeOf } from '../numbers';
import type { DataUri } from './shapes';

/** A file that came back: a picture, a sound or a film as such, any other one to save. */
export function Media({ file, size }: { readonly file: DataUri; readonly size?: number }) {
  const { uri, type } = file;
  const [kind] = type.split('/');
  if (kind === 'image') return <Gallery addresses={[uri]} />;
  return (
    <figure class="media">
      {kind === 'audio' && <audio controls src={uri} aria-label="The sound that came back" />}
      {kind === 'video' && <video controls src={uri} aria-label="The film that came back" />}
      <figcaption>
        <span>{[type, size === undefined ? '' : sizeOf(size)].filter(Boolean).join(', ')}</span>
        <Download blob={() => blobOf(uri)} of={uri} name={`file.${endingOf(type)}`} />
      </figcaption>
    </figure>
  );
}
