import { failed, type Failure, invalid } from '../errors/failure';
import { quoted } from '../form/values';
import { isTime, totalUsage, usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { listOf, membersOf } from '../json';
import type { Usage } from '../types';
import { MOST_ROWS_OF_JOB } from './job';
import { type PartNote, partNoteIn } from './metadata';

/** From least to most finished; what several batches are together is the first that one of them is. */
const STATUSES = [
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'failed',
  'expired',
  'cancelled',
  'completed',
];

const OVER: readonly string[] = ['failed', 'expired', 'cancelled', 'completed'];

export type Counts = { total: number; completed: number; failed: number };

/** A batch as it stands: one part of a job. https://platform.openai.com/docs/api-reference/batch/object */
export type BatchPart = PartNote & {
  readonly id: string;
  /** In the server's words; one that is not known here is taken for a batch that goes on. */
  readonly status: string;
  readonly counts: Counts;
  readonly usage: Usage | undefined;
  readonly model: string | undefined;
  /** Seconds since 1970. */
  readonly createdAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** Ids of the files with results; either can be missing. */
  readonly files: readonly string[];
  /** Why the server did not take the requests, where it looked at them and failed the batch. */
  readonly mistake: Failure | undefined;
};

/** A batch that the plugin made; undefined for any other one. Throws for a reply that is no batch. */
export function partIn(reply: Reply, batch = reply.body): BatchPart | undefined {
  const { id, status, request_counts, model, usage, output_file_id, error_file_id, errors } = batch;
  const note = partNoteIn(batch['metadata']);
  if (typeof id === 'string' && !note) return undefined;
  if (typeof id !== 'string' || !note || typeof status !== 'string') throw reply.unusable('The reply is no batch.');
  const { total, completed, failed } = membersOf(request_counts);
  return {
    ...note,
    id,
    status,
    // Nothing is counted while the requests are checked.
    counts: { total: counted(total) || note.requests, completed: counted(completed), failed: counted(failed) },
    usage: usageOf(usage),
    model: typeof model === 'string' && model ? model : undefined,
    createdAt: seconds(batch['created_at']),
    expiresAt: seconds(batch['expires_at']),
    files: [output_file_id, error_file_id].filter((file): file is string => typeof file === 'string' && file !== ''),
    mistake: status === 'failed' ? mistakeOf(reply, listOf(membersOf(errors)['data'])[0], note) : undefined,
  };
}

/** Codes of limits to what is queued, which say nothing against the requests. */
const FULL = ['token_limit_exceeded', 'too_many_tasks'];

/** `line` is that of the file of requests, from 1 on. https://platform.openai.com/docs/api-reference/batch/object */
function mistakeOf(reply: Reply, mistake: unknown, { first, requests, count, part, parts }: PartNote): Failure {
  const { code, line } = membersOf(mistake);
  const row = requests === count ? `row ${first + Number(line)}` : `line ${Number(line)} of part ${part} of ${parts}`;
  const sentences = [
    `The batch was refused: ${reply.said(mistake) || 'the server does not say why.'}`,
    ...(typeof line === 'number' ? [`It is about ${row} of what was sent.`] : []),
    FULL.includes(String(code))
      ? 'Wait until other batches have ended, then send these rows again.'
      : 'Correct the query and run it again.',
  ];
  return failed(
    'invalid_request',
    sentences.join(' '),
    typeof code === 'string' && /^\w{1,64}$/.test(code) ? { code } : {}
  ).failure;
}

const counted = (value: unknown) => (typeof value === 'number' ? value : 0);
const seconds = (value: unknown) => (isTime(value) ? value : undefined);

/** The parts in their order; throws when they are not of one job. */
export function ofOneJob(parts: readonly BatchPart[], label: string): readonly BatchPart[] {
  const other = parts.find(({ job }) => job !== parts[0]?.job);
  if (other) {
    throw invalid(`${label} holds batches of different queries, such as ${quoted(other.id)}. Fetch them one by one.`);
  }
  if (sum(parts, ({ count }) => count) > MOST_ROWS_OF_JOB) {
    throw invalid(
      `${label} holds batches that say they are for more than 1,000,000 rows together. Fetch them one by one.`
    );
  }
  return inOrder(parts);
}

export const inOrder = (parts: readonly BatchPart[]) => [...parts].sort((a, b) => a.part - b.part);

export const isOver = (parts: readonly BatchPart[]) => parts.every(({ status }) => OVER.includes(status));

/** What several batches are together; a status that is not known here comes before all others. */
export function statusOf(parts: readonly BatchPart[]): string {
  const all = parts.map(({ status }) => status);
  return all.find((status) => !STATUSES.includes(status)) ?? (STATUSES.find((one) => all.includes(one)) as string);
}

export const countsOf = (parts: readonly BatchPart[]): Counts => ({
  total: sum(parts, ({ counts }) => counts.total),
  completed: sum(parts, ({ counts }) => counts.completed),
  failed: sum(parts, ({ counts }) => counts.failed),
});

export const sum = (parts: readonly BatchPart[], of: (part: BatchPart) => number) =>
  parts.reduce((total, part) => total + of(part), 0);

export const usageIn = (parts: readonly BatchPart[]) => totalUsage(parts.map(({ usage }) => usage));

/** The last time of several, as an ISO 8601 text in UTC; undefined when none is known. */
export function latest(times: readonly (number | undefined)[]): string | undefined {
  const known = times.filter((time): time is number => time !== undefined);
  return known.length === 0 ? undefined : new Date(Math.max(...known) * 1000).toISOString();
}
