import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { ids } from '../form/ids';
import { number, text, wholeNumber } from '../form/values';
import type { Plan } from '../http/plan';
import type { Endpoint, Reply } from '../http/send';
import { type JsonObject, listOf, membersOf } from '../json';
import { filterOf } from '../responses/filters';
import type { Answers } from '../types';

type Body = OpenAI.VectorStoreSearchParams;

/** https://platform.openai.com/docs/api-reference/vector-stores/search */
const searchIn = (store: string): Endpoint<Body> => ({
  method: 'POST',
  path: `/vector_stores/${store}/search`,
  call: (client, body, options) => client.vectorStores.search(store, body, options),
});

/** 50 passages of 4,096 tokens each are far below. */
const MOST_MEGABYTES = 16;

/**
 * Finds passages in the files of a vector store, without a model: `data.results` are the best first.
 * https://platform.openai.com/docs/guides/retrieval
 */
export function searchDocuments(answers: Answers<'search_documents'>): Plan {
  const [store, another] = ids(answers.vector_store_ids, 'Vector store');
  if (store === undefined) throw invalid('Vector store is empty. Enter the id of one, such as vs_abc123.');
  if (another !== undefined) throw invalid('Vector store takes one id here. Run a query for each of several.');
  const query = text(answers.query, 'Query');
  if (query === undefined) throw invalid('Query is empty. Enter what to look for.');
  const most = wholeNumber(answers.max_results, 'Most results', 1, 50);
  const threshold = number(answers.score_threshold, 'Least score', 0, 1);
  const filters = filterOf(answers.filters);
  const body: Body = {
    query,
    ...(most !== undefined && { max_num_results: most }),
    ...(filters && { filters }),
    ...(threshold !== undefined && { ranking_options: { score_threshold: threshold } }),
  };
  const endpoint = searchIn(store);
  return {
    operation: 'Search documents',
    endpoint,
    bodies: [body],
    model: undefined,
    warnings: [],
    mostMegabytes: MOST_MEGABYTES,
    notFound:
      "Check Vector store: its id stands on the page Storage of OpenAI's platform, and it belongs to the project of the API key.",
    run: async (api) => {
      const reply = await api.send(endpoint, body);
      return { data: { results: resultsIn(reply) }, metadata: reply.metadata([]) };
    },
  };
}

type Passage = { score: number; text: string; filename: unknown; file_id: unknown; attributes: JsonObject };

function resultsIn(reply: Reply): Passage[] {
  const { data } = reply.body;
  if (!Array.isArray(data)) throw reply.unusable('The reply holds no results.');
  const results = listOf(data).map((item) => {
    const read = passage(membersOf(item));
    if (!read) throw reply.unusable('The reply holds something that is no passage.');
    return read;
  });
  return results.sort((a, b) => b.score - a.score);
}

function passage({ score, content, filename, file_id, attributes }: JsonObject): Passage | undefined {
  const texts = listOf(content).map((part) => membersOf(part)['text']);
  if (!Array.isArray(content)) return undefined;
  return {
    score: typeof score === 'number' ? score : 0,
    text: texts.filter((one) => typeof one === 'string').join('\n'),
    filename,
    file_id,
    attributes: membersOf(attributes),
  };
}
