/* Runs a query in a worker of its own, so that it can be stopped at any point, whatever it does. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Options, Result } from '../api';

export type Work = { readonly method: 'run' | 'testConnection'; readonly source: Options; readonly options?: Options };

/** What stops each query that is running, by the id that the page gave it. */
export type Runs = Map<string, () => boolean>;

/** Gives what the query gave; `stopped` when it was ended before that, or nobody waits for it any longer. */
export function runInWorker(work: Work, gone: AbortSignal, stoppable?: { runs: Runs; run: string }): Promise<Result> {
  return new Promise((resolve) => {
    const worker = new Worker(join(__dirname, 'worker.cjs'), { workerData: work });
    const end = (result: Result) => {
      if (stoppable) stoppable.runs.delete(stoppable.run);
      resolve(result);
    };
    const stop = () => {
      end({ status: 'stopped' });
      void worker.terminate();
      return true;
    };
    stoppable?.runs.set(stoppable.run, stop);
    // The page may be gone before its question was read.
    if (gone.aborted) stop();
    gone.addEventListener('abort', stop, { once: true });
    worker.once('message', end);
    worker.once('error', (error) => {
      end({ status: 'failed', message: `The query ended its process: ${error.message}` });
    });
    worker.once('exit', () => {
      end({ status: 'failed', message: 'The query ended its process.' });
    });
  });
}
