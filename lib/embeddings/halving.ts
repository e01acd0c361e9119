import { carriedFailure, type Failure, type Kind, withFailure } from '../errors/failure';
import { gate } from '../http/parallel';
import type { Batch } from './batches';
import type { EmbeddingJob } from './job';

const REQUESTS_AT_ONCE = 4;

/** What may come of too many texts, or too long ones, in one request. */
const TOO_LARGE: readonly Kind[] = ['invalid_request', 'context_length'];

/**
 * What sends batches, four requests at a time, in smaller ones where the server refuses their size: servers take 10 texts, 16,384
 * tokens or one text in a request, and say so in many ways. One text is sent alone first; when that is refused too, the size is
 * not the reason. What size works is kept for the rest of the query, so that it sees a few dozen refusals at most. Throws the
 * server's failure with the place of the text it is about; nothing is sent after that.
 */
export function halvingOf(job: EmbeddingJob, send: (batch: Batch) => Promise<void>): (batch: Batch) => Promise<void> {
  const oneOfFew = gate(REQUESTS_AT_ONCE);
  let most = Infinity;
  let proof: Promise<void> | undefined;
  let isProved = false;
  let isOver = false;
  const inParts = async (batch: Batch): Promise<void> => {
    const size = Math.min(most, batch.texts.length);
    const count = Math.ceil(batch.texts.length / size);
    await Promise.all(
      Array.from({ length: count }, (_, index) => whole(slice(batch, index * size, (index + 1) * size)))
    );
  };
  const whole = async (batch: Batch): Promise<void> => {
    const sent = await oneOfFew(async () => {
      if (isOver) return 'done';
      // What was learned while it waited for its turn counts.
      if (batch.texts.length > most) return 'too large';
      const outcome = await outcomeOf(send(batch));
      if (outcome === 'done' || (job.mayBeHalved && isTooLarge(outcome, batch))) return outcome;
      isOver = true;
      throw located(outcome, job, batch, isProved);
    });
    if (sent === 'done') return;
    if (sent === 'too large') return inParts(batch);
    const isFirst = proof === undefined;
    proof ??= whole(slice(batch, 0, 1));
    await proof;
    isProved = true;
    most = Math.min(most, Math.max(1, Math.floor(batch.texts.length / 2)));
    await inParts(slice(batch, isFirst ? 1 : 0, Infinity));
  };
  return whole;
}

/** That it was sent, or why not; throws what nobody foresaw. */
const outcomeOf = (sent: Promise<void>): Promise<'done' | Failure> =>
  sent.then(
    () => 'done' as const,
    (error: unknown) => {
      const failure = carriedFailure(error);
      if (!failure) throw error;
      return failure;
    }
  );

const slice = ({ first, texts }: Batch, from: number, to: number): Batch => ({
  first: first + from,
  texts: texts.slice(from, to),
});

/** Whether the size may be the reason: nothing else is blamed. */
const isTooLarge = ({ status, kind, param, message }: Failure, { texts }: Batch) =>
  texts.length > 1 &&
  [400, 413, 422].includes(status ?? 0) &&
  (TOO_LARGE.includes(kind) ? param === undefined || param === 'input' : isListRefused(kind, param)) &&
  !NAMED.test(message);

/** A server that takes one text at a time may call the list an unsupported value. */
const isListRefused = (kind: Kind, param: string | undefined) => kind === 'unsupported_parameter' && param === 'input';

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
