import { invalid } from '../errors/failure';
import { list, quoted } from '../form/values';
import { isObject } from '../json';
import { inSlices } from '../slices';
import { filled, type Template, templateOf, valueText } from './placeholders';

const LABEL = 'Rows';
const MB = 1_000_000;

/** Limits of ours: how many rows, and how many MB one request may have and all together. 360 KB typed can make gigabytes. */
export type RowLimits = {
  readonly rows: number;
  readonly forOne: number;
  readonly inAll: number;
  /** Whether all go into files: what the requests share is counted for each then, and all rows are sent or none. */
  readonly isBatch: boolean;
};
export const NOW: RowLimits = { rows: 1000, forOne: 50, inAll: 200, isBatch: false };
export const BATCH: RowLimits = { rows: 200_000, forOne: 5, inAll: 1000, isBatch: true };

/** An element as it was bound. */
export type Row = unknown;

type Values = Readonly<Record<string, unknown>>;

/** The texts of one chat. */
export type Texts = { readonly system: string | undefined; readonly prompt: string | undefined };

/** The elements of the field Rows as they are; undefined when it is blank. */
export function rows(answer: unknown, { rows: most }: RowLimits): readonly Row[] | undefined {
  const values = list(answer, LABEL);
  if (values && values.length > most) {
    const more = most < BATCH.rows ? ' Set Run as to Batch for up to 200,000.' : '';
    throw invalid(`${LABEL} takes up to ${most.toLocaleString('en')} elements, not ${values.length}.${more}`);
  }
  return values;
}

/** The values of a row under their names, a text as `row`; undefined for null and a list, which are no rows. */
export function valuesOf(row: Row): Values | undefined {
  if (['string', 'number', 'boolean'].includes(typeof row)) return { row: String(row) };
  return isObject(row) ? row : undefined;
}

/** What makes the texts for a row. */
export type RowTexts = {
  readonly textsOf: (row: Row) => Texts;
  readonly warnings: readonly string[];
  /** The size of what each request has besides its texts. */
  readonly sharedBytes: number;
  /** In a batch the places of rows that may turn out to be too long, or without a prompt; all others surely do not. */
  readonly doubtful: readonly number[];
};

/**
 * What makes the texts for a row: {name} becomes the row's value where some row has that key, {row} a row that is a text;
 * such a row is the prompt itself where Prompt is blank. It throws for a row that is none. Throws when the texts of all rows
 * would be too large, and for a placeholder that is misspelt; `shared` is what each request has besides.
 */
export async function rowTexts(
  all: readonly Row[],
  { system, prompt }: Texts,
  { limits, shared }: { limits: RowLimits; shared: object }
): Promise<RowTexts> {
  const columns = new Set<string>();
  const values = await inSlices(all, (row, index) => {
    const own = valuesOf(row);
    if (!own && limits.isBatch)
      throw notRow(row, ` Entry ${index + 1} is one, and a batch is sent whole or not at all.`);
    if (own) for (const key of Object.keys(own)) columns.add(key);
    return own;
  });
  const known = values.filter((row): row is Values => row !== undefined);
  const systemTemplate = templateOf(system ?? '', columns, known, 'System prompt');
  const promptTemplate = prompt === undefined ? undefined : templateOf(prompt, columns, known, 'Prompt');
  const templates = [systemTemplate, ...(promptTemplate ? [promptTemplate] : [])];
  const sharedBytes = Buffer.byteLength(JSON.stringify(shared));
  const doubtful = await checkSizes(values, templates, { limits, sharedBytes });
  return {
    textsOf: (row) => {
      const own = valuesOf(row);
      if (!own) throw notRow(row);
      return {
        system: notBlank(filled(systemTemplate, own)),
        prompt: notBlank(
          promptTemplate ? filled(promptTemplate, own) : isObject(row) ? undefined : valueText(own, 'row')
        ),
      };
    },
    warnings: unknownWarning(new Set(templates.flatMap(({ unknown }) => unknown)), columns),
    sharedBytes,
    doubtful,
  };
}

const notRow = (row: Row, where = '') =>
  invalid(`${LABEL}: an element must be a text, number, boolean or object, not ${quoted(row)}.${where}`);

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

/** A character of a text may take six of JSON: \u0000. */
const MOST_PER_BYTE = 6;

/** Sizes are counted, not built: each key once, times how often it stands in the template. Gives the doubtful rows of a batch. */
async function checkSizes(
  all: readonly (Values | undefined)[],
  templates: readonly Template[],
  { limits, sharedBytes }: { limits: RowLimits; sharedBytes: number }
): Promise<readonly number[]> {
  const doubtful: number[] = [];
  let total = 0;
  const fixed = templates.flatMap(({ pieces }) => pieces.filter((_piece, index) => index % 2 === 0)).join('');
  const fixedBytes = Buffer.byteLength(fixed);
  const hasPrompt = templates[1]?.pieces.some((piece, index) => index % 2 === 0 && piece.trim()) === true;
  await inSlices(all, (row, index) => {
    if (!row) return;
    let bytes = fixedBytes + (templates.length > 1 ? 0 : Buffer.byteLength(valueText(row, 'row')));
    for (const { counts } of templates) {
      for (const [key, count] of counts) bytes += count * Buffer.byteLength(valueText(row, key));
    }
    total += bytes + (limits.isBatch ? sharedBytes : 0);
    const mayBeLong = MOST_PER_BYTE * bytes + sharedBytes > limits.forOne * MB;
    if (limits.isBatch && (mayBeLong || !hasPrompt)) doubtful.push(index);
    if (bytes + sharedBytes > limits.forOne * MB) {
      throw invalid(
        `${LABEL}: entry ${index + 1} makes a request of more than ${limits.forOne} MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.`
      );
    }
  });
  if (total > limits.inAll * MB) {
    throw invalid(
      `${LABEL} make ${Math.ceil(total / MB)} MB of text with Prompt and System prompt, and one query takes up to ${limits.inAll} MB. Send fewer rows at once or shorten Prompt.`
    );
  }
  return doubtful;
}

const notBlank = (text: string | undefined) => (text?.trim() ? text : undefined);
