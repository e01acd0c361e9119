import { invalid } from '../errors/failure';
import { list, quoted } from '../form/values';
import { isObject } from '../json';
import { filled, type Template, templateOf, valueText } from './placeholders';

const LABEL = 'Rows';
const MOST = 1000;
const MB = 1_000_000;
/** Limits of ours, in MB: 360 KB typed can make gigabytes of texts. */
const MOST_IN_ALL = 200;
const MOST_FOR_ONE = 50;

/** An element as it was bound. */
export type Row = unknown;

type Values = Readonly<Record<string, unknown>>;

/** The texts of one chat. */
export type Texts = { readonly system: string | undefined; readonly prompt: string | undefined };

/** The elements of the field Rows, up to 1,000, as they are; undefined when it is blank. */
export function rows(answer: unknown): readonly Row[] | undefined {
  const values = list(answer, LABEL);
  if (values && values.length > MOST) throw invalid(`${LABEL} takes up to 1,000 elements, not ${values.length}.`);
  return values;
}

/** The values of a row under their names, a text as `row`; undefined for null and a list, which are no rows. */
export function valuesOf(row: Row): Values | undefined {
  if (['string', 'number', 'boolean'].includes(typeof row)) return { row: String(row) };
  return isObject(row) ? row : undefined;
}

/**
 * What makes the texts for a row: {name} becomes the row's value where some row has that key, {row} a row that is a text;
 * such a row is the prompt itself where Prompt is blank. It throws for a row that is none. Throws when the texts of all rows
 * would be too large, and for a placeholder that is misspelt; `sharedBytes` is what each request has besides.
 */
export function rowTexts(
  all: readonly Row[],
  { system, prompt }: Texts,
  sharedBytes: number
): { textsOf: (row: Row) => Texts; warnings: readonly string[] } {
  const values = all.map(valuesOf);
  const known = values.filter((row): row is Values => row !== undefined);
  const columns = new Set(known.flatMap((row) => Object.keys(row)));
  const systemTemplate = templateOf(system ?? '', columns, known, 'System prompt');
  const promptTemplate = prompt === undefined ? undefined : templateOf(prompt, columns, known, 'Prompt');
  const templates = [systemTemplate, ...(promptTemplate ? [promptTemplate] : [])];
  checkSizes(values, templates, sharedBytes);
  return {
    textsOf: (row) => {
      const own = valuesOf(row);
      if (!own) throw invalid(`${LABEL}: an element must be a text, number, boolean or object, not ${quoted(row)}.`);
      return {
        system: notBlank(filled(systemTemplate, own)),
        prompt: notBlank(
          promptTemplate ? filled(promptTemplate, own) : isObject(row) ? undefined : valueText(own, 'row')
        ),
      };
    },
    warnings: unknownWarning(new Set(templates.flatMap(({ unknown }) => unknown)), columns),
  };
}

/** How many names a warning lists. */
const MOST_LISTED = 20;

export function unknownWarning(unknown: ReadonlySet<string>, columns: ReadonlySet<string>): string[] {
  if (unknown.size === 0 || columns.size === 0) return [];
  const listed = (names: ReadonlySet<string>) => {
    const shown = [...names].slice(0, MOST_LISTED).map((name) => `{${name}}`);
    return shown.join(', ') + (names.size > MOST_LISTED ? ', …' : '');
  };
  return [`${listed(unknown)} stayed as typed, because Rows have only ${listed(columns)}.`];
}

/** Sizes are counted, not built: each key once, times how often it stands in the template. */
function checkSizes(all: readonly (Values | undefined)[], templates: readonly Template[], sharedBytes: number): void {
  let total = 0;
  const fixed = templates.flatMap(({ pieces }) => pieces.filter((_piece, index) => index % 2 === 0)).join('');
  const fixedBytes = Buffer.byteLength(fixed);
  all.forEach((row, index) => {
    if (!row) return;
    let bytes = fixedBytes + (templates.length > 1 ? 0 : Buffer.byteLength(valueText(row, 'row')));
    for (const { counts } of templates) {
      for (const [key, count] of counts) bytes += count * Buffer.byteLength(valueText(row, key));
    }
    total += bytes;
    if (bytes + sharedBytes > MOST_FOR_ONE * MB) {
      throw invalid(
        `${LABEL}: entry ${index + 1} makes a request of more than ${MOST_FOR_ONE} MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.`
      );
    }
  });
  if (total > MOST_IN_ALL * MB) {
    throw invalid(
      `${LABEL} make ${Math.ceil(total / MB)} MB of text with Prompt and System prompt, and one query takes up to ${MOST_IN_ALL} MB. Send fewer rows at once or shorten Prompt.`
    );
  }
}

const notBlank = (text: string | undefined) => (text?.trim() ? text : undefined);
