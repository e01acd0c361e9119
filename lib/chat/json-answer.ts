import { isDeepStrictEqual } from 'node:util';
import { exactly, exactWarnings, isObject, membersOf, parsed } from '../json';
import type { JsonReading } from './request';

/** The JSON of a reply, and what there is to say about it. */
export type JsonAnswer = { readonly json: unknown; readonly warnings: readonly string[] };

const AROUND = 'The reply has text around its JSON, which was left out.';

/** What is wanted of a whole JSON value; undefined when it is not what Response format asks for. */
const WANTED: Readonly<Record<JsonReading, (whole: unknown) => unknown>> = {
  json: (whole) => whole,
  // Servers that do not keep to the schema may leave our wrapper out.
  list: (whole) => [whole, membersOf(whole)['items']].find(Array.isArray),
  item: (whole) => (isObject(whole) && 'items' in whole ? whole['items'] : whole),
};

/**
 * The JSON in the text of a reply: the whole text, what is in a Markdown fence around it, or the one complete object or list
 * that stands in it. Nothing is completed or repaired; undefined when there is none, or more than one.
 */
export function jsonAnswer(text: string, reading: JsonReading): JsonAnswer | undefined {
  const wanted = WANTED[reading];
  const isWanted = (json: string) => wanted(parsed(json)) !== undefined;
  const whole = [text, unfenced(text)].find((json) => json !== undefined && isWanted(json));
  const isMeant = (piece: string) => isWanted(piece) && (reading === 'list' || !REFERENCE.test(piece));
  const json = whole ?? theOne(piecesOf(text).filter(isMeant));
  if (json === undefined) return undefined;
  const exact = exactly(json, wanted);
  return {
    json: exact.value,
    warnings: [...(whole === undefined ? [AROUND] : []), ...exactWarnings(exact, 'in the JSON')],
  };
}

/** What stands in texts without JSON, too: a reference, [1], and the brackets of code, []. */
const REFERENCE = /^\[\s*\d*\s*\]$/;

/** What stands in a Markdown fence, if that is all. */
function unfenced(text: string): string | undefined {
  const block = text.trim();
  const [opening, fence = ''] = /^(`{3,}|~{3,})[^\n`]*\n/.exec(block) ?? [];
  return opening && block.endsWith(fence) ? block.slice(opening.length, -fence.length) : undefined;
}

/** The piece that all others are the same as; an object is meant where lists stand beside it, as references do: [1]. */
function theOne(pieces: readonly string[]): string | undefined {
  const objects = pieces.filter((piece) => piece.startsWith('{'));
  const [first, ...others] = objects.length > 0 ? objects : pieces;
  if (first === undefined) return undefined;
  const value = parsed(first);
  return others.every((other) => isDeepStrictEqual(parsed(other), value)) ? first : undefined;
}

/** How an object or a list of JSON can begin. */
const OPENING = /\{\s*["}]|\[\s*(?:[\]"{[\d-]|true|false|null)/g;

/** The most characters that are looked through, nested ones again: about 50 ms. */
const MOST_LOOKED_AT = 10_000_000;

/** The complete objects and lists in a text, those within others left out. One that never ends, as in a cut reply, is the last. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let looked = 0;
  OPENING.lastIndex = 0;
  for (let opening = OPENING.exec(text); opening && looked < MOST_LOOKED_AT; opening = OPENING.exec(text)) {
    const { index } = opening;
    const end = endOf(text, index);
    if (end === undefined) break;
    const piece = text.slice(index, end);
    const isJson = parsed(piece) !== undefined;
    if (isJson) pieces.push(piece);
    looked += piece.length;
    OPENING.lastIndex = isJson ? end : index + 1;
  }
  return pieces;
}

/** Where what opens at a place is closed again, brackets within texts not counted; undefined when it is not. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === '\\') at += 1;
      else isText = character !== '"';
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
