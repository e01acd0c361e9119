import { failed, failureOf, type Kind } from '../lib/errors/failure';
import { answering, askInVain, errorReply, KEY } from './support/openai';
import { REFUSALS } from './support/refusals';

const hello = { operation: 'chat', prompt: 'Hello' };
const NEVER_AGAIN = { 'x-should-retry': 'false' };

/** The error of a chat that is answered like this, once. */
async function refusedWith(status: number, reply: unknown, headers: Record<string, string> = {}, model = 'gpt-4o') {
  const sent = answering('/v1/chat/completions', [{ status, reply, headers: { ...NEVER_AGAIN, ...headers } }]);
  const error = await askInVain({ ...hello, model });
  expect(sent).toHaveLength(1);
  return error;
}

/** What a user reads after the server's own sentence. */
const ADVICE: Readonly<Record<string, string>> = {
  quota:
    "This account has no credit left. Add credit or raise the limit in OpenAI's billing settings; retrying will not help.",
  rate_limit: 'Too many requests or tokens at once. Wait a moment, then run the query again or run it less often.',
  authentication: 'Check API key in the data source, and that it belongs to the server in Base URL.',
  permission:
    'The server does not allow this. Check the permissions, project and region of API key, whether the organization is verified, and that Base URL is the right server.',
  model_not_found: 'Check the model id, and that this key and project may use it.',
  context_length: 'Shorten Prompt, System prompt, Message history or Input, or choose a model with a larger context.',
  content_policy:
    'The request was blocked by a content policy. Reword the prompt; retrying it unchanged will not help.',
  unsupported_parameter: 'Clear or change that field, or choose a model that takes it.',
  output_limit: 'Raise Max Tokens, or clear the field.',
  timeout: 'The server gave up waiting. Run the query again.',
  server: 'The server had a problem of its own. Run the query again in a moment.',
  invalid_request: 'Check the fields of the query against what the message says.',
};
/** Where the message, by its start, asks for another advice than its kind. */
const EXCEPTIONS = [
  ['Request too large', 'Send less text at once; retrying will not help.'],
  ['Your request too large', 'Send less at once: shorter texts, or fewer or smaller files.'],
  ['Invalid URL', 'Check Base URL in the data source: its path usually ends in /v1.'],
] as const;

