/* Finds saved queries of ToolJet in JSON; nothing in it is run. */
import type { Options, Query } from '../../api';
import { isObject, messageOf } from '../server';

/** The queries that were found, or what is wrong. */
export type Found = { readonly found: readonly Query[]; readonly problem?: string };

const isOptions = (value: unknown): value is Options => isObject(value) && typeof value['operation'] === 'string';

const nameOf = (name: unknown) => (typeof name === 'string' && name ? name : 'query1');

/** The options of one query, or every object with an `options.operation`, as in the export of an app. */
export function queriesIn(text: string): Found {
  if (!text.trim()) return { found: [] };
  const found: Query[] = [];
  const look = (_key: string, value: unknown) => {
    if (isObject(value) && isOptions(value['options'])) {
      found.push({ name: nameOf(value['name']), options: value['options'] });
    }
    return value;
  };
  try {
    const json = JSON.parse(text, look) as unknown;
    if (isOptions(json)) return { found: [{ name: 'query1', options: json }] };
  } catch (error) {
    return { found: [], problem: `This is not valid JSON: ${messageOf(error)}` };
  }
  if (found.length > 0) return { found };
  return { found, problem: 'No query is in here: nothing has options with an operation.' };
}
