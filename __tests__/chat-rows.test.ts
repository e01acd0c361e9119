import { answering, ask, askInVain, before, chatReply, complaint, errorReply, hurried, KEY } from './support/openai';
import { closedPort, type Options, type Reply, SILENCE } from './support/scripted-server.cjs';
import { serving } from './support/server';

const PATH = '/v1/chat/completions';

type Sent = { messages: { role: string; content: string }[] };

/** A server that answers each row by its prompt. */
const rowServer = (respond: (content: string) => Reply, options?: Options) =>
  serving<Sent>(({ body }) => {
    const content = body.messages.at(-1)?.content ?? '';
    return { body: chatReply({ content: `re: ${content}` }), ...respond(content) };
  }, options);

const ok = (content: string) => ({ ok: true, content, finish_reason: 'stop' });

describe('Rows', () => {
  test('fill Prompt and System prompt, in the rows’ order', async () => {
    const { source, requests } = await rowServer((content) => ({ delay: content.includes('Ada') ? 40 : 0 }));
    const rows = [{ name: 'Ada', tags: ['a'], none: null }, { name: '{tags}', n: 0 }, 'plain'];
    const result = await ask(
      {
        operation: 'chat',
        prompt: 'Hi {name}, {tags} {none}{n}{row} {other} {{x}}',
        system_prompt: 'For {name}',
        rows,
      },
      source
    );
    expect(result).toEqual({
      status: 'ok',
      data: [
        ok('re: Hi Ada, ["a"]  {other} {{x}}'),
        ok('re: Hi {tags},  0 {other} {{x}}'),
        ok('re: Hi ,  plain {other} {{x}}'),
      ],
      metadata: {
        model: 'gpt-5.2-2025-12-11',
        usage: { input_tokens: 36, output_tokens: 60, total_tokens: 96, reasoning_tokens: 18, cached_tokens: 12 },
        attempts: 3,
        warnings: ['{other}, {x} stayed as typed, because Rows have only {name}, {tags}, {none}, {n}, {row}.'],
        rows: { ok: 3, failed: 0 },
      },
    });
    expect(requests.map(({ body }) => body.messages[0]?.content).sort()).toEqual(['For ', 'For Ada', 'For {tags}']);
  });

  test('that are texts are the prompt itself when Prompt is blank; history and images go with each', async () => {
    const { source, requests } = await rowServer(() => ({}));
    const message_history = [{ role: 'user', content: 'Before' }];
    await ask(
      { operation: 'chat', rows: '["one","two"]', message_history, images: 'https://example.com/a.png' },
      source
    );
    const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const expected = ['one', 'two'].map((text) => [
      { role: 'user', content: 'Before' },
      { role: 'user', content: [{ type: 'text', text }, picture] },
    ]);
    expect(requests.map(({ body }) => body.messages)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    [undefined, 5],
    [1, 1],
    ['20', 12],
  ])('are asked some at once: %j', async (concurrency, most) => {
    const server = await rowServer(() => ({ delay: 20 }), { hold: most });
    const rows = Array.from({ length: 12 }, (_, index) => `row ${index}`);
    const { data } = await ask({ operation: 'chat', rows, concurrency }, server.source);
    expect(data).toEqual(rows.map((row) => ok(`re: ${row}`)));
    expect(server.most()).toBe(most);
  });

  test('fail one by one, and give JSON and tool calls one by one', async () => {
    const { source } = await rowServer((content) => {
      if (content === 'bad') return { status: 400, body: errorReply('No.', { param: 'messages' }) };
      if (content === 'call') {
        const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '[' } };
        return { body: { choices: [{ message: { content: null, tool_calls: [call] } }] } };
      }
      return { body: chatReply({ content: content === 'text' ? 'no JSON' : '{"a":1}' }) };
    });
    const rows = ['json', 'bad', 'text', 'call', { name: 'x' }];
    const result = await ask({ operation: 'chat', rows, response_format: 'json_object', stop_sequence: 'END' }, source);
    const refusal = 'No. Check the fields of the query against what the message says.';
    expect(result.data).toEqual([
      { ok: true, content: '{"a":1}', json: { a: 1 }, finish_reason: 'stop' },
      {
        ok: false,
        error: {
          message: refusal,
          kind: 'invalid_request',
          retryable: false,
          status: 400,
          type: 'invalid_request_error',
          param: 'messages',
        },
      },
      { ok: false, error: expect.objectContaining({ kind: 'unusable_reply', partial: 'no JSON' }) as object },
      { ok: true, content: null, tool_calls: [{ id: 'c', name: 'f', arguments: '[' }] },
      { ok: false, error: expect.objectContaining({ kind: 'invalid_input' }) as object },
    ]);
    expect(result).toMatchObject({
      metadata: {
        attempts: 4,
        usage: { total_tokens: 64 },
        rows: { ok: 2, failed: 3 },
        warnings: [
          'Stop sequence was not sent, because gpt-5.2 does not take it; the reply is cut at it here instead.',
          'The arguments of the call of f are not JSON, so they stay text.',
        ],
      },
    });
  });

  test.each(['insufficient_quota', 'invalid_api_key', 'model_not_found'])(
    'stop at %s, and the rest carry that error',
    async (code) => {
      const { source, requests } = await rowServer((content) =>
        content === 'row 1' ? { status: 429, body: errorReply('No more.', { code }) } : {}
      );
      const rows = Array.from({ length: 6 }, (_, index) => `row ${index}`);
      const { data } = await ask({ operation: 'chat', rows, concurrency: 1 }, source);
      const outcomes = data as { ok: boolean; error?: { code: string } }[];
      expect(outcomes.map(({ ok: isOk, error }) => error?.code ?? isOk)).toEqual([
        true,
        ...Array<string>(5).fill(code),
      ]);
      expect(requests).toHaveLength(2);
    }
  );

  const many = Array.from({ length: 200 }, (_, index) => `row ${index}`);
  const refusal = (param: string) => ({
    status: 400,
    body: errorReply(`Unsupported parameter: '${param}'.`, { param, code: 'unsupported_parameter' }),
  });

  test.each([
    ['temperature', { custom_model: 'gpt-9', temperature: 0.5 }],
    ['top_p', { additional_chat_parameters: { top_p: 0.5 } }],
  ])('learn from the first one that the server refuses %s', async (param, options) => {
    const { source, requests } = await serving(({ body }) =>
      param in body ? refusal(param) : { body: chatReply({ content: 'Hi' }) }
    );
    const result = await ask({ operation: 'chat', rows: many, ...options }, source);
    expect(result.data).toEqual(many.map(() => ok('Hi')));
    expect(result).toMatchObject({
      metadata: { attempts: 201, rows: { ok: 200, failed: 0 }, warnings: [expect.stringContaining('was left out')] },
    });
    expect(requests.filter(({ body }) => param in body)).toHaveLength(1);
  });

  test('learn the other name of the token limit, and keep the limit', async () => {
    const { source, requests } = await serving(({ body }) =>
      'max_tokens' in body ? refusal('max_tokens') : { body: chatReply({ content: 'Hi' }) }
    );
    await ask({ operation: 'chat', custom_model: 'llama9', max_tokens: 50, rows: ['a', 'b', 'c'] }, source);
    expect(requests.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])).toEqual([
      [50, undefined],
      ...Array<unknown>(3).fill([undefined, 50]),
    ]);
  });

  test('stop when nothing ever came back from the server', async () => {
    const base_url = `http://localhost:${await closedPort()}/v1`;
    const source = { apiKey: KEY, base_url, max_retries: 1 };
    const started = performance.now();
    const { data } = await askInVain({ operation: 'chat', rows: many, concurrency: 1 }, source);
    expect(data['message']).toContain('ECONNREFUSED');
    // Two hundred rows with a retry each would take 100 s.
    expect(performance.now() - started).toBeLessThan(50_000);
  });

  test.each<[string, Reply]>([
    ['before a reply', { raw: ({ socket }) => socket?.destroy() }],
    [
      'in the middle of one',
      { raw: (response) => response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()) },
    ],
  ])('go on after a connection that breaks %s, once the server has answered', async (_name, reply) => {
    const { source } = await rowServer((content) => (content === 'b' ? reply : {}));
    const { data } = await ask(
      { operation: 'chat', rows: ['a', 'b', 'c'], concurrency: 1 },
      { ...source, max_retries: 0 }
    );
    const broken = { ok: false, error: expect.objectContaining({ kind: 'connection' }) as object };
    expect(data).toEqual([ok('re: a'), broken, ok('re: c')]);
  });

  test('go on when the very first reply breaks off in its middle', async () => {
    const reply: Reply = {
      raw: (response) => response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()),
    };
    const { source } = await rowServer((content) => (content === 'a' ? reply : {}));
    const result = await ask({ operation: 'chat', rows: ['a', 'b'], concurrency: 1 }, source);
    expect(result).toMatchObject({ metadata: { rows: { ok: 1, failed: 1 } } });
  });

  test('wait all together when the server asks one of them to wait', async () => {
    const arrivals: [string, number][] = [];
    const { source } = await rowServer((content) => {
      arrivals.push([content, performance.now()]);
      const isFirst = arrivals.length === 1;
      if (isFirst) return { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after-ms': '800' } };
      return { delay: 300 };
    });
    await ask({ operation: 'chat', rows: ['a', 'b', 'c'], concurrency: 2 }, source);
    const [[, start] = ['', 0]] = arrivals;
    const third = arrivals.find(([content]) => content === 'c');
    expect((third?.[1] ?? 0) - start).toBeGreaterThan(780);
    expect(arrivals).toHaveLength(4);
  });

  test('wait as the server asks, though the one that was asked does not try again', async () => {
    const busy = { status: 503, body: errorReply('Overloaded.'), headers: { 'retry-after': '2' } };
    const { source } = await rowServer((content) => (content === 'a' ? busy : {}));
    const rows = ['a', 'b', 'c'];
    const query = () => ask({ operation: 'chat', rows, concurrency: 1 }, { ...source, max_retries: 0 });
    const { outcome, waits } = await hurried(query);
    expect(outcome).toMatchObject({ metadata: { attempts: 3, rows: { ok: 2, failed: 1 } } });
    // What the requests before took is gone from it.
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(1000);
  });

  test('may be numbers and booleans; null and lists are errors of their own', async () => {
    const { source } = await rowServer(() => ({}));
    const { data } = await ask(
      { operation: 'chat', rows: [5, true, null, ['a'], { row: 'b' }], prompt: '-{row}' },
      source
    );
    const no = (what: string) => ({
      ok: false,
      error: {
        message: `Rows: an element must be a text, number, boolean or object, not ${what}.`,
        kind: 'invalid_input',
        retryable: false,
      },
    });
    expect(data).toEqual([ok('re: -5'), ok('re: -true'), no('null'), no('["a"]'), ok('re: -b')]);
    expect((await ask({ operation: 'chat', rows: [0] }, source)).data).toEqual([ok('re: 0')]);
  });

  const onlyColumns = 'Rows have only {subject}, {address}, {a.b}.';
  test.each([
    ['{ subject }', 'S', undefined],
    ['{address.city}/{address.none}/{address.tags.0}', 'Rome//x', undefined],
    ['{a.b}', 'exact', undefined],
    ['\\{subject}', '{subject}', undefined],
    ['\\{ subject }', '{ subject }', undefined],
    ['{ x }', '{ x }', `{x} stayed as typed, because ${onlyColumns}`],
    ['{"json": 1} \\{x\\} {}', '{"json": 1} \\{x\\} {}', undefined],
    ['\\{"json": 1}', '\\{"json": 1}', undefined],
    [
      '{x} {x} \\frac{price}{y}',
      '{x} {x} \\frac{price}{y}',
      `{x}, {price}, {y} stayed as typed, because ${onlyColumns}`,
    ],
  ])('read the placeholders of %s', async (prompt, content, warning) => {
    const { source } = await rowServer(() => ({}));
    const row = { 'subject': 'S', 'address': { city: 'Rome', none: null, tags: ['x'] }, 'a.b': 'exact' };
    const result = await ask({ operation: 'chat', prompt, rows: [row] }, source);
    expect(result.data).toEqual([ok(`re: ${content}`)]);
    expect(result).toMatchObject({ metadata: { warnings: warning ? [warning] : [] } });
  });

  test.each([
    ['{subjekt}', '{subject}'],
    ['{Subject}', '{subject}'],
    ['{sub ject}', '{subject}'],
    ['{sbject}', '{subject}'],
    ['{nmae}', '{name}'],
    ['{subjectes}', '{subject}'],
  ])('with the misspelt %s are refused before anything is sent', async (prompt, meant) => {
    const rows = [{ subject: 'S', name: 'N' }];
    expect(await complaint({ operation: 'chat', prompt, rows })).toBe(
      `Prompt: ${prompt} is no column of Rows. Did you mean ${meant}? To send it as it is, write \\${prompt}.`
    );
    expect(await complaint({ operation: 'chat', prompt: 'x', system_prompt: prompt, rows })).toContain(
      'System prompt: '
    );
  });

  test.each([
    ['{address.cty}', '{address.city}'],
    ['{adress.city}', '{address.city}'],
    ['{address.geo.latt}', '{address.geo.lat}'],
  ])('with the misspelt nested %s are refused before anything is sent', async (prompt, meant) => {
    const rows = ['x', { address: null }, { address: { city: 'Rome', geo: { lat: 1 } } }];
    expect(await complaint({ operation: 'chat', prompt, rows })).toBe(
      `Prompt: ${prompt} is no column of Rows. Did you mean ${meant}? To send it as it is, write \\${prompt}.`
    );
  });

  test('with thousands of values within theirs, or values very deep, are not searched for nested misspellings', async () => {
    const { source } = await rowServer(() => ({}));
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`a-key-${index}`, 1]));
    const deep = { b: { c: { d: { e: { last: 1 } } } } };
    const rows = [{ a: many, deep }];
    const { data } = await ask({ operation: 'chat', prompt: '{a.lst} {deep.b.c.d.e.lst}', rows }, source);
    expect(data).toEqual([ok('re: {a.lst} {deep.b.c.d.e.lst}')]);
    const alone = await ask({ operation: 'chat', prompt: '{deep.b.c.d.e.lst}', rows: [{ deep }] }, source);
    expect(alone.data).toEqual([ok('re: {deep.b.c.d.e.lst}')]);
    const dotted = await ask({ operation: 'chat', prompt: '{a.b.c}', rows: [{ a: { 'b.c': 1 } }] }, source);
    expect(dotted.data).toEqual([ok('re: {a.b.c}')]);
  });

  test('look for what lies within a value in each row of its own', async () => {
    const { source } = await rowServer(() => ({}));
    const rows = [{ address: 'Oslo' }, { address: { city: 'Rome' } }, { address: null }, { name: 'Ada' }];
    const prompt = '{address.city}/{address.street}/{address.length}';
    const result = await ask({ operation: 'chat', prompt, rows }, source);
    const rest = '/{address.street}/{address.length}';
    expect(result.data).toEqual(['', 'Rome', '', ''].map((city) => ok(`re: ${city}${rest}`)));
    expect(result).toMatchObject({
      metadata: {
        warnings: ['{address.street}, {address.length} stayed as typed, because Rows have only {address}, {name}.'],
      },
    });
  });

  test('with thousands of columns and unknown placeholders are not searched for misspellings', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `subject${index}`);
    const rows = [Object.fromEntries(names.map((name) => [name, 'x']))];
    const prompt = names.map((name) => `{${name.replace('c', 'k')}}`).join('');
    const result = await ask({ operation: 'chat', prompt, rows, dry_run: 'yes' });
    expect(result).toMatchObject({ metadata: { warnings: [expect.stringContaining('stayed as typed')] } });
  });

  test('name twenty placeholders at most in the warning', async () => {
    const { source } = await rowServer(() => ({}));
    const prompt = Array.from({ length: 21 }, (_, index) => `{long${index}}`).join('');
    const result = await ask({ operation: 'chat', prompt, rows: [{ n: 1 }] }, source);
    expect(result).toMatchObject({
      metadata: { warnings: [expect.stringMatching(/\{long19\}, … stayed as typed, because Rows have only \{n\}\.$/)] },
    });
  });

  test.each([
    ['with a wait asked for', { 'retry-after-ms': '300' }],
    ['without', {}],
  ])('outlast a rate limit %s, all together, whatever Retries says', async (_name, headers) => {
    let over = Infinity;
    const limited = { status: 429, body: errorReply('Slow down.'), headers };
    const server = await rowServer(() => {
      over = Math.min(over, performance.now() + 1500);
      return performance.now() < over ? limited : {};
    });
    const rows = Array.from({ length: 40 }, (_, index) => `row ${index}`);
    const result = await ask({ operation: 'chat', rows }, { ...server.source, max_retries: 0 });
    expect(result.data).toEqual(rows.map((row) => ok(`re: ${row}`)));
    expect(server.most()).toBeLessThanOrEqual(5);
    // Five at once after each pause, and not each of 40 rows on its own.
    expect(server.attempts()).toBeLessThanOrEqual(40 + 5 * 7);
  });

  test('wait 1, 2, 4 … up to 30 s after rate limits in a row, until the time is up', async () => {
    const sent = answering(
      PATH,
      Array.from({ length: 20 }, () => ({ status: 429, reply: errorReply('Slow down.') }))
    );
    const query = { operation: 'chat', rows: ['a'] };
    const { outcome, waits } = await hurried(() => askInVain(query, { apiKey: KEY, max_retries: 0 }));
    expect(outcome.data).toMatchObject({ kind: 'rate_limit', retryable: true });
    const most = [1, 2, 4, 8, 16, ...Array<number>(15).fill(30)].map((seconds) => seconds * 1000 + 1);
    expect(waits.length).toBe(sent.length - 1);
    expect(waits.length).toBeGreaterThan(12);
    waits.forEach((wait, index) => {
      expect(wait).toBeLessThanOrEqual(most[index] as number);
      expect(wait).toBeGreaterThanOrEqual((most[index] as number) * 0.79);
    });
  });

  test('count Retries for other failures only', async () => {
    let count = 0;
    const { source } = await rowServer(() => {
      count += 1;
      if (count < 4) return { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after-ms': '5' } };
      return { status: 503, body: errorReply('Overloaded.'), headers: { 'retry-after-ms': '5' } };
    });
    const { data } = await askInVain({ operation: 'chat', rows: ['a'] }, { ...source, max_retries: 1 });
    expect(data).toMatchObject({ kind: 'server', status: 503 });
    expect(count).toBe(5);
  });

  test('that all fail make the query fail with the first error', async () => {
    const { source } = await rowServer((content) => ({
      status: 400,
      body: errorReply(`No to ${content}.`),
      delay: content === 'a' ? 30 : 0,
    }));
    const { data } = await askInVain({ operation: 'chat', rows: ['a', 'b'] }, source);
    expect(data).toMatchObject({
      kind: 'invalid_request',
      status: 400,
      message: expect.stringMatching(/^No to a\./) as string,
    });
  });

  test('that are not done when the budget ends are timeouts; the others are kept', async () => {
    const { source } = await rowServer((content) => (content === 'slow' ? SILENCE : {}));
    const rows = ['fast', 'slow', 'late'];
    const query = { operation: 'chat', rows, concurrency: '1', query_timeout: 2000 };
    const { data } = await before(2000, () => ask(query, source));
    const timeout = { ok: false, error: expect.objectContaining({ kind: 'timeout', retryable: true }) as object };
    expect(data).toEqual([ok('re: fast'), timeout, timeout]);
  });

  test.each([
    [
      { prompt: '{a}'.repeat(40_000), rows: Array(1000).fill({ a: 'x'.repeat(100) }) },
      'Rows make 4000 MB of text with Prompt and System prompt, and one query takes up to 200 MB. Send fewer rows at once or shorten Prompt.',
    ],
    [
      { prompt: '{a}'.repeat(600), rows: [{}, { a: 'x'.repeat(100_000) }] },
      'Rows: entry 2 makes a request of more than 50 MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.',
    ],
    [
      { prompt: '', rows: ['a', 'x'.repeat(50_000_000)] },
      'Rows: entry 2 makes a request of more than 50 MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.',
    ],
    [
      { prompt: 'x'.repeat(50_000_000), rows: ['a'] },
      'Rows: entry 1 makes a request of more than 50 MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.',
    ],
    [
      { prompt: '', rows: ['a'], message_history: [{ role: 'user', content: 'x'.repeat(50_000_000) }] },
      'Rows: entry 1 makes a request of more than 50 MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.',
    ],
    [
      {
        system_prompt: Array.from({ length: 1001 }, (_, index) => `{${index}}`).join(),
        rows: [Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [index, 'x']))],
      },
      'System prompt takes up to 1,000 different placeholders, not 1001. Use fewer.',
    ],
    [
      {
        prompt: Array.from({ length: 1001 }, (_, index) => `{${index}}`).join(),
        rows: [Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [index, 'x']))],
      },
      'Prompt takes up to 1,000 different placeholders, not 1001. Use fewer.',
    ],
  ])('are refused before anything is sent when they are too large, case %#', async (options, problem) => {
    expect(await complaint({ operation: 'chat', ...options })).toBe(problem);
  });

  test('of none give none, and send nothing', async () => {
    expect(await ask({ operation: 'chat', prompt: 'Hi {name}', rows: [], output: 'full' })).toEqual({
      status: 'ok',
      data: [],
      metadata: { model: 'gpt-5.2', attempts: 0, warnings: [], rows: { ok: 0, failed: 0 } },
    });
  });

  test('of none say what would not be sent', async () => {
    const query = { operation: 'chat', prompt: 'Hi', rows: [], stop_sequence: 'END' };
    expect(await ask(query)).toMatchObject({
      metadata: {
        warnings: [
          'Stop sequence was not sent, because gpt-5.2 does not take it; the reply is cut at it here instead.',
        ],
      },
    });
  });

  test('may be 1,000, with 1,000 placeholders in Prompt', async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`);
    const row = Object.fromEntries(keys.map((key) => [key, 'x']));
    const prompt = keys.map((key) => `{${key}}`).join('');
    const result = await ask({
      operation: 'chat',
      prompt,
      rows: [row, ...Array<string>(999).fill('a')],
      dry_run: 'yes',
    });
    const body = { model: 'gpt-5.2', messages: [{ role: 'user', content: 'x'.repeat(1000) }] };
    expect(result.data).toEqual({ method: 'POST', path: '/chat/completions', body, requests: 1000 });
  });

  test('fill placeholders wherever they stand, and only where there is a name', async () => {
    const { source } = await rowServer(() => ({}));
    const prompt = '{a}{a} {} {x{a}} {b';
    const { data } = await ask({ operation: 'chat', prompt, rows: [{ a: '{b}', b: 1 }, 'plain'] }, source);
    expect(data).toEqual([ok('re: {b}{b} {} {x{b}} {b'), ok('re:  {} {x} {b')]);
  });

  test('fill in nothing but what a row itself holds', async () => {
    const { source } = await rowServer(() => ({}));
    const rows: object[] = [{ constructor: 'A', toString: 'B' }, { name: 'C' }];
    const { data } = await ask(
      { operation: 'chat', prompt: '{constructor}/{toString}/{name}/{valueOf}', rows },
      source
    );
    expect(data).toEqual([ok('re: A/B//{valueOf}'), ok('re: //C/{valueOf}')]);
  });

  const NO_PROMPT = 'The prompt for this row is empty. Fill in Prompt or the row, or leave the row out.';
  test.each([
    [{ rows: 'many' }, 'Rows must be an array or the text of a JSON array, not "many".'],
    [
      { rows: Array(1001).fill('a') },
      'Rows takes up to 1,000 elements, not 1001. Set Run as to Batch for up to 200,000.',
    ],
    [
      { rows: ['a'], concurrency: 21 },
      'Rows at once must be a whole number from 1 to 20, not 21. Correct it or leave the field blank.',
    ],
    [{ prompt: ['a'] }, 'Prompt must be one text, not a list. Bind the list in Rows to run one chat for each element.'],
    [{ rows: [' '] }, NO_PROMPT],
    [{ rows: [{ a: '' }], prompt: ' {a}' }, NO_PROMPT],
    [{ rows: [{ a: 1 }], prompt: '' }, NO_PROMPT],
  ])('%j are refused', async (answers, problem) => {
    expect(await complaint({ operation: 'chat', ...answers })).toBe(problem);
  });
});

describe('Additional parameters', () => {
  const refusal = (param: string, code = 'unsupported_parameter') => ({
    status: 400,
    reply: errorReply('No.', { param, code }),
  });

  test('go out as typed, over the form, and are left out when the server refuses them', async () => {
    const sent = answering(PATH, [refusal('top_p'), refusal('seed'), { reply: chatReply({ content: 'Hi' }) }]);
    const additional_chat_parameters = { top_p: 0.5, seed: null, temperature: 1, service_tier: 'flex' };
    const result = await ask({
      ...{ operation: 'chat', prompt: 'Hello', custom_model: 'my-model', temperature: 0 },
      additional_chat_parameters,
    });
    const base = {
      model: 'my-model',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 1,
      service_tier: 'flex',
    };
    expect(sent.map(({ body }) => body)).toEqual([{ ...base, top_p: 0.5, seed: null }, { ...base, seed: null }, base]);
    expect(result).toMatchObject({
      metadata: {
        warnings: [
          'top_p (Additional parameters) was left out, because my-model refused it.',
          'seed (Additional parameters) was left out, because my-model refused it.',
        ],
      },
    });
  });

  test('that the server has never heard of are left out, and named', async () => {
    const origin = 'https://llm.example.com';
    const answers = [refusal('tpo_p', 'unknown_parameter'), { reply: chatReply({ content: 'Hi' }) }];
    const sent = answering(PATH, answers, origin);
    const query = { operation: 'chat', prompt: 'Hello', additional_chat_parameters: '{"tpo_p":1}' };
    expect(await ask(query, { base_url: `${origin}/v1` })).toMatchObject({
      metadata: { warnings: ['tpo_p (Additional parameters) was left out, because gpt-5.2 refused it.'] },
    });
    expect(sent.map(({ body }) => 'tpo_p' in body)).toEqual([true, false]);
  });

  test.each([
    ['{"model":"x"}', 'Additional parameters must not hold model: use Model or Model ID.'],
    [{ messages: [] }, 'Additional parameters must not hold messages: use Prompt, System prompt and Message history.'],
    [{ stream: true }, 'Additional parameters must not hold stream: replies are not streamed to an app.'],
    [{ n: 2 }, 'Additional parameters must not hold n: use Rows.'],
    [{ response_format: {} }, 'Additional parameters must not hold response_format: use Response format.'],
    [{ tools: [] }, 'Additional parameters must not hold tools: use Tools.'],
    ['top_p: 1', 'Additional parameters must be a JSON object, not "top_p: 1".'],
    ['[1]', 'Additional parameters must be a JSON object, not "[1]".'],
  ])('%j are refused', async (additional_chat_parameters, problem) => {
    expect(await complaint({ operation: 'chat', prompt: 'Hello', additional_chat_parameters })).toBe(problem);
  });

  test('that are blank are none', async () => {
    const sent = answering(PATH, [{ reply: chatReply({ content: 'Hi' }) }]);
    await ask({ operation: 'chat', prompt: 'Hello', additional_chat_parameters: ' ' });
    expect(Object.keys(sent[0]?.body ?? {})).toEqual(['model', 'messages']);
  });
});

describe('Dry run', () => {
  test('shows the request, with long base64 shortened, and sends nothing', async () => {
    const image = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(300)]).toString('base64');
    const url = `data:image/png;base64,${image}`;
    const result = await ask({
      operation: 'chat',
      prompt: 'Look',
      images: image,
      stop_sequence: 'END',
      dry_run: 'yes',
    });
    const picture = { type: 'image_url', image_url: { url: `${url.slice(0, 40)}… (${url.length} characters)` } };
    expect(result).toEqual({
      status: 'ok',
      data: {
        method: 'POST',
        path: '/chat/completions',
        body: { model: 'gpt-5.2', messages: [{ role: 'user', content: [{ type: 'text', text: 'Look' }, picture] }] },
        requests: 1,
      },
      metadata: { model: 'gpt-5.2', attempts: 0, warnings: [expect.stringContaining('Stop sequence')] as string[] },
    });
  });

  test.each([
    [178, ''],
    [179, '… (201 characters)'],
  ])('shows an image of %i base64 characters as %j', async (length, ending) => {
    const image = 'iVBORw0KGgo'.padEnd(length, 'A');
    const { data } = await ask({ operation: 'chat', prompt: 'Look', images: image, dry_run: 'yes' });
    const url = `data:image/png;base64,${image}`;
    const shown = ending ? url.slice(0, 40) + ending : url;
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: shown } },
    ];
    expect(data).toMatchObject({ body: { messages: [{ role: 'user', content }] } });
  });

  test('with rows shows the first request and their number', async () => {
    const body = { model: 'gpt-5.2', messages: [{ role: 'user', content: 'Hi Ada' }] };
    const rows = [{ name: 'Ada' }, { name: 'Bob' }];
    expect((await ask({ operation: 'chat', prompt: 'Hi {name}', rows, dry_run: 'yes' })).data).toEqual({
      method: 'POST',
      path: '/chat/completions',
      body,
      requests: 2,
    });
    expect((await ask({ operation: 'chat', prompt: 'Hi', rows: [], dry_run: 'yes' })).data).toEqual({
      method: 'POST',
      path: '/chat/completions',
      requests: 0,
    });
  });
});
