/* Whether a query is still the example that it was opened as. */
import type { Forms, Json, Options } from '../../api';
import { exampleOf } from '../state/store';

/** Whether two values are the same as JSON, in whatever order their members stand. */
export function isSame(one: Json, other: Json): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const keys = [...Object.keys(one), ...Object.keys(other)];
  const member = (holder: object, key: string) => (holder as Record<string, Json>)[key];
  return (
    Array.isArray(one) === Array.isArray(other) && keys.every((key) => isSame(member(one, key), member(other, key)))
  );
}

/** Whether the options are those of the operation's example. */
export const isExampleOf = (forms: Forms, operation: string, options: Options): boolean =>
  isSame(exampleOf(forms, operation).options, options);

/** Whether nothing was changed by hand: the options are those of an example, of a step of a recipe, or of an empty form. */
export function isUntouched(forms: Forms, operation: string, options: Options): boolean {
  const { recipes } = forms.examples;
  const { defaults } = forms.query;
  const steps = recipes.flatMap((recipe) => recipe.steps).map((step) => ({ ...defaults, ...step.options }));
  return (
    isExampleOf(forms, operation, options) ||
    [...steps, { operation }].some((known) => isSame(known, { ...defaults, ...options }))
  );
}
