import { invalid } from '../errors/failure';
import { isSet } from '../form/values';
import { isObject } from '../json';

/** A template cut at its placeholders: what stands between them and the columns or paths they name take turns. */
export type Template = {
  readonly pieces: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** Placeholders that name no column and stay as they are. */
  readonly unknown: readonly string[];
};

type Values = Readonly<Record<string, unknown>>;

/** Each one is looked up in every row. */
const MOST = 1000;

/** Of more pairs of an unknown name and a column none is compared: it would hold up all other queries. */
const MOST_PAIRS = 100_000;

/** What a name looks like; braces with anything else between them are JSON, LaTeX or code. */
const NAME = /^[\p{L}\p{N}_$][\p{L}\p{N}_$ .-]{0,99}$/u;

/**
 * Reads a template: `{name}` and `{ name }` stand for a column, `{address.city}` for what lies within one, `\{name}` for the
 * text {name}. Throws for a name that is nearly a column's, and for more than 1,000 of them.
 */
export function templateOf(
  text: string,
  columns: ReadonlySet<string>,
  all: readonly Values[],
  label: string
): Template {
  const pieces = [''];
  const counts = new Map<string, number>();
  const unknown = new Set<string>();
  const literal = (piece: string) => pieces.push(`${pieces.pop() as string}${piece}`);
  const placeholder = (whole: string, inner: string) => {
    const path = [inner, inner.trim()].find(
      (name) =>
        columns.has(name) ||
        counts.has(name) ||
        (name.includes('.') && !unknown.has(name) && all.some((row) => valueAt(row, name) !== undefined))
    );
    if (path !== undefined) {
      counts.set(path, (counts.get(path) ?? 0) + 1);
      return pieces.push(path, '');
    }
    if (NAME.test(inner.trim())) unknown.add(inner.trim());
    return literal(whole);
  };
  text.split(/(\\?\{[^{}]+\})/).forEach((piece, index) => {
    const isEscaped = piece.startsWith('\\');
    const inner = piece.slice(isEscaped ? 2 : 1, -1);
    if (index % 2 === 0) literal(piece);
    else if (!isEscaped) placeholder(piece, inner);
    else literal(NAME.test(inner.trim()) ? piece.slice(1) : piece);
  });
  const paths = [...unknown].some((name) => name.includes('.')) ? pathsIn(all) : [];
  const known = [...columns, ...paths];
  for (const name of unknown.size * known.length > MOST_PAIRS ? [] : unknown) {
    const meant = known.find((one) => isNear(name, one));
    if (meant !== undefined) {
      throw invalid(
        `${label}: {${name}} is no column of Rows. Did you mean {${meant}}? To send it as it is, write \\{${name}}.`
      );
    }
  }
  if (counts.size > MOST) {
    throw invalid(`${label} takes up to 1,000 different placeholders, not ${counts.size}. Use fewer.`);
  }
  return { pieces, counts, unknown: [...unknown] };
}

/** A template with the values of a row. */
export function filled({ pieces }: Template, row: Values): string {
  let text = pieces[0] as string;
  for (let index = 1; index < pieces.length; index += 2) {
    text += valueText(row, pieces[index] as string) + (pieces[index + 1] as string);
  }
  return text;
}

/** Text as it is, nothing for a missing value, other values as JSON. */
export function valueText(row: Values, path: string): string {
  const value = valueAt(row, path);
  return !isSet(value) ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a row has under a name, or within its values where the name is a path; a column of that very name wins. */
function valueAt(row: Values, path: string): unknown {
  if (Object.hasOwn(row, path)) return row[path];
  return path.split('.').reduce<unknown>((value, name) => {
    const isInside = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isInside ? (value as Values)[name] : undefined;
  }, row);
}

/** How many rows are looked through for what their values hold, how many paths are kept, and how deep they go. */
const MOST_ROWS = 1000;
const MOST_PATHS = 1000;
const DEEPEST = 4;

/** The paths to what lies within the values of rows: address.city. */
function pathsIn(all: readonly Values[]): readonly string[] {
  const paths = new Set<string>();
  const visit = (values: Values, path: string, depth: number): void => {
    for (const [name, value] of Object.entries(values)) {
      if (paths.size >= MOST_PATHS) return;
      // A path ends where a name has dots of its own.
      if (depth > 0 && name.includes('.')) continue;
      if (depth > 0) paths.add(`${path}${name}`);
      if (isObject(value) && depth < DEEPEST) visit(value, `${path}${name}.`, depth + 1);
    }
  };
  for (const row of all.slice(0, MOST_ROWS)) visit(row, '', 0);
  return [...paths];
}

/** Whether a name is a column's but for case, blanks or up to two letters, of short names up to half of them. */
function isNear(name: string, column: string): boolean {
  const [a, b] = [name, column].map((text) => text.toLowerCase().replace(/\s/g, '')) as [string, string];
  const most = Math.min(2, Math.floor(Math.min(a.length, b.length) / 2));
  return Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

/** How many letters one has to add, take away or change to make one text of another. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(a).entries()) {
    const line = [row + 1];
    for (let at = 1; at <= b.length; at += 1) {
      const changed = (above[at - 1] as number) + (b[at - 1] === letter ? 0 : 1);
      line.push(Math.min((above[at] as number) + 1, (line[at - 1] as number) + 1, changed));
    }
    above = line;
  }
  return above[b.length] as number;
}
