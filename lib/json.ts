import { randomBytes } from 'node:crypto';

/** A JSON object of unknown content, such as a server's reply before it is checked. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether the value is an object with members, not null and not an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a value: itself when it is an object, none when it is anything else. */
export const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The elements of a value: itself when it is a list, none when it is anything else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** What JSON text holds; undefined when it is not JSON. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Parsing holds up all other queries, and small objects take the longest: 16 MB of `{},` take 5 s. */
const MOST_OPENINGS = 1_000_000;

/** Whether JSON text holds more objects and lists than may be read: 1,000,000. */
export const holdsTooMuch = (json: string): boolean => opens(json, '{') + opens(json, '[') > MOST_OPENINGS;

/** How often a text has a character, up to one more than may be. */
function opens(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0 && count <= MOST_OPENINGS; at = text.indexOf(character, at + 1)) {
    count += 1;
  }
  return count;
}

/** Characters of JSON, compared as numbers because that is fast in long texts. */
const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const LIST = 91;
const BACKSLASH = 92;
const OBJECT = 123;

/** The same of what a user typed, whose texts may hold any number of brackets, because nothing within them is parsed. */
export function holdsTooMuchOutsideTexts(json: string): boolean {
  let count = 0;
  for (let at = holdsTooMuch(json) ? 0 : json.length; at < json.length && count <= MOST_OPENINGS; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at);
    else if (code === OBJECT || code === LIST) count += 1;
  }
  return count > MOST_OPENINGS;
}

/** The place of the quote that ends the text which begins at a place of JSON; its length where none does. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  for (let code = json.charCodeAt(at); at < json.length && code !== QUOTE; code = json.charCodeAt(at)) {
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** Half a character, as a text has it that was cut within an emoji. */
const HALF = /\p{Surrogate}/gu;
const HALF_IN_JSON = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** The text with U+FFFD in place of each half of a character, of which no bytes can be made. */
export const wellFormed = (text: string): string => text.replace(HALF, '\ufffd');

/** The same for the text that JSON.stringify made, which writes only halves of characters in this way. */
export const wellFormedJson = (json: string): string =>
  json.includes('\\ud') ? json.replace(HALF_IN_JSON, '$1\ufffd') : json;

/** What JSON text holds, where the first integers are that no number can hold and have become text, and how many there are. */
export type Exact = { readonly value: unknown; readonly paths: readonly string[]; readonly count: number };

/** Sixteen digits in a row that are no fraction may be more than a number holds: 9,007,199,254,740,991 is the most. */
const MAY_BE_LONG = /(?<![\d.])\d{16}/;
const SHORTEST = 16;

/**
 * What JSON text holds; integers beyond what a number can hold stay as they were written, as text. `part` takes what is wanted
 * of the whole; the paths are within it. The value is undefined when the text is not JSON, and when it is nested so deep that
 * its integers cannot be reached.
 */
export function exactly(json: string, part: (whole: unknown) => unknown = (whole) => whole): Exact {
  const mark = randomBytes(9).toString('base64url');
  const marked = withMarks(json, mark);
  const marks: Marks = { mark, paths: [], count: 0 };
  const wanted = part(parsed(marked));
  try {
    const value = marked === json ? wanted : unmarked(wanted, [], marks);
    return { value, paths: marks.paths, count: marks.count };
  } catch {
    return { value: undefined, paths: [], count: 0 };
  }
}

/** The JSON text of a part of what JSON text holds, its integers as they were written; undefined when there is no such part. */
export function textWithin(json: string, part: (whole: unknown) => unknown): string | undefined {
  const mark = randomBytes(9).toString('base64url');
  // There is none for what is undefined.
  const text = JSON.stringify(part(parsed(withMarks(json, mark)))) as string | undefined;
  return text?.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}

/**
 * JSON text with quotes around each long integer and a mark before it, which nothing else can begin with because nobody knew it.
 * Node's own parser, which is some ten times as fast as any other, can read that.
 */
function withMarks(json: string, mark: string): string {
  if (!MAY_BE_LONG.test(json)) return json;
  let marked = '';
  let done = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at);
    else if (code === MINUS || isDigit(code)) {
      const end = endOfNumber(json, at);
      if (end - at >= SHORTEST && isLongInteger(json.slice(at, end)) && !isKey(json, end)) {
        marked += `${json.slice(done, at)}"${mark}${json.slice(at, end)}"`;
        done = end;
      }
      at = end - 1;
    }
  }
  return marked + json.slice(done);
}

const isDigit = (code: number) => code >= ZERO && code <= ZERO + 9;

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && (isDigit(json.charCodeAt(at)) || '.eE+-'.includes(json.charAt(at)))) at += 1;
  return at;
}

/** What JSON takes for an integer, if no number can hold it. */
const isLongInteger = (number: string) =>
  !Number.isSafeInteger(Number(number)) && /^-?[1-9]/.test(number) && !/[^\d]/.test(number.slice(1));

/** Whether what ends there stands where only a text may: that is no JSON, and quotes must not make it JSON. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (' \t\r\n'.includes(json.charAt(at)) && at < json.length) at += 1;
  return json.charAt(at) === ':';
}

/** What marks are looked for, and what has been found. */
type Marks = { readonly mark: string; readonly paths: string[]; count: number };

const MOST_NAMED = 5;

/** The value with the text in place of each mark, put into it. */
function unmarked(value: unknown, keys: (string | number)[], marks: Marks): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(marks.mark)) return value;
    marks.count += 1;
    if (marks.count <= MOST_NAMED) marks.paths.push(pathOf(keys));
    return value.slice(marks.mark.length);
  }
  if (typeof value !== 'object' || value === null) return value;
  const put = (key: string | number, member: unknown) => {
    if (typeof member !== 'string' && typeof member !== 'object') return;
    keys.push(key);
    const settled = unmarked(member, keys, marks);
    keys.pop();
    if (settled !== member) (value as Record<string | number, unknown>)[key] = settled;
  };
  if (Array.isArray(value)) for (const [index, member] of value.entries()) put(index, member);
  else for (const key of Object.keys(value)) put(key, (value as JsonObject)[key]);
  return value;
}

const pathOf = (keys: readonly (string | number)[]) =>
  keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');

/** A warning that names the integers that have become text; `where` says in what. */
export function exactWarnings({ paths, count }: Exact, where: string): string[] {
  if (count === 0) return [];
  const named = paths.map((path) => path || 'the whole value');
  const more = count > paths.length ? ` and ${count - paths.length} more` : '';
  return [`Integers ${where} that are too long for a number stay text: ${named.join(', ')}${more}.`];
}
