import { failed } from '../errors/failure';
import { number, wholeNumber } from '../form/values';
import type { JsonObject } from '../json';
import type { Source } from '../types';

/** What one query may spend, retries included, and what it has spent. */
export type Budget = {
  /** The whole time in seconds, as the user sees it in a message. */
  readonly seconds: number;
  /** When it ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** How many times one request may be repeated after a failure that a retry can cure. */
  readonly maxRetries: number;
  /** Requests made so far. */
  attempts: number;
};

type Limits = Pick<Budget, 'seconds' | 'maxRetries'>;

/** The most that Node's fetch waits for a reply to begin: https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md */
const LONGEST = 300;
/** How long before ToolJet's own timeout the plugin ends a query, so that nothing goes on and costs behind its back. */
const MARGIN_SHARE = 0.1;
const LONGEST_MARGIN = 500;
/** A builder waits for the answer of Test connection. */
const LONGEST_TEST = 30;

/** Starts the clock. */
const start = (limits: Limits): Budget => ({
  ...limits,
  deadline: Date.now() + limits.seconds * 1000,
  attempts: 0,
});

/**
 * The budget of a query: Timeout and Retries of the data source, shortened to end just before `query_timeout`
 * (milliseconds), with which ToolJet gives up but aborts nothing.
 */
export function queryBudget(source: Source, options: JsonObject): Budget {
  const { seconds, maxRetries } = limitsOf(source);
  const given = options['query_timeout'];
  const milliseconds = typeof given === 'string' || typeof given === 'number' ? Number(given) : 0;
  const ours = (milliseconds - Math.min(milliseconds * MARGIN_SHARE, LONGEST_MARGIN)) / 1000;
  return start({ seconds: ours > 0 ? Math.min(seconds, ours) : seconds, maxRetries });
}

/** The budget of Test connection, which is not tried again. */
export const testBudget = (source: Source): Budget =>
  start({ seconds: Math.min(limitsOf(source).seconds, LONGEST_TEST), maxRetries: 0 });

const limitsOf = (source: Source): Limits => ({
  seconds: number(source.timeout_seconds, 'Timeout', 1, LONGEST) ?? LONGEST,
  maxRetries: wholeNumber(source.max_retries, 'Retries', 0, 10) ?? 2,
});

/** The promise, or a timeout when the budget ends first; for what cannot be aborted, such as a question to DNS. */
export async function within<T>(budget: Budget, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(ranOutOfTime(budget));
    }, budget.deadline - Date.now());
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error to throw when the budget has ended. */
export const ranOutOfTime = ({ seconds }: Budget) =>
  failed(
    'timeout',
    `No complete reply came within ${seconds} s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).`
  );
