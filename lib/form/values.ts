import { invalid } from '../errors/failure';
import { holdsTooMuchOutsideTexts, parsed } from '../json';

/*
 * Readers from an answer of the form to a value. ToolJet hands over text where the user typed, and a value of whatever JSON type where
 * the user bound a whole {{…}}; '' and undefined both mean "not set", as does null. Each throws an error that names `label`.
 */

/** Whether the user set the field at all; an explicit zero or false counts. */
export const isSet = (answer: unknown) => answer !== undefined && answer !== null && answer !== '';

/** Whether there is nothing to read: not set, or white space alone. */
export const isBlank = (answer: unknown) => !isSet(answer) || (typeof answer === 'string' && !answer.trim());

/** What stands before a secret, as a header has it, an address and JSON; and how far into a value it is looked for. */
const SECRET = /bearer\s|(?:authorization|password|secret|token|api[-_ ]?key|headers)[\\"']*\s*[:=,]/i;
const LOOKED_AT = 10_000;

/** The start of a value as it stands in an error message; *** for one that may hold a secret. */
export function quoted(value: unknown): string {
  // JSON has no word for NaN and undefined.
  const isInJson = value !== undefined && typeof value !== 'number';
  const whole = isInJson ? JSON.stringify(value) : `${value as number}`;
  if (SECRET.test(whole.slice(0, LOOKED_AT))) return '*** (hidden, because it may hold a secret)';
  return whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
}

/** Text as it is; numbers and booleans as text, an object as its JSON; undefined when there is nothing but white space. */
export function text(answer: unknown, label: string): string | undefined {
  const value = literal(answer, label);
  return value?.trim() ? value : undefined;
}

/** Like `text`, but white space counts: only '' is "not set". */
function literal(answer: unknown, label: string): string | undefined {
  if (!isSet(answer)) return undefined;
  if (Array.isArray(answer)) throw invalid(`${label} must be one text, not a list. Join the list into a text first.`);
  return typeof answer === 'object' ? JSON.stringify(answer) : (answer as string | number | boolean).toString();
}

/** Like `literal`, with \n, \t and \\ typed as plain text read as newline, tab and backslash. */
export function escapedLiteral(answer: unknown, label: string): string | undefined {
  const character = (_typed: string, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : '\\');
  return literal(answer, label)?.replace(/\\([nt\\])/g, character);
}

/** A number, given as one or as text, from `min` to `max`. */
export function number(answer: unknown, label: string, min: number, max: number): number | undefined {
  return checked(answer, `${label} must be a number from ${min} to ${max}`, (value) => value >= min && value <= max);
}

/** A whole number, given as one or as text, from `min` to `max`. */
export function wholeNumber(answer: unknown, label: string, min: number, max = Infinity): number | undefined {
  const range = max === Infinity ? `from ${min} up` : `from ${min} to ${max}`;
  const fits = (value: number) => Number.isSafeInteger(value) && value >= min && value <= max;
  return checked(answer, `${label} must be a whole number ${range}`, fits);
}

function checked(answer: unknown, rule: string, fits: (value: number) => boolean): number | undefined {
  if (isBlank(answer)) return undefined;
  const value = typeof answer === 'number' ? answer : typeof answer === 'string' ? decimal(answer) : NaN;
  if (!fits(value)) throw invalid(`${rule}, not ${quoted(answer)}. Correct it or leave the field blank.`);
  return value;
}

/** Number() also reads hexadecimal and "Infinity", which nobody means here. */
const decimal = (typed: string) => (/^[\s\d+\-.e]+$/i.test(typed) ? Number(typed) : NaN);

/** A value as it is, and what a text says as JSON; undefined where it is none. */
export function fromJson(answer: unknown, label: string): unknown {
  checkHeld(answer, label);
  return typeof answer === 'string' ? parsed(answer) : answer;
}

/** Throws for JSON text that would hold up all other queries while it is parsed. */
export function checkHeld(answer: unknown, label: string): void {
  if (typeof answer === 'string' && holdsTooMuchOutsideTexts(answer)) {
    throw invalid(
      `${label} is a text with more than 1,000,000 objects and lists. Bind the value itself, a {{…}} alone in the field and without JSON.stringify, or send less.`
    );
  }
}

/** An array, given as one or as the text of a JSON array; undefined when blank. */
export function list(answer: unknown, label: string): readonly unknown[] | undefined {
  if (isBlank(answer)) return undefined;
  const value = fromJson(answer, label);
  if (!Array.isArray(value)) {
    throw invalid(`${label} must be an array or the text of a JSON array, not ${quoted(answer)}.`);
  }
  return value as unknown[];
}

/** Values given as one, separated by commas, or as an array (also as JSON text), still unread; [] when blank. */
export function several(answer: unknown, label: string): readonly unknown[] {
  const isList = Array.isArray(answer) || (typeof answer === 'string' && answer.trimStart().startsWith('['));
  return (isList ? list(answer, label) : text(answer, label)?.split(',')) ?? [];
}

/** One of the values of a dropdown; undefined when blank. */
export function choice<T extends string>(answer: unknown, label: string, values: readonly T[]): T | undefined {
  const value = text(answer, label)?.trim();
  const found = values.find((known) => known === value);
  if (value !== undefined && !found) throw invalid(`${label} must be ${oneOf(values)}, not ${quoted(answer)}.`);
  return found;
}

/** "a", "a or b", "a, b, or c". */
export const oneOf = (values: readonly string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(values);
