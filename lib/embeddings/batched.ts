import { type BatchOf, rowsWithin } from '../batch/job';
import type { BatchReader } from '../batch/results';
import type { Batch } from './batches';
import type { EmbeddingBatch, EmbeddingJob } from './job';
import { readVectors } from './reply';
import { type Encoding, lengthOf } from './vectors';

/** A text that may be too long for a request of a batch, in characters: as JSON a character may have six bytes. */
const LONG = 800_000;

/** For models of unknown size. */
const USUAL_SIZE = 3072;
/** A number as base64, and as JSON text. */
const BYTES = { base64: 16 / 3, float: 20 };

/** How many texts go into one batch. */
export const rowsInBatch = ({ dimensions, model }: EmbeddingJob): number =>
  rowsWithin((dimensions ?? model.rules?.size ?? USUAL_SIZE) * BYTES.base64);

/** Embeddings of many texts as a job of the Batch API: a request for so many neighbouring ones. */
export const embeddingsInBatch = (
  job: EmbeddingJob,
  { rows, rowOf }: EmbeddingBatch,
  split: readonly Batch[]
): BatchOf => ({
  operation: 'generate_embedding',
  rows,
  rowsOf: (request) => {
    const { first, texts } = split[request] as Batch;
    return { first: rowOf[first] as number, count: texts.length };
  },
  place: (row) => `entry ${row + 1} of ${job.input}`,
  mostRows: rowsInBatch(job),
  doubtful: split.flatMap(({ texts }, request) => (texts.some(({ length }) => length > LONG) ? [request] : [])),
  note: { encoding: job.encoding, ...(job.dimensions !== undefined && { dimensions: String(job.dimensions) }) },
});

/** Reads the vectors of such a request; in a batch they travel as base64. */
export const embeddingReader: BatchReader = {
  blank: { ok: true, embedding: null },
  read: async (reply, { encoding, dimensions }, count) => {
    const reading = {
      encoding: encoding as Encoding,
      dimensions: dimensions === undefined ? undefined : Number(dimensions),
      checkLength: () => undefined,
    };
    const { vectors, warnings } = await readVectors(reading, 'base64', count, reply);
    const numbers = vectors.reduce((sum, vector) => sum + lengthOf(vector), 0);
    return {
      rows: vectors.map((embedding) => ({ ok: true, embedding })),
      warnings,
      characters: numbers * BYTES[encoding as Encoding],
      numbers,
    };
  },
};
