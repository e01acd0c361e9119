import Openai from '../lib';
import { answering, ask, askInVain, before, chatReply, complaint, errorReply, KEY } from './support/openai';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };

/** What a user reads when the server answers with this sentence or page. */
async function toldOf(source: object, message: string, body: unknown = errorReply(message)) {
  const server = await serving({ status: 400, body });
  const { data, description } = await askInVain(hello, { ...server.source, ...source });
  expect(data['message']).toBe(description);
  return description.replace(' Check the fields of the query against what the message says.', '');
}

const SECRET = 'Gate/Se"cret+1=ü';
const gate = { headers: [['X-Gate', SECRET]] };

describe('Header values', () => {
  test.each([
    ['JSON text', '[["X-Gate","gate-secret-1"],["x-short","gate-sec"]]', 'gate-secret-1'],
    ['numbers', [['X-Gate', 1234567890]], '1234567890'],
    ['eight characters', [['X-Gate', 'gate-sec']], 'gate-sec'],
    [
      'one that begins like another',
      [
        ['X-Short', 'gate-sec'],
        ['X-Gate', 'gate-sec/ret'],
      ],
      'ret',
    ],
  ])('are kept secret as %s', async (_name, headers, secret) => {
    const { source } = await serving(({ headers: sent }) => ({
      status: 400,
      body: { error: { message: `Bad ${String(sent['x-gate'])}` } },
    }));
    const { description } = await askInVain(hello, { ...source, headers });
    expect(description).toMatch(/^Bad \*\*\*\./);
    expect(description).not.toContain(secret);
  });

  test('are kept secret', async () => {
    const secret = 'gateway-secret-"1"';
    const { source } = await serving(({ headers: sent }) => ({
      status: 400,
      body: { error: { message: `Bad ${String(sent['x-gate'])}` } },
    }));
    const error = await askInVain(hello, { ...source, headers: [['X-Gate', secret]] });
    expect(JSON.stringify(error)).not.toContain('gateway-secret');
    expect(error.description).toContain('Bad ***.');
  });

  test('of seven characters or fewer hide no words, nor do blank pairs', async () => {
    const { source } = await serving({ status: 400, body: { error: { message: 'No such team of ours' } } });
    const headers = [
      ['X-Team', ' of ours'],
      ['', ''],
    ];
    expect((await askInVain(hello, { ...source, headers })).description).toMatch(/^No such team of ours\. /);
  });

  test('are kept secret without the white space around them', async () => {
    const { source } = await serving({ status: 400, body: { error: { message: 'Bad gate-secret-1' } } });
    const { description } = await askInVain(hello, { ...source, headers: [['X-Gate', ' gate-secret-1 ']] });
    expect(description).toMatch(/^Bad \*\*\*\. /);
  });

  test('are kept secret as they stand in JSON', async () => {
    const secret = 'gate-"secret"-1';
    const { source } = await serving({ status: 400, body: { hint: `Bad ${secret} value` } });
    const { description } = await askInVain(hello, { ...source, headers: [['X-Gate', secret]] });
    expect(description).toContain('The server answered 400: {"hint":"Bad *** value"}');
  });

  test('are no secret in what came of a reply, which is the model’s text', async () => {
    const { source } = await serving({ body: chatReply({ content: 'Sure: gate-secret-1' }) });
    const query = { ...hello, response_format: 'json_object' };
    const { data } = await askInVain(query, { ...source, headers: [['X-Gate', 'gate-secret-1']] });
    expect(data['partial']).toBe('Sure: gate-secret-1');
  });

  test('are kept secret as they stand in an address, too', async () => {
    const secret = 'gate/secret ü 1';
    const spelled = 'gate%2Fsecret%20%C3%BC%201';
    expect(encodeURIComponent(secret)).toBe(spelled);
    const { source } = await serving({ status: 400, body: { error: { message: `No such page: /v1?key=${spelled}` } } });
    const { description } = await askInVain(hello, { ...source, headers: [['X-Gate', secret]] });
    expect(description).toMatch(/^No such page: \/v1\?key=\*\*\*\. /);
  });
});

