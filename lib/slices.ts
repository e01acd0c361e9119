import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** How long all work in slices together may hold up the server before it lets other things run, in milliseconds. */
const LONGEST = 20;

/** The turn that is waited for, and when the present one ends; one for the whole process, whose queries share one thread. */
let next: Promise<void> | undefined;
let end = 0;

async function turn(): Promise<void> {
  await setImmediate();
  next = undefined;
  end = performance.now() + LONGEST;
}

/**
 * Does a step for each item and gives the results in the items' order. The work is cut into slices (a step is never cut), so
 * that a query which works long holds up the others for about 20 ms at a time, however many such queries there are.
 */
export async function inSlices<T, R>(items: Iterable<T>, step: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(step(item, results.length));
    if (performance.now() >= end) await (next ??= turn());
  }
  return results;
}
