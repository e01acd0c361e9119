import { invalid } from '../errors/failure';
import type { JsonObject } from '../types';
import { isBlank, isObject, parsed, shown } from './values';

/**
 * The parameters of the field Additional parameters, as typed. `elsewhere` names those that have a place of their own, with
 * what to do instead.
 */
export function additionalParameters(answer: unknown, elsewhere: Readonly<Record<string, string>>): JsonObject {
  if (isBlank(answer)) return {};
  const value = typeof answer === 'string' ? parsed(answer) : answer;
  if (!isObject(value)) throw invalid(`Additional parameters must be a JSON object, not ${shown(answer)}.`);
  for (const [name, instead] of Object.entries(elsewhere)) {
    if (Object.hasOwn(value, name)) throw invalid(`Additional parameters must not hold ${name}: ${instead}.`);
  }
  return value;
}
