import { invalid } from '../errors/failure';
import { isObject, isSet, parsed, shown } from './values';

/** What the first bytes of a file look like (a regular expression over them as Latin-1), and the type that means. */
const SIGNATURES: readonly (readonly [RegExp, MediaType])[] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^GIF8/, 'image/gif'],
  [/^%PDF-/, 'application/pdf'],
];

export type MediaType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'application/pdf';

/** The type of a base64 file by its first bytes; undefined when they are of no type known here. */
export function mediaType(base64: string): MediaType | undefined {
  const start = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  return SIGNATURES.find(([signature]) => signature.test(start))?.[1];
}

/** A file that a user gave, as base64; `bytes` is its size once decoded, `name` its file name where one is known. */
export type Media = { type: MediaType; base64: string; bytes: number; name?: string };

/**
 * A file from a data URI, bare base64, or the object of a ToolJet file picker (`dataURL`, else `base64Data`). Its first
 * bytes decide the type, whatever is declared. Throws an error that starts with `where` when it is none of these or none of
 * `types`, which `names` tells the user.
 */
export function media(value: unknown, where: string, types: readonly MediaType[], names: string): Media {
  const file = isObject(value) ? value : {};
  const given = isObject(value) ? file['dataURL'] || file['base64Data'] : value;
  const base64 = typeof given === 'string' ? given.replace(/^data:[^,]*,/, '').replace(/\s/g, '') : '';
  const type = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? mediaType(base64) : undefined;
  if (!type || !types.includes(type)) {
    throw invalid(`${where} must be ${names}: a data URI, base64 or the file of a file picker, not ${shown(value)}.`);
  }
  const name = typeof file['name'] === 'string' && file['name'] ? file['name'] : undefined;
  return { type, base64, bytes: Buffer.byteLength(base64, 'base64'), ...(name && { name }) };
}

/** The same file; throws when it is larger than so many MB once decoded. */
export function upTo(mostMB: number, file: Media, where: string): Media {
  if (file.bytes > mostMB * 1024 * 1024) throw invalid(`${where} is larger than ${mostMB} MB. Make the file smaller.`);
  return file;
}

/** One value, an array, or the text of a JSON array, as a list; [] when blank. */
export function files(answer: unknown): readonly unknown[] {
  if (!isSet(answer)) return [];
  const isList = typeof answer === 'string' && answer.trimStart().startsWith('[');
  return [(isList ? parsed(answer) : undefined) ?? answer].flat();
}
