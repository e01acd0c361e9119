/**
 * Runs a task for each item, at most `limit` at a time, and gives the results in the items' order. After a failure no other
 * task begins, and it is thrown when those under way are over.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  task: (item: T, index: number) => Promise<R>
): Promise<R[]> {
  const results: R[] = [];
  const entries = entriesOf(items);
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await task(item, index);
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  const failure = workers.find((one): one is PromiseRejectedResult => one.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}

/** Unlike the entries of a list, those of a generator end for all workers when one of them leaves its loop. */
function* entriesOf<T>(items: readonly T[]): Generator<[number, T], void> {
  for (const entry of items.entries()) yield entry;
}

/** Runs the tasks that it is given, at most `limit` at a time, in their order. */
export function gate(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
