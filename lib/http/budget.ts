import { performance } from 'node:perf_hooks';
import { failed, inSeconds } from '../errors/failure';
import { number, wholeNumber } from '../form/values';
import type { JsonObject } from '../json';
import type { Source } from '../types';

/** What one query may spend, retries included, and how far it has come. */
export type Budget = {
  /** The whole time in seconds. */
  readonly seconds: number;
  /** When it ends, by `performance.now()`, which no change of the server's clock moves; sooner while some of it is kept back. */
  deadline: number;
  /** How many times one request may be repeated after a failure that a retry can cure. */
  readonly maxRetries: number;
  /** Requests made so far. */
  attempts: number;
  /** Whether the server has begun an answer to one of them. */
  isReached: boolean;
  /** Before when no request is made, because the server asked to wait; in the time of `deadline`. */
  pausedUntil: number;
  /** Rate limits since the last success, each after the pause of the one before; only a query of many requests counts them. */
  limitsInARow: number;
};

type Limits = Pick<Budget, 'seconds' | 'maxRetries'>;

const DEFAULT = 300;
const LONGEST = 3600;
/** How long before ToolJet's own timeout the plugin ends a query, so that nothing goes on and costs behind its back. */
const MARGIN_SHARE = 0.1;
const LONGEST_MARGIN = 500;
/** A builder waits for the answer of Test connection. */
const LONGEST_TEST = 30;

/** Starts the clock. */
const start = (limits: Limits): Budget => ({
  ...limits,
  deadline: performance.now() + limits.seconds * 1000,
  attempts: 0,
  isReached: false,
  pausedUntil: 0,
  limitsInARow: 0,
});

/**
 * The budget of a query: Timeout and Retries of the data source, shortened to end just before `query_timeout`
 * (milliseconds), with which ToolJet gives up but aborts nothing.
 */
export function queryBudget(source: Source, options: JsonObject): Budget {
  const { seconds, maxRetries } = limitsOf(source);
  const milliseconds = decimal(options['query_timeout']);
  const ours = (milliseconds - Math.min(milliseconds * MARGIN_SHARE, LONGEST_MARGIN)) / 1000;
  return start({ seconds: ours > 0 ? Math.min(seconds, ours) : seconds, maxRetries });
}

/** A plain decimal number, given as one or as text; 0 for all else, such as 1e3 and 0x10. */
function decimal(given: unknown): number {
  if (typeof given === 'number') return given;
  return typeof given === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(given) ? Number(given) : 0;
}

/** The budget of Test connection, which is not tried again. */
export const testBudget = (source: Source): Budget =>
  start({ seconds: Math.min(limitsOf(source).seconds, LONGEST_TEST), maxRetries: 0 });

const limitsOf = (source: Source): Limits => ({
  seconds: number(source.timeout_seconds, 'Timeout', 1, LONGEST) ?? DEFAULT,
  maxRetries: wholeNumber(source.max_retries, 'Retries', 0, 10) ?? 2,
});

/** The error to throw when the budget has ended. */
export const ranOutOfTime = ({ seconds }: Budget) =>
  failed(
    'timeout',
    `No complete reply came within ${inSeconds(seconds)}. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).`
  );