describe('An error of the API', () => {
  test.each(REFUSALS)('%i %s %j is of kind %4$s', async (status, message, rest, kind) => {
    const { description, data } = await refusedWith(status, errorReply(message, rest));
    expect(data).toMatchObject({ kind, status, message: description });
    const stop = message.endsWith('.') ? '' : '.';
    const advice = EXCEPTIONS.find(([start]) => message.startsWith(start))?.[1] ?? ADVICE[kind];
    expect(description).toBe(`${message.replace('sk-abc*****wxyz', '***')}${stop} ${advice}`);
  });

  test('gives all that is known, and then advice', async () => {
    const reply = errorReply('You have no credit', {
      type: 'insufficient_quota',
      param: 'model',
      code: 'insufficient_quota',
    });
    const message =
      "You have no credit. This account has no credit left. Add credit or raise the limit in OpenAI's billing settings; retrying will not help. The server asks to wait 1.5 s.";
    expect(await refusedWith(429, reply, { 'retry-after-ms': '1500' })).toEqual({
      name: 'QueryError',
      message: 'Query could not be completed',
      description: message,
      data: {
        message,
        kind: 'quota',
        retryable: false,
        status: 429,
        code: 'insufficient_quota',
        type: 'insufficient_quota',
        param: 'model',
        request_id: 'req_1',
        retry_after_seconds: 1.5,
      },
    });
  });

  test('leaves out what is not known', async () => {
    const { data } = await refusedWith(422, { error: { message: 'No' } }, { 'x-request-id': '' });
    expect(data).toStrictEqual({
      message: 'No. Check the fields of the query against what the message says.',
      kind: 'invalid_request',
      retryable: false,
      status: 422,
    });
  });

  test.each([
    [404, '<h1>Not Found</h1>', 'The server answered 404: Not Found.'],
    [404, errorReply('Invalid URL (POST /chat/completions)'), 'Invalid URL (POST /chat/completions).'],
    [405, '', 'The server answered 405 with an empty reply.'],
  ])('that is about the address (%i, %j) points to Base URL', async (status, reply, words) => {
    const { description, data } = await refusedWith(status, reply);
    expect(description).toBe(`${words} Check Base URL in the data source: its path usually ends in /v1.`);
    expect(data).toMatchObject({ kind: 'invalid_request', status });
  });

  test.each([
    ['a text under error', { error: 'Bad thing' }, 'Bad thing.'],
    ['a text with white space around it', { error: '\nBad thing? ' }, 'Bad thing?'],
    ['a bare message', { object: 'error', message: 'Bad thing!' }, 'Bad thing!'],
    ['a detail', { detail: 'Not Found' }, 'Not Found.'],
    ['other JSON', { hint: [null, 1] }, 'The server answered 400: {"hint":[null,1]}.'],
    ['HTML', '\n<html>\n <h1>Bad  Gateway</h1></html>', 'The server answered 400: Bad Gateway.'],
    ['a blank message', { message: ' ' }, 'The server answered 400: {"message":" "}.'],
    ['nothing', '', 'The server answered 400 with an empty reply.'],
  ])('is understood when it comes as %s', async (_name, reply, words) => {
    expect((await refusedWith(400, reply)).description).toBe(`${words} ${ADVICE['invalid_request']}`);
  });

  test('shows only the start of a long page, and no key that the server echoes', async () => {
    const { description } = await refusedWith(502, `${KEY} `.repeat(500));
    expect(description).not.toContain('sk-');
    expect(description.length).toBeLessThan(400);
  });

  test.each([
    ['one word', 401, 'a'.repeat(2e6)],
    ['one word in a sentence', 401, errorReply('a'.repeat(2e6))],
    ['the same word again and again', 401, errorReply('IP '.repeat(350_000))],
  ])('that is %s of megabytes is shown in part, without delay', async (_name, status, reply) => {
    const { description, data } = await refusedWith(status, reply);
    expect(data['kind']).toBe('authentication');
    expect(description.length).toBeLessThan(2200);
  });

  test('that is nested too deep to be written again keeps its kind', async () => {
    const nested = `{"detail":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const { description, data } = await refusedWith(400, nested);
    expect(data['kind']).toBe('invalid_request');
    expect(description).toContain('The server answered 400: {"detail":[[[');
  });

  test.each([
    ['seconds', { 'retry-after': '120' }, 120],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a past date', { 'retry-after': new Date(0).toUTCString() }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
  ])('reads a retry-after given as %s', async (_name, headers, seconds) => {
    const { data, description } = await refusedWith(429, errorReply('Slow down.'), headers);
    expect(data['retry_after_seconds']).toBe(seconds);
    expect(description.includes('asks to wait')).toBe(seconds !== undefined);
  });

  test.each([
    ['1234.5', 1.2345, '1.2 s'],
    ['1', 0.001, '0.1 s'],
  ])('says a wait of %s ms to a tenth of a second', async (milliseconds, seconds, said) => {
    const headers = { 'retry-after-ms': milliseconds };
    const { data, description } = await refusedWith(429, errorReply('Slow down.'), headers);
    expect(data['retry_after_seconds']).toBe(seconds);
    expect(description).toContain(`The server asks to wait ${said}.`);
  });

  test('reads a retry-after given as a date', async () => {
    const from = Date.now();
    const date = new Date(from + 90_000).toUTCString();
    const { data, description } = await refusedWith(429, errorReply('Slow down.'), { 'retry-after': date });
    const seconds = data['retry_after_seconds'] as number;
    const [least, most] = [Date.now(), from].map((now) => Math.ceil((Date.parse(date) - now) / 1000));
    expect(seconds).toBeGreaterThanOrEqual(least as number);
    expect(seconds).toBeLessThanOrEqual(most as number);
    expect(description).toContain(`The server asks to wait ${seconds} s.`);
  });

  test.each([
    ['gpt-4-0613', 404, 'OpenAI shut down gpt-4-0613 on 2026-10-23; choose gpt-6.1-sol or another current model.'],
    ['gpt-4', 400, 'OpenAI shut down gpt-4 on 2026-10-23'],
  ])('says that %s is shut down (%i)', async (model, status, news) => {
    const { description, data } = await refusedWith(status, errorReply('The model does not exist'), {}, model);
    expect(description).toContain(news);
    expect(data['message']).toBe(description);
  });

  test.each<[number, string, object?]>([
    [404, 'model_not_found'],
    [403, 'permission'],
    [400, 'unsupported_parameter', { code: 'unsupported_parameter' }],
    [400, 'invalid_request'],
  ])('says last that gpt-4 is shut down when the reply is %i and its kind %s', async (status, kind, rest = {}) => {
    const { description, data } = await refusedWith(status, errorReply('No such model', { ...rest }), {}, 'gpt-4');
    expect(data['kind']).toBe(kind);
    expect(description).toMatch(
      / OpenAI shut down gpt-4 on 2026-10-23; choose gpt-6\.1-sol or another current model\.$/
    );
  });

  test.each([
    ['gpt-5.5', 404],
    ['gpt-4', 401],
    ['gpt-4', 429],
    ['gpt-4', 500],
  ])('says nothing of a shutdown when %s is refused with %i', async (model, status) => {
    const { description } = await refusedWith(status, errorReply('The model does not exist'), {}, model);
    expect(description).not.toContain('shut down');
  });

  test.each([
    [413, 'Request Entity Too Large', 'invalid_request'],
    [400, 'Your request was rejected as a result of our safety system.', 'content_policy'],
    [400, 'The prompt triggered the content management policy.', 'content_policy'],
  ])('says nothing of a shutdown when the reason is another one (%i %s)', async (status, message, kind) => {
    const { description, data } = await refusedWith(status, errorReply(message), {}, 'gpt-4');
    expect(data['kind']).toBe(kind);
    expect(description).not.toContain('shut down');
  });

  test.each<[number, string, boolean]>([
    [408, 'timeout', true],
    [409, 'invalid_request', true],
    [429, 'rate_limit', true],
    [500, 'server', true],
    [400, 'invalid_request', false],
    [403, 'permission', false],
  ])(
    'of status %i and kind %s is worth another try: %s, unless the server says no',
    async (status, kind, retryable) => {
      const source = { apiKey: KEY, max_retries: 0 };
      const reply = errorReply('Locked', { code: 7, type: 7, param: ['odd'] });
      answering('/v1/chat/completions', [
        { status, reply },
        { status, reply, headers: NEVER_AGAIN },
      ]);
      const { data } = await askInVain(hello, source);
      const message = `Locked. ${ADVICE[kind]}`;
      expect(data).toStrictEqual({ message, kind, retryable, status, code: '7', type: '7', request_id: 'req_1' });
      expect((await askInVain(hello, source)).data).toStrictEqual({ ...data, retryable: false });
    }
  );

  test.each([
    [401, {}, 'This server wants a key: enter one in API key of the data source.'],
    [400, {}, ADVICE['invalid_request']],
    [401, { apiKey: KEY }, ADVICE['authentication']],
    [401, { headers: [['api-key', 'wrong-key']] }, ADVICE['authentication']],
  ])('with status %i for the connection %j advises what helps there', async (status, filled, advice) => {
    answering('/v1/chat/completions', [{ status, reply: errorReply('No.') }], 'https://llm.example.com');
    const { description } = await askInVain(hello, { base_url: 'https://llm.example.com/v1', ...filled });
    expect(description).toBe(`No. ${advice}`);
  });
});

test.each([
  ['rate_limit timeout connection server', true],
  ['invalid_input authentication permission quota model_not_found context_length unusable_reply', false],
] as const)('Another try may help with %s: %s', (kinds, retryable) => {
  for (const kind of kinds.split(' ') as Kind[]) expect(failed(kind, 'x').failure).toMatchObject({ kind, retryable });
});

describe('A thrown value', () => {
  test('that nobody foresaw is blamed on the values', () => {
    expect(failureOf(new Error('too deep')).message).toBe(
      'The query could not be prepared: too deep. Check the values bound in it.'
    );
  });

  test.each([undefined, null, 'a text', { no: 'error' }])('of no use, %j, still becomes a failure', (thrown) => {
    expect(failureOf(thrown)).toMatchObject({ kind: 'invalid_input', retryable: false });
  });
});
