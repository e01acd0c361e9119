import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';

/** How long all work in slices together may hold up the server before it lets other things run, in milliseconds. */
const LONGEST = 20;

/** When the present turn ends, and the work that waits for one; for the whole process, whose queries share one thread. */
let end = 0;
const waiting: (() => void)[] = [];

const turn = () =>
  new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });

function next(): void {
  end = performance.now() + LONGEST;
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}

/**
 * Does a step for each item and gives the results in the items' order. The work is cut into slices (a step is never cut), and
 * one piece of work has the thread at a time: queries that work long hold up the others for about 20 ms, or one step, however
 * many they are.
 */
export async function inSlices<T, R>(items: Iterable<T>, step: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    if (performance.now() >= end) await turn();
    results.push(step(item, results.length));
  }
  return results;
}
