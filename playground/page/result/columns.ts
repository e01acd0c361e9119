/* The columns of a table of objects, and their order. */
import type { Json, JsonObject } from '../../api';
import { isObject } from '../server';

/** A column: its heading, and where its value stands in a row. */
export type Column = { readonly name: string; readonly of: (row: JsonObject) => Json };

/** Objects with more members than that stay one column. */
const MOST_MEMBERS = 6;

/** A column for each key, in the order of their first appearance; small objects have a column for each of their members. */
export function columnsOf(rows: readonly JsonObject[]): readonly Column[] {
  return keysOf(rows).flatMap((key) => {
    const own: Column = { name: key, of: (row) => row[key] };
    const values = rows.map(own.of).filter((value) => value !== undefined && value !== null);
    if (values.length === 0 || !values.every(isObject)) return [own];
    const members = keysOf(values);
    if (members.length === 0 || members.length > MOST_MEMBERS) return [own];
    return members.map((member) => ({ name: `${key}.${member}`, of: (row) => memberOf(row[key], member) }));
  });
}

const keysOf = (rows: readonly JsonObject[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))];
const memberOf = (value: Json, key: string): Json =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

export type Order = { readonly column: string; readonly direction: 'ascending' | 'descending' };

/** A click on a heading: ascending, then descending, then as they came. */
export function nextOrder(order: Order | undefined, column: string): Order | undefined {
  if (order?.column !== column) return { column, direction: 'ascending' };
  return order.direction === 'ascending' ? { column, direction: 'descending' } : undefined;
}

/** The rows in that order; those without a value come last either way. */
export function sorted(rows: readonly JsonObject[], columns: readonly Column[], order: Order | undefined) {
  const column = columns.find(({ name }) => name === order?.column);
  if (!order || !column) return rows;
  const sign = order.direction === 'ascending' ? 1 : -1;
  const isMissing = (value: Json) => value === undefined || value === null;
  return [...rows].sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    if (isMissing(x) || isMissing(y)) return Number(isMissing(x)) - Number(isMissing(y));
    return sign * compared(x, y);
  });
}

const compared = (a: Json, b: Json): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : wordOf(a).localeCompare(wordOf(b), 'en', { numeric: true, sensitivity: 'base' });
const wordOf = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));
