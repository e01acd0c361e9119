import { answering, ask, askInVain, chatReply, KEY } from './support/openai';
import { serving } from './support/server';

const OTHER = 'https://llm.example.com';
const source = { apiKey: KEY, base_url: `${OTHER}/v1` };
const hello = { operation: 'chat', prompt: 'Hello' };
const headers = { 'content-type': 'text/event-stream; charset=utf-8' };

const events = (...data: (object | string)[]) =>
  data.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');
const streaming = (path: string, reply: string) => answering(`/v1${path}`, [{ reply, headers }], OTHER);
const chunk = (delta: object, finish_reason: string | null = null, rest: object = {}) => ({
  id: 'c1',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
  ...rest,
});

/** A chat whose content comes in these pieces. */
const mixed = (...pieces: (string | object[])[]) =>
  events(...pieces.map((content) => chunk({ content })), chunk({}, 'stop'), '[DONE]');

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe('A chat that is streamed although nobody asked', () => {
  test('comes as if it had come whole', async () => {
    const chunks = [
      chunk({ role: 'assistant', content: null, reasoning_content: 'H' }),
      chunk({ reasoning_content: 'm' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo', role: 'assistant' }),
      chunk({}, 'stop'),
      { id: 'c1', model: 'm', choices: [], usage },
    ];
    streaming('/chat/completions', `: ping\n\nevent: x\n\n${events(...chunks, '[DONE]')}`);
    expect(await ask(hello, source)).toEqual({
      status: 'ok',
      data: 'Hello',
      metadata: {
        model: 'm',
        usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
        request_id: 'req_1',
        finish_reason: 'stop',
        reasoning: 'Hm',
        attempts: 1,
        warnings: [],
        history: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hello' },
        ],
      },
    });
  });

  test('has its calls put together, each in its place', async () => {
    const call = (index: number, rest: object) => chunk({ tool_calls: [{ index, ...rest }] });
    const reply = events(
      call(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '' } }),
      call(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x"' } }),
      call(0, { function: { arguments: ':1}' } }),
      call(1, { function: { arguments: '{}' } }),
      chunk({ tool_calls: [{ id: 'c', type: 'function', function: { name: 'h', arguments: '[]' } }] }),
      chunk({ tool_calls: [{ id: 'd', type: 'function', function: { name: 'i', arguments: '[]' } }] }, 'tool_calls')
    );
    streaming('/chat/completions', reply);
    expect((await ask(hello, source)).data).toEqual({
      content: null,
      tool_calls: [
        { id: 'b', name: 'g', arguments: {} },
        { id: 'a', name: 'f', arguments: { x: 1 } },
        { id: 'c', name: 'h', arguments: [] },
        { id: 'd', name: 'i', arguments: [] },
      ],
    });
  });

  test.each([
    ['with a finish reason and no [DONE]', events(chunk({ content: 'Hi' }), chunk({}, 'stop'))],
    ['with [DONE] and no finish reason', events(chunk({ content: 'Hi' }), '[DONE]')],
    ['in one event', events(chatReply({ content: 'Hi' }))],
    ['with other ends of lines', events(chunk({ content: 'Hi' }), '[DONE]').replaceAll('\n', '\r\n')],
    ['with the oldest ends of lines', events(chunk({ content: 'Hi' }), '[DONE]').replaceAll('\n', '\r')],
    ['with data over two lines', 'data:{"choices":[{"delta":\ndata:{"content":"Hi"}}]}\n\ndata: [DONE]'],
    ['as JSON that is only called a stream', JSON.stringify(chatReply({ content: 'Hi' }))],
    ['beside events of no use', events('{broken', chunk({ content: 'Hi' }), '7', chunk({}, 'stop'))],
  ])('is read %s', async (_how, reply) => {
    streaming('/chat/completions', reply);
    expect((await ask(hello, source)).data).toBe('Hi');
  });

  test('has thoughts, parts and the input of a custom tool joined, too', async () => {
    const custom = (rest: object, more: object = {}) => chunk({ tool_calls: [{ index: 0, custom: rest, ...more }] });
    const part = (text: string) => chunk({ content: [{ index: 0, type: 'text', text }] });
    const reply = events(
      chunk({ reasoning: 'H' }),
      chunk({ reasoning: 'm' }),
      part('Look'),
      part(' there'),
      custom({ name: 'shell', input: 'l' }, { id: 'a', type: 'custom' }),
      custom({ input: 's' }),
      chunk({}, 'tool_calls')
    );
    streaming('/chat/completions', reply);
    expect(await ask(hello, source)).toMatchObject({
      data: { content: 'Look there', tool_calls: [{ id: 'a', name: 'shell', arguments: 'ls' }] },
      metadata: { reasoning: 'Hm' },
    });
  });

  test('keeps what came where a later chunk has null or nothing in its place', async () => {
    const rest = { model: null, id: null };
    const reply = events(chunk({ content: 'Hi' }, 'stop'), chunk({ content: null }, null, rest), {
      choices: [{ index: 0 }],
    });
    streaming('/chat/completions', reply);
    expect(await ask(hello, source)).toMatchObject({ data: 'Hi', metadata: { model: 'm', finish_reason: 'stop' } });
  });

  test('keeps its blanks where none stands before the data', async () => {
    streaming('/chat/completions', 'data:{"choices":[{"delta":{"content":" a b "}}]}\n\ndata:[DONE]');
    expect((await ask(hello, source)).data).toBe(' a b ');
  });

  test.each([
    ['with [DONE]', events({ ok: true }, '[DONE]')],
    ['of another API', events({ type: 'response.completed', response: { ok: true } })],
  ])('is no broken connection when it is whole %s, but no chat', async (_how, reply) => {
    streaming('/chat/completions', reply);
    const { data } = await askInVain(hello, source);
    expect(data['kind']).toBe('unusable_reply');
    expect(data['message']).toContain('{"ok":true}');
  });

  test('keeps the id and name of a call whose later pieces have blank ones', async () => {
    const call = (rest: object) => chunk({ tool_calls: [{ index: 0, ...rest }] });
    const reply = events(
      call({ id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
      call({ id: '', function: { name: '', arguments: '{"x":' } }),
      call({ id: '', function: { name: null, arguments: '1}' } }),
      chunk({}, 'tool_calls')
    );
    streaming('/chat/completions', reply);
    expect((await ask(hello, source)).data).toEqual({
      content: null,
      tool_calls: [{ id: 'a', name: 'f', arguments: { x: 1 } }],
    });
  });

  test('has its calls told apart where all have the same index, or none', async () => {
    const call = (rest: object) => chunk({ tool_calls: [rest] });
    const reply = events(
      call({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }),
      call({ index: 0, id: 'b', type: 'function', function: { name: 'f', arguments: '{"x":' } }),
      call({ index: 0, function: { arguments: '2}' } }),
      call({ id: 'c', type: 'function', function: { name: 'g', arguments: '{"y":' } }),
      call({ function: { arguments: '3' } }),
      call({ id: 'c', function: { name: 'g', arguments: '}' } }),
      call({ type: 'function', function: { name: 'h', arguments: '{}' } }),
      chunk({}, 'tool_calls')
    );
    streaming('/chat/completions', reply);
    expect((await ask(hello, source)).data).toEqual({
      content: null,
      tool_calls: [
        { id: 'a', name: 'f', arguments: { x: 1 } },
        { id: 'b', name: 'f', arguments: { x: 2 } },
        { id: 'c', name: 'g', arguments: { y: 3 } },
        { id: expect.stringMatching(/^call_/) as string, name: 'h', arguments: {} },
      ],
    });
  });

  test.each<[string, string]>([
    [
      'choices have no index',
      events({ choices: [{ delta: { content: 'Hel' } }] }, { choices: [{ delta: { content: 'lo' } }] }, '[DONE]'),
    ],
    ['parts and text take turns', mixed('Hel', [{ type: 'text', text: 'l' }], 'o')],
    ['parts come before text', mixed([{ type: 'text', text: 'He' }], 'l', 'lo')],
    ['thoughts are parts and the rest is text', mixed([{ type: 'thinking', thinking: 'Hm' }], 'Hel', 'lo')],
    ['a byte order mark comes first', `\uFEFF${events(chunk({ content: 'Hello' }, 'stop'))}`],
    ['no blank line stands between events', mixed('Hel', 'lo').replaceAll('\n\n', '\n')],
  ])('is whole where %s', async (_how, reply) => {
    streaming('/chat/completions', reply);
    expect((await ask(hello, source)).data).toBe('Hello');
  });

  test('keeps its finish reason where a later one is blank', async () => {
    streaming('/chat/completions', events(chunk({ content: 'Hi' }, 'length'), chunk({ content: '' }, ''), '[DONE]'));
    expect(await ask(hello, source)).toMatchObject({
      metadata: {
        finish_reason: 'length',
        warnings: ['The reply was cut at the token limit. Raise Max Tokens for a longer one.'],
      },
    });
  });

  test.each(['application/json', 'text/plain; charset=utf-8', 'Text/Event-Stream'])('is read as %s', async (type) => {
    const reply = `: PROCESSING\n\nevent: message\n${events(chunk({ content: 'Hi' }, 'stop'), '[DONE]')}`;
    answering('/v1/chat/completions', [{ reply, headers: { 'content-type': type } }], OTHER);
    expect((await ask(hello, source)).data).toBe('Hi');
  });

  test('is a text like any other where it holds no answer and is called a text', async () => {
    const reply = 'data: {"x":1}\n';
    answering('GET /v1/logs', [{ reply, headers: { 'content-type': 'text/plain' } }], OTHER);
    expect((await ask({ operation: 'call_api', path: '/logs' }, source)).data).toBe(reply);
  });

  test.each<[string, string]>([
    ['an event is called error', 'event: error\ndata: {"message":"GPU lost"}\n\n'],
    ['an event that is called error has text', 'event: error\ndata: GPU lost\n\n'],
    ['an event is called error without a blank', 'event:error\ndata:GPU lost\n\n'],
    ['the type of an event is error', events({ type: 'error', message: 'GPU lost' })],
    ['an event is an error object', events({ object: 'error', message: 'GPU lost' })],
  ])('is a failure where %s, although [DONE] follows', async (_how, event) => {
    streaming('/chat/completions', events(chunk({ content: 'Hi' })) + event + events('[DONE]'));
    const { data } = await askInVain(hello, source);
    expect(data).toMatchObject({
      kind: 'unusable_reply',
      message: 'The reply is an error with a status of success. It says: GPU lost.',
    });
  });

  test('is a failure when a chunk in its middle is broken', async () => {
    const chunks = [chunk({ content: 'Hel' }), '{"choices":[{"index":0,"delta":{"con', chunk({ content: 'o' }, 'stop')];
    streaming('/chat/completions', events(...chunks, '[DONE]'));
    expect((await askInVain(hello, source)).data).toMatchObject({ kind: 'connection' });
  });

  test('has its refusal joined', async () => {
    streaming('/chat/completions', events(chunk({ refusal: 'I can' }), chunk({ refusal: 'not.' }), '[DONE]'));
    expect((await askInVain(hello, source)).description).toContain('The model refused: I cannot.');
  });

  test('is a failure that is not sent again when it ends early', async () => {
    const { source: real, attempts } = await serving({ body: events(chunk({ content: 'Hi' })), headers });
    const { data } = await askInVain(hello, real);
    expect(data).toMatchObject({ kind: 'connection', retryable: true });
    expect(data['message']).toContain('broke off in the middle of the reply: the stream has no end.');
    expect(attempts()).toBe(1);
  });

  test.each<[string, string, object]>([
    [
      'before the first chunk',
      events({ error: { message: 'No key', code: 401 } }),
      { kind: 'authentication', status: 401 },
    ],
    ['in its middle', events(chunk({ content: 'Hi' }), { error: { message: 'Oh', code: 500 } }), { kind: 'server' }],
  ])('is a failure when an error comes %s', async (_when, reply, failure) => {
    streaming('/chat/completions', reply);
    expect((await askInVain(hello, source)).data).toMatchObject(failure);
  });

  test('is asked for again when a rate limit came in place of the first chunk', async () => {
    const limit = events({ error: { message: 'Busy', code: 429 } });
    const { source: real, attempts } = await serving([
      { body: limit, headers: { ...headers, 'x-retry': '1' } },
      { body: chatReply({ content: 'Hi' }) },
    ]);
    expect((await ask(hello, real)).data).toBe('Hi');
    expect(attempts()).toBe(2);
  });
});

describe('Other replies that are streamed although nobody asked', () => {
  test('images are the last, complete one', async () => {
    const b64_json = 'iVBORw0KGgo=';
    const reply = events(
      { type: 'image_generation.partial_image', b64_json: 'AAAA', partial_image_index: 0 },
      { type: 'image_generation.completed', b64_json, output_format: 'png', usage: { total_tokens: 3 } }
    );
    streaming('/images/generations', reply);
    const { data } = await ask({ operation: 'image_generation', prompt: 'A cat' }, source);
    expect(data).toMatchObject({ data: { b64_json, usage: { total_tokens: 3 } } });
  });

  test('images that never were completed are a failure', async () => {
    streaming('/images/generations', events({ type: 'image_generation.partial_image', b64_json: 'AAAA' }));
    const { data } = await askInVain({ operation: 'image_generation', prompt: 'A cat' }, source);
    expect(data['kind']).toBe('connection');
    expect(data['message']).toContain('broke off in the middle of the reply: the stream has no end.');
  });

  test.each([
    ['one event', events({ data: [{ embedding: [1] }] })],
    ['one event and [DONE]', events({ data: [{ embedding: [1] }] }, '[DONE]')],
    [
      'the event that ends a response',
      events({ type: 'response.completed', response: { data: [{ embedding: [1] }] } }),
    ],
  ])('embeddings are read from %s', async (_how, reply) => {
    streaming('/embeddings', reply);
    const { data } = await ask({ operation: 'generate_embedding', input: 'a' }, source);
    expect(data).toEqual({ embedding: [1] });
  });
});
