import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { answering, ask, askInVain, before, chatReply, complaint, errorReply, hurried, KEY } from './support/openai';
import { type Reply, SILENCE } from './support/scripted-server.cjs';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };
const fine = chatReply({ content: 'Hi' });
const SOON = { 'retry-after-ms': '5' };
const busy = { status: 429, body: errorReply('Slow down.'), headers: SOON };

describe('Retries', () => {
  test.each([
    ['a rate limit', busy],
    ['a server error', { status: 503, body: errorReply('Overloaded.'), headers: SOON }],
    ['a lock', { status: 409, body: errorReply('Locked.'), headers: SOON }],
    ['a timeout of the server', { status: 408, body: errorReply('Timeout.'), headers: SOON }],
  ])('cure %s, and metadata counts the attempts', async (_name, reply) => {
    const { source, attempts } = await serving([reply, reply, { body: fine }]);
    expect(await ask(hello, source)).toMatchObject({ data: 'Hi', metadata: { attempts: 3 } });
    expect(attempts()).toBe(3);
  });

  test('wait 0.5 s, then 1 s, when the server does not say how long', async () => {
    const silent = { status: 500, body: errorReply('Oops.'), headers: { 'retry-after': 'soon' } };
    const { source } = await serving([silent, silent, { body: fine }]);
    const started = Date.now();
    expect((await ask(hello, source)).data).toBe('Hi');
    expect(Date.now() - started).toBeGreaterThanOrEqual(1490);
  });

  test('wait twice as long each time, but 8 s at most', async () => {
    const oops = { status: 500, body: errorReply('Oops.') };
    const { source } = await serving((_request, index) => (index < 7 ? oops : { body: fine }));
    const { outcome, waits } = await hurried(() => ask(hello, { ...source, max_retries: 7 }));
    expect(outcome).toMatchObject({ data: 'Hi', metadata: { attempts: 8 } });
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  test('wait a whole minute when the server asks to', async () => {
    const { source } = await serving([{ ...busy, headers: { 'retry-after': '60' } }, { body: fine }]);
    const { outcome, waits } = await hurried(() => ask(hello, source));
    expect(outcome.data).toBe('Hi');
    expect(waits).toEqual([60_000]);
  });

  test('follow a reset of the connection', async () => {
    const { source, attempts } = await serving([{ raw: ({ socket }) => socket?.destroy() }, { body: fine }]);
    expect((await ask(hello, source)).data).toBe('Hi');
    expect(attempts()).toBe(2);
  });

  test('that do not help end in words that tell a broken connection from one that never was', async () => {
    const { source } = await serving({ raw: ({ socket }) => socket?.destroy() });
    const { description } = await askInVain(hello, { ...source, max_retries: 0 });
    expect(description).toMatch(
      /^The connection to http:\/\/localhost:\d+ broke off: [A-Z_]+\. Run the query again\. Check/
    );
  });

  test('are as many as Retries says', async () => {
    const { source, attempts } = await serving(busy);
    expect((await askInVain(hello, { ...source, max_retries: ' 1 ' })).data).toMatchObject({
      kind: 'rate_limit',
      retryable: true,
    });
    expect(attempts()).toBe(2);
    await askInVain(hello, { ...source, max_retries: 0 });
    expect(attempts()).toBe(3);
  });

  test.each([
    ['quota', { status: 429, body: errorReply('No credit.', { code: 'insufficient_quota' }), headers: SOON }],
    [
      'a request larger than the limit',
      { status: 429, body: errorReply('Request too large for gpt-4o.'), headers: SOON },
    ],
    ['bad input', { status: 400, body: errorReply('No.'), headers: SOON }],
    [
      'a server that says not to',
      { status: 503, body: errorReply('Gone.'), headers: { ...SOON, 'x-should-retry': 'false' } },
    ],
  ])('are not made for %s', async (_name, reply) => {
    const { source, attempts } = await serving(reply);
    expect((await askInVain(hello, source)).data['retryable']).toBe(false);
    expect(attempts()).toBe(1);
  });

  test('are not made when the server asks to wait for over a minute, or beyond the budget', async () => {
    const { source, attempts } = await serving({
      status: 429,
      body: errorReply('Slow down.'),
      headers: { 'retry-after': '61' },
    });
    const { description, data } = await askInVain(hello, source);
    expect(data).toMatchObject({ kind: 'rate_limit', retryable: true, retry_after_seconds: 61 });
    expect(description).toContain('The server asks to wait 61 s.');
    expect(attempts()).toBe(1);
    const short = await serving({ status: 429, body: errorReply('Slow down.'), headers: { 'retry-after': '3' } });
    const error = await before(3000, () => askInVain(hello, { ...short.source, timeout_seconds: '2' }));
    expect(error.data).toMatchObject({ kind: 'rate_limit', retry_after_seconds: 3 });
    expect(short.attempts()).toBe(1);
  });
});

describe('The budget of a query', () => {
  const trickle: Reply = {
    raw: (response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(timer);
      });
    },
  };

  test.each<[string, Reply]>([
    ['never answers', SILENCE],
    [
      'sends headers and then nothing',
      {
        raw: (response) => {
          response.writeHead(200).flushHeaders();
        },
      },
    ],
    ['trickles', trickle],
  ])('ends a query when the server %s', async (_name, reply) => {
    const { source, attempts } = await serving(reply);
    const { data } = await before(1500, () => askInVain(hello, { ...source, timeout_seconds: '1' }));
    const message =
      "No complete reply came within 1 s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).";
    expect(data).toEqual({ message, kind: 'timeout', retryable: true });
    expect(attempts()).toBe(1);
  });

  test.each([
    ['800', 720],
    [800, 720],
  ])('ends just before ToolJet’s own timeout of %j ms', async (query_timeout, milliseconds) => {
    const { source } = await serving(SILENCE);
    const { description } = await before(800, () => askInVain({ ...hello, query_timeout }, source));
    expect(description).toContain(`within ${milliseconds / 1000} s`);
  });

  test.each([0, '', 'soon', null, true, [5], -1])('pays no heed to a query_timeout of %j', async (query_timeout) => {
    const { source } = await serving({ body: fine });
    expect((await ask({ ...hello, query_timeout }, source)).data).toBe('Hi');
  });

  test.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])('counts Node’s own %s as a timeout', async (code) => {
    nock('https://api.openai.com')
      .post('/v1/chat/completions')
      .replyWithError(Object.assign(new Error('x'), { code }));
    expect((await askInVain(hello)).data['kind']).toBe('timeout');
  });

  test.each([
    ['timeout_seconds', 0, 'Timeout must be a number from 1 to 300, not 0.'],
    ['timeout_seconds', '301', 'Timeout must be a number from 1 to 300, not "301".'],
    ['timeout_seconds', 'long', 'Timeout must be a number from 1 to 300, not "long".'],
    ['max_retries', 11, 'Retries must be a whole number from 0 to 10, not 11.'],
    ['max_retries', '1.5', 'Retries must be a whole number from 0 to 10, not "1.5".'],
  ])('refuses %s %j', async (key, value, problem) => {
    expect(await complaint(hello, { apiKey: KEY, [key]: value })).toContain(problem);
  });
});

