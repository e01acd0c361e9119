import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** What the model says of one text or picture; the last two where the user set a threshold. */
export type Verdict = {
  readonly flagged: boolean;
  /** The categories that the API flagged, and those with a score from the threshold on; the highest score first. */
  readonly categories: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
  readonly over_threshold?: boolean;
  readonly categories_over_threshold?: readonly string[];
};

/** The verdicts of a reply, in the order of what was judged; throws when they are not so many. */
export function verdictsIn(reply: Reply, count: number, threshold: number | undefined): Verdict[] {
  const results = listOf(reply.body['results']);
  if (results.length !== count) throw reply.unusable(`The reply holds ${results.length} verdicts for ${count}.`);
  return results.map((result) => {
    const { categories, category_scores: scores, flagged } = membersOf(result);
    if (!isObject(categories)) throw reply.unusable('The reply holds something that is no verdict.');
    return verdictOf(categories, numbersIn(membersOf(scores)), flagged, threshold);
  });
}

/** Mistral sends no `flagged`: https://docs.mistral.ai/capabilities/guardrailing */
function verdictOf(
  categories: JsonObject,
  scores: Readonly<Record<string, number>>,
  flagged: unknown,
  threshold: number | undefined
): Verdict {
  const sorted = (names: string[]) => names.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  const named = sorted(Object.keys(categories).filter((name) => categories[name] === true));
  const verdict = { flagged: typeof flagged === 'boolean' ? flagged : named.length > 0, categories: named, scores };
  if (threshold === undefined) return verdict;
  const over = sorted(Object.keys(scores).filter((name) => (scores[name] as number) >= threshold));
  return { ...verdict, over_threshold: over.length > 0, categories_over_threshold: over };
}

/** Some categories have no score in older models: they are null. */
const numbersIn = (scores: JsonObject): Record<string, number> =>
  Object.fromEntries(Object.entries(scores).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
