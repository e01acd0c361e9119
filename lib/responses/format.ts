import type { JsonReading } from '../chat/request';
import { membersOf } from '../json';

/** How our wrapper around a list or another value is called in `text.format`, so that a reply tells how to read it. */
export const WRAPPERS = { list: 'result_list', item: 'result_item' };

/** How the text of a reply is read, by the format that it says it was asked for; undefined for plain text. */
export function readingOf(text: unknown): JsonReading | undefined {
  const { type, name } = membersOf(membersOf(text)['format']);
  if (type !== 'json_object' && type !== 'json_schema') return undefined;
  if (name === WRAPPERS.list) return 'list';
  return name === WRAPPERS.item ? 'item' : 'json';
}