describe('A broken connection', () => {
  test('names the address and the cause', async () => {
    const { source, baseUrl } = await serving({ body: fine });
    const closed = baseUrl.replace(/\d+/, '1');
    const { data } = await askInVain(hello, { ...source, base_url: closed, max_retries: 0 });
    expect(data).toEqual({
      message: `No usable connection to http://localhost:1: bad port. Check Base URL in the data source, and that this ToolJet server can reach that address.`,
      kind: 'connection',
      retryable: true,
    });
  });

  test('that has no cause still has a message', async () => {
    nock('https://api.openai.com').post('/v1/chat/completions').replyWithError(new Error(''));
    const { description } = await askInVain(hello, { apiKey: KEY, max_retries: 0 });
    expect(description).toContain('No usable connection to https://api.openai.com: unknown cause.');
  });
});

describe('Headers', () => {
  const sentWith = async (headers: unknown, apiKey: unknown = KEY) => {
    const sent = answering('/v1/chat/completions', [{ reply: fine }], 'https://llm.example.com');
    await ask(hello, { apiKey, headers, organizationId: 'org-1', base_url: 'https://llm.example.com/v1' });
    return sent[0]?.headers ?? {};
  };

  test('are added, trimmed, without blank pairs; a gateway’s key works without an API key', async () => {
    const headers = await sentWith(
      [
        ['', ''],
        [' api-key ', ' 12345678 '],
        [null, undefined],
        ['X-Team', 7],
      ],
      ''
    );
    expect(headers).toMatchObject({ 'api-key': '12345678', 'x-team': '7' });
    expect(headers).not.toHaveProperty('authorization');
  });

  test('replace what a field or the plugin says, however they are spelled', async () => {
    const headers = await sentWith([
      ['OPENAI-Organization', 'org-2'],
      ['Accept', 'text/json'],
    ]);
    expect(headers).toMatchObject({ 'openai-organization': 'org-2', 'accept': 'text/json' });
  });

  test.each([
    [[['Authorization', 'x']], 'Headers must not hold Authorization: enter the key in API key instead.'],
    [[['HOST', 'x']], 'Headers must not hold HOST: enter the server in Base URL instead.'],
    [[['Content-Type', 'x']], 'Headers must not hold Content-Type: the plugin sets it itself.'],
    [[['content-length', '1']], 'Headers must not hold content-length: the plugin sets it itself.'],
    [[['a b', 'x']], 'Headers: "a b" is not a header name.'],
    [[['', 'x']], 'Headers: "" is not a header name.'],
    [[['X-A', 'a\nb']], 'Headers has a character that cannot be sent'],
    [[['X-A', 'x'.repeat(8193)]], 'Headers takes values of up to 8,192 characters, not 8193.'],
    [Array.from({ length: 65 }, (_, index) => [`X-${index}`, 'x']), 'Headers takes up to 64 pairs, not 65.'],
    [['X-A: b'], 'Headers: entry 1 must be a pair of name and value.'],
    [{ 'X-A': 'b' }, 'Headers must be an array'],
  ])('%j are refused', async (headers, problem) => {
    expect(await complaint(hello, { apiKey: KEY, headers })).toContain(problem);
  });
});

