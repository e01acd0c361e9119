import { LosslessNumber, parse, stringify } from 'lossless-json';

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

/** Half a character, as a text has it that was cut within an emoji. */
const HALF = /\p{Surrogate}/gu;
const HALF_IN_JSON = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** The text with U+FFFD in place of each half of a character, of which no bytes can be made. */
export const wellFormed = (text: string): string => text.replace(HALF, '\ufffd');

/** The same for the text that JSON.stringify made, which writes only halves of characters in this way. */
export const wellFormedJson = (json: string): string =>
  json.includes('\\ud') ? json.replace(HALF_IN_JSON, '$1\ufffd') : json;

/** What JSON text holds, and where integers that no number can hold have become text. */
export type Exact = { readonly value: unknown; readonly paths: readonly string[] };

/** Sixteen digits in a row that are no fraction may be more than a number holds: 9,007,199,254,740,991 is the most. */
const MAY_BE_LONG = /(?<![\d.])\d{16}/;

/**
 * What JSON text holds; integers beyond what a number can hold stay as they were written, as text. `part` takes what is wanted
 * of the whole; the paths are within it. The value is undefined when the text is not JSON.
 */
export function exactly(json: string, part: (whole: unknown) => unknown = (whole) => whole): Exact {
  if (!MAY_BE_LONG.test(json)) return { value: part(parsed(json)), paths: [] };
  const paths: string[] = [];
  return { value: settled(part(lossless(json)), '', paths), paths };
}

/** The JSON text of a part of what JSON text holds, its integers as they were written; undefined when there is no such part. */
export const textWithin = (json: string, part: (whole: unknown) => unknown): string | undefined =>
  stringify(part(MAY_BE_LONG.test(json) ? lossless(json) : parsed(json)));

/** The value with an object in place of each long integer; undefined when the text is not JSON. */
function lossless(json: string): unknown {
  try {
    return parse(json, undefined, {
      parseNumber: (digits) => (isLongInteger(digits) ? new LosslessNumber(digits) : Number(digits)),
      // As JSON.parse does.
      onDuplicateKey: ({ newValue }) => newValue,
    });
  } catch {
    return undefined;
  }
}

const isLongInteger = (digits: string) => /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits));

function settled(value: unknown, path: string, paths: string[]): unknown {
  if (value instanceof LosslessNumber) {
    paths.push(path);
    return value.value;
  }
  if (Array.isArray(value)) return value.map((item, index) => settled(item, `${path}[${index}]`, paths));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, settled(member, path ? `${path}.${key}` : key, paths)])
  );
}

const MOST_NAMED = 5;

/** A warning that names the integers that have become text; `where` says in what. */
export function exactWarnings({ paths }: Exact, where: string): string[] {
  if (paths.length === 0) return [];
  const named = paths.slice(0, MOST_NAMED).map((path) => path || 'the whole value');
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return [`Integers ${where} that are too long for a number stay text: ${named.join(', ')}${more}.`];
}
