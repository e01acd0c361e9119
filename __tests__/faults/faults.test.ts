import { withServer } from '../support/broken-server';
import { dataOf, mainProcess, OPERATIONS, QUERIES, service } from '../support/bundle';
import { KEY } from '../support/openai';
import { FAULTS, FINE } from './faults';

const RETRYABLE = ['rate_limit', 'timeout', 'connection', 'server'];

const stray: unknown[] = [];
const keep = (reason: unknown) => stray.push(reason);

beforeAll(() => {
  mainProcess.on('unhandledRejection', keep).on('warning', keep);
});

afterAll(() => {
  mainProcess.off('unhandledRejection', keep).off('warning', keep);
  expect(stray).toEqual([]);
});

/** The outcome of a promise, and how long it took in milliseconds. */
async function settled(promise: Promise<unknown>) {
  const started = Date.now();
  const [outcome] = await Promise.allSettled([promise]);
  return { outcome, took: Date.now() - started };
}

describe.each(OPERATIONS)('In %s', (operation) => {
  test.concurrent.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    const { kind, scheme = 'http', retryable = RETRYABLE.includes(kind) } = fault;
    await withServer(fault.server, FINE[operation], async ({ port, attempts }) => {
      const base_url = `${scheme}://localhost:${port}/v1`;
      const source = { apiKey: KEY, base_url, max_retries: '1', timeout_seconds: '20', ...fault.source };
      const { outcome, took } = await settled(service().run(source, QUERIES[operation]));
      if (outcome.status === 'fulfilled') {
        expect({ kind: 'ok', result: outcome.value }).toMatchObject({
          kind,
          result: { status: 'ok', metadata: { attempts: fault.attempts } },
        });
      } else {
        expect(dataOf(outcome.reason)).toMatchObject({ kind, retryable, ...fault.data });
        expect((outcome.reason as { description: string }).description).toMatch(fault.says ?? /./);
      }
      expect(attempts()).toBe(fault.attempts);
      expect(took).toBeLessThan(Number(source.timeout_seconds) * 1000 + 1000);
    });
  });
});
