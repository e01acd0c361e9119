/* JSON to look at: long texts and lists are cut, lists of numbers stand in one line. Copying takes the whole elsewhere. */
import type { Json } from '../../api';
import { isObject } from '../server';

/** Of longer lists so many members are shown. */
export const MOST_MEMBERS = 100;
/** A text up to this many characters is shown whole, of longer ones the first so many. */
const LONGEST = 2000;
const START = 200;

/** A count with its word: `1 row`, `1,536 numbers`. */
export const counted = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** The start of a text that is longer than `longest`, with its length. */
export const short = (text: string, longest = LONGEST, kept = START): string =>
  text.length > longest ? `${text.slice(0, kept)}… (${counted(text.length, 'character')})` : text;

/** Indented JSON, cut for show. */
export function formatted(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const lines = value.slice(0, MOST_MEMBERS).map((member) => formatted(member, inner));
    if (value.length > MOST_MEMBERS) lines.push(JSON.stringify(`… (${value.length.toLocaleString('en')} in all)`));
    return value.every(isNumber) ? `[${lines.join(', ')}]` : enclosed('[]', lines, indent);
  }
  if (isObject(value)) {
    const lines = Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [`${JSON.stringify(key)}: ${formatted(member, inner)}`]
    );
    return enclosed('{}', lines, indent);
  }
  return JSON.stringify(typeof value === 'string' ? short(value) : (value ?? null));
}

const isNumber = (value: Json): value is number => typeof value === 'number';

function enclosed(brackets: '[]' | '{}', lines: readonly string[], indent: string): string {
  const [open = '', close = ''] = brackets;
  return lines.length === 0
    ? brackets
    : `${open}\n${lines.map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}${close}`;
}

/** The whole of it, as it is copied: a text as it is, all else as JSON. */
export const whole = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
