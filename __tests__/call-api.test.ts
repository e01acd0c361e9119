import { answering, ask, askInVain, askWithEveryField, complaint, errorReply, hurried, KEY } from './support/openai';
import { closedPort, type Reply, type Sent } from './support/scripted-server.cjs';
import { serving } from './support/server';

const call = (more: object = {}) => ({ operation: 'call_api', path: '/files', ...more });

/** A server that tells what it was asked. */
const echoing = () => serving(({ method, path, body }) => ({ body: { method, path, body } }));

/** What a query gives for this reply. */
async function answerTo(reply: Reply, more: object = {}) {
  const { source } = await serving<unknown>(reply);
  return ask(call(more), source);
}

/** The data that a query gives for a body of that type; null for none at all. */
const dataOf = async (body: unknown, type: string | null) =>
  (
    await answerTo(
      type === null
        ? { raw: (response) => response.writeHead(200).end(body as string) }
        : { body, headers: { 'content-type': type } }
    )
  ).data;

const base64 = (bytes: Buffer) => bytes.toString('base64');

describe('Call the API', () => {
  test('sends every field of the form and gives what the API says, as it is', async () => {
    const reply = { object: 'list', data: [{ id: 'msg_1', status: 'completed' }], model: 'gpt-5.2', warnings: 'none' };
    const path = '/v1/conversations/conv_1/items?include[]=reasoning.encrypted_content';
    const sent = answering(path, [{ reply }]);
    const body = { items: [{ type: 'message', role: 'user', content: 'Hello' }] };
    const filled = {
      method: 'POST',
      path: ' /conversations/conv_1/items ',
      query_parameters: '{ "include": ["reasoning.encrypted_content"] }',
      body: JSON.stringify(body),
      dry_run: 'no',
    };
    expect(await askWithEveryField('call_api', filled)).toEqual({
      status: 'ok',
      data: reply,
      metadata: { status: 200, model: 'gpt-5.2', request_id: 'req_1', attempts: 1, warnings: [] },
    });
    expect(sent.map(({ body }) => body)).toEqual([body]);
  });

  test.each<[object, Pick<Sent<unknown>, 'method' | 'body'>]>([
    [{}, { method: 'GET', body: '' }],
    [{ method: 'auto' }, { method: 'GET', body: '' }],
    [{ body: ' ' }, { method: 'GET', body: '' }],
    [{ method: 'GET' }, { method: 'GET', body: '' }],
    [{ method: 'POST' }, { method: 'POST', body: '' }],
    [{ method: 'DELETE' }, { method: 'DELETE', body: '' }],
    [{ body: { a: [1, null, 'ü'] } }, { method: 'POST', body: { a: [1, null, 'ü'] } }],
    [{ body: '[{"a":1}]' }, { method: 'POST', body: [{ a: 1 }] }],
    [{ body: {} }, { method: 'POST', body: {} }],
    [{ body: [] }, { method: 'POST', body: [] }],
    [
      { method: 'POST', body: { stream: false, a: 2 } },
      { method: 'POST', body: { stream: false, a: 2 } },
    ],
  ])('makes of %j the request %j', async (more, { method, body }) => {
    const { source } = await echoing();
    expect((await ask(call(more), source)).data).toEqual({ method, path: '/v1/files', body });
  });

  test.each([
    [{ limit: 20, after: 'file_1', all: true }, 'limit=20&after=file_1&all=true'],
    ['{"limit":"20"}', 'limit=20'],
    [
      [
        ['limit', 20],
        ['order', 'desc'],
      ],
      'limit=20&order=desc',
    ],
    ['[["limit",20]]', 'limit=20'],
    [{ include: ['a', 'b'] }, 'include[]=a&include[]=b'],
    [
      [
        ['include', 'a'],
        ['include[]', 'b'],
        ['include', ['c']],
      ],
      'include[]=a&include[]=b&include[]=c',
    ],
    [
      [
        ['include', 'a'],
        ['include', 'b'],
      ],
      'include[]=a&include[]=b',
    ],
    [{ 'include[]': 'a' }, 'include[]=a'],
    [{ include: ['a'] }, 'include[]=a'],
    [{ filter: { a: 1 } }, 'filter={"a":1}'],
    ['{"__proto__":"a","constructor":"b"}', '__proto__=a&constructor=b'],
    // What is blank is not set.
    [{ after: '', before: null, limit: ' ', include: ['', null] }, ''],
    [
      [
        ['', ''],
        ['limit', ''],
      ],
      '',
    ],
    [{}, ''],
    [' ', ''],
  ])('sends the query parameters %j', async (query_parameters, expected) => {
    const { source, requests } = await echoing();
    await ask(call({ query_parameters }), source);
    const [, query = ''] = (requests[0]?.path ?? '').split('?');
    expect(decodeURIComponent(query)).toBe(expected);
  });

  test('lets a parameter win over the same one of Base URL, and keeps the others', async () => {
    const { source, requests } = await echoing();
    const base_url = `${source.base_url}?api-version=1&tenant=a`;
    await ask(call({ query_parameters: { 'api-version': 2 } }), { ...source, base_url });
    expect(requests[0]?.path).toBe('/v1/files?api-version=2&tenant=a');
  });

  test.each([
    ['/v1', '/v1/files', '/v1/files', '/v1'],
    ['/v1/', 'v1/files/', '/v1/files/', '/v1'],
    ['/openai/v1', '/v1/files', '/openai/v1/files', '/v1'],
    ['/openai/v1', '/openai/v1/files', '/openai/v1/files', '/openai/v1'],
    ['/v1/v1', '/v1/v1/files', '/v1/v1/files', '/v1/v1'],
    // Only the end of Base URL, only whole parts, and not all there is.
    ['/openai/v1', '/openai/files', '/openai/v1/openai/files', undefined],
    ['/openai/v1', '/openai/files/file_1', '/openai/v1/openai/files/file_1', undefined],
    ['/v1', '/v12/files', '/v1/v12/files', undefined],
    ['/v1', '/v1', '/v1/v1', undefined],
    ['', '/v1/files', '/v1/files', undefined],
  ])('at the Base URL %s takes %s for %s', async (place, path, wire, leftOut) => {
    const { source, origin, requests } = await echoing();
    const result = await ask(call({ path }), { ...source, base_url: origin + place });
    expect(requests[0]?.path).toBe(wire);
    const warnings = leftOut ? [`${leftOut} was left out of Path, because Base URL ends with it.`] : [];
    expect(result).toMatchObject({ metadata: { warnings } });
  });

  test('asks for any type, unless Headers say otherwise, and sends the key and all other headers', async () => {
    const { source, requests } = await echoing();
    await ask(call(), { ...source, organizationId: 'org-1', headers: [['X-Gate', 'open']] });
    await ask(call(), { ...source, headers: [['Accept', 'text/csv']] });
    const [first, second] = requests.map(({ headers }) => headers);
    expect(first).toMatchObject({
      'accept': 'application/json, */*;q=0.9',
      'authorization': `Bearer ${KEY}`,
      'openai-organization': 'org-1',
      'x-gate': 'open',
    });
    expect(first).not.toHaveProperty('content-type');
    expect(second?.accept).toBe('text/csv');
  });

  test('shows in a dry run what would be sent', async () => {
    const more = { path: '/v1/files', query_parameters: { limit: 2, include: ['a'] }, dry_run: 'yes' };
    expect(await ask(call(more))).toEqual({
      status: 'ok',
      data: { method: 'GET', path: '/files', query: { limit: '2', include: ['a'] }, requests: 1 },
      metadata: { attempts: 0, warnings: ['/v1 was left out of Path, because Base URL ends with it.'] },
    });
    expect((await ask(call({ body: { a: 1 }, dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/files',
      body: { a: 1 },
      requests: 1,
    });
  });

  test.each([
    [{ path: '' }, 'Path is empty. Enter what follows Base URL, such as /models.'],
    [
      { path: 'https://api.openai.com/v1/models' },
      'Path must not be a full address, because the key is for the server in Base URL alone. Enter what follows Base URL, such as /models.',
    ],
    [{ path: '/files?limit=2' }, 'Path must not hold ? or #. Enter what follows it in Query parameters.'],
    [
      { path: '/files/../x' },
      'Path must be parts of letters, digits and - _ . ~ : @ + = , with single slashes between them, and no part of dots alone, not "/files/../x".',
    ],
    [{ path: ['/files'] }, 'Path must be one text, not a list. Join the list into a text first.'],
    [{ method: 'PUT' }, 'Method must be auto, GET, POST, or DELETE, not "PUT".'],
    [{ method: 'GET', body: {} }, 'Body goes with POST and not with GET. Clear Body, or change Method.'],
    [{ method: 'DELETE', body: {} }, 'Body goes with POST and not with DELETE. Clear Body, or change Method.'],
    [{ body: 'hello' }, 'Body must be a JSON object or array, or the text of one, not "hello".'],
    [{ body: '{"a":' }, 'Body must be a JSON object or array, or the text of one, not "{\\"a\\":".'],
    [{ body: 'null' }, 'Body must be a JSON object or array, or the text of one, not "null".'],
    [{ body: '7' }, 'Body must be a JSON object or array, or the text of one, not "7".'],
    [{ body: true }, 'Body must be a JSON object or array, or the text of one, not true.'],
    [
      { body: '{"a":[{"id":12345678901234567890}]}' },
      'Body: the integer at a[0].id is too long for a number. Put it in quotes if the API takes text there.',
    ],
    [{ body: { stream: true } }, 'Body must not hold stream: replies are not streamed to an app.'],
    [
      { query_parameters: 'limit=2' },
      'Query parameters must be a JSON object such as {"limit": 20}, or an array of pairs, not "limit=2".',
    ],
    [{ query_parameters: [['a', 1], 'b'] }, 'Query parameters: entry 2 must be a pair of name and value, not "b".'],
    [{ query_parameters: [[7, 1]] }, 'Query parameters: entry 1 must be a pair of name and value, not [7,1].'],
    [
      { query_parameters: [['', 1]] },
      'Query parameters has the value "1" without a name. Enter its name, or remove it.',
    ],
    [
      { query_parameters: { ' [] ': 'a' } },
      'Query parameters has the value "a" without a name. Enter its name, or remove it.',
    ],
    [
      { query_parameters: { a: [['b']] } },
      'Query parameters: a must be one text, not a list. Join the list into a text first.',
    ],
    [
      { query_parameters: Array.from({ length: 101 }, (_, index) => [`p${index}`, 1]) },
      'Query parameters takes up to 100 values, not 101.',
    ],
  ])('refuses %j before anything is sent', async (more, problem) => {
    expect(await complaint(call(more))).toBe(problem);
  });
});

describe('A reply', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const PDF = Buffer.from('%PDF-1.7\n%%EOF\n');
  const MP3 = Buffer.from('494433040000000000ffff', 'hex');
  const file = (bytes: Buffer, mime_type: string) => ({
    url: `data:${mime_type};base64,${base64(bytes)}`,
    mime_type,
    size: bytes.length,
  });

  test.each<[string, unknown, string | null, unknown]>([
    ['a JSON object', '{"a":1}', 'application/json', { a: 1 }],
    ['a JSON list', '[1,{"a":null}]', 'Application/JSON; charset=utf-8', [1, { a: null }]],
    ['a JSON text', '"a"', 'application/json', 'a'],
    ['JSON with a space after its type', '{"a":1}', 'application/json ; charset=utf-8', { a: 1 }],
    ['a JSON null', 'null', 'application/json', null],
    ['JSON of a type of its own', '{"title":"t"}', 'application/problem+json', { title: 't' }],
    ['JSON after a byte order mark', '\ufeff{"a":1}', 'application/json', { a: 1 }],
    ['JSON that is called a text', ' {"a":1}', 'text/plain', { a: 1 }],
    ['JSON that is called nothing', '[1]', null, [1]],
    ['a number that is called a text', '7', 'text/plain', '7'],
    ['a text that begins like JSON', '[music] {', 'text/plain', '[music] {'],
    ['a text', 'Grüße\n', 'text/plain; charset=utf-8', 'Grüße\n'],
    ['a text that looks like an event', 'data: 1\n\n', 'text/plain', 'data: 1\n\n'],
    ['a text after a byte order mark', '\ufeffa', 'text/plain', 'a'],
    ['a text with such a mark in it', 'a\ufeffb', 'text/plain', 'a\ufeffb'],
    ['a page', '<p>a</p>', 'text/html', '<p>a</p>'],
    ['a text that is called nothing', 'a', null, 'a'],
    ['lines of JSON', '{"a":1}\n{"a":2}\n', 'application/octet-stream', '{"a":1}\n{"a":2}\n'],
    ['one line of JSON', '{"a":1}\n', 'application/octet-stream', '{"a":1}\n'],
    ['one line of JSON that is called lines', '{"a":1}\n', 'application/jsonl', '{"a":1}\n'],
    ['a text of a cut character', '\ufffd', 'text/plain', '\ufffd'],
    ['nothing', '', 'application/json', null],
    ['nothing of no type', '', null, null],
    ['a picture that is called a picture', PNG, 'image/png', file(PNG, 'image/png')],
    ['a picture that is called bytes', PNG, 'application/octet-stream', file(PNG, 'image/png')],
    ['a PDF that could be a text', PDF, 'text/plain', file(PDF, 'application/pdf')],
    ['speech', MP3, 'audio/mpeg', file(MP3, 'audio/mpeg')],
    ['bytes of no type', MP3, null, file(MP3, 'application/octet-stream')],
    ['bytes of a type that is none', MP3, 'audio, "mpeg"', file(MP3, 'application/octet-stream')],
    ['bytes of two types', MP3, 'audio/mpeg, audio/ogg', file(MP3, 'application/octet-stream')],
    ['bytes with a zero', Buffer.from('a\0b'), 'application/zip', file(Buffer.from('a\0b'), 'application/zip')],
    [
      'a text that is not UTF-8',
      Buffer.from('Grüße', 'latin1'),
      'text/plain; charset=iso-8859-1',
      file(Buffer.from('Grüße', 'latin1'), 'text/plain'),
    ],
  ])('that is %s, comes as such', async (_what, body, type, expected) => {
    expect(await dataOf(body, type)).toEqual(expected);
  });

  test('without content (204) is null, and metadata tells the status', async () => {
    const { source } = await serving({ raw: (response) => response.writeHead(204).end() });
    expect(await ask(call({ method: 'DELETE', path: '/files/file_1' }), source)).toEqual({
      status: 'ok',
      data: null,
      metadata: { status: 204, attempts: 1, warnings: [] },
    });
  });

  test('keeps every digit of an integer that is too long for a number', async () => {
    const body = '{"id":12345678901234567890,"n":12,"list":[{"a":-98765432109876543210}]}';
    const warning = 'Integers in the reply that are too long for a number stay text: id, list[0].a.';
    expect(await answerTo({ body })).toEqual({
      status: 'ok',
      data: { id: '12345678901234567890', n: 12, list: [{ a: '-98765432109876543210' }] },
      metadata: { status: 200, attempts: 1, warnings: [warning] },
    });
  });

  test('is no JSON where it is nested deeper than such an integer could be reached', async () => {
    const body = `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`;
    expect(await dataOf(body, 'text/plain')).toBe(body);
  });

  test('has what it says of model and tokens in metadata, too', async () => {
    const reply = { id: 'resp_1', model: 'gpt-5.2', usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } };
    expect(await answerTo({ body: reply })).toEqual({
      status: 'ok',
      data: reply,
      metadata: {
        status: 200,
        model: 'gpt-5.2',
        usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
        attempts: 1,
        warnings: [],
      },
    });
  });

  test('stays alone with the Output that another operation left behind', async () => {
    const { data } = await answerTo({ body: { model: 'gpt-5.2', a: 1 } }, { output: 'full' });
    expect(data).toEqual({ model: 'gpt-5.2', a: 1 });
  });

  test('that comes as a stream of events, is read as the reply that it stands for', async () => {
    const chunk = { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] };
    expect(await dataOf(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`, 'text/event-stream')).toEqual({
      id: 'chatcmpl-1',
      choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
    });
  });

  test.each([
    {
      id: 'ftjob-1',
      object: 'fine_tuning.job',
      status: 'failed',
      error: { code: 'invalid_training_file', message: 'No.' },
    },
    { id: 'resp_1', object: 'response', status: 'failed', error: { code: 'server_error', message: 'Oops.' } },
    { id: 'resp_1', object: 'response', status: 'completed', error: null },
  ])('about what failed is no failure: %j', async (reply) => {
    expect((await answerTo({ body: reply })).data).toEqual(reply);
  });

  const FAILURES: readonly [Reply, object, RegExp][] = [
    [
      { body: '{"a":' },
      { kind: 'unusable_reply' },
      /^The reply is not JSON, although it is called so\. .*The reply begins: \{"a":$/,
    ],
    [{ body: MP3 }, { kind: 'unusable_reply' }, /^The reply is not JSON, although it is called so\./],
    [
      { body: `[${'{},'.repeat(1_000_001)}1]` },
      { kind: 'unusable_reply' },
      /^The reply holds more than 1,000,000 objects and lists\./,
    ],
    [{ body: { error: 'Boom.' } }, { kind: 'unusable_reply' }, /^The reply is an error with a status of success\./],
    [{ body: { error: { message: 'Boom.', code: 400 } } }, { kind: 'invalid_request', status: 400 }, /^Boom\. /],
    [{ body: { error: { message: 'Boom.', code: 401 } } }, { kind: 'authentication', status: 401 }, /^Boom\. /],
    [
      { status: 404, body: errorReply('No such File object: file_1') },
      { kind: 'invalid_request', status: 404 },
      /^No such File object: file_1\. Check Path, Method and Base URL, and the ids in Path, which belong to the project of the API key\.$/,
    ],
    [
      { status: 405, body: errorReply('Not allowed.') },
      { kind: 'invalid_request', status: 405 },
      /^Not allowed\. Check Path, Method and Base URL, /,
    ],
    [
      { status: 401, body: errorReply(`Incorrect API key provided: ${KEY}.`) },
      { kind: 'authentication', status: 401 },
      /^Incorrect API key provided: \*\*\*\. Check API key/,
    ],
    [{ body: `{"your key": "${KEY}"` }, { kind: 'unusable_reply' }, /The reply begins: \{"your key": "\*\*\*"$/],
  ];
  test.each(FAILURES.map(([reply, data, description]) => [data, description, reply] as const))(
    'is a failure that tells %j and %s',
    async (data, description, reply) => {
      const { source, attempts } = await serving<unknown>(reply);
      const failure = await askInVain(call(), source);
      expect(failure.data).toMatchObject(data);
      expect(failure.description).toMatch(description);
      expect(JSON.stringify(failure)).not.toContain(KEY);
      expect(attempts()).toBe(1);
    }
  );
});

describe('Again', () => {
  test.each([
    ['GET', [408, 429, 500, 502, 503, 504]],
    ['DELETE', [408, 429, 500, 502, 503, 504]],
    ['POST', [429, 503]],
  ])('%s is sent after %j alone', async (method, repeated) => {
    for (const status of [400, 408, 409, 429, 500, 502, 503, 504]) {
      const { source, attempts } = await serving({
        status,
        body: errorReply('No.'),
        headers: { 'retry-after-ms': '1', 'x-should-retry': status === 409 ? 'false' : 'true' },
      });
      await askInVain(call({ method }), { ...source, max_retries: 1 });
      expect([status, attempts()]).toEqual([status, repeated.includes(status) ? 2 : 1]);
    }
  });

  const hangUp: Reply = { raw: ({ socket }) => socket?.destroy() };
  const half: Reply = {
    raw: (response) => {
      response.writeHead(200, { 'content-length': '99' }).write('{', () => response.socket?.resetAndDestroy());
    },
  };

  test.each<[string, string, Reply, number]>([
    ['GET', 'a connection that broke off', hangUp, 2],
    ['DELETE', 'a connection that broke off', hangUp, 2],
    ['POST', 'a connection that broke off', hangUp, 1],
    ['GET', 'a reply that broke off', half, 2],
    ['DELETE', 'a reply that broke off', half, 2],
    ['POST', 'a reply that broke off', half, 1],
  ])('%s after %s is sent only where that does nothing twice', async (method, _what, reply, times) => {
    const { source, attempts } = await serving(reply);
    const { outcome } = await hurried(() => askInVain(call({ method }), { ...source, max_retries: 1 }));
    expect(outcome.data['kind']).toBe('connection');
    expect(attempts()).toBe(times);
  });

  test('POST is sent where no connection stood', async () => {
    const source = { apiKey: KEY, base_url: `http://localhost:${await closedPort()}/v1`, max_retries: 1 };
    const { waits } = await hurried(() => askInVain(call({ method: 'POST' }), source));
    expect(waits).toEqual([500]);
  });

  test('POST has a connection of its own: one that the server closes in between would make it be sent twice', async () => {
    const server = await serving([{ body: {} }, hangUp]);
    await ask(call(), server.source);
    expect((await askInVain(call({ method: 'POST' }), server.source)).data['kind']).toBe('connection');
    expect(server.attempts()).toBe(2);
    expect(server.connections()).toBe(2);
  });

  test('what it gives at last counts the attempts', async () => {
    const busy = { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after-ms': '1' } };
    const { source } = await serving<unknown>([busy, { status: 201, body: { id: 'vs_1' } }]);
    expect(await ask(call({ path: '/vector_stores', body: { name: 'Terms' } }), source)).toEqual({
      status: 'ok',
      data: { id: 'vs_1' },
      metadata: { status: 201, attempts: 2, warnings: [] },
    });
  });
});
