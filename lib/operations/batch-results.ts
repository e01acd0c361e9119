import { cancel, retrieve } from '../batch/endpoints';
import { type BatchReader, resultsOf } from '../batch/results';
import { countsOf, isOver, latest, ofOneJob, partIn, type BatchPart, statusOf, sum, usageIn } from '../batch/status';
import { chatReader } from '../chat/batched';
import { embeddingReader } from '../embeddings/batched';
import { type Failure, failureOf, invalid, withFailure } from '../errors/failure';
import { ids } from '../form/ids';
import { choice, quoted, wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import { inParallel } from '../http/parallel';
import type { Api, Plan } from '../http/plan';
import { polled } from '../http/poll';
import type { Answers, Result } from '../types';

const LABEL = 'Batch ID';
const MOST_IDS = 100;
const AT_ONCE = 4;
const USUAL_LIMIT = 1000;
const MOST_MEGABYTES = 16;

/** What reads the replies to the requests of an operation. */
const readersFor = (server: Server): ReadonlyMap<string, BatchReader> =>
  new Map([
    ['chat', chatReader(server)],
    ['generate_embedding', embeddingReader],
  ]);

/**
 * How a job of the Batch API stands, and when it has ended its results in the order of the rows that were sent; waits for it, or
 * cancels it. https://platform.openai.com/docs/guides/batch
 */
export function batchResults(answers: Answers<'batch_results'>, server: Server): Plan {
  const batches = [...new Set(ids(answers.batch_id, LABEL))];
  const [first] = batches;
  if (first === undefined) throw invalid(`${LABEL} is empty. Bind the batch_id of a query that was run as a batch.`);
  if (batches.length > MOST_IDS) throw invalid(`${LABEL} takes up to ${MOST_IDS} ids, not ${batches.length}.`);
  const isCancelled = choice(answers.batch_action, 'Action', ['get', 'cancel']) === 'cancel';
  const waits = choice(answers.batch_wait, 'Wait for it', ['no', 'yes']) === 'yes';
  const offset = wholeNumber(answers.batch_offset, 'Offset', 0) ?? 0;
  const limit = wholeNumber(answers.batch_limit, 'Limit', 1) ?? USUAL_LIMIT;
  return {
    operation: 'Batch results',
    endpoint: isCancelled ? cancel(first) : retrieve(first),
    bodies: { length: batches.length, at: () => undefined },
    model: undefined,
    warnings: [],
    mostMegabytes: MOST_MEGABYTES,
    notFound: `Check ${LABEL}: batches belong to the project of the API key.`,
    run: async (api) => {
      const get = async () => ofOneJob(await inParallel(batches, AT_ONCE, (id) => partOf(api, id)), LABEL);
      // What is not the plugin's own, or of several queries, is not touched.
      const refusals = isCancelled ? await cancelAll(api, await get()) : undefined;
      const parts = waits ? await polled(get, isOver, api.secondsLeft) : await get();
      const result = await resultOf(api, parts, { first: offset, count: limit }, readersFor(server));
      return refusals ? withRefusals(result, parts, refusals) : result;
    },
  };
}

async function partOf(api: Api, id: string): Promise<BatchPart> {
  const part = partIn(await api.send(retrieve(id), undefined));
  if (part) return part;
  throw invalid(
    `${LABEL}: ${id} was not made by this plugin, so its results belong to no rows. Take the id from Chat or Generate Embedding with Run as Batch, or from List batches.`
  );
}

type Refusals = ReadonlyMap<string, Failure>;

/**
 * Tries each part, also after another could not be cancelled. What the server does not cancel may have ended meanwhile, so that is
 * no failure; the refusals are given by the parts' ids.
 */
async function cancelAll(api: Api, parts: readonly BatchPart[]): Promise<Refusals> {
  const failures = new Map<string, Failure>();
  const refusals = new Map<string, Failure>();
  for (const { id } of parts.filter((part) => !isOver([part]))) {
    await api.send(cancel(id), undefined).catch((error: unknown) => {
      const failure = failureOf(error);
      (failure.status === 400 || failure.status === 409 ? refusals : failures).set(id, failure);
    });
  }
  const [first] = failures.values();
  if (first)
    throw withFailure({ ...first, message: `${first.message} Not cancelled: ${[...failures.keys()].join(', ')}.` });
  return refusals;
}

/** The result with a warning for each part that was not cancelled and still goes on. */
function withRefusals(result: Result, parts: readonly BatchPart[], refusals: Refusals): Result {
  const goingOn = parts.filter((part) => part.status !== 'cancelling' && !isOver([part]));
  const warnings = goingOn.flatMap(({ id }) => {
    const refusal = refusals.get(id);
    return refusal ? [`${id} was not cancelled: ${refusal.message}`] : [];
  });
  return { ...result, metadata: { ...result.metadata, warnings: [...warnings, ...result.metadata.warnings] } };
}

async function resultOf(
  api: Api,
  parts: readonly BatchPart[],
  slice: { first: number; count: number },
  readers: ReadonlyMap<string, BatchReader>
): Promise<Result> {
  const { operation, parts: all } = parts[0] as BatchPart;
  const done = isOver(parts);
  const reader = readers.get(operation);
  if (!reader) throw invalid(`${LABEL}: the batch is of ${quoted(operation)}, which this version does not know.`);
  const results = done ? await resultsOf(api, parts, slice, reader) : undefined;
  const total = sum(parts, ({ count }) => count);
  const next = slice.first + slice.count;
  const usage = usageIn(parts);
  const model = results?.model ?? parts[0]?.model;
  const expires_at = latest(parts.map(({ expiresAt }) => expiresAt));
  return {
    data: {
      batch_id: parts.map(({ id }) => id).join(','),
      status: statusOf(parts),
      done,
      requests: countsOf(parts),
      ...(expires_at && { expires_at }),
      ...(results && { rows: results.rows }),
      ...(results && next < total && { next_offset: next }),
    },
    metadata: {
      ...(model && { model }),
      ...(usage && { usage }),
      warnings: [
        ...(parts.length < all
          ? [`${LABEL} holds ${parts.length} of the ${all} parts of the query, so other rows are missing.`]
          : []),
        ...(results?.warnings ?? parts.flatMap(({ mistake }) => mistake?.message ?? [])),
      ],
      ...(results && { rows: { ok: results.rows.length - results.failed, failed: results.failed } }),
    },
  };
}
