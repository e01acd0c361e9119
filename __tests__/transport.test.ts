import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { answering, ask, askInVain, chatReply, complaint, errorReply, KEY } from './support/openai';
import { json, serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };
const fine = chatReply({ content: 'Hi' });
const SOON = { 'retry-after-ms': '5' };
const busy = json(429, errorReply('Slow down.'), SOON);

/** What a query gives, and how long it took in milliseconds. */
async function timed<T>(query: Promise<T>) {
  const started = Date.now();
  return { result: await query, took: Date.now() - started };
}

describe('Retries', () => {
  test.each([
    ['a rate limit', busy],
    ['a server error', json(503, errorReply('Overloaded.'), SOON)],
    ['a lock', json(409, errorReply('Locked.'), SOON)],
    ['a timeout of the server', json(408, errorReply('Timeout.'), SOON)],
  ])('cure %s, and metadata counts the attempts', async (_name, reply) => {
    const { source, paths } = await serving(reply, reply, json(200, fine));
    expect(await ask(hello, source)).toMatchObject({ data: 'Hi', metadata: { attempts: 3 } });
    expect(paths).toHaveLength(3);
  });

  test('wait 0.5 s, then 1 s, when the server does not say how long', async () => {
    const silent = json(500, errorReply('Oops.'), { 'retry-after': 'soon' });
    const { source } = await serving(silent, silent, json(200, fine));
    const { result, took } = await timed(ask(hello, source));
    expect(result.data).toBe('Hi');
    expect(took).toBeGreaterThanOrEqual(1490);
  });

  test('follow a reset of the connection', async () => {
    const { source, paths } = await serving((request) => request.socket.destroy(), json(200, fine));
    expect((await ask(hello, source)).data).toBe('Hi');
    expect(paths).toHaveLength(2);
  });

  test('that do not help end in words that tell a broken connection from one that never was', async () => {
    const { source } = await serving((request) => request.socket.destroy());
    const { description } = await askInVain(hello, { ...source, max_retries: 0 });
    expect(description).toMatch(
      /^The connection to http:\/\/localhost:\d+ broke off: [A-Z_]+\. Run the query again\. Check/
    );
  });

  test('are as many as Retries says', async () => {
    const { source, paths } = await serving(busy);
    expect((await askInVain(hello, { ...source, max_retries: ' 1 ' })).data).toMatchObject({
      kind: 'rate_limit',
      retryable: true,
    });
    expect(paths).toHaveLength(2);
    await askInVain(hello, { ...source, max_retries: 0 });
    expect(paths).toHaveLength(3);
  });

  test.each([
    ['quota', json(429, errorReply('No credit.', { code: 'insufficient_quota' }), SOON)],
    ['a request larger than the limit', json(429, errorReply('Request too large for gpt-4o.'), SOON)],
    ['bad input', json(400, errorReply('No.'), SOON)],
    ['a server that says not to', json(503, errorReply('Gone.'), { ...SOON, 'x-should-retry': 'false' })],
  ])('are not made for %s', async (_name, reply) => {
    const { source, paths } = await serving(reply);
    expect((await askInVain(hello, source)).data['retryable']).toBe(false);
    expect(paths).toHaveLength(1);
  });

  test('are not made when the server asks to wait for over a minute, or beyond the budget', async () => {
    const { source, paths } = await serving(json(429, errorReply('Slow down.'), { 'retry-after': '61' }));
    const { description, data } = await askInVain(hello, source);
    expect(data).toMatchObject({ kind: 'rate_limit', retryable: true, retry_after_seconds: 61 });
    expect(description).toContain('The server asks to wait 61 s.');
    expect(paths).toHaveLength(1);
    const short = await serving(json(429, errorReply('Slow down.'), { 'retry-after': '3' }));
    const { took } = await timed(askInVain(hello, { ...short.source, timeout_seconds: '2' }));
    expect(took).toBeLessThan(1000);
    expect(short.paths).toHaveLength(1);
  });
});

