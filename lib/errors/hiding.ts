/*
 * Finds secrets in a text however they are written there. Not the secrets are spelled in all ways, but the text is read: once
 * as it stands and once with its escapes resolved, both in any letter case. Only base64 is looked for as such. Every step
 * takes time in proportion to the text and to the secrets.
 */

/** Shorter secrets would hide ordinary words. */
const SHORTEST = 8;

/** How often escapes are resolved: there may be JSON within JSON within HTML. */
const MOST_ROUNDS = 3;

/**
 * The escapes of JSON, HTML and addresses, with a group for what tells the character: UTF-16 in hexadecimal, HTML's numbers
 * and names, what follows a backslash, all bytes of a character in UTF-8. At last one that a cut left incomplete.
 */
const ESCAPE =
  /\\u([\da-f]{4})|&#x([\da-f]{1,6});|&#(\d{1,7});|&(amp|lt|gt|quot|apos);|\\([\\/"'])|(%[0-7][\da-f]|%[c-f][\da-f](?:%[89ab][\da-f])+)|(?:\\(?:u[\da-f]{0,3})?|%[\da-f]?|&#?\w{0,6})(?=…|\.{3})/gi;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What an escape stands for, by the groups above; nothing for an incomplete one. */
function character(_escape: string, ...groups: (string | undefined)[]): string {
  const [utf16, hexadecimal, decimal, entity, plain, bytes] = groups;
  const hex = utf16 ?? hexadecimal;
  if (hex) return String.fromCharCode(parseInt(hex, 16));
  if (decimal) return String.fromCharCode(Number(decimal));
  if (entity) return ENTITIES[entity.toLowerCase()] as string;
  return plain ?? Buffer.from((bytes ?? '').replaceAll('%', ''), 'hex').toString();
}

/** A text as it stands, and as it reads after each round in which its escapes are resolved. */
function readings(text: string): string[] {
  const all = [text];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = all.at(-1) as string;
    const read = before.replace(ESCAPE, character);
    if (read === before) break;
    all.push(read);
  }
  return all;
}

/** How a text reads without its escapes. */
export const unescaped = (text: string) => readings(text).at(-1) as string;

/** For each character of what `text` reads as after one round, and for its end, where it stands in the text. */
function origins(text: string): number[] {
  const all: number[] = [];
  let from = 0;
  const escapes = new RegExp(ESCAPE);
  for (let match = escapes.exec(text); match; match = escapes.exec(text)) {
    for (; from < match.index; from += 1) all.push(from);
    for (let left = character(...(match as unknown as [string])).length; left > 0; left -= 1) all.push(from);
    from += match[0].length;
  }
  for (; from <= text.length; from += 1) all.push(from);
  return all;
}

/** From where to where, the end not included. */
type Place = [from: number, to: number];

const isCut = (text: string, at: number) => text[at] === '…' || text.startsWith('...', at);

/** How much of a pattern stands at the end of a text that is one character longer (Knuth, Morris and Pratt). */
function matchedWith(next: string | undefined, matched: number, pattern: string, borders: readonly number[]): number {
  let length = matched;
  while (length > 0 && pattern[length] !== next) length = borders[length - 1] as number;
  return pattern[length] === next ? length + 1 : 0;
}

/** Where a pattern stands in a text, and where as much of it as a cut (`…` or `...`) has left. */
function placesOf(pattern: string, text: string): Place[] {
  if (!text.includes(pattern.slice(0, SHORTEST))) return [];
  const borders = [0];
  for (let at = 1; at < pattern.length; at += 1) {
    borders.push(matchedWith(pattern[at], borders[at - 1] as number, pattern, borders));
  }
  const places: Place[] = [];
  let matched = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const isWhole = matched === pattern.length;
    if (isWhole || (matched >= SHORTEST && isCut(text, at))) add(places, at - matched, at);
    matched = matchedWith(text[at], matched, pattern, borders);
  }
  return places;
}

/** Adds a place that ends behind all others; one that begins within the last makes that one longer. */
function add(places: Place[], from: number, to: number): void {
  const last = places.at(-1);
  if (last && from < last[1]) last[1] = to;
  else places.push([from, to]);
}

/** Letters of one case; as many characters as before, which lower case of İ alone is not. */
const oneCase = (text: string) => text.replaceAll('İ', 'i').toLowerCase();

/** Base64 as it is in addresses, written as elsewhere. */
const standardBase64 = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/');

/** What base64 of a text with the secret in it always has, after a number of bytes that 3 divides, with rest 1, with rest 2. */
const base64Of = (secret: string) =>
  [0, 1, 2].map((before) => {
    const bytes = Buffer.from('-'.repeat(before) + secret);
    return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });

const distinct = (patterns: readonly string[]) =>
  [...new Set(patterns)].filter((pattern) => pattern.length >= SHORTEST);

/**
 * Puts *** in place of secrets in a text: as they are and in other letter case, with escapes of JSON, HTML and addresses, in
 * base64, and what a cut has left of one. Those of less than 8 characters stay.
 */
export function hiding(given: readonly string[]): (text: string) => string {
  const secrets = distinct(given);
  const letters = distinct(secrets.flatMap((secret) => [secret, unescaped(secret)]).map(oneCase));
  const base64 = distinct(secrets.flatMap(base64Of));
  const all = (patterns: readonly string[], text: string) => patterns.flatMap((pattern) => placesOf(pattern, text));
  return (text) => {
    if (text.length < SHORTEST) return text;
    const texts = readings(text);
    const read = texts.at(-1) as string;
    const places = [...all(letters, oneCase(read)), ...all(base64, standardBase64(read)).map(withPadding(read))];
    const original = places.length > 0 ? texts.slice(0, -1).map(origins) : [];
    const back = (at: number) => original.reduceRight((position, from) => from[position] as number, at);
    const found = places.map(([from, to]): Place => [back(from), back(to)]);
    return hidden(text, read === text ? found : [...found, ...all(letters, oneCase(text))]);
  };
}

/** With the last character of base64 that holds some bits of the secret, and the padding. */
const withPadding =
  (text: string) =>
  ([from, to]: Place): Place => [from, to + (/^[\w+/-]?=*/.exec(text.slice(to, to + 3)) as RegExpExecArray)[0].length];

function hidden(text: string, places: Place[]): string {
  let shown = '';
  let end = 0;
  for (const [from, to] of places.sort(([a], [b]) => a - b)) {
    if (from >= end) shown += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}
