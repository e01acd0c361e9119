import { invalid } from '../errors/failure';
import { quoted, several, text } from './values';

/** An id of OpenAI's, which becomes a part of a path: nothing in it may lead elsewhere. */
export function id(answer: unknown, label: string): string | undefined {
  const value = text(answer, label)?.trim();
  return value === undefined ? undefined : checked(value, label);
}

/** Ids, given as one, separated by commas, or as an array (also as JSON text); [] when blank. */
export const ids = (answer: unknown, label: string): readonly string[] =>
  several(answer, label).map((value) => checked(typeof value === 'string' ? value.trim() : value, label));

function checked(value: unknown, label: string): string {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value;
  throw invalid(`${label} must hold ids of letters, digits, _ and -, not ${quoted(value)}.`);
}
