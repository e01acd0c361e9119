import type OpenAI from 'openai';
import { carriedFailure, type Failure, failureOf, withFailure } from '../errors/failure';
import { totalUsage } from '../http/metadata';
import { inParallel } from '../http/parallel';
import { type Api, madeFrom, type Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import type { Metadata } from '../types';
import { type Batch, batches } from './batches';
import { checkJob, type EmbeddingJob } from './job';
import { type ReadVectors, readVectors } from './reply';
import type { Vector } from './vectors';

const REQUESTS_AT_ONCE = 4;

type Body = OpenAI.EmbeddingCreateParams;

const CREATE: Endpoint<Body> = {
  method: 'POST',
  // Text Embeddings Inference answers so: https://huggingface.github.io/text-embeddings-inference
  mayBeList: true,
  path: '/embeddings',
  call: (client, body, options) => client.embeddings.create(body, options),
};

/**
 * From a job to its plan: as many requests as it takes, and `data` made of the vectors in the texts' order.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function embeddingPlan(
  job: EmbeddingJob,
  data: (vectors: readonly Vector[]) => Promise<unknown>
): Promise<Plan> {
  checkJob(job);
  const split = await batches(job.texts);
  return {
    endpoint: CREATE,
    bodies: madeFrom(split, (batch) => bodyOf(job, batch)),
    model: job.model.id,
    warnings: job.warnings,
    mostMegabytes: mostMegabytes(job, split),
    isBulk: split.length > 1 || job.isBulk,
    run: async (api) => {
      const { vectors, metadata } = await embed(api, job, split);
      return { data: await data(vectors), metadata };
    },
  };
}

/** More than a number takes as text, so that a reply with as many numbers as asked for is never too large. */
const BYTES_PER_NUMBER = 32;
/** For models of unknown size. */
const MOST_MEGABYTES = 128;

/** The largest reply that is read. */
function mostMegabytes({ dimensions, model }: EmbeddingJob, split: readonly Batch[]): number {
  const size = dimensions ?? model.rules?.size;
  const most = split.reduce((longest, { texts }) => Math.max(longest, texts.length), 0);
  return size === undefined ? MOST_MEGABYTES : Math.ceil((most * size * BYTES_PER_NUMBER) / 1024 ** 2) + 1;
}

const bodyOf = (job: EmbeddingJob, { texts }: Batch): Body => ({
  model: job.model.id,
  input: job.alone ? (texts[0] as string) : [...texts],
  encoding_format: job.wire,
  ...(job.dimensions !== undefined && { dimensions: job.dimensions }),
  ...job.additional,
});

/** What one request gave. */
type Part = ReadVectors & { readonly metadata: Metadata };

/** Nothing half-done is success: when a request fails for good, so does the query. */
async function embed(
  api: Api,
  job: EmbeddingJob,
  split: readonly Batch[]
): Promise<{ vectors: readonly Vector[]; metadata: Metadata }> {
  let failure: Failure | undefined;
  const parts = await inParallel(split, REQUESTS_AT_ONCE, async (batch): Promise<Part | undefined> => {
    if (failure) return undefined;
    try {
      const reply = await api.send(CREATE, bodyOf(job, batch));
      return { ...(await readVectors(job, batch.texts.length, reply)), metadata: reply.metadata([]) };
    } catch (error) {
      failure ??= located(failureOf(error), job, batch);
      if (!carriedFailure(error)) throw error;
      return undefined;
    }
  });
  const answered = parts.flatMap((part) => part ?? []);
  const vectors = answered.flatMap((part) => part.vectors);
  if (failure) throw unfinished(failure, vectors.length, job, split.length);
  return { vectors, metadata: metadataOf(job, answered) };
}

function metadataOf(job: EmbeddingJob, parts: readonly Part[]): Metadata {
  const { model = job.model.id, request_id } = parts[0]?.metadata ?? {};
  const usage = totalUsage(parts.map((part) => part.metadata.usage));
  return {
    model,
    ...(usage && { usage }),
    ...(parts.length === 1 && request_id && { request_id }),
    warnings: [...job.warnings, ...new Set(parts.flatMap((part) => part.warnings))],
  };
}

/** The failure with the place of the text it is about, where the API blames a text. */
function located(failure: Failure, { alone, place }: EmbeddingJob, { first, texts }: Batch): Failure {
  const [, named] = /input\[(\d+)\]/.exec(`${failure.param ?? ''} ${failure.message}`) ?? [];
  const blamesText = named !== undefined || failure.param === 'input' || failure.kind === 'context_length';
  if (alone || failure.status !== 400 || !blamesText) return failure;
  const from = place(first + Number(named ?? 0));
  const where =
    named === undefined && texts.length > 1 ? `between ${from} and ${place(first + texts.length - 1)}` : from;
  return { ...failure, message: `${failure.message} The text is ${where}.` };
}

function unfinished(failure: Failure, done: number, { texts, input }: EmbeddingJob, requests: number): Error {
  const progress = requests > 1 ? ` ${done} of ${texts.length} texts of ${input} were done before that.` : '';
  return withFailure({ ...failure, message: failure.message + progress });
}