describe('A secret', () => {
  test.each([
    ['JSON, slashes too', 'Gate\\/Se\\"cret+1=ü'],
    ['JSON with code points', '\\u0047ate\\u002fSe\\u0022cret\\u002B1=\\u00fc'],
    ['JSON within JSON', 'Gate\\\\\\/Se\\\\\\"cret+1=ü'],
    ['HTML', 'Gate/Se&quot;cret+1=&#252;'],
    ['HTML with code points', 'Gate&#x2F;Se&#34;cret&#x2b;1&#X3D;ü'],
    ['HTML within HTML', 'Gate/Se&amp;quot;cret+1=ü'],
    ['an address', 'Gate%2FSe%22cret%2B1%3D%C3%BC'],
    ['an address in lower case', 'gate%2fse%22cret%2b1%3d%c3%bc'],
    ['capitals', 'GATE/SE"CRET+1=Ü'],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64 without its padding', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
    ['base64 of an address', Buffer.from(SECRET).toString('base64url')],
    ['base64 in an address', encodeURIComponent(Buffer.from(SECRET).toString('base64'))],
  ])('is masked as %s', async (_name, written) => {
    expect(await toldOf(gate, `No İ & ${written} % \\ here`)).toBe('No İ & *** % \\ here.');
  });

  test.each(['', 'a', 'ab'])('is masked in base64 of a longer text, behind %j', async (before) => {
    const base64 = Buffer.from(`${before}${SECRET}, and so on`).toString('base64');
    expect(await toldOf(gate, `No ${base64} here`)).toMatch(/^No \*\*\*=* here\.$/);
  });

  test('with escapes of its own is masked without them too', async () => {
    const headers = [['X-Gate', 'gate%2Fsecret']];
    expect(await toldOf({ headers }, 'No gate%2Fsecret, gate/secret or gate%252Fsecret here')).toBe(
      'No ***, *** or *** here.'
    );
  });

  test.each([
    ['the last character', 'Gate/Se"cret+1='],
    ['two', 'Gate/Se"cret+1'],
    ['eight', 'Gate/Se"'],
  ])('that a server has cut by %s is masked, dots or not', async (_name, start) => {
    expect(await toldOf(gate, `No ${start}... or ${start}… here`)).toBe('No ***... or ***… here.');
  });

  test('that a server has cut within an escape is masked', async () => {
    const cut = ['Gate/Se"cret\\u00', 'Gate/Se"cret\\', 'Gate/Se"cret%2', 'Gate/Se"cret%', 'Gate/Se"cret&#x2'];
    expect(await toldOf(gate, cut.map((start) => `${start}…`).join(' '))).toBe('***… ***… ***… ***… ***….');
  });

  test('that overlaps itself leaves no end behind', async () => {
    expect(await toldOf({ headers: [['X-Gate', 'ga.ga.ga.']] }, 'No ga.ga.ga.ga.ga. here')).toBe('No *** here.');
  });

  test('hides no other words: not its first characters, not a part of it, not what looks like an escape', async () => {
    const words = 'Gate/Se, GATE/SE… and cret+1=ü at R&D... & 100 %';
    expect(await toldOf(gate, words)).toBe(`${words}.`);
  });

  test.each([
    ['a page', (long: string) => long],
    ['a sentence', (long: string) => errorReply(long)],
  ])('that our own cut of %s would halve is masked', async (_name, body) => {
    const secret = Array.from({ length: 1200 }, (_, index) => `gate${index}`)
      .join('!')
      .slice(0, 8000);
    const told = await toldOf({ headers: [['X-Gate', secret]] }, '', body(`No ${secret}${secret}${secret}`));
    expect(told).not.toMatch(/gate/);
    expect(told).toContain('No ***');
  });

  test.each([
    ['lm-studio', { apiKey: 'lm-studio' }],
    ['Helpdesk', { headers: [['X-Title', 'Helpdesk']] }],
  ])('that is a common word, %s, stays in what the user typed and what the model says', async (word, source) => {
    const call = { id: 'call_1', type: 'function', function: { name: 'find', arguments: `{"q":"${word}"}` } };
    const server = await serving([
      { body: chatReply({ content: `I am ${word}.` }, { model: word }) },
      { body: chatReply({ content: null, tool_calls: [call] }) },
    ]);
    const mine = { ...server.source, apiKey: '', ...source };
    const prompt = `Who is ${word}?`;
    const said = await ask({ operation: 'chat', prompt }, mine);
    expect(said).toMatchObject({
      data: `I am ${word}.`,
      metadata: { model: word, history: [{ content: prompt }, { content: `I am ${word}.` }] },
    });
    const tools = JSON.stringify([{ type: 'function', function: { name: 'find', parameters: { type: 'object' } } }]);
    const called = await ask({ operation: 'chat', prompt, tools }, mine);
    expect(called).toMatchObject({ metadata: { tool_calls: [{ arguments: { q: word } }] } });
    expect(await complaint({ operation: 'chat', prompt, temperature: word }, mine)).toContain(`not "${word}"`);
  });

  test('in a wrong field of the connection is masked', async () => {
    expect(await complaint(hello, { apiKey: KEY, timeout_seconds: KEY })).toContain('not "***"');
  });

  test('is found in time that grows with text and secrets only, not with one times the other', async () => {
    const headers = Array.from({ length: 64 }, (_, index) => [`X-${index}`, 'a'.repeat(8180) + String(index)]);
    for (const text of ['a'.repeat(20_000), '%61'.repeat(7000), 'YWFh'.repeat(5000), '&#97;'.repeat(4000)]) {
      // Half a megabyte of headers is more than Node's server takes.
      const body = JSON.stringify(errorReply(text));
      const head = `HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n`;
      const { source } = await serving({ onBytes: (socket) => socket.write(head + body) });
      const { data } = await before(10_000, () => askInVain(hello, { ...source, headers }));
      expect(data).toMatchObject({ kind: 'invalid_request', status: 400 });
    }
  });
});

