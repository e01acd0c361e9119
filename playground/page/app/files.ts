/* Reads files as ToolJet's File picker gives them to an app. */
import { sizeOf } from '../numbers';
import type { PickedFile } from '../state/app-state';

/** The most bytes of one file, as ToolJet's File picker has it at the highest. */
const MOST_MEGABYTES = 50;

/** What was read, and a sentence for each file that was not. */
type Picked = { readonly files: readonly PickedFile[]; readonly problems: readonly string[] };

export async function pick(chosen: readonly File[]): Promise<Picked> {
  const isTooLarge = ({ size }: File) => size > MOST_MEGABYTES * 1024 * 1024;
  const read = await Promise.allSettled(chosen.filter((file) => !isTooLarge(file)).map(pickedFrom));
  const files = read.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const unread = read.length - files.length;
  const problems = chosen.filter(isTooLarge).map(({ name }) => `${name} is larger than ${MOST_MEGABYTES} MB.`);
  return { files, problems: unread > 0 ? [...problems, 'A file or folder could not be read.'] : problems };
}

async function pickedFrom(file: File): Promise<PickedFile> {
  const [content, dataURL] = await Promise.all([file.text(), asDataUrl(file)]);
  return { name: file.name, type: file.type, content, dataURL, base64Data: dataURL.slice(dataURL.indexOf(',') + 1) };
}

const asDataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.onerror = () => {
      reject(new Error(reader.error?.message));
    };
    reader.readAsDataURL(file);
  });

/** How large the bytes in a data URI are, in words. */
export const sizeOfData = (dataUrl: string): string =>
  sizeOf(Math.round(((dataUrl.length - dataUrl.indexOf(',') - 1) * 3) / 4));
