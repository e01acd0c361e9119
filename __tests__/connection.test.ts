import Openai from '../lib';
import manifest from '../manifest.json';
import traps from '../scripts/traps.json';
import { hostile, ODD_VALUES } from './support/odd-values';
import { answering, ask, askInVain, chatReply, complaint, errorReply, hurried, KEY, OPENAI } from './support/openai';
import { SILENCE } from './support/scripted-server.cjs';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello' };
const reply = chatReply({ content: 'Hi' });

/** The headers of one chat with this connection. */
async function headersWith(source: Record<string, unknown>) {
  const url = new URL((source['base_url'] as string | undefined)?.trim() ?? `${OPENAI}/v1`);
  const sent = answering(`${url.pathname}/chat/completions`, [{ reply }], url.origin);
  await ask(hello, source);
  return sent[0]?.headers ?? {};
}

describe('A connection', () => {
  test('sends key, organization and project, and nothing else of its own', async () => {
    const headers = await headersWith({ apiKey: ` ${KEY}\n`, organizationId: ' org-1 ', project_id: 'proj_1' });
    expect(headers).toEqual({
      'accept': 'application/json',
      'accept-encoding': expect.stringMatching(/^gzip, br(, zstd)?$/) as string,
      'authorization': `Bearer ${KEY}`,
      'connection': expect.any(String) as string,
      'content-length': expect.stringMatching(/^\d+$/) as string,
      'content-type': 'application/json',
      'host': 'api.openai.com',
      'openai-organization': 'org-1',
      'openai-project': 'proj_1',
      'user-agent': 'tooljet-marketplace-openai',
    });
  });

  test('sends no Authorization to a server of one’s own when the key is blank', async () => {
    for (const apiKey of [undefined, null, '', '  ']) {
      expect(await headersWith({ apiKey, base_url: '\u00a0http://localhost:11434/v1 ' })).not.toHaveProperty(
        'authorization'
      );
    }
  });

  test.each(['https://evil-api.openai.com/v1', 'https://api.openai.com.example.com/v1'])(
    'needs no key at %s, which is not OpenAI',
    async (base_url) => {
      expect(await headersWith({ base_url })).not.toHaveProperty('authorization');
    }
  );

  test.each<[keyof typeof manifest.properties, unknown]>([
    ['apiKey', '{{secrets.openai}}'],
    ['organizationId', 'org-{{constants.org}}'],
    ['project_id', '{{ constants.project }}'],
    ['base_url', 'https://{{constants.host}}/v1'],
    ['timeout_seconds', '{{constants.timeout}}'],
    ['max_retries', '{{constants.retries}}'],
    ['headers', [['X-Team', 'Bearer {{secrets.\nteam}}']]],
    ['headers', '[["{{constants.name}}","x"]]'],
  ])('does not send a value of %s that ToolJet has not filled in', async (field, value) => {
    const { label } = manifest.properties[field];
    const source = { apiKey: KEY, [field]: value };
    const problem = `${label} still holds {{…}}, which this ToolJet has not filled in: versions before 3 fill in no constants and secrets in a data source, later ones none of an unknown name. Enter the value itself in ${label}, or correct the name.`;
    expect(await complaint(hello, source)).toBe(problem);
    expect(await new Openai().testConnection(source)).toEqual({ status: 'failed', message: problem });
  });

  test('takes braces that are no template', async () => {
    expect(await headersWith({ apiKey: KEY, headers: [['X-Json', '{"a":{"b":1}}']] })).toMatchObject({
      'x-json': '{"a":{"b":1}}',
    });
  });

  test('makes none of the OPENAI_* variables that a server does not have', async () => {
    delete process.env['OPENAI_CUSTOM_HEADERS'];
    try {
      await headersWith({ apiKey: KEY });
      expect(process.env).not.toHaveProperty('OPENAI_CUSTOM_HEADERS');
    } finally {
      Object.assign(process.env, traps);
    }
  });

  test('keeps the server’s own OPENAI_* variables out of every request, and leaves them as they are', async () => {
    expect(process.env).toMatchObject(traps);
    const written = jest.spyOn(process.stdout, 'write');
    try {
      expect(await complaint(hello, {})).toContain('API key is missing.');
      const blank = await headersWith({ base_url: 'https://llm.example.com/v1' });
      const filled = await headersWith({ apiKey: KEY, organizationId: 'org-1' });
      expect(JSON.stringify([blank, filled])).not.toMatch(/trap/i);
      expect(blank).not.toHaveProperty('authorization');
      expect(filled).toMatchObject({ 'authorization': `Bearer ${KEY}`, 'content-type': 'application/json' });
      expect(written).not.toHaveBeenCalled();
    } finally {
      written.mockRestore();
    }
  });

  test.each([
    [{}, 'API key is missing. Enter the key of your OpenAI account in the data source.'],
    [null, 'API key is missing.'],
    ['a text', 'API key is missing.'],
    [{ apiKey: ' ', base_url: 'https://api.openai.com/v1' }, 'API key is missing.'],
    [{ apiKey: `${KEY}\nx` }, 'API key has a character that cannot be sent'],
    [{ apiKey: KEY, organizationId: 'org“1”' }, 'Organization ID has a character that cannot be sent'],
    [{ apiKey: KEY, project_id: 'proj\u0000' }, 'Project ID has a character that cannot be sent'],
    [
      { apiKey: KEY, base_url: 'api.openai.com/v1' },
      'Base URL is not a valid web address. Enter an address such as https://api.openai.com/v1',
    ],
    [{ apiKey: KEY, base_url: 'http://llm.example.com:99999/v1' }, 'Base URL is not a valid web address.'],
    [
      { apiKey: KEY, base_url: 'ftp://example.com' },
      'Base URL is not a valid web address. Enter an address such as https://api.openai.com/v1',
    ],
    [{ apiKey: KEY, base_url: 'https://me:secret@example.com' }, 'Base URL must not hold a user name or password.'],
    [{ apiKey: KEY, base_url: 'https://example.com/v1#x' }, 'Base URL must not hold a # part.'],
  ])('with %j is refused before anything is sent, without showing the value', async (source, problem) => {
    const description = await complaint(hello, source);
    expect(description).toContain(problem);
    expect(description).not.toMatch(/sk-proj|secret/);
  });
});

