import { carriedFailure, type Failure, type Kind, withFailure } from '../errors/failure';
import type { Metadata, Result, Usage } from '../types';
import { totalUsage } from './metadata';
import { inParallel } from './parallel';
import type { Api } from './plan';

/** After a failure of these kinds every other row would fail the same way. */
const HOPELESS: readonly Kind[] = ['authentication', 'permission', 'quota', 'model_not_found'];

/** The most that the outcomes of all rows may hold, in characters of JSON. */
const MOST_KEPT = 200_000_000;

const TOO_MUCH: Failure = {
  message:
    'Rows: the replies to the rows before this one fill the 200 MB that one query may give. Send fewer rows at once or ask for shorter replies.',
  kind: 'output_limit',
  retryable: false,
};

/** A row with a value that no JSON can hold, such as a list that holds itself. */
const UNREADABLE: Failure = {
  message: 'Rows: this element cannot be sent. Bind texts, numbers, or objects of these.',
  kind: 'invalid_input',
  retryable: false,
};

/** What the requests that are under way at the same time may have in all, in MB: the five of the default, 50 MB each. */
const MOST_AT_ONCE = 250;
const MB = 1_000_000;

/** How many of so many rows are asked at once, and a warning where that is less than wanted; `shared` goes with each of them. */
export function rowsAtOnce(
  wanted: number,
  rows: number,
  shared: { readonly bytes: number; readonly fields: string }
): { concurrency: number; warnings: readonly string[] } {
  const most = Math.max(1, Math.floor((MOST_AT_ONCE * MB) / shared.bytes));
  if (Math.min(wanted, rows) <= most) return { concurrency: wanted, warnings: [] };
  const warning = `Rows at once was lowered to ${most}, because ${shared.fields} make ${Math.ceil(shared.bytes / MB)} MB of each request, and ${MOST_AT_ONCE} MB may be under way at the same time.`;
  return { concurrency: most, warnings: [warning] };
}

/** What is kept of a row that is done: its part of the data, and what its reply tells. */
export type Done = { readonly data: object; readonly metadata: Metadata };

/**
 * Asks for each row, some at once: the outcomes in the rows' order, `{ ok: true, … }` or `{ ok: false, error }`. `ask` gives the
 * usage of a reply to `paid` before it reads it, because what is of no use is paid for as well. Throws the first failure when no
 * row succeeds.
 */
export async function outcomesOf<T>(
  api: Api,
  rows: readonly T[],
  { concurrency, model, warnings }: { concurrency: number; model: string; warnings: readonly string[] },
  ask: (row: T, index: number, paid: (usage: Usage | undefined) => void) => Promise<Done>
): Promise<Result> {
  const usages: (Usage | undefined)[] = [];
  let hopeless: Failure | undefined;
  let kept = 0;
  const keep = (data: object, outcome: Done | Failure): Done | Failure => {
    kept += JSON.stringify(data).length;
    if (kept <= MOST_KEPT) return outcome;
    hopeless ??= TOO_MUCH;
    return TOO_MUCH;
  };
  const outcomes = await inParallel(rows, concurrency, async (row, index): Promise<Done | Failure> => {
    if (hopeless) return hopeless;
    try {
      const done = await ask(row, index, (usage) => usages.push(usage));
      return keep(done.data, done);
    } catch (error) {
      const failure = carriedFailure(error) ?? UNREADABLE;
      if (isHopeless(failure, api)) hopeless ??= failure;
      return keep(failure, failure);
    }
  });
  const failures = outcomes.filter(isFailure);
  const done = outcomes.filter(isDone);
  const [first] = failures;
  if (first && done.length === 0) throw withFailure(first);
  const usage = totalUsage(usages);
  return {
    data: outcomes.map((one) => (isFailure(one) ? { ok: false, error: one } : { ok: true, ...one.data })),
    metadata: {
      model: done[0]?.metadata.model ?? model,
      ...(usage && { usage }),
      warnings: [...new Set(done.length > 0 ? done.flatMap(({ metadata }) => metadata.warnings) : warnings)],
      rows: { ok: done.length, failed: failures.length },
    },
  };
}

/** Neither does a server that nothing ever came back from get better by asking. */
const isHopeless = ({ kind }: Failure, { isReached }: Api) =>
  HOPELESS.includes(kind) || (kind === 'connection' && !isReached());

const isFailure = (outcome: Done | Failure): outcome is Failure => 'kind' in outcome;
const isDone = (outcome: Done | Failure): outcome is Done => !isFailure(outcome);
