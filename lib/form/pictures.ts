import { checkSize, type FileType, givenFile } from './files';

const TYPES: readonly FileType[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
/** A limit of the API, in MB once decoded. */
const MOST_MB = 20;

/** A picture as the API takes it: its link, which is passed on and never fetched, or a data URI of up to 20 MB. */
export function pictureUrl(value: unknown, where: string): string {
  if (typeof value === 'string' && /^\s*https?:\/\//i.test(value)) return value.trim();
  const { type, base64 } = checkSize(MOST_MB, givenFile(value, where, TYPES, 'a link, PNG, JPEG, WebP or GIF'), where);
  return `data:${type};base64,${base64}`;
}
