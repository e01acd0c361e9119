import { gzipSync } from 'node:zlib';
import { ask, askInVain, chatReply, hurried } from './support/openai';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };
const fine = chatReply({ content: 'Hi' });

describe('An error in the body of a success', () => {
  test.each<[object, string, number, string]>([
    // https://github.com/Aider-AI/aider/issues/3550
    [{ message: 'Rate limit exceeded', code: 429 }, 'rate_limit', 429, 'Wait a moment'],
    // https://github.com/SWE-agent/mini-swe-agent/pull/902
    [{ message: 'Flagged', code: 502 }, 'server', 502, 'The server had a problem of its own'],
    [{ message: 'No key', code: '401' }, 'authentication', 401, 'Check API key'],
    [{ message: 'No credit', code: 402 }, 'quota', 402, 'no credit left'],
    [{ message: 'Busy', status: 'RESOURCE_EXHAUSTED' }, 'rate_limit', 429, 'Wait a moment'],
    [{ message: 'Busy', status_code: '429' }, 'rate_limit', 429, 'Wait a moment'],
    [{ message: 'Bad key', statusCode: 401 }, 'authentication', 401, 'Check API key'],
    [{ message: 'Wrong', type: 'invalid_request_error' }, 'invalid_request', 400, 'Check the fields'],
    [{ code: 503 }, 'server', 503, 'The server answered 503: {"error":{"code":503}}'],
  ])('%j is of kind %s', async (error, kind, status, advice) => {
    const { source } = await serving({ body: { error } });
    const { data, description } = await askInVain(hello, { ...source, max_retries: 0 });
    expect(data).toMatchObject({ kind, status });
    expect(description).toContain(advice);
    expect(description).not.toContain('Base URL in');
  });

  test.each<[object, string, number]>([
    [{ error: { message: 'Wrong', code: 400 } }, 'invalid_request', 400],
    [{ error: { message: 'Busy', status: 503 } }, 'server', 503],
    [{ error: { message: 'Busy' }, code: 429 }, 'rate_limit', 429],
    [{ error: { message: 'Busy' }, status: '503' }, 'server', 503],
    // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
    [{ error: 'Unexpected endpoint or method. (POST /chat/completions)' }, 'invalid_request', 404],
    // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322
    [{ error: 'Context size has been exceeded.' }, 'context_length', 400],
    [
      { object: 'response', status: 'failed', error: { code: 'image_too_large', message: 'Too large.' } },
      'invalid_request',
      400,
    ],
  ])('is of a kind and a status by what stands in %j', async (body, kind, status) => {
    const { source } = await serving({ body });
    expect((await askInVain(hello, { ...source, max_retries: 0 })).data).toMatchObject({ kind, status });
  });

  test.each([429, 503])('%i is asked for again', async (code) => {
    const { source, attempts } = await serving([{ body: { error: { message: 'Busy', code } } }, { body: fine }]);
    const { outcome } = await hurried(() => ask(hello, source));
    expect(outcome).toMatchObject({ data: 'Hi', metadata: { attempts: 2 } });
    expect(attempts()).toBe(2);
  });

  test.each([
    ['500 may have been paid for', { error: { message: 'Oh', code: 500 } }],
    ['choices', { choices: [], error: { message: 'Busy', code: 429 } }],
    ['data', { data: [], error: { message: 'Busy', code: 503 } }],
    ['output', { output: [], error: { message: 'Busy', code: 503 } }],
  ])('is not asked for again: %s', async (_name, body) => {
    const { source, attempts } = await serving({ body });
    expect((await askInVain(hello, source)).data['retryable']).toBe(true);
    expect(attempts()).toBe(1);
  });

  test('stops the rows when it is about the key', async () => {
    const { source, attempts } = await serving({ body: { error: { message: 'No key', code: 401 } } });
    const rows = Array.from({ length: 20 }, () => ({}));
    const { data } = await askInVain({ ...hello, rows, concurrency: 1 }, source);
    expect(data['kind']).toBe('authentication');
    expect(attempts()).toBe(1);
  });

  test.each([null, {}, '', ' ', { message: '' }, { code: null }, false, []])('%j is none', async (error) => {
    const { source } = await serving({ body: { ...fine, error } });
    expect((await ask(hello, source)).data).toBe('Hi');
  });

  test.each<[unknown, object, string]>([
    ['Busy', {}, 'It says: Busy.'],
    [true, { message: 'Busy' }, 'It says: Busy.'],
    [{ code: 'odd' }, {}, 'The reply begins: {"error":{"code":"odd"},"choices":[]}'],
    [{ message: 'Odd', code: 399 }, {}, 'It says: Odd.'],
    [{ message: 'Odd', code: 600 }, {}, 'It says: Odd.'],
    [{ message: 'Odd', code: 'odd' }, { object: 'response', status: 'completed' }, 'It says: Odd.'],
    [{ message: 'Odd', code: 'odd' }, { object: 'batch', status: 'failed' }, 'It says: Odd.'],
  ])(
    '%j with %j, of no known kind, is of no use, with no word of Base URL beside choices',
    async (error, rest, says) => {
      const { source } = await serving({ body: { error, ...rest, choices: [] } });
      const { data, description } = await askInVain(hello, source);
      expect(data['kind']).toBe('unusable_reply');
      expect(description).toBe(`The reply is an error with a status of success. ${says}`);
    }
  );
});

describe('An error that Call the API is told of', () => {
  const lookUp = { operation: 'call_api', method: 'GET', path: '/things/1' };
  const error = { message: 'Oh', code: 500 };

  test('is data where it is that of a thing with an id and a status', async () => {
    const body = { id: 'thing_1', status: 'failed', error };
    const { source } = await serving({ body });
    expect((await ask(lookUp, source)).data).toEqual(body);
  });

  test.each([
    { id: 'thing_1', error },
    { status: 'failed', error },
    { id: 1, status: 'failed', error },
  ])('is a failure in %j', async (body) => {
    const { source } = await serving({ body });
    expect((await askInVain(lookUp, { ...source, max_retries: 0 })).data).toMatchObject({
      kind: 'server',
      status: 500,
    });
  });
});

describe('A reply with choices or data', () => {
  test.each([
    ['nothing in it', { ...fine, choices: [] }],
    ['an error beside it', { choices: [], error: { message: 'None', code: 404 } }],
    ['no message', { ...fine, choices: [{}] }],
    ['data', { data: [] }],
    ['a space behind the name', '{"choices" : []}'],
    ['an end too early', '{"choices":[{"message":{"content":"H'],
  ])('and %s never points to Base URL', async (_name, body) => {
    const { source } = await serving({ body });
    expect((await askInVain(hello, source)).description).not.toContain('Base URL');
  });
});

describe('A chunked reply that ends early', () => {
  test.each<[string, object, Buffer]>([
    ['plain', {}, Buffer.from(JSON.stringify(fine))],
    ['with gzip', { 'content-encoding': 'gzip' }, gzipSync(JSON.stringify(fine))],
  ])('%s, is a broken connection', async (_name, headers, bytes) => {
    const { source, attempts } = await serving({
      raw: (response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.write(bytes.subarray(0, bytes.length - 12), () => response.socket?.end());
      },
    });
    const { data, description } = await askInVain(hello, source);
    expect(data['kind']).toBe('connection');
    expect(description).toContain('broke off in the middle of the reply');
    expect(attempts()).toBe(1);
  });
});
