import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** How long work may hold up the server's other queries before it lets them run, in milliseconds. */
const LONGEST = 20;

/**
 * Does a step for each item and gives the results in the items' order. The work is cut into slices of about 20 ms (a step is
 * never cut), because one process answers all queries of a ToolJet server.
 */
export async function inSlices<T, R>(items: Iterable<T>, step: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  let end = performance.now() + LONGEST;
  for (const item of items) {
    results.push(step(item, results.length));
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + LONGEST;
  }
  return results;
}
