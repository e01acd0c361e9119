/* What the page can ask for. Secrets are told here and stay here: no answer of this server itself holds one. */
import { readFileSync } from 'node:fs';
import type { Examples, Form, Forms, Json, Options, RunQuestion, Source } from '../api';
import { faults } from '../../scripts/faults.mjs';
import { runInWorker, type Runs } from './runner';

export type Embedded = { readonly source: (fault?: string) => Options };

export type Routes = Readonly<Record<string, (question: never, gone: AbortSignal) => unknown>>;

export function routesOf(embedded: Embedded): Routes {
  const secrets: Record<string, Json> = {};
  const runs: Runs = new Map();
  const options = (source: Source): Options =>
    'own' in source ? { ...source.own, ...secrets } : embedded.source(source.fault);
  return {
    '/api/forms': (): Forms => ({
      connection: read('manifest.json') as Form,
      query: read('operations.json') as Form,
      faults,
      examples: read('docs/examples.json') as Examples,
    }),
    '/api/secrets': (typed: Options) => Object.keys(Object.assign(secrets, typed)).filter((key) => secrets[key]),
    '/api/test': (asked: Source, gone) => runInWorker({ method: 'testConnection', source: options(asked) }, gone),
    '/api/run': ({ run, ...asked }: RunQuestion, gone) =>
      runInWorker({ method: 'run', source: options(asked), options: asked.options }, gone, { runs, run }),
    '/api/stop': ({ run }: { run: string }) => runs.get(run)?.() ?? false,
  };
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
