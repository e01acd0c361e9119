import { carriedFailure, type Failure, type Kind, withFailure } from '../errors/failure';
import type { Batch } from './batches';
import type { EmbeddingJob } from './job';

/** What may come of too many texts, or too long ones, in one request. */
const TOO_LARGE: readonly Kind[] = ['invalid_request', 'context_length'];

/**
 * What sends a batch, in smaller ones where the server refuses its size: servers take 10 texts, 16,384 tokens or one text in a
 * request, and say so in many ways. One text is sent alone first; when that is refused too, the size is not the reason. What
 * size works is kept for the rest of the query, so that it sees a dozen refusals at most. Throws the server's failure with the
 * place of the text it is about.
 */
export function halvingOf(job: EmbeddingJob, send: (batch: Batch) => Promise<void>): (batch: Batch) => Promise<void> {
  let most = Infinity;
  let isProved = false;
  const inParts = async (batch: Batch): Promise<void> => {
    for (let from = 0; from < batch.texts.length;) {
      const part = slice(batch, from, from + most);
      await whole(part);
      from += part.texts.length;
    }
  };
  const whole = async (batch: Batch): Promise<void> => {
    try {
      await send(batch);
    } catch (error) {
      const failure = carriedFailure(error);
      if (!failure) throw error;
      if (!job.mayBeHalved || !isTooLarge(failure, batch)) throw located(failure, job, batch, isProved);
      let from = 0;
      if (!isProved) {
        await whole(slice(batch, 0, 1));
        isProved = true;
        from = 1;
      }
      most = Math.min(most, Math.max(1, Math.floor(batch.texts.length / 2)));
      await inParts(slice(batch, from, Infinity));
    }
  };
  return inParts;
}

const slice = ({ first, texts }: Batch, from: number, to: number): Batch => ({
  first: first + from,
  texts: texts.slice(from, to),
});

/** Whether the size may be the reason: nothing else is blamed. */
const isTooLarge = ({ status, kind, param, message }: Failure, { texts }: Batch) =>
  texts.length > 1 &&
  [400, 413, 422].includes(status ?? 0) &&
  TOO_LARGE.includes(kind) &&
  (param === undefined || param === 'input') &&
  !NAMED.test(message);

const NAMED = /input\[(\d+)\]/;

/** The failure with the place of the text it is about, or of all texts where the server failed with them. */
function located(failure: Failure, job: EmbeddingJob, { first, texts }: Batch, isProved: boolean): Error {
  const { status, param, kind, message } = failure;
  if (job.alone || status === undefined) return withFailure(failure);
  const named = NAMED.exec(`${param ?? ''} ${message}`)?.[1];
  const from = job.place(first + Number(named ?? 0));
  const to = job.place(first + texts.length - 1);
  const where = named === undefined && texts.length > 1 ? `between ${from} and ${to}` : from;
  const isRefusedAlone = isProved && texts.length === 1 && TOO_LARGE.includes(kind);
  const blamesText = named !== undefined || param === 'input' || kind === 'context_length' || isRefusedAlone;
  if (blamesText) return withFailure({ ...failure, message: `${message} The text is ${where}.` });
  if (kind !== 'server') return withFailure(failure);
  return withFailure({
    ...failure,
    message: `${message} The request held ${texts.length > 1 ? 'the texts ' : ''}${where}.`,
  });
}
