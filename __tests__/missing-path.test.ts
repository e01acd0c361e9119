import form from '../operations.json';
import { OPERATIONS, QUERIES } from './support/bundle';
import { ask, askInVain } from './support/openai';
import type { Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

const MISSING = { status: 404, body: { error: { message: 'Not Found' } } };
const ADVICE = 'Check Base URL in the data source: its path usually ends in /v1.';

/** A server without the paths of queries, that answers GET /models so. */
const serverWith = (models: Reply, refusal: Reply = MISSING) =>
  serving(({ path }) => (path === '/v1/models' ? models : refusal));

const nameOf = (operation: string) =>
  form.properties.operation.list.find(({ value }) => value === operation)?.name as string;

/** Those with advice of their own. */
const OTHERS = [
  ...['ask', 'decide', 'get_response', 'search_documents'],
  ...['batch_results', 'list_batches', 'list_models', 'call_api'],
];

describe.each(OPERATIONS.filter((one) => !OTHERS.includes(one)))(
  'A server that lists models but has no path for %s',
  (operation) => {
    const { options, path } = QUERIES[operation];

    test.each([404, 405])('is told apart after %i from a wrong Base URL', async (status) => {
      const { source, requests } = await serverWith({ body: { data: [] } }, { ...MISSING, status });
      const { data } = await askInVain(options, source);
      expect(data).toMatchObject({ kind: 'invalid_request', status, retryable: false });
      expect(data['message']).toBe(
        `Not Found. This server does not offer ${nameOf(operation)}: it has no ${path}. Choose a data source with a server that has it.`
      );
      expect(requests.map((request) => `${request.method} ${request.path}`)).toEqual([
        `POST /v1${path}`,
        'GET /v1/models',
      ]);
    });
  }
);

describe('A path that is not there', () => {
  const hello = { operation: 'chat', prompt: 'Hello' };

  test('may be told from a bare list of models', async () => {
    const { source } = await serverWith({ body: [] });
    expect((await askInVain(hello, source)).description).toContain('does not offer Chat');
  });

  test.each<[string, Reply]>([
    ['has no models either', MISSING],
    ['fails then', { status: 500, body: 'Oops' }],
    ['has a page there', { body: '<html>' }],
    ['has something else there', { body: { hello: 1 } }],
  ])('is blamed on Base URL where the server %s', async (_what, models) => {
    const { source } = await serverWith(models);
    expect((await askInVain(hello, { ...source, max_retries: 0 })).description).toBe(`Not Found. ${ADVICE}`);
  });

  test('is told from a success that holds the error, as LM Studio sends it', async () => {
    const refusal = { body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' } };
    const { source } = await serverWith({ body: { data: [] } }, refusal);
    expect((await askInVain(hello, source)).description).toContain('This server does not offer Chat');
  });

  test('is asked about once, after all rows', async () => {
    const { source, requests } = await serverWith({ body: { data: [] } });
    const { description } = await askInVain({ ...hello, rows: ['a', 'b', 'c'] }, source);
    expect(description).toContain('does not offer Chat');
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['the model', { status: 404, body: { error: { message: 'The model m does not exist.' } } }],
    [
      'the deployment',
      { status: 404, body: { error: { code: 'DeploymentNotFound', message: 'No such deployment.' } } },
    ],
    ['the request', { status: 400, body: { error: { message: 'No.' } } }],
  ])('is not looked for when %s is to blame', async (_what, refusal) => {
    const { source, attempts } = await serverWith({ body: { data: [] } }, refusal);
    await askInVain(hello, source);
    expect(attempts()).toBe(1);
  });

  test('costs a query that succeeds nothing', async () => {
    const { source, attempts } = await serving({ body: QUERIES.chat.reply });
    expect(await ask(hello, source)).toMatchObject({ metadata: { attempts: 1 } });
    expect(attempts()).toBe(1);
  });
});