describe('An odd value in a connection', () => {
  const LABELS = Object.entries(manifest.properties).map(([key, { label }]) => [key, label] as const);
  const usual = { apiKey: KEY, base_url: 'http://localhost:9/v1', max_retries: 0 };

  /** What a query and a test tell of this source, which is the same; each has a refused connection to tell if nothing else. */
  async function told(source: unknown): Promise<string> {
    const { description } = await askInVain(hello, source);
    expect(await new Openai().testConnection(source)).toEqual({ status: 'failed', message: description });
    return description;
  }

  test.each(LABELS)('of %s is sent or named: %s', async (key, label) => {
    for (const [value, odd] of ODD_VALUES) {
      const description = await told({ ...usual, [key]: value });
      const isNamed = description.startsWith(`${label} cannot be used, because it holds ${odd}. `);
      const isOther = description.startsWith(label) || description.startsWith('No usable connection');
      expect([description, isNamed || isOther]).toEqual([description, true]);
    }
  });

  test.each([
    ['apiKey', 'API key', { deep: 10n }, 'a BigInt'],
    ['base_url', 'Base URL', { itself: ODD_VALUES[0]?.[0] }, 'a list or object that holds itself'],
    ['timeout_seconds', 'Timeout', 10n, 'a BigInt'],
    ['max_retries', 'Retries', Symbol('2'), 'a symbol'],
    ['headers', 'Headers', [['X-Gate', { deep: 10n }]], 'a BigInt'],
    ['headers', 'Headers', [hostile(['X-Gate', 'gate-secret-1'])], 'a Proxy'],
  ])('of %s is named in the error', async (key, label, value, odd) => {
    expect(await told({ ...usual, [key]: value })).toBe(
      `${label} cannot be used, because it holds ${odd}. Use text, numbers, or lists and objects of these.`
    );
  });

  test('that is the connection itself is named by its first field', async () => {
    expect(await told(hostile({}))).toContain('API key cannot be used, because it holds a value that cannot be read.');
  });

  test('does not keep the other secrets from being masked', async () => {
    const headers = [
      ['X-Odd', { deep: 10n }],
      ['X-Gate', 'gate-secret-1'],
    ];
    const error = await askInVain(hello, { ...usual, headers, timeout_seconds: 'gate-secret-1' });
    expect(JSON.stringify(error)).not.toContain('gate-secret');
  });
});

