import { carriedFailure, type Failure, failureOf, withFailure } from '../errors/failure';
import { inBatch } from '../batch/in-batch';
import { adaptingSender } from '../http/adapting';
import { totalUsage } from '../http/metadata';
import { type Api, madeFrom, type Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import type { Metadata } from '../types';
import { embeddingsInBatch, rowsInBatch } from './batched';
import { type Batch, batches } from './batches';
import { checkJob, type EmbeddingJob } from './job';
import { adaptations, type Body, type EmbeddingRequest } from './adaptations';
import { halvingOf } from './halving';
import { type ReadVectors, readVectors } from './reply';
import type { Vector } from './vectors';

const CREATE: Endpoint<Body> = {
  method: 'POST',
  // As Text Embeddings Inference does: https://github.com/huggingface/text-embeddings-inference/blob/main/docs/openapi.json
  mayBeList: true,
  path: '/embeddings',
  // The SDK's own method asks for base64 where a body asks for nothing.
  call: (client, body, options) =>
    body.encoding_format ? client.embeddings.create(body, options) : client.post('/embeddings', { ...options, body }),
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
  const split = await batches(job.texts, job.batch && { rowOf: job.batch.rowOf, most: rowsInBatch(job) });
  const plan: Plan = {
    operation: job.operation,
    endpoint: CREATE,
    bodies: madeFrom(split, ({ texts }) => bodyOf(job, texts)),
    model: job.model.id,
    warnings: job.warnings,
    mostMegabytes: mostMegabytes(job, split),
    isBulk: split.length > 1 || job.isBulk,
    run: async (api) => {
      const { vectors, metadata } = await embed(api, job, split);
      return { data: await data(vectors), metadata };
    },
  };
  return job.batch ? inBatch(plan, embeddingsInBatch(job, job.batch, split)) : plan;
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

const bodyOf = (job: EmbeddingJob, texts: readonly string[]): Body => ({
  model: job.model.id,
  input: job.alone ? (texts[0] as string) : [...texts],
  encoding_format: job.wire,
  ...(job.dimensions !== undefined && { dimensions: job.dimensions }),
  ...job.additional,
});

/** Nothing half-done is success: when a request fails for good, so does the query. */
async function embed(
  api: Api,
  job: EmbeddingJob,
  split: readonly Batch[]
): Promise<{ vectors: readonly Vector[]; metadata: Metadata }> {
  const send = adaptingSender<EmbeddingRequest>(({ body }) => api.send(CREATE, body), adaptations(job));
  const reading = {
    ...job,
    checkLength: (length: number) => {
      checkJob(job, length);
    },
  };
  const parts: Part[] = [];
  let failure: Failure | undefined;
  const inFittingParts = halvingOf(job, async (batch) => {
    const { request, reply } = await send({ body: bodyOf(job, batch.texts), warnings: [] });
    const read = await readVectors(reading, request.body.encoding_format, batch.texts.length, reply);
    const warnings = [...request.warnings, ...read.warnings];
    parts.push({ first: batch.first, vectors: read.vectors, warnings, metadata: reply.metadata([]) });
  });
  await Promise.all(
    split.map((batch) =>
      inFittingParts(batch).catch((error: unknown) => {
        if (!carriedFailure(error)) throw error;
        failure ??= failureOf(error);
      })
    )
  );
  parts.sort((a, b) => a.first - b.first);
  const vectors = parts.flatMap((part) => part.vectors);
  if (failure) throw unfinished(failure, vectors.length, job, split.length);
  return { vectors, metadata: metadataOf(job, parts) };
}

/** What one request gave; `first` is the index of its first text among all. */
type Part = ReadVectors & { readonly first: number; readonly metadata: Metadata };

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

function unfinished(failure: Failure, done: number, { texts, input }: EmbeddingJob, requests: number): Error {
  const progress =
    requests > 1 || done > 0 ? ` ${done} of ${texts.length} texts of ${input} were done before that.` : '';
  return withFailure({ ...failure, message: failure.message + progress });
}
