/* One query, in a thread of its own. The bundle is read for each, so that a new build counts at once; one that does not load says why. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { failed, loadService } from '../../scripts/hosts.cjs';
import type { Work } from './runner';

const { method, source, options } = workerData as Work;

async function outcome() {
  try {
    const service = loadService(readFileSync('dist/index.js', 'utf8'));
    return method === 'run' ? await service.run(source, options) : await service.testConnection(source);
  } catch (error) {
    return failed(error as Error);
  }
}

void outcome().then((result) => parentPort?.postMessage(JSON.parse(JSON.stringify(result))));