describe('Of a header', () => {
  const basic = Buffer.from('gateway:hunter2hunter2').toString('base64');

  test.each([
    ['what follows its scheme', 'Bearer gate-secret-1', 'No gate-secret-1 here'],
    ['what follows a scheme of its own', 'GenieKey  gate-secret-1', 'No gate-secret-1 here'],
    ['what follows Bearer, were it a word,', 'bearer gatekeeper', 'No gatekeeper here'],
    ['what Basic says', `Basic ${basic}`, 'No gateway:hunter2hunter2 here'],
    ['the password in Basic', `basic ${basic}`, 'No hunter2hunter2 here'],
  ])('%s is secret', async (_name, value, message) => {
    expect(await toldOf({ headers: [['X-Gate', value]] }, message)).toBe('No *** here.');
  });

  test.each([
    ['the scheme', 'Bearer gate-secret-1', 'Send a Bearer token'],
    ['the end of a text', 'Platform engineering', 'No engineering here'],
    ['the end of a text that begins like a scheme', 'Basically engineering', 'No engineering here'],
    ['the end of a text whose first word ends like a scheme', 'Nonbasic engineering', 'No engineering here'],
    ['what is base64 behind a scheme that begins like Basic', `Basics ${basic}`, 'No hunter2hunter2 here'],
    ['what is base64 behind a scheme that ends like Basic', `Nonbasic ${basic}`, 'No hunter2hunter2 here'],
  ])('%s is no secret', async (_name, value, message) => {
    expect(await toldOf({ headers: [['X-Gate', value]] }, message)).toBe(`${message}.`);
  });

  test('what follows a scheme in API key is secret too', async () => {
    expect(await toldOf({ apiKey: `Bearer ${KEY}` }, `No ${KEY} here`)).toBe('No *** here.');
  });
});

