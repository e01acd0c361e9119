import { invalid } from '../errors/failure';
import { isObject, type JsonObject } from '../json';
import { fromJson, isBlank, quoted } from './values';

/**
 * The parameters of the field Additional parameters, as typed. `elsewhere` names those that have a place of their own, with
 * what to do instead.
 */
export function additionalParameters(answer: unknown, elsewhere: Readonly<Record<string, string>>): JsonObject {
  if (isBlank(answer)) return {};
  const value = fromJson(answer, 'Additional parameters');
  if (!isObject(value)) throw invalid(`Additional parameters must be a JSON object, not ${quoted(answer)}.`);
  for (const [name, instead] of Object.entries(elsewhere)) {
    if (Object.hasOwn(value, name)) throw invalid(`Additional parameters must not hold ${name}: ${instead}.`);
  }
  return value;
}
