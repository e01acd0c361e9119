import { performance } from 'node:perf_hooks';
import { carriedFailure, type Failure } from '../errors/failure';
import { attempt } from './attempt';
import { type Budget, ranOutOfTime } from './budget';
import type { Route } from './connection';

/** The longest wait a server may ask for, and the shortest that is kept, in seconds. */
const LONGEST_WAIT = 60;
const SHORTEST_WAIT = 0.25;

/** The longest pause of a query of many requests after a rate limit that asks for none, in seconds. */
const LONGEST_PAUSE = 30;

/**
 * The `fetch` of one query: gives a whole, successful reply or throws a Failure. Retries are made here and not in the SDK,
 * because the SDK repeats quota errors and timeouts too and knows no deadline for a whole query
 * (https://github.com/openai/openai-node#retries).
 */
export async function deliver(url: string, init: RequestInit, route: Route): Promise<Response> {
  const { budget } = route.connection;
  const address = new URL(url);
  // What breaks a fresh connection is not that the server had closed it before.
  let isFresh = route.startsWork === true;
  for (let retry = 0; ;) {
    while (performance.now() < budget.pausedUntil) await pause(budget.pausedUntil);
    if (performance.now() >= budget.deadline) throw ranOutOfTime(budget);
    budget.attempts += 1;
    const outcome = await attempt(address, init, { route, isFresh });
    if (!('error' in outcome)) {
      budget.limitsInARow = 0;
      return outcome;
    }
    // A stream is read once.
    if (init.body instanceof ReadableStream) throw outcome.error;
    if (outcome.again === 'at once') {
      // A kept connection that the server had closed meanwhile costs no retry; a fresh one cannot be such a one.
      isFresh = true;
      continue;
    }
    const { kind, retry_after_seconds: asked } = carriedFailure(outcome.error) as Failure;
    if (route.isBulk && kind === 'rate_limit' && outcome.again === 'later') {
      if (!pauseAll(budget, asked)) throw outcome.error;
      continue;
    }
    const wait = Math.max(SHORTEST_WAIT, asked ?? Math.min(0.5 * 2 ** retry, 8));
    const until = performance.now() + wait * 1000;
    const fits = wait <= LONGEST_WAIT && until < budget.deadline;
    // What a server asks for, it asks of all requests of the query.
    if (asked !== undefined && fits) budget.pausedUntil = Math.max(budget.pausedUntil, until);
    if (outcome.again === 'never' || !fits || retry >= budget.maxRetries) throw outcome.error;
    retry += 1;
    await pause(until);
  }
}

/**
 * Lets all requests of a query wait after a rate limit: for as long as asked, else 1, 2, 4 … s, up to a fifth less so that the
 * queries of many users do not all come back at once. False when that would take longer than the query may.
 */
function pauseAll(budget: Budget, asked: number | undefined): boolean {
  const now = performance.now();
  // What was under way when the pause began says nothing new.
  if (asked === undefined && now < budget.pausedUntil) return true;
  const wait = asked ?? Math.min(2 ** budget.limitsInARow, LONGEST_PAUSE) * (1 - Math.random() / 5);
  const until = now + Math.max(SHORTEST_WAIT, wait) * 1000;
  if (until >= budget.deadline) return false;
  budget.limitsInARow += 1;
  budget.pausedUntil = Math.max(budget.pausedUntil, until);
  return true;
}

/** Waits until a moment of `performance.now()`. */
const pause = (until: number) => new Promise((resolve) => setTimeout(resolve, Math.ceil(until - performance.now())));
