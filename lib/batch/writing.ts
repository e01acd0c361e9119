import type OpenAI from 'openai';
import { failureOf, invalid, withFailure } from '../errors/failure';
import { wellFormedJson } from '../json';
import { inSlices } from '../slices';
import type { BatchJob, Span } from './job';

const MB = 1_000_000;
/** OpenAI takes 200 MB. https://platform.openai.com/docs/guides/batch */
const MOST_BYTES = 190 * MB;
/** A limit of ours for one request. */
const LONGEST_LINE = 5 * MB;
/** How much is written at a time, in bytes. */
const PIECE = 65_536;

/** The requests of one batch. */
export type Part = {
  readonly requests: number;
  /** The rows it is for, those of them without a request counted. */
  readonly first: number;
  readonly count: number;
  readonly blank: number;
  /** The first request after them. */
  readonly next: number;
};

/** A file of JSON lines that is written while it is read, and what went into it once it is read. */
export type PartFile = { readonly pieces: AsyncIterable<Buffer>; readonly part: () => Part };

/** The first line of a job, as an object. */
export const firstLine = (job: BatchJob): object => ({
  custom_id: customId(job.rowsOf(0)),
  method: 'POST',
  url: urlOf(job),
  body: bodyAt(job, 0),
});

/** Throws for a request that cannot be sent, as far as that is in doubt, before any is. */
export async function checkDoubtful(job: BatchJob): Promise<void> {
  await inSlices(job.doubtful, (request) => lineOf(job, request).size);
}

/**
 * The file of the requests from one on, as many as one batch takes; no more than a piece of it is in memory. Reading it throws
 * for a request that cannot be made or is too long, naming its row.
 */
export function partFrom(job: BatchJob, from: number): PartFile {
  let bytes = 0;
  let rows = 0;
  let next = from;
  let isFull = false;
  async function* pieces() {
    while (!isFull && next < job.bodies.length) {
      const lines: string[] = [];
      let length = 0;
      const isEnough = () => isFull || length > PIECE;
      await inSlices(requestsFrom(next, job, isEnough), (request) => {
        const { count } = job.rowsOf(request);
        const { texts, size } = lineOf(job, request);
        isFull = rows > 0 && (rows + count > job.mostRows || bytes + size > MOST_BYTES);
        if (isFull) return;
        lines.push(...texts);
        length += size;
        bytes += size;
        rows += count;
        next = request + 1;
      });
      yield Buffer.from(lines.join(''));
    }
  }
  return {
    pieces: pieces(),
    part: () => {
      const first = from === 0 ? 0 : job.rowsOf(from).first;
      const end = next < job.bodies.length ? job.rowsOf(next).first : job.rows;
      return { requests: next - from, first, count: end - first, blank: end - first - rows, next };
    },
  };
}

function* requestsFrom(from: number, { bodies }: BatchJob, isEnough: () => boolean): Generator<number> {
  for (let request = from; request < bodies.length && !isEnough(); request += 1) yield request;
}

/** A line and its size in bytes; throws when no request can be made, or a too long one, naming its row. */
function lineOf(job: BatchJob, request: number): { texts: readonly string[]; size: number } {
  const body = wellFormedJson(JSON.stringify(bodyAt(job, request)));
  const start = `{"custom_id":"${customId(job.rowsOf(request))}","method":"POST","url":"${urlOf(job)}","body":`;
  const size = start.length + Buffer.byteLength(body) + END.length;
  if (size > LONGEST_LINE) throw tooLong(job, request);
  return { texts: [start, body, END], size };
}

const END = '}\n';

/** The endpoint of a job's requests; in a batch it is OpenAI's, whatever Base URL ends in. */
export const urlOf = ({ path }: BatchJob) => `/v1${path}` as OpenAI.BatchCreateParams['endpoint'];

/** Results come in any order: this tells the row a line is for, and how many where that is not one. */
const customId = ({ first, count }: Span) => (count === 1 ? `row-${first}` : `row-${first}-${count}`);

function bodyAt(job: BatchJob, request: number): object {
  try {
    return job.bodies.at(request) as object;
  } catch (error) {
    const failure = failureOf(error);
    const where = `This is about ${job.place(job.rowsOf(request).first)}, and a batch is sent whole or not at all.`;
    throw withFailure({ ...failure, message: `${failure.message} ${where}` });
  }
}

const tooLong = (job: BatchJob, request: number) =>
  invalid(
    `A request of a batch may have 5 MB, and this one would have more: shorten ${job.place(job.rowsOf(request).first)}.`
  );
