import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { fromJson, isBlank, quoted } from '../form/values';
import { isObject, listOf } from '../json';

type Filter = OpenAI.VectorStoreSearchParams['filters'];

/** https://platform.openai.com/docs/guides/retrieval#attribute-filtering */
const COMPARISONS: readonly unknown[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'];
const COMPOUNDS: readonly unknown[] = ['and', 'or'];

/**
 * From the field Filters to OpenAI's filter: that as it is, or the short form, `{ "region": "us", "year": [2025, 2026] }`:
 * each attribute equals the value or is in the list, and all of that at once. Undefined when blank.
 */
export function filterOf(answer: unknown): Filter | undefined {
  if (isBlank(answer)) return undefined;
  const value = fromJson(answer, 'Filters');
  if (!isObject(value) || Object.keys(value).length === 0) {
    throw invalid(`Filters must be a JSON object such as {"region": "us"}, not ${quoted(answer)}.`);
  }
  const { type, key, filters } = value;
  const isOwn =
    (COMPARISONS.includes(type) && typeof key === 'string') || (COMPOUNDS.includes(type) && Array.isArray(filters));
  if (isOwn) return value as unknown as Filter;
  const all = Object.entries(value).map(([attribute, wanted]) => comparison(attribute, wanted));
  return (all.length === 1 ? all[0] : { type: 'and', filters: all }) as Filter;
}

function comparison(key: string, value: unknown) {
  const isValue = (one: unknown) => ['string', 'number', 'boolean'].includes(typeof one);
  if (isValue(value)) return { type: 'eq', key, value };
  if (Array.isArray(value) && value.length > 0 && listOf(value).every(isValue)) return { type: 'in', key, value };
  throw invalid(`Filters: ${key} must be a text, a number, true, false, or a list of them, not ${quoted(value)}.`);
}