describe('Of Base URL', () => {
  const origin = 'https://llm.example.com';
  const base_url = `${origin}/gateway-1/aBc1D2e3F4g5H6i7J8k9/openai/v1?api-version=2026-01-01&code=Abc%2FDef%2B123&x-api-version=v2.1-beta&a+b+c+d+e&x`;

  /** What a user reads when a server at that address answers with this sentence. */
  async function told(message: string) {
    const { pathname, search } = new URL(base_url);
    answering(`${pathname}/chat/completions${search}`, [{ status: 422, reply: errorReply(message) }], origin);
    const { description } = await askInVain(hello, { base_url });
    return description.replace(' Check the fields of the query against what the message says.', '');
  }

  test.each([
    ['values of its query', 'No Abc%2FDef%2B123, Abc/Def+123 or v2.1-beta here', 'No ***, *** or *** here.'],
    ['the words in it', 'No a+b+c+d+e or a b c d e here', 'No *** or *** here.'],
    ['a part of its path that is long and has digits', `No ${origin}/gateway-1/aBc1D2e3F4g5H6i7J8k9/openai`, ''],
  ])('%s are secret', async (_name, message, expected) => {
    expect(await told(message)).toBe(expected || `No ${origin}/gateway-1/***/openai.`);
  });

  test('version, host and other parts of the path are no secrets', async () => {
    const message = `No api-version 2026-01-01 at ${origin}/gateway-1/openai/v1`;
    expect(await told(message)).toBe(`${message}.`);
  });

  test.each([
    ['with a hyphen', 'my-deployment-of-gpt-5-2'],
    ['with a hyphen behind its first characters', 'eu-a1b2c3d4e5f6g7h8i9j0'],
    ['with a hyphen before its last characters', 'a1b2c3d4e5f6g7h8i9j0-eu'],
    ['without a digit', 'theDeploymentOfMyCompany'],
    ['without a letter', '12345678901234567890'],
  ])('a part of the path %s is no secret', async (_name, part) => {
    const plain = `${origin}/${part}/v1`;
    answering(`/${part}/v1/chat/completions`, [{ status: 422, reply: errorReply(plain) }], origin);
    expect((await askInVain(hello, { base_url: plain })).description).toContain(`${plain}.`);
  });

  test('nothing secret stands in what Test connection says', async () => {
    const { pathname } = new URL(base_url);
    answering(`GET ${pathname}/models`, [{ status: 404, reply: 'nothing' }], origin);
    const { message } = await new Openai().testConnection({ base_url: origin + pathname });
    expect(message).toContain(`lists no models at ${origin}/gateway-1/***/openai/v1. `);
  });
});

describe('Wrong Headers', () => {
  test.each([
    ['{"X-Gate":"gate-secret-1"}', 'Headers must be an array of pairs'],
    [{ 'X-Gate': 'gate-secret-1' }, 'Headers must be an array of pairs'],
    ['Bearer gate-secret-1', 'Headers must be an array of pairs'],
    ['gate', 'Headers must be an array of pairs'],
    [1234567890, 'Headers must be an array of pairs'],
    [['X-Gate: gate-secret-1'], 'Headers: entry 1 must be a pair of name and value.'],
    [[{ 'X-Gate': 'gate-secret-1' }], 'Headers: entry 1 must be a pair of name and value.'],
    [[['X-Gate: gate-secret-1', '']], 'Headers: "***" is not a header name.'],
    [[[{ 'X-Gate': 'gate-secret-1' }, '']], 'Headers: "***" is not a header name.'],
    [[['Authorization', 'Bearer gate-secret-1']], 'Headers must not hold Authorization'],
    [[['X-Gate', ['gate-secret-1']]], 'Headers must be one text'],
    [[['X-Gate', [{ toString: 'gate-secret-1' }]]], 'Headers must be one text'],
    [[['X-Gate', 'gate-secret-1\n.']], 'Headers has a character that cannot be sent'],
  ])('%j are not quoted', async (headers, problem) => {
    const description = await complaint(hello, { apiKey: KEY, headers });
    expect(description).toContain(problem);
    expect(description).not.toMatch(/secret|12345|"gate"/);
    expect(await new Openai().testConnection({ apiKey: KEY, headers })).toEqual({
      status: 'failed',
      message: description,
    });
  });

  test('are blank when there is only white space', async () => {
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    expect((await ask(hello, { apiKey: KEY, headers: ' ' })).data).toBe('Hi');
  });
});

describe('The kind of an error', () => {
  test('survives a header value that is the same word', async () => {
    const { source } = await serving({ status: 429, body: errorReply('Slow down.') });
    const headers = [['X-Gate', 'rate_limit']];
    const { data } = await askInVain(hello, { ...source, headers, max_retries: 0 });
    expect(data['kind']).toBe('rate_limit');
  });
});
