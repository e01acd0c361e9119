import { invalid } from '../errors/failure';
import { isObject } from '../json';
import { inSlices } from '../slices';
import { isBlank, quoted, text } from './values';

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

/** A warning for a Text field that is filled where a field with this label holds no objects, but one text or a list of them. */
export function unusedField(textField: unknown, given: unknown, label: string): string[] {
  const values = [given].flat();
  if (isBlank(textField) || values.some(isObject) || values.every(isBlank)) return [];
  return [`Text field was left out, because ${label} holds no objects.`];
}

/** The text of each element of a bound list, undefined for one that is blank; and whether the elements are objects. */
export type BoundTexts = { readonly texts: readonly (string | undefined)[]; readonly areRows: boolean };

/** A bound list of texts, or of objects that hold one each in Text field; read in slices. Throws when all are blank. */
export async function boundTexts(values: readonly unknown[], textField: unknown, label: string): Promise<BoundTexts> {
  const field = text(textField, 'Text field')?.trim();
  const texts = await inSlices(values, (value, index) => textOf(value, field, `${label}: entry ${index + 1}`));
  const counts = (value: unknown, index: number) => isObject(value) || texts[index] !== undefined;
  const areRows = isObject(values.find(counts));
  const odd = values.findIndex((value, index) => counts(value, index) && isObject(value) !== areRows);
  if (odd >= 0) {
    throw invalid(`${label}: entry ${odd + 1} is of another kind than the first. Bind texts only or objects only.`);
  }
  if (values.length > 0 && texts.every((one) => one === undefined)) {
    throw invalid(`${label} has no text in any of its elements. Bind texts, or objects that have one in Text field.`);
  }
  return { texts, areRows };
}
