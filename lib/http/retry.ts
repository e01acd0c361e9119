import { carriedFailure, type Failure } from '../errors/failure';
import { attempt } from './attempt';
import { type Budget, ranOutOfTime } from './budget';
import type { Route } from './connection';

/** The longest wait a server may ask for, in seconds. */
const LONGEST_WAIT = 60;

/**
 * The `fetch` handed to the SDK, for all queries: each request brings its own route. Gives a whole, successful reply or
 * throws a Failure. Retries are made here and not in the SDK, because the SDK retries quota errors and timeouts too and
 * knows no deadline for a whole query (https://github.com/openai/openai-node#retries).
 */
export async function deliver(url: string, { route, ...request }: RequestInit & { route: Route }): Promise<Response> {
  const { budget } = route.connection;
  for (let retry = 0; ; retry += 1) {
    if (Date.now() >= budget.deadline) throw ranOutOfTime(budget);
    budget.attempts += 1;
    try {
      return await attempt(url, request, route);
    } catch (error) {
      const wait = secondsToWait(carriedFailure(error), retry, budget);
      if (wait === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  }
}

/** How long to wait before the next attempt; undefined when there should be none. */
function secondsToWait(failure: Failure | undefined, retry: number, budget: Budget): number | undefined {
  const ranOut = failure?.kind === 'timeout' && failure.status === undefined;
  if (!failure?.retryable || ranOut || retry >= budget.maxRetries) return undefined;
  const wait = failure.retry_after_seconds ?? Math.min(0.5 * 2 ** retry, 8);
  const fits = wait <= LONGEST_WAIT && Date.now() + wait * 1000 < budget.deadline;
  return fits ? wait : undefined;
}
