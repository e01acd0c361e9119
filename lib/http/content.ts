import { errorWithin } from '../errors/within-success';
import { fileType } from '../form/files';
import { exactly, exactWarnings, holdsTooMuch, isObject } from '../json';
import { ONLY_AN_ERROR, TOO_MUCH, type WholeReply } from './send';

/** What a reply holds: what its JSON says, its text, a file as `{ url, mime_type, size }`, null when it is empty. */
export type Content = { readonly data: unknown; readonly warnings: readonly string[] };

/** Enough of a file to tell its type by. */
const START = 48;

/**
 * The content of a reply of any type. Its first bytes decide before what it is called; JSON is what is called so, and an object
 * or a list that is called a text or nothing at all.
 */
export function contentOf(reply: WholeReply): Content {
  const { type, bytes } = reply;
  if (bytes.length === 0) return { data: null, warnings: [] };
  const isJson = /[/+]json$/.test(type);
  const text = fileType(start(bytes)) === undefined ? textOf(bytes) : undefined;
  if (isJson && text === undefined) throw reply.unusable(NO_JSON);
  if (text === undefined) return { data: fileOf(reply), warnings: [] };
  const mayBeJson = (type === '' || type.startsWith('text/')) && /^\s*[[{]/.test(text);
  const content = isJson || mayBeJson ? jsonOf(text, reply) : undefined;
  if (isJson && !content) throw reply.unusable(NO_JSON);
  return content ?? { data: text, warnings: [] };
}

const NO_JSON = 'The reply is not JSON, although it is called so.';

const start = (bytes: Buffer) => bytes.toString('base64', 0, START);

/** The text that bytes are in UTF-8; undefined when they are none, or hold a zero, as only other files do. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  return bytes.includes(0) || !Buffer.from(text).equals(bytes) ? undefined : text.replace(/^\uFEFF/, '');
}

/** What JSON says; undefined when the text is none. */
function jsonOf(text: string, { unusable }: WholeReply): Content | undefined {
  if (holdsTooMuch(text)) throw unusable(TOO_MUCH);
  const exact = exactly(text);
  const { value } = exact;
  if (value === undefined) return undefined;
  const error = isObject(value) ? errorWithin(value) : undefined;
  if (error && !error.isOfJob) throw unusable(ONLY_AN_ERROR);
  return { data: value, warnings: exactWarnings(exact, 'in the reply') };
}

/** A file as a data URI, which Image, PDF and Audio components take. */
function fileOf({ type, bytes }: WholeReply): object {
  const told = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
  const mime_type = fileType(start(bytes)) ?? told;
  return { url: `data:${mime_type};base64,${bytes.toString('base64')}`, mime_type, size: bytes.length };
}