describe('The budget of a query', () => {
  const stalled: [string, Parameters<typeof serving>[0]][] = [
    ['never answers', () => undefined],
    [
      'sends headers and then nothing',
      (_request, response) => {
        response.writeHead(200).flushHeaders();
      },
    ],
    [
      'trickles',
      (_request, response) => {
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ];

  test.each(stalled)('ends a query when the server %s', async (_name, reply) => {
    const { source, paths } = await serving(reply);
    const { result, took } = await timed(askInVain(hello, { ...source, timeout_seconds: '1' }));
    const message =
      "No complete reply came within 1 s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).";
    expect(result.data).toEqual({ message, kind: 'timeout', retryable: true });
    expect(took).toBeLessThan(2000);
    expect(paths).toHaveLength(1);
  });

  test.each([
    ['800', 720],
    [800, 720],
  ])('ends just before ToolJet’s own timeout of %j ms', async (query_timeout, milliseconds) => {
    const { source } = await serving(() => undefined);
    const { result, took } = await timed(askInVain({ ...hello, query_timeout }, source));
    expect(result.description).toContain(`within ${milliseconds / 1000} s`);
    expect(took).toBeLessThan(800);
  });

  test.each([0, '', 'soon', null, true, [5], -1])('pays no heed to a query_timeout of %j', async (query_timeout) => {
    const { source } = await serving(json(200, fine));
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
    const { source, base_url } = await serving(json(200, fine));
    const closed = base_url.replace(/\d+/, '1');
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
    [['X-A: b'], 'Headers: entry 1 must be a pair of name and value.'],
    [{ 'X-A': 'b' }, 'Headers must be an array'],
  ])('%j are refused', async (headers, problem) => {
    expect(await complaint(hello, { apiKey: KEY, headers })).toContain(problem);
  });

  test.each([
    ['JSON text', '[["X-Gate","gate-secret-1"],["x-short","gate-sec"]]', 'gate-secret-1'],
    ['numbers', [['X-Gate', 1234567890]], '1234567890'],
    [
      'one that begins like another',
      [
        ['X-Short', 'gate-sec'],
        ['X-Gate', 'gate-sec/ret'],
      ],
      'ret',
    ],
  ])('are kept secret as %s', async (_name, headers, secret) => {
    const { source } = await serving((request, response) => {
      response.writeHead(400).end(JSON.stringify({ error: { message: `Bad ${String(request.headers['x-gate'])}` } }));
    });
    const { description } = await askInVain(hello, { ...source, headers });
    expect(description).toMatch(/^Bad \*\*\*\./);
    expect(description).not.toContain(secret);
  });

  test('are kept secret', async () => {
    const secret = 'gateway-secret-"1"';
    const { source } = await serving((request, response) => {
      response.writeHead(400).end(JSON.stringify({ error: { message: `Bad ${String(request.headers['x-gate'])}` } }));
    });
    const error = await askInVain(hello, { ...source, headers: [['X-Gate', secret]] });
    expect(JSON.stringify(error)).not.toContain('gateway-secret');
    expect(error.description).toContain('Bad ***.');
  });
});

describe('A reply that is not what it claims', () => {
  const unusable = async (reply: Parameters<typeof serving>[0]) => {
    const { source, paths } = await serving(reply);
    const { data, description } = await askInVain(hello, source);
    expect({ ...data, attempts: paths.length }).toMatchObject({
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
    const description = await unusable((_request, response) => response.end(body));
    expect(description).toBe(`${problem} Check Base URL in the data source: its path usually ends in /v1. ${shown}`);
  });

  test('204, is empty', async () => {
    expect(await unusable((_request, response) => response.writeHead(204).end())).toContain('The reply is empty.');
  });

  test('gives no hint about Base URL when there is none', async () => {
    answering('/v1/chat/completions', [{ reply: [] }]);
    expect((await askInVain(hello)).description).toBe('The reply is not a JSON object. The reply begins: []');
  });

  test('broken compression, is said', async () => {
    const broken = gzipSync(JSON.stringify(fine));
    broken.fill(7, 12, 40);
    const description = await unusable((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(broken);
    });
    expect(description).toContain('The reply is compressed in a broken way (Z_');
  });

  test('broken Brotli, is said', async () => {
    const description = await unusable((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'br' }).end(JSON.stringify(fine));
    });
    expect(description).toContain('The reply is compressed in a broken way (ERR_');
  });

  test('more than 128 MB once unpacked, is cut off', async () => {
    const bomb = gzipSync(Buffer.alloc(130 * 1024 * 1024, 32));
    const description = await unusable((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(description).toBe('The reply is larger than 128 MB. Ask for less in one query.');
  });

  test('a redirect, is not followed, and its target is named without its query', async () => {
    const description = await unusable((_request, response) => {
      response.writeHead(307, { location: 'https://new.example.com/v1/chat/completions?token=1' }).end();
    });
    expect(description).toBe(
      'The server redirects to https://new.example.com/v1/chat/completions, and redirects are not followed. If you trust that address, enter https://new.example.com/v1 as Base URL.'
    );
  });

  test.each([undefined, 'http://[', 'javascript:alert(1)'])('a redirect to %s, names no address', async (location) => {
    const description = await unusable((_request, response) => {
      response.writeHead(302, location === undefined ? {} : { location }).end();
    });
    expect(description).toBe(
      'The server answered 302, a redirect, but names no address to go to. Check Base URL in the data source.'
    );
  });
});

describe('The kind of an error', () => {
  test('survives a header value that is the same word', async () => {
    const { source } = await serving(json(429, errorReply('Slow down.')));
    const headers = [['X-Gate', 'rate_limit']];
    const { data } = await askInVain(hello, { ...source, headers, max_retries: 0 });
    expect(data['kind']).toBe('rate_limit');
  });
});

describe('Base URL', () => {
  test('may have a query, which goes along with each request', async () => {
    const { source, paths } = await serving(json(200, fine));
    await ask(hello, { ...source, base_url: `${source.base_url}/?api-version=1` });
    expect(paths).toEqual(['/v1/chat/completions?api-version=1']);
  });
});
