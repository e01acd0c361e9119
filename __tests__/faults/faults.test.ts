import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import nock from 'nock';
import { dataOf, mainProcess, OPERATIONS, QUERIES, service } from '../support/bundle';
import { before, KEY } from '../support/openai';
import { closedPort, startServer, withServer } from '../support/scripted-server.cjs';
import { FAULTS } from './faults';

const RETRYABLE = ['rate_limit', 'timeout', 'connection', 'server'];

const stray: unknown[] = [];
const keep = (reason: unknown) => stray.push(reason);

// Faults of the network take real sockets, which nock would replace.
beforeAll(() => {
  nock.restore();
  mainProcess.on('unhandledRejection', keep).on('warning', keep);
});

afterAll(() => {
  mainProcess.off('unhandledRejection', keep).off('warning', keep);
  expect(stray).toEqual([]);
});

/** Resolves when a connection to a port of this machine was refused. */
const refused = (port: number) =>
  new Promise<void>((resolve) => {
    const listener = (message: unknown) => {
      (message as { socket: Socket }).socket.on('error', (error: Error & { port?: number }) => {
        if (error.port !== port) return;
        unsubscribe('net.client.socket', listener);
        resolve();
      });
    };
    subscribe('net.client.socket', listener);
  });

// What only reads is asked again where nothing else is: transport.test.ts.
describe.each(OPERATIONS.filter((one) => !QUERIES[one].method))('In %s', (operation) => {
  const { options, reply } = QUERIES[operation];

  /** Whether the plugin asked once more: for models after a path was not there, or with one of several texts alone. */
  const isProbed = (outcome: PromiseSettledResult<unknown>) => {
    if (outcome.status === 'fulfilled') return false;
    const { kind, status, param, message } = dataOf(outcome.reason);
    if ([404, 405].includes(Number(status)) && String(message).includes('Check Base URL')) return true;
    if (operation !== 'rank_by_similarity') return false;
    return (
      !param && [400, 413, 422].includes(Number(status)) && ['invalid_request', 'context_length'].includes(String(kind))
    );
  };

  // To find nothing is a success.
  const faults = FAULTS.filter(({ name }) => operation !== 'search_documents' || name !== 'empty lists');

  test.concurrent.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    const { kind, scheme = 'http', retryable = RETRYABLE.includes(kind) } = fault;
    await withServer(fault.server(JSON.stringify(reply)), async ({ port, attempts }) => {
      const base_url = `${scheme}://localhost:${port}/v1`;
      const source = { apiKey: KEY, base_url, max_retries: '1', timeout_seconds: '20', ...fault.source };
      const budget = Number(source.timeout_seconds) * 1000;
      // The budget begins once the form is read.
      const [outcome] = await before(budget + 10_000, () => Promise.allSettled([service().run(source, options)]));
      if (outcome.status === 'fulfilled') {
        expect({ kind: 'ok', result: outcome.value }).toMatchObject({
          kind,
          result: { status: 'ok', metadata: { attempts: fault.attempts } },
        });
      } else {
        expect(dataOf(outcome.reason)).toMatchObject({ kind, retryable, ...fault.data });
        expect((outcome.reason as { description: string }).description).toMatch(fault.says ?? /./);
      }
      expect(attempts()).toBe(fault.attempts + (isProbed(outcome) ? 1 : 0));
    });
  });

  test('a port at which nobody listens', async () => {
    const source = { apiKey: KEY, base_url: `http://localhost:${await closedPort()}/v1`, max_retries: '1' };
    const [outcome] = await Promise.allSettled([service().run(source, options)]);
    expect(outcome.status).toBe('rejected');
    const data = outcome.status === 'rejected' ? dataOf(outcome.reason) : {};
    expect(data).toMatchObject({ kind: 'connection', retryable: true });
    expect(data['message']).toContain('ECONNREFUSED');
  });

  test('a port at which somebody listens by the second attempt', async () => {
    const port = await closedPort();
    const source = { apiKey: KEY, base_url: `http://localhost:${port}/v1` };
    const first = refused(port);
    const query = service().run(source, options);
    await first;
    const server = await startServer({ body: reply }, { port });
    try {
      expect((await query).metadata['attempts']).toBeGreaterThan(1);
    } finally {
      await server.close();
    }
  });
});
