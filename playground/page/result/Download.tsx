import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

type Props = { readonly blob: () => Blob | undefined; readonly name: string; readonly of: unknown };

/** A link that saves a file; `of` is what the file is made of. */
export function Download({ blob, name, of }: Props) {
  const address = useSignal('');
  useEffect(() => {
    const made = blob();
    address.value = made ? URL.createObjectURL(made) : '';
    return () => {
      URL.revokeObjectURL(address.value);
    };
  }, [of, name]);
  return address.value ? (
    <a href={address.value} download={name} class="download">
      Download
    </a>
  ) : null;
}

/** The file of a data URI; undefined when it cannot be read. Nothing is fetched. */
export function blobOf(uri: string): Blob | undefined {
  const [head, body] = [uri.slice(5, uri.indexOf(',')), uri.slice(uri.indexOf(',') + 1)];
  const [type = ''] = head.split(';');
  try {
    const text = decodeURIComponent(body);
    if (!head.endsWith(';base64')) return new Blob([text], { type });
    return new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))], { type });
  } catch {
    return undefined;
  }
}

/** The ending of a file's name by its type. */
export const endingOf = (type: string): string =>
  (type.split('/')[1] ?? 'bin').replace(/^x-/, '').replace('jpeg', 'jpg').replace('mpeg', 'mp3').replace(/\+.*$/, '');
