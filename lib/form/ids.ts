import { invalid } from '../errors/failure';
import { isObject, membersOf } from '../json';
import { quoted, several, text } from './values';

/** An id of OpenAI's, which becomes a part of a path: nothing in it may lead elsewhere. */
export function id(answer: unknown, label: string): string | undefined {
  if (Array.isArray(answer)) throw invalid(`${label} takes one id, not a list. Bind one of its elements.`);
  const value = isObject(answer) ? answer : text(answer, label)?.trim();
  return value === undefined ? undefined : checked(value, label);
}

/** Ids, given as one, separated by commas, or as an array (also as JSON text), blank ones left out; [] when blank. */
export const ids = (answer: unknown, label: string): readonly string[] =>
  (isObject(answer) ? [answer] : several(answer, label))
    .map((value) => (typeof value === 'string' ? value.trim() : value))
    .filter((value) => value !== '')
    .map((value) => checked(value, label));

function checked(value: unknown, label: string): string {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value;
  const member = isObject(value) ? memberWithId(value) : undefined;
  if (member !== undefined) throw invalid(`${label} is an object. Bind its ${member} alone, at the end of {{…}}.`);
  throw invalid(`${label} must hold ids of letters, digits, _ and -, not ${quoted(value)}.`);
}

/** Where the id stands in a result that was bound whole, of an operation of ours or of the API. */
const memberWithId = (value: object): string | undefined =>
  ['response_id', 'batch_id', 'id', 'data.response_id', 'data.batch_id', 'data.id'].find((path) => {
    const found = path.split('.').reduce<unknown>((whole, name) => membersOf(whole)[name], value);
    return typeof found === 'string';
  });
