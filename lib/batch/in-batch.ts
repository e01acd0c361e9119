import { invalid } from '../errors/failure';
import { choice } from '../form/values';
import type { Api, Plan } from '../http/plan';
import type { Result } from '../types';
import { CREATE } from './endpoints';
import { type BatchJob, type BatchOf, MOST_ROWS_OF_JOB } from './job';
import { startJob } from './starting';
import { checkDoubtful, firstLine, partFrom } from './writing';

/** Whether the field Run as asks for a batch. */
export const runsInBatch = (answer: unknown) => choice(answer, 'Run as', ['now', 'batch']) === 'batch';

/** Replies about files and batches. */
const MOST_MEGABYTES = 16;

/**
 * The same requests as a job of OpenAI's Batch API: `data` is `{ batch_id, status, requests, parts }` then. Throws for a row of
 * which no request can be made: all are sent or none.
 * https://platform.openai.com/docs/guides/batch
 */
export async function inBatch(plan: Plan, of: BatchOf): Promise<Plan> {
  const job: BatchJob = { ...of, path: plan.endpoint.path, bodies: plan.bodies };
  if (job.rows > MOST_ROWS_OF_JOB) {
    throw invalid(`A batch takes up to 1,000,000 elements, blank ones counted, not ${job.rows}. Send fewer at once.`);
  }
  await checkDoubtful(job);
  return {
    operation: plan.operation,
    endpoint: CREATE,
    bodies: { length: job.bodies.length, at: () => firstLine(job) },
    model: plan.model,
    warnings: plan.warnings,
    mostMegabytes: MOST_MEGABYTES,
    isBulk: true,
    startsWork: true,
    notOffered: 'This server has no Batch API. Set Run as to Now.',
    parts: () => partsOf(job),
    run: (api) => started(api, job, plan),
  };
}

async function started(api: Api, job: BatchJob, { model, warnings }: Plan): Promise<Result> {
  const data = await startJob(api, job);
  return { data, metadata: { ...(model !== undefined && { model }), warnings } };
}

async function partsOf(job: BatchJob): Promise<number> {
  let parts = 0;
  for (let next = 0; next < job.bodies.length; parts += 1) {
    const { pieces, part } = partFrom(job, next);
    for await (const _piece of pieces);
    ({ next } = part());
  }
  return parts;
}
