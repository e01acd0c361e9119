import type OpenAI from 'openai';
import { failureOf, invalid, withFailure } from '../errors/failure';
import { wellFormedJson } from '../json';
import { inSlices } from '../slices';
import type { BatchJob } from './job';

const MB = 1_000_000;
/** OpenAI takes 200 MB. https://platform.openai.com/docs/guides/batch */
const MOST_BYTES = 190 * MB;
/** A limit of ours for one request. */
const LONGEST_LINE = 5 * MB;
/** How much text is kept before it becomes bytes, in characters. */
const PIECE = MB;

/** The requests of one batch as a file of JSON lines; `next` is the first one after them. */
export type Part = {
  readonly file: Blob;
  readonly requests: number;
  /** The rows it is for, those of them without a request counted. */
  readonly first: number;
  readonly count: number;
  readonly blank: number;
  readonly next: number;
};

/** Throws for the first row of which no request can be made. */
export async function checkBodies(job: BatchJob): Promise<void> {
  await inSlices(requestsFrom(0, job), (request) => bodyAt(job, request));
}

/** The first line of a job, as an object. */
export const firstLine = (job: BatchJob): object => ({
  custom_id: customId(job, 0),
  method: 'POST',
  url: urlOf(job),
  body: bodyAt(job, 0),
});

/** Writes the requests from one on, as many as one batch takes. Throws for one that is too long, naming its row. */
export async function writePart(job: BatchJob, from: number): Promise<Part> {
  const pieces: Blob[] = [];
  let text = '';
  let bytes = 0;
  let rows = 0;
  let next = from;
  let isFull = false;
  const add = (request: number) => {
    const line = lineOf(job, request);
    const size = Buffer.byteLength(line);
    if (size > LONGEST_LINE) throw tooLong(job, request);
    const { count } = job.rowsOf(request);
    isFull = rows > 0 && (rows + count > job.mostRows || bytes + size > MOST_BYTES);
    if (isFull) return;
    text += line;
    bytes += size;
    rows += count;
    next = request + 1;
    if (text.length < PIECE) return;
    pieces.push(new Blob([text]));
    text = '';
  };
  await inSlices(
    requestsFrom(from, job, () => isFull),
    add
  );
  const start = from === 0 ? 0 : job.rowsOf(from).first;
  const end = next < job.bodies.length ? job.rowsOf(next).first : job.rows;
  return {
    file: new Blob([...pieces, text], { type: 'application/jsonl' }),
    requests: next - from,
    first: start,
    count: end - start,
    blank: end - start - rows,
    next,
  };
}

function* requestsFrom(from: number, { bodies }: BatchJob, isFull = () => false): Generator<number> {
  for (let request = from; request < bodies.length && !isFull(); request += 1) yield request;
}

const lineOf = (job: BatchJob, request: number) =>
  `{"custom_id":"${customId(job, request)}","method":"POST","url":"${urlOf(job)}","body":${wellFormedJson(JSON.stringify(bodyAt(job, request)))}}\n`;

/** The endpoint of a job's requests; in a batch it is OpenAI's, whatever Base URL ends in. */
export const urlOf = ({ path }: BatchJob) => `/v1${path}` as OpenAI.BatchCreateParams['endpoint'];

/** Results come in any order: this tells the row a line is for, and how many where that is not one. */
function customId(job: BatchJob, request: number): string {
  const { first, count } = job.rowsOf(request);
  return count === 1 ? `row-${first}` : `row-${first}-${count}`;
}

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
