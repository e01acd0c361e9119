import { invalid } from '../errors/failure';
import { isObject } from '../json';
import { fromJson, isSet, quoted } from './values';

/*
 * What the first bytes of a file look like (a regular expression over them as Latin-1), the type that means, and its name.
 */

const PICTURES_AND_PDF = [
  [/^\x89PNG\r\n/, 'image/png', 'a PNG'],
  [/^\xff\xd8\xff/, 'image/jpeg', 'a JPEG'],
  [/^RIFF[^]{4}WEBP/, 'image/webp', 'a WebP'],
  [/^GIF8/, 'image/gif', 'a GIF'],
  [/^(\xef\xbb\xbf)?\s*%PDF-/, 'application/pdf', 'a PDF'],
] as const;

const SOUNDS = [
  // With a tag of its own, or at once with a frame of layer III or II: http://www.mp3-tech.org/programmer/frame_header.html
  [/^(ID3|\xff[\xe2-\xe5\xf2-\xf5\xfa-\xfd])/, 'audio/mpeg', 'an MP3'],
  [/^RIFF[^]{4}WAVE/, 'audio/wav', 'a WAV'],
  [/^fLaC/, 'audio/flac', 'a FLAC'],
  [/^OggS/, 'audio/ogg', 'an OGG'],
  // Matroska begins alike: https://www.rfc-editor.org/rfc/rfc8794#section-11.2.6
  [/^[^]E\xdf\xa3[^]{0,40}webm/, 'audio/webm', 'a WebM'],
  // Not the pictures and QuickTime films that begin alike: https://mp4ra.org/registered-types/brands
  [/^[^]{4}ftyp(?!avi[fs]|he[iv][cmsx]|mif1|msf1|qt)/, 'audio/mp4', 'an MP4'],
] as const;

type PictureOrPdf = (typeof PICTURES_AND_PDF)[number][1];
export type FileType = PictureOrPdf | (typeof SOUNDS)[number][1];

type Signature<T> = readonly [signature: RegExp, type: T, name: string];

function signatureOf<T>(signatures: readonly Signature<T>[], base64: string): Signature<T> | undefined {
  const start = Buffer.from(base64.slice(0, 64), 'base64').toString('latin1');
  return signatures.find(([signature]) => signature.test(start));
}

/** The type of a picture or PDF in base64 by its first bytes; undefined when it is something else. */
export const fileType = (base64: string): PictureOrPdf | undefined => signatureOf(PICTURES_AND_PDF, base64)?.[1];

const anySignatureOf = (base64: string) => signatureOf<FileType>([...PICTURES_AND_PDF, ...SOUNDS], base64);

/** A file that a user gave, as base64; `bytes` is its size once decoded, `name` its file name where one is known. */
export type GivenFile = { type: FileType; base64: string; bytes: number; name?: string };

/**
 * A file from a data URI, base64 (also that for URLs), or the object of a ToolJet file picker (`dataURL`, else `base64Data`).
 * Its first bytes decide the type, whatever is declared. Throws an error that starts with `where` when it is none of these or
 * none of `types`, which `names` tells the user.
 */
export function givenFile(value: unknown, where: string, types: readonly FileType[], names: string): GivenFile {
  const picked = isObject(value) ? value : {};
  const given = isObject(value) ? picked['dataURL'] || picked['base64Data'] : value;
  const content =
    typeof given === 'string'
      ? given
          .replace(/^data:[^,]*,/, '')
          .replace(/\s/g, '')
          .replace(/-/g, '+')
          .replace(/_/g, '/')
      : '';
  const base64 = isBase64(content) ? content : '';
  const type = anySignatureOf(base64)?.[1];
  const name = typeof picked['name'] === 'string' && picked['name'] ? picked['name'] : undefined;
  if (!type || !types.includes(type)) {
    const found = describe(value, name, base64);
    throw invalid(`${where} must be ${names}: a data URI, base64 or the file of a file picker, not ${found}.`);
  }
  return { type, base64, bytes: Buffer.byteLength(base64, 'base64'), ...(name && { name }) };
}

/**
 * Whether a text is base64. What it must not hold is looked for, because an expression over all of 20 MB runs out of its stack
 * where V8 interprets it, as it does once a process has compiled many.
 */
function isBase64(content: string): boolean {
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0;
  const data = padding > 0 ? content.slice(0, -padding) : content;
  return data !== '' && !/[^A-Za-z0-9+/]/.test(data);
}

/** What a file that does not fit is, for an error: its name and what it is where they are known, else how it begins. */
function describe(value: unknown, name: string | undefined, base64: string): string {
  const kind = anySignatureOf(base64)?.[2];
  if (name === undefined) return kind ?? quoted(value);
  return `${quoted(name)}, ${kind ?? (base64 ? 'a file of another kind' : 'which has no content')}`;
}

const isFile = (value: unknown) =>
  isObject(value) && ['base64Data', 'dataURL'].some((name) => typeof value[name] === 'string' && value[name] !== '');

/** Throws for a file, or a list with one, in a field for text, where its base64 would be sent; `field` takes `kinds` of files. */
export function checkNoFile(value: unknown, where: string, field: string, kinds = 'a picture'): void {
  if (![value].flat().some(isFile)) return;
  throw invalid(`${where} holds a file. Bind ${kinds} in ${field} instead, and of another file its text.`);
}

/** The same file; throws when it is larger than so many MB once decoded. */
export function checkSize(mostMB: number, file: GivenFile, where: string): GivenFile {
  if (file.bytes > mostMB * 1024 * 1024) throw invalid(`${where} is larger than ${mostMB} MB. Make the file smaller.`);
  return file;
}

/**
 * One value, an array, or the text of a JSON array, as a list; [] when blank. An image of our own results (`{ url, … }`, or the
 * `data.data` of a query) is its link or data URI.
 */
export function files(answer: unknown, label: string): readonly unknown[] {
  if (!isSet(answer)) return [];
  const isList = typeof answer === 'string' && answer.trimStart().startsWith('[');
  return [(isList ? fromJson(answer, label) : undefined) ?? answer].flat().map(linked);
}

/** What an object without content of its own links to; all else as it is. */
function linked(value: unknown): unknown {
  if (!isObject(value) || value['dataURL'] || value['base64Data']) return value;
  return typeof value['url'] === 'string' && value['url'] ? value['url'] : value;
}
