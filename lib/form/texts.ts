import { invalid } from '../errors/failure';
import { isObject } from '../json';
import { quoted } from './values';

/** The text of an element: itself, or the member that Text field names; undefined when it is blank or not there. */
export function textOf(value: unknown, field: string | undefined, where: string): string | undefined {
  if (isObject(value) && field === undefined) {
    throw invalid(`${where} is an object. Enter in Text field the name of the member that holds the text.`);
  }
  const found = isObject(value) && field !== undefined && Object.hasOwn(value, field) ? value[field] : undefined;
  const given = isObject(value) ? found : value;
  if (typeof given === 'string') return given.trim() ? given : undefined;
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  if (given === undefined || given === null) return undefined;
  throw invalid(
    `${where} must ${isObject(value) ? `have a text in ${String(field)}` : 'be a text'}, not ${quoted(given)}.`
  );
}

/** A warning for elements without text, of a field with this label. */
export const blankWarning = (count: number, label: string, consequence: string): string[] =>
  count === 0 ? [] : [`${count === 1 ? '1 element' : `${count} elements`} of ${label} without text ${consequence}.`];