describe('A reply that is not what it claims', () => {
  const unusable = async (reply: Reply) => {
    const { source, attempts } = await serving(reply);
    const { data, description } = await askInVain(hello, source);
    expect({ ...data, attempts: attempts() }).toMatchObject({
      kind: 'unusable_reply',
      retryable: false,
      attempts: 1,
    });
    return description;
  };

  test.each<[string, string, string, string]>([
    ['HTML', `<html>${KEY}</html>`, 'The reply is not a JSON object.', 'The reply begins: <html>***</html>'],
    ['cut JSON', '{"choices":[', 'The reply is not a JSON object.', 'The reply begins: {"choices":['],
    ['null', 'null', 'The reply is not a JSON object.', 'The reply begins: null'],
    ['a list', '[]', 'The reply is not a JSON object.', 'The reply begins: []'],
    ['nothing', '', 'The reply is not a JSON object.', 'The reply is empty.'],
    [
      'an error',
      '{"error":"no"}',
      'The reply is an error with a status of success.',
      'The reply begins: {"error":"no"}',
    ],
  ])('%s, is shown with a hint', async (_name, body, problem, shown) => {
    const description = await unusable({ body });
    expect(description).toBe(`${problem} Check Base URL in the data source: its path usually ends in /v1. ${shown}`);
  });

  test('204, is empty', async () => {
    expect(await unusable({ status: 204 })).toContain('The reply is empty.');
  });

  test('gives no hint about Base URL when there is none', async () => {
    answering('/v1/chat/completions', [{ reply: [] }]);
    expect((await askInVain(hello)).description).toBe('The reply is not a JSON object. The reply begins: []');
  });

  test('broken compression, is said', async () => {
    const broken = gzipSync(JSON.stringify(fine));
    broken.fill(7, 12, 40);
    const description = await unusable({ headers: { 'content-encoding': 'gzip' }, body: broken });
    expect(description).toContain('The reply is compressed in a broken way (Z_');
  });

  test('broken Brotli, is said', async () => {
    const description = await unusable({ headers: { 'content-encoding': 'br' }, body: JSON.stringify(fine) });
    expect(description).toContain('The reply is compressed in a broken way (ERR_');
  });

  test('more than 128 MB once unpacked, is cut off', async () => {
    const bomb = gzipSync(Buffer.alloc(130 * 1024 * 1024, 32));
    const description = await unusable({ headers: { 'content-encoding': 'gzip' }, body: bomb });
    expect(description).toBe('The reply is larger than 128 MB. Ask for less in one query.');
  });

  test('a redirect, is not followed, and its target is named without its query', async () => {
    const description = await unusable({
      status: 307,
      headers: { location: 'https://new.example.com/v1/chat/completions?token=1' },
    });
    expect(description).toBe(
      'The server redirects to https://new.example.com/v1/chat/completions, and redirects are not followed. If you trust that address, enter https://new.example.com/v1 as Base URL.'
    );
  });

  test('a redirect, ends the connection, though its body goes on and on', async () => {
    let end: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (end = resolve));
    const { source } = await serving({
      raw: (response) => {
        response.on('close', end).writeHead(307, { location: 'https://new.example.com/v1' }).write('Moved');
      },
    });
    expect((await askInVain(hello, source)).data['kind']).toBe('unusable_reply');
    await closed;
  });

  test.each([undefined, 'http://[', 'javascript:alert(1)'])('a redirect to %s, names no address', async (location) => {
    const description = await unusable({ status: 302, headers: location === undefined ? {} : { location } });
    expect(description).toBe(
      'The server answered 302, a redirect, but names no address to go to. Check Base URL in the data source.'
    );
  });
});

describe('Base URL', () => {
  test('may have a query, which goes along with each request', async () => {
    const { source, requests } = await serving({ body: fine });
    await ask(hello, { ...source, base_url: `${source.base_url}/?api-version=1` });
    expect(requests.map(({ path }) => path)).toEqual(['/v1/chat/completions?api-version=1']);
  });
});
