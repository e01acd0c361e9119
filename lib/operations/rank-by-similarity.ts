import { candidatesOf, ranked } from '../embeddings/candidates';
import { embeddingModelOf, wireFor } from '../embeddings/job';
import { embeddingPlan } from '../embeddings/plan';
import { invalid } from '../errors/failure';
import { text, wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import type { Answers } from '../types';

/**
 * Ranks texts or objects by how similar they are to a query: `data.results` are the most similar first, by the cosine of the
 * angle between their vectors. https://platform.openai.com/docs/guides/embeddings
 */
export async function rankBySimilarity(answers: Answers<'rank_by_similarity'>, server: Server): Promise<Plan> {
  const query = text(answers.query, 'Query');
  if (query === undefined) throw invalid('Query is empty. Enter the text to compare with.');
  const topK = wholeNumber(answers.top_k, 'Top results', 1) ?? 10;
  const { model, dimensions } = embeddingModelOf(answers, server);
  const { candidates, warnings } = await candidatesOf(answers, dimensions ?? model.rules?.size);
  const missing = candidates.filter(({ vector }) => !vector);
  const place = (index: number) => {
    const candidate = missing[index - 1];
    return candidate === undefined ? 'Query' : `entry ${candidate.index + 1} of Candidates`;
  };
  const job = {
    operation: 'Rank by similarity',
    model,
    dimensions,
    texts: candidates.length > 0 ? [query, ...missing.map(({ text: own }) => own as string)] : [],
    alone: false,
    mayBeHalved: !server.isOpenAIsOwn,
    isBulk: false,
    encoding: 'float' as const,
    wire: wireFor('float', server),
    additional: {},
    input: 'Candidates',
    place,
    warnings,
  };
  return embeddingPlan(job, async (vectors) => {
    const [target = [], ...embedded] = vectors as readonly (readonly number[])[];
    return { results: (await ranked(candidates, target, embedded)).slice(0, topK) };
  });
}
