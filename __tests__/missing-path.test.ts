import form from '../operations.json';
import { ask, askInVain } from './support/openai';
import queries from './support/queries.json';
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

describe.each(Object.entries(queries).filter(([operation]) => !OTHERS.includes(operation)))(
  'A server that lists models but has no path for %s',
  (operation, { options, path }) => {
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

describe('An operation with advice of its own', () => {
  const NO_RESPONSES = "This server does not offer OpenAI's Responses API. The operation Chat works there.";
  const CANNOT = 'This server cannot do that. Choose another model or server, or clear the field it names.';

  test.each([
    [404, `Not Found. ${NO_RESPONSES}`],
    [405, `Not Found. ${NO_RESPONSES}`],
    [501, `Not Found. ${CANNOT} ${NO_RESPONSES}`],
    [403, expect.not.stringContaining(NO_RESPONSES) as string],
  ])('gives it after %i and asks for no models', async (status, told) => {
    const { source, attempts } = await serverWith({ body: { data: [] } }, { ...MISSING, status });
    const { data } = await askInVain(queries.ask.options, source);
    expect(data).toMatchObject({ status, retryable: false, message: told });
    expect(attempts()).toBe(1);
  });

  test('does not give it where the model is to blame', async () => {
    const body = { error: { message: 'The model m does not exist.' } };
    const { source } = await serverWith({ body: { data: [] } }, { status: 404, body });
    const { data } = await askInVain(queries.ask.options, source);
    expect(data).toMatchObject({
      kind: 'model_not_found',
      message: expect.not.stringContaining(NO_RESPONSES) as string,
    });
  });

  test('gives it about what was asked for by an id', async () => {
    const { source, attempts } = await serverWith({ body: { data: [] } });
    expect((await askInVain(queries.batch_results.options, source)).data).toEqual({
      message: 'Not Found. Check Batch ID: batches belong to the project of the API key.',
      kind: 'invalid_request',
      retryable: false,
      status: 404,
    });
    expect(attempts()).toBe(1);
  });
});

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
    const { source, attempts } = await serving({ body: queries.chat.reply });
    expect(await ask(hello, source)).toMatchObject({ metadata: { attempts: 1 } });
    expect(attempts()).toBe(1);
  });
});
