import { invalid } from '../errors/failure';
import { isObject, wellFormed } from '../json';
import { fromJson, isBlank, quoted, text } from './values';

/** Parameters behind the ? of an address; a list is sent as the API takes one: name[]=a&name[]=b. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

const LABEL = 'Query parameters';
/** A limit of ours; the API's own paths take ten or so. */
const MOST = 100;

/**
 * Parameters from an object or from pairs of name and value, also as JSON text; undefined when there are none. A blank value
 * means that the parameter is not set; a name that comes again, or ends in [], has a list.
 */
export function queryParameters(answer: unknown): Query | undefined {
  const filled = pairs(answer).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => {
      const read = text(one, `${LABEL}: ${name}`);
      return read === undefined ? [] : { name: wellFormed(name.trim()), value: read, isInList: Array.isArray(value) };
    })
  );
  if (filled.length === 0) return undefined;
  if (filled.length > MOST) throw invalid(`${LABEL} takes up to ${MOST} values, not ${filled.length}.`);
  const query = new Map<string, string | readonly string[]>();
  for (const { name, value, isInList } of filled) {
    const single = name.replace(/\[\]$/, '');
    if (!single) throw invalid(`${LABEL} has the value ${quoted(value)} without a name. Enter its name, or remove it.`);
    const before = query.get(single);
    const isList = isInList || single !== name || before !== undefined;
    query.set(single, isList ? [...[before ?? []].flat(), wellFormed(value)] : wellFormed(value));
  }
  return Object.fromEntries(query);
}

/** The pairs, their values still unread. */
function pairs(answer: unknown): readonly (readonly [string, unknown])[] {
  if (isBlank(answer)) return [];
  const given = fromJson(answer, LABEL);
  if (isObject(given)) return Object.entries(given);
  if (!Array.isArray(given)) {
    throw invalid(`${LABEL} must be a JSON object such as {"limit": 20}, or an array of pairs, not ${quoted(answer)}.`);
  }
  return given.map((pair: unknown, index) => {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof name === 'string') return [name, value];
    throw invalid(`${LABEL}: entry ${index + 1} must be a pair of name and value, not ${quoted(pair)}.`);
  });
}
