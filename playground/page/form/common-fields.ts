/* Which fields are on show at first: those that examples use, and the first of each form. The others are behind "More fields". */
import type { Examples, Field } from '../../api';
import { isFlip } from './fields';

const FIRST = 3;

/** Fewer than this are not worth a button. */
const FEWEST_BEHIND = 3;

/** The keys of the fields that are behind "More fields" while they are empty. */
export function rareKeys(fields: readonly Field[], operation: string, { queries, recipes }: Examples): Set<string> {
  const steps = recipes.flatMap((recipe) => recipe.steps).filter(({ options }) => options['operation'] === operation);
  const examples = [queries[operation]?.options ?? {}, ...steps.map(({ options }) => options)];
  const used = new Set(examples.flatMap((options) => Object.keys(options)));
  const keys = fields.filter((field) => !isFlip(field)).map(({ key }) => key);
  const rare = keys.slice(FIRST).filter((key) => !used.has(key));
  return new Set(rare.length < FEWEST_BEHIND ? [] : rare);
}
