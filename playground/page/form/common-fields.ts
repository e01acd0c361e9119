/*
 * Which fields are on show at first: the first of each form, which stand by how often they are needed, and those of the
 * operation's example. The others are behind "More fields" while they are empty.
 */
import type { Examples, Field } from '../../api';
import { isFlip } from './fields';

const FIRST = 5;

/** Fewer than this are not worth a button. */
const FEWEST_BEHIND = 3;

/** The keys of the fields that are behind "More fields" while they are empty. */
export function rareKeys(fields: readonly Field[], operation: string, { queries }: Examples): Set<string> {
  const example = queries[operation]?.options ?? {};
  const keys = fields.filter((field) => !isFlip(field)).map(({ key }) => key);
  const rare = keys.slice(FIRST).filter((key) => !Object.hasOwn(example, key));
  return new Set(rare.length < FEWEST_BEHIND ? [] : rare);
}