describe('Test connection', () => {
  const tested = (source: unknown) => new Openai().testConnection(source);
  const mine = { apiKey: KEY };
  const MODELS = 'GET /v1/models';

  test('lists models, which costs nothing, and is ok', async () => {
    const sent = answering(MODELS, [{ reply: { object: 'list', data: [] } }]);
    expect(await tested(mine)).toEqual({ status: 'ok' });
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${KEY}`]);
  });

  test('gives the reason when the key is wrong, without the key', async () => {
    const message = `Incorrect API key provided: ${KEY}, or sk-pr****cdef.`;
    answering(MODELS, [{ status: 401, reply: errorReply(message, { code: 'invalid_api_key' }) }]);
    expect(await tested(mine)).toEqual({
      status: 'failed',
      message:
        'Incorrect API key provided: ***, or ***. Check API key in the data source, and that it belongs to the server in Base URL.',
    });
  });

  test.each([
    [undefined, 30],
    ['300', 30],
    [20, 20],
  ])('with a Timeout of %j waits for %i s', async (timeout_seconds, seconds) => {
    const { source } = await serving(SILENCE);
    const { outcome, waits } = await hurried(() => tested({ ...source, timeout_seconds }));
    expect(outcome).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(`No complete reply came within ${seconds} s.`) as string,
    });
    expect(waits.sort((a, b) => b - a)[0]).toBeLessThanOrEqual(seconds * 1000);
  });

  test('does not try again', async () => {
    const sent = answering(MODELS, [{ status: 500, reply: errorReply('Oops') }, { reply: {} }]);
    expect(await tested(mine)).toMatchObject({ status: 'failed', message: expect.stringContaining('Oops.') as string });
    expect(sent).toHaveLength(1);
  });

  test.each([401, 403])('is ok when the key may not list models (%i)', async (status) => {
    const reply = errorReply('You have insufficient permissions. Missing scopes: api.model.read.');
    answering(MODELS, [{ status, reply }]);
    expect(await tested(mine)).toEqual({
      status: 'ok',
      message: 'The key is valid but may not list models. Queries may still work.',
    });
  });

  test.each([404, 405])('says that a server of one’s own answered but lists no models (%i)', async (status) => {
    answering(`${MODELS}?token=secret`, [{ status, reply: 'nothing here' }], 'https://llm.example.com');
    expect(await tested({ base_url: 'https://llm.example.com/v1?token=secret' })).toEqual({
      status: 'failed',
      message:
        'The server answered, but lists no models at https://llm.example.com/v1. The Base URL usually ends in /v1. Queries may still work.',
    });
  });

  test('is ok when the models come as a bare list', async () => {
    answering(MODELS, [{ reply: [{ id: 'a' }] }], 'https://llm.example.com');
    expect(await tested({ base_url: 'https://llm.example.com/v1' })).toEqual({ status: 'ok' });
  });

  test.each([{ models: [{ name: 'a' }] }, { object: 'list', data: null }])(
    'is ok when the models come as %j',
    async (reply) => {
      answering(MODELS, [{ reply }], 'https://llm.example.com');
      expect(await tested({ base_url: 'https://llm.example.com/v1' })).toEqual({ status: 'ok' });
    }
  );

  test.each([{ message: 'Welcome' }, { code: 500, msg: '404 NOT_FOUND', success: false }, {}])(
    'fails when %j comes in place of models',
    async (reply) => {
      answering(MODELS, [{ reply }], 'https://llm.example.com');
      expect(await tested({ base_url: 'https://llm.example.com/v1' })).toEqual({
        status: 'failed',
        message: `The reply holds no list of models. Check Base URL in the data source: its path usually ends in /v1. The reply begins: ${JSON.stringify(reply)}`,
      });
    }
  );

  test.each([
    [404, '/openai/deployments/mine', ''],
    [405, '/openai/deployments/mine', ''],
    [404, '/openai', '?api-version=2026-01-01'],
  ])('is ok when a server of deployments lists no models (%i, %s%s)', async (status, path, query) => {
    answering(`GET ${path}/models${query}`, [{ status, reply: 'nothing here' }], 'https://llm.example.com');
    expect(await tested({ base_url: `https://llm.example.com${path}${query}` })).toEqual({
      status: 'ok',
      message: 'The server answered, but lists no models there, as is usual with deployments.',
    });
  });

  test.each<[number, object]>([
    [500, errorReply('Oops')],
    [501, errorReply('Oops')],
    [503, errorReply('Oops', { code: 'rate_limit_exceeded' })],
  ])(
    'fails with the sentence of a server that cannot list (%i), and no word of a query run again',
    async (status, reply) => {
      answering(MODELS, [{ status, reply }], 'https://llm.example.com');
      expect(await tested({ base_url: 'https://llm.example.com/v1' })).toEqual({
        status: 'failed',
        message: 'Oops. Queries may still work.',
      });
    }
  );

  test.each([
    [404, 'Not found', 'Check Base URL in the data source: its path usually ends in /v1.'],
    [400, 'Missing scopes: api.model.read', 'The server does not allow this.'],
    [403, 'Country not supported', 'The server does not allow this.'],
  ])('fails when OpenAI itself answers %i %s', async (status, words, advice) => {
    answering(MODELS, [{ status, reply: errorReply(words) }]);
    const result = await tested(mine);
    expect(result.status).toBe('failed');
    expect(result.message?.startsWith(`${words}. ${advice}`)).toBe(true);
  });

  test('fails when a server of one’s own refuses for another reason', async () => {
    answering(MODELS, [{ status: 400, reply: errorReply('No') }], 'https://llm.example.com');
    expect(await tested({ base_url: 'https://llm.example.com/v1' })).toEqual({
      status: 'failed',
      message: 'No. Check the fields of the query against what the message says.',
    });
  });

  test('returns what is wrong with the form, whatever the form holds', async () => {
    for (const source of [undefined, null, {}, []]) {
      expect(await tested(source)).toEqual({
        status: 'failed',
        message: 'API key is missing. Enter the key of your OpenAI account in the data source.',
      });
    }
  });
});
