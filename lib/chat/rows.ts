import { invalid } from '../errors/failure';
import { isSet, list } from '../form/values';
import { isObject } from '../json';

const LABEL = 'Rows';
const MOST = 1000;
const MOST_PLACEHOLDERS = 1000;
const MB = 1_000_000;
/** Limits of ours, in MB: 360 KB typed can make gigabytes of texts. */
const MOST_IN_ALL = 200;
const MOST_FOR_ONE = 50;

export type Row = string | Readonly<Record<string, unknown>>;

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
 * What makes the texts for a row: {name} becomes the row's value where some row has that key, {row} a row that is a text;
 * such a row is the prompt itself where Prompt is blank. Throws when the texts of all rows would be too large;
 * `sharedBytes` is what each request has besides.
 */
export function rowTexts(all: readonly Row[], { system, prompt }: Texts, sharedBytes: number): (row: Row) => Texts {
  const keys = new Set(all.flatMap((row) => (typeof row === 'string' ? ['row'] : Object.keys(row))));
  const systemParts = partsOf(system ?? '', keys, 'System prompt');
  const promptParts = prompt === undefined ? undefined : partsOf(prompt, keys, 'Prompt');
  checkSizes(all, [systemParts, ...(promptParts ? [promptParts] : [])], sharedBytes);
  return (row) => {
    const own = typeof row === 'string' ? row : undefined;
    return {
      system: notBlank(filled(systemParts, row)),
      prompt: notBlank(promptParts ? filled(promptParts, row) : own),
    };
  };
}

/** A template cut at its placeholders: what stands between them and the keys themselves take turns. */
type Parts = { readonly pieces: readonly string[]; readonly counts: ReadonlyMap<string, number> };

function partsOf(template: string, keys: ReadonlySet<string>, label: string): Parts {
  const pieces = [''];
  const counts = new Map<string, number>();
  template.split(/\{([^{}]+)\}/).forEach((piece, index) => {
    const isKey = index % 2 === 1 && keys.has(piece);
    if (isKey) {
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
      pieces.push(piece, '');
    } else pieces.push(`${pieces.pop() as string}${index % 2 === 1 ? `{${piece}}` : piece}`);
  });
  if (counts.size > MOST_PLACEHOLDERS) {
    throw invalid(`${label} takes up to 1,000 different placeholders, not ${counts.size}. Use fewer.`);
  }
  return { pieces, counts };
}

const filled = ({ pieces }: Parts, row: Row) =>
  pieces.map((piece, index) => (index % 2 === 1 ? valueOf(row, piece) : piece)).join('');

/** Sizes are counted, not built: each key once, times how often it stands in the template. */
function checkSizes(all: readonly Row[], templates: readonly Parts[], sharedBytes: number): void {
  let total = 0;
  const fixed = templates.flatMap(({ pieces }) => pieces.filter((_piece, index) => index % 2 === 0)).join('');
  const fixedBytes = Buffer.byteLength(fixed);
  all.forEach((row, index) => {
    let bytes = fixedBytes + (typeof row === 'string' ? Buffer.byteLength(row) : 0);
    for (const { counts } of templates) {
      for (const [key, count] of counts) bytes += count * Buffer.byteLength(valueOf(row, key));
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

/** Text as it is, nothing for a missing value, other values as JSON. */
function valueOf(row: Row, key: string): string {
  const values = typeof row === 'string' ? { row } : row;
  const value: unknown = Object.hasOwn(values, key) ? values[key] : undefined;
  return !isSet(value) ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

const notBlank = (text: string | undefined) => (text?.trim() ? text : undefined);
