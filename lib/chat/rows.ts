import { invalid } from '../errors/failure';
import { isSet, list } from '../form/values';
import { isObject } from '../json';

const LABEL = 'Rows';
const MOST = 1000;

type Row = string | Readonly<Record<string, unknown>>;

/** The texts of one chat. */
export type Texts = { readonly system: string | undefined; readonly prompt: string | undefined };

/** The elements of the field Rows, up to 1,000; undefined when it is blank. */
export function rows(answer: unknown): readonly Row[] | undefined {
  const values = list(answer, LABEL);
  if (values && values.length > MOST) throw invalid(`${LABEL} takes up to 1,000 elements, not ${values.length}.`);
  return values?.map((value, index) => {
    if (typeof value === 'string' || isObject(value)) return value;
    throw invalid(`${LABEL}: entry ${index + 1} must be a text or an object.`);
  });
}

/**
 * The texts for each row: {name} becomes the row's value where some row has that key, {row} a row that is a text; such a row
 * is the prompt itself where Prompt is blank.
 */
export function textsOf(all: readonly Row[], { system, prompt }: Texts): Texts[] {
  const keys = new Set(all.flatMap((row) => (typeof row === 'string' ? ['row'] : Object.keys(row))));
  return all.map((row) => {
    const values = typeof row === 'string' ? { row } : row;
    const filled = (template: string) =>
      template.replace(/\{([^{}]+)\}/g, (placeholder, key: string) =>
        keys.has(key) ? inText(Object.hasOwn(values, key) ? values[key] : undefined) : placeholder
      );
    const own = typeof row === 'string' ? row : undefined;
    return {
      system: notBlank(system && filled(system)),
      prompt: notBlank(prompt === undefined ? own : filled(prompt)),
    };
  });
}

/** Text as it is, nothing for a missing value, other values as JSON. */
const inText = (value: unknown) => (!isSet(value) ? '' : typeof value === 'string' ? value : JSON.stringify(value));

const notBlank = (text: string | undefined) => (text?.trim() ? text : undefined);
