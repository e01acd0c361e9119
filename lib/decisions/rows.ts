import { filled, type Template, templateOf, valueText } from '../chat/placeholders';
import { type Row, unknownWarning, valuesOf } from '../chat/rows';
import { invalid } from '../errors/failure';
import { list, quoted, text } from '../form/values';
import { isObject } from '../json';
import { inSlices } from '../slices';

const MOST = 1000;
const MB = 1_000_000;
/** Limits of ours, in MB, as in Chat. */
const MOST_IN_ALL = 200;
const MOST_FOR_ONE = 50;

/** The elements of the field Rows, up to 1,000, as they are; undefined when it is blank. */
export function rowsOf(answer: unknown): readonly Row[] | undefined {
  const values = list(answer, 'Rows');
  if (values && values.length > MOST) throw invalid(`Rows takes up to 1,000 elements, not ${values.length}.`);
  return values;
}

/**
 * What makes of a row what is decided about: Input with the row's values in place of {name}, or the row itself where Input is
 * blank. It throws for a row that is none. Throws when the texts of all rows would be too large, and for a placeholder that is
 * misspelt; `sharedBytes` is what each request has besides.
 */
export async function rowSubjects(
  all: readonly Row[],
  input: unknown,
  sharedBytes: number
): Promise<{ subjectOf: (row: Row) => unknown; warnings: readonly string[] }> {
  if (typeof input === 'object' && input !== null) {
    throw invalid(
      'Input must be a text with placeholders such as {name} beside Rows, or blank to send each row itself.'
    );
  }
  const written = text(input, 'Input');
  const values = all.map(valuesOf);
  const known = values.filter((row): row is NonNullable<typeof row> => row !== undefined);
  const columns = new Set(known.flatMap((row) => Object.keys(row)));
  const template = written === undefined ? undefined : templateOf(written, columns, known, 'Input');
  await checkSizes(values, template, sharedBytes);
  return {
    subjectOf: (row) => {
      const own = valuesOf(row);
      if (!own) throw invalid(`Rows: an element must be a text, number, boolean or object, not ${quoted(row)}.`);
      if (template) return filled(template, own);
      return isObject(row) ? row : valueText(own, 'row');
    },
    warnings: unknownWarning(new Set(template?.unknown), columns),
  };
}

/** The values of a row; undefined for one that is none. */
type Values = ReturnType<typeof valuesOf>;

/** Sizes are counted, not built; in slices. */
async function checkSizes(all: readonly Values[], template: Template | undefined, sharedBytes: number): Promise<void> {
  const sizeOf = template ? sizeIn(template) : ownSize;
  let total = 0;
  await inSlices(all, (row, index) => {
    const bytes = sizeOf(row);
    total += bytes;
    if (bytes + sharedBytes > MOST_FOR_ONE * MB) {
      throw invalid(
        `Rows: entry ${index + 1} makes a request of more than ${MOST_FOR_ONE} MB, the most that one may have. Shorten the row, Input, Questions or Images.`
      );
    }
  });
  if (total > MOST_IN_ALL * MB) {
    const [made, advice] = template ? [' with Input', ' or shorten Input'] : ['', ''];
    throw invalid(
      `Rows make ${Math.ceil(total / MB)} MB of text${made}, and one query takes up to ${MOST_IN_ALL} MB. Send fewer rows at once${advice}.`
    );
  }
}

/** The size of Input with the values of a row: each key once, times how often it stands in the template. */
function sizeIn({ pieces, counts }: Template): (row: Values) => number {
  const fixed = Buffer.byteLength(pieces.filter((_piece, index) => index % 2 === 0).join(''));
  return (row = {}) =>
    [...counts].reduce((bytes, [key, count]) => bytes + count * Buffer.byteLength(valueText(row, key)), fixed);
}

/** The size of a row that is sent itself; 0 for one of which no JSON can be made, which fails alone. */
function ownSize(row: Values = {}): number {
  try {
    const keys = Object.keys(row);
    return keys.reduce((bytes, key) => bytes + Buffer.byteLength(key) + Buffer.byteLength(valueText(row, key)), 0);
  } catch {
    return 0;
  }
}
