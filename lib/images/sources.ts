import { invalid } from '../errors/failure';
import { checkSize, files, type FileType, givenFile } from '../form/files';
import { namedFile } from '../http/multipart';
import { inSlices } from '../slices';

/** https://platform.openai.com/docs/api-reference/images/createEdit */
const MOST_IMAGES = 16;
const MOST_MB = 50;

/** Source images, 1 to 16; read in slices. */
export async function sourceImages(answer: unknown): Promise<Blob[]> {
  const values = files(answer, 'Source images');
  if (values.length === 0) throw invalid('Source images is empty. Bind a file of a file picker, a data URI or base64.');
  if (values.length > MOST_IMAGES) throw invalid(`Source images takes up to ${MOST_IMAGES}, not ${values.length}.`);
  // Each may take 100 ms.
  return inSlices(values, (value, index) => {
    const place = { where: `Source images: entry ${index + 1}`, name: `image-${index + 1}` };
    return upload(value, place, ['image/png', 'image/jpeg', 'image/webp'], 'a PNG, JPEG or WebP');
  });
}

/** Mask, if there is one. */
export function maskImage(answer: unknown): Blob | undefined {
  const [mask, another] = files(answer, 'Mask').map((value) =>
    upload(value, { where: 'Mask', name: 'mask' }, ['image/png'], 'a PNG')
  );
  if (another) throw invalid('Mask takes one image. Bind a single file.');
  return mask;
}

/** A file to send, under a name of its own; throws what is wrong with it. */
function upload(
  value: unknown,
  { where, name }: { where: string; name: string },
  types: readonly FileType[],
  names: string
): Blob {
  if (typeof value === 'string' && /^\s*https?:/i.test(value)) {
    throw invalid(`${where} is a link. Bind the file itself instead, for example from a file picker.`);
  }
  const { base64, type } = checkSize(MOST_MB, givenFile(value, where, types, names), where);
  return namedFile(base64, type, name);
}
