import { askInVain, chatReply, errorReply } from './support/openai';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };

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
    const { source } = await serving({ status: 400, body: { detail: `Bad ${secret} value` } });
    const { description } = await askInVain(hello, { ...source, headers: [['X-Gate', secret]] });
    expect(description).toContain('The server answered 400: {"detail":"Bad *** value"}');
  });

  test('are kept secret in what came of a reply', async () => {
    const { source } = await serving({ body: chatReply({ content: 'Sure: gate-secret-1' }) });
    const query = { ...hello, response_format: 'json_object' };
    const { data } = await askInVain(query, { ...source, headers: [['X-Gate', 'gate-secret-1']] });
    expect(data['partial']).toBe('Sure: ***');
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

describe('The kind of an error', () => {
  test('survives a header value that is the same word', async () => {
    const { source } = await serving({ status: 429, body: errorReply('Slow down.') });
    const headers = [['X-Gate', 'rate_limit']];
    const { data } = await askInVain(hello, { ...source, headers, max_retries: 0 });
    expect(data['kind']).toBe('rate_limit');
  });
});
