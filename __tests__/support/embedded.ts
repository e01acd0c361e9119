import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import nock from 'nock';
import { failed, loadService } from '../../scripts/hosts.cjs';

export type Outcome = { status: string; data?: unknown; description?: string; metadata?: { warnings: string[] } };

const bundle = readFileSync('dist/index.js', 'utf8');
let server: ChildProcess | undefined;
let source: unknown;

/** For beforeAll: starts the embedded server of npm start and the playground, each stage of a batch taking 50 ms. */
export async function startEmbedded(): Promise<void> {
  nock.restore();
  server = fork('__tests__/support/embedded-server.mjs');
  [source] = (await once(server, 'message')) as unknown[];
}

export const stopEmbedded = () => server?.kill();

/** What the built bundle makes of a query that goes there. */
export const runEmbedded = (options: object): Promise<Outcome> =>
  loadService(bundle)
    .run(source, options)
    .catch((error: unknown) => failed(error as Error)) as Promise<Outcome>;
