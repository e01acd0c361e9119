import { LIST } from '../batch/endpoints';
import { type BatchPart, countsOf, inOrder, latest, partIn, statusOf } from '../batch/status';
import { wholeNumber } from '../form/values';
import type { Api, Plan } from '../http/plan';
import { listOf, membersOf } from '../json';
import type { Answers } from '../types';

const USUAL_LIMIT = 20;
const MOST = 100;
/** As many as OpenAI lists at once, and how often it is asked. */
const PAGE = 100;
const MOST_PAGES = 10;
const MOST_MEGABYTES = 16;

/**
 * The latest jobs of the Batch API that this plugin made, the newest first; the parts of one stand together.
 * https://platform.openai.com/docs/api-reference/batch/list
 */
export function listBatches(answers: Answers<'list_batches'>): Plan {
  const limit = wholeNumber(answers.list_limit, 'Limit', 1, MOST) ?? USUAL_LIMIT;
  return {
    operation: 'List batches',
    endpoint: LIST,
    bodies: { length: 1, at: () => undefined },
    model: undefined,
    warnings: [],
    mostMegabytes: MOST_MEGABYTES,
    notOffered: 'This server has no Batch API.',
    run: async (api) => {
      const jobs = await latestJobs(api, limit);
      return { data: jobs.slice(0, limit).map(entryOf), metadata: { warnings: [] } };
    },
  };
}

/** The batches of each of the latest jobs; one job more is looked for, so that all parts of those before it are there. */
async function latestJobs(api: Api, limit: number): Promise<(readonly BatchPart[])[]> {
  const jobs = new Map<string, BatchPart[]>();
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES && jobs.size <= limit; page += 1) {
    const reply = await api.send(LIST, { limit: PAGE, ...(after !== undefined && { after }) });
    const { data, has_more } = reply.body;
    if (!Array.isArray(data)) throw reply.unusable('The reply holds no batches.');
    const batches = listOf(data).map(membersOf);
    const known = batches.filter(({ status }) => typeof status === 'string');
    for (const part of known.flatMap((batch) => partIn(reply, batch) ?? [])) {
      jobs.set(part.job, [...(jobs.get(part.job) ?? []), part]);
    }
    const last = batches.at(-1)?.['id'];
    if (has_more !== true || typeof last !== 'string') break;
    after = last;
  }
  return [...jobs.values()].map((parts) => inOrder(parts));
}

function entryOf(parts: readonly BatchPart[]): object {
  const created_at = latest(parts.map(({ createdAt }) => createdAt));
  const expires_at = latest(parts.map(({ expiresAt }) => expiresAt));
  return {
    batch_id: parts.map(({ id }) => id).join(','),
    status: statusOf(parts),
    operation: parts[0]?.operation,
    requests: countsOf(parts),
    ...(created_at && { created_at }),
    ...(expires_at && { expires_at }),
  };
}
