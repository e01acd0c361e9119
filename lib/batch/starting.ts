import { randomUUID } from 'node:crypto';
import { type Failure, failureOf, withFailure } from '../errors/failure';
import type { Api } from '../http/plan';
import type { Reply } from '../http/send';
import { cancel, CREATE, UPLOAD } from './endpoints';
import type { BatchJob } from './job';
import { metadataOf, newJobId } from './metadata';
import { type Part, partFrom, urlOf } from './writing';

/** What apps keep to fetch the results with; the ids of several parts are joined by commas. */
type Started = { batch_id: string; status: unknown; requests: number; parts: number };

/** A part whose requests lie at the server. */
type Uploaded = Part & { readonly file: string };

/** Which share of the time that is left is kept for cancelling parts when a later one cannot be started, and the most, in seconds. */
const RESERVED = 0.25;
const LONGEST_RESERVE = 15;

/**
 * Uploads the requests, one file after another, and then starts a batch for each. When one cannot be started, those before it
 * are cancelled and the error says so.
 */
export async function startJob(api: Api, job: BatchJob): Promise<Started> {
  const id = newJobId(randomUUID());
  const parts = await uploaded(api, job, id);
  const batches: string[] = [];
  let status: unknown;
  const reserve = parts.length > 1 ? Math.min(LONGEST_RESERVE, api.secondsLeft() * RESERVED) : 0;
  for (const [index, part] of parts.entries()) {
    const body = {
      input_file_id: part.file,
      endpoint: urlOf(job),
      completion_window: '24h' as const,
      metadata: metadataOf(job, part, { job: id, part: index + 1, parts: parts.length }),
    };
    try {
      const reply = await api.keepingBack(reserve, () => api.send(CREATE, body));
      batches.push(batchId(reply));
      status ??= reply.body['status'];
    } catch (error) {
      throw await withThoseBefore(error, api, batches);
    }
  }
  return { batch_id: batches.join(','), status, requests: job.bodies.length, parts: parts.length };
}

async function uploaded(api: Api, job: BatchJob, id: string): Promise<Uploaded[]> {
  const parts: Uploaded[] = [];
  for (let next = 0; next < job.bodies.length;) {
    const { file, part } = await upload(api, job, next, `${id}-${parts.length + 1}.jsonl`);
    parts.push({ ...part, file });
    ({ next } = part);
  }
  return parts;
}

/** How often a file is sent again that the server did not take for now; one that is streamed is not by itself. */
const MOST_RETRIES = 2;
const PAUSE = 1;

async function upload(
  api: Api,
  job: BatchJob,
  from: number,
  name: string,
  retries = MOST_RETRIES
): Promise<{ file: string; part: Part }> {
  const { pieces, part } = partFrom(job, from);
  try {
    const reply = await api.send(UPLOAD, { pieces, name });
    return { file: idIn(reply), part: part() };
  } catch (error) {
    const { status, retryable, retry_after_seconds: wait = PAUSE } = failureOf(error);
    const mayPass = retryable && (status === 429 || status === 503) && api.secondsLeft() > wait + PAUSE;
    if (!mayPass || retries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    return upload(api, job, from, name, retries - 1);
  }
}

/** The id of a batch, with which its results can be asked for. */
function batchId(reply: Reply): string {
  const id = idIn(reply);
  if (!/^[\w-]+$/.test(id)) throw reply.unusable('The id of the batch is of no form that Batch results takes.');
  return id;
}

function idIn(reply: Reply): string {
  const { id } = reply.body;
  if (typeof id !== 'string' || !id) throw reply.unusable('The reply has no id.');
  return id;
}

/** The error of a part that was not started, with what became of those before it, which are cancelled. */
async function withThoseBefore(error: unknown, api: Api, before: readonly string[]): Promise<Error> {
  const failure = failureOf(error);
  const running: string[] = [];
  for (const [index, id] of before.entries()) {
    // Each has the same share of the time, so that one without an answer does not keep the others running.
    const others = before.length - index - 1;
    const kept = (api.secondsLeft() * others) / (others + 1);
    await api.keepingBack(kept, () => api.send(cancel(id), undefined)).catch(() => running.push(id));
  }
  const cancelled = before.filter((id) => !running.includes(id));
  const part = before.length > 0 ? `Part ${before.length + 1}` : 'It';
  const sentences = [
    failure.message,
    ...(mayHaveStarted(failure)
      ? [`${part} may be running all the same: look with List batches.`]
      : before.length > 0
        ? [`${part} was not started.`]
        : []),
    ...(cancelled.length > 0 ? [`Cancelled: ${cancelled.join(', ')}.`] : []),
    ...(running.length > 0 ? [`Still running, and paid: ${running.join(', ')}. Cancel them with Batch results.`] : []),
  ];
  return withFailure({ ...failure, message: sentences.join(' ') });
}

/** Whether the server may have got the request and started the batch, though it did not say so. */
const mayHaveStarted = ({ kind, status = 0 }: Failure) =>
  ['connection', 'timeout', 'unusable_reply'].includes(kind) || status >= 500;
