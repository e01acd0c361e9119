import fc from 'fast-check';
import { ask, complaint, KEY, shown } from './support/openai';
import type { Server } from './support/scripted-server.cjs';
import { serving } from './support/server';

/** Base URLs of none, one and several parts, with a slash and a query at the end, and the path that each has. */
const BASES = [
  ['', ''],
  ['/', ''],
  ['/v1', '/v1'],
  ['/v1/', '/v1'],
  ['/gateway/openai/v1', '/gateway/openai/v1'],
  ['/gateway/openai/v1/', '/gateway/openai/v1'],
  ['/v1?api-version=2026-01-01', '/v1'],
] as const;

/** Ways to name another host, or a place above Base URL, or something else than a path; `host` is that of another server. */
const hostile = (host: string): string[] => [
  // A full address.
  `http://${host}/x`,
  `HTTP://${host}/x`,
  `https://${host}/x`,
  `http:/${host}/x`,
  `http:${host}/x`,
  `http:\\\\${host}\\x`,
  ` http://${host}/x`,
  `\thttp://${host}/x`,
  `ht\ntp://${host}/x`,
  `user:password@${host}/x`,
  'file:///etc/passwd',
  'data:text/plain,x',
  'javascript:alert(1)',
  'ws+unix:/x',
  // Another host.
  `//${host}/x`,
  `///${host}/x`,
  `////${host}/x`,
  `/\\${host}/x`,
  `\\\\${host}\\x`,
  `\\/${host}/x`,
  `/\t/${host}/x`,
  `/\n/${host}/x`,
  `/%2f${host}/x`,
  `%2f%2f${host}/x`,
  `／／${host}/x`,
  `//user:password@${host}/x`,
  // Above Base URL, at the beginning, in the middle, at the end.
  '..',
  '/..',
  '../x',
  '/../x',
  '/../../x',
  '/x/../../x',
  '/x/..',
  '/x/../',
  '/.',
  '/./x',
  '/x/./y',
  '/...',
  '/x/.../y',
  // The same with escapes, once and twice, whole and in part.
  '/%2e%2e/x',
  '/%2E%2E/x',
  '/.%2e/x',
  '/%2e./x',
  '/%252e%252e/x',
  '/%25252e%25252e/x',
  '/..%2fx',
  '/..%2Fx',
  '/..%5cx',
  '/x%2f..%2f..%2fx',
  '/%2e%2e%2fx',
  '/%c0%ae%c0%ae/x',
  '/%u002e%u002e/x',
  '/&#46;&#46;/x',
  '/\\u002e\\u002e/x',
  // With backslashes.
  '\\..\\x',
  '/..\\x',
  '/x\\..\\..\\x',
  '/x\\y',
  // What some servers cut off before they look for dots.
  '/..;/x',
  '/..;a=b/x',
  '/.. /x',
  '/..\u00a0/x',
  '/..%00/x',
  '/..%20/x',
  // Letters that only look like dots and slashes.
  '/．．/x',
  '/․․/x',
  '/‥/x',
  '/。。/x',
  '/..／x',
  '/..∕x',
  '/..⁄x',
  '/..＼x',
  '/.\u200b./x',
  '/.\u00ad./x',
  '/\u202e../x',
  // Characters that end a line or a text.
  '/x\0',
  '/\0../x',
  '/x\r\nHost: evil.example.com',
  '/x HTTP/1.1',
  '/x\ty',
  '/x\u2028y',
  '/x\u007f',
  '/x%0d%0aX-Injected: yes',
  '/\ud800',
  // Into the query, or to no request at all.
  '/x?y=z',
  '/x?../../y',
  '/x#y',
  '?x=y',
  '#x',
  '/x%3fy',
  '/x%23y',
  // Parts that are empty.
  '/x//y',
  '/x//',
  '/',
  '//',
  // JSON and templates.
  '{}',
  '{{components.path.value}}',
  '/{id}',
  '/x"y',
  "/x'y",
  '/x y',
  '/ä',
];

describe.each(BASES)('Below the Base URL …%s', (place, base) => {
  test('no spelling of another place is sent at all, and each is refused by the name of the field', async () => {
    const other = await serving({ body: { stolen: true } });
    const own = await serving({ body: { ok: true } });
    const source = { apiKey: KEY, base_url: own.origin + place };
    const spellings = hostile(`localhost:${other.port}`);
    expect(new Set(spellings).size).toBeGreaterThanOrEqual(100);
    for (const method of ['GET', 'POST', 'DELETE']) {
      for (const path of spellings) {
        const said = await complaint({ operation: 'call_api', method, path }, source);
        expect([path, said]).toEqual([path, expect.stringMatching(/^Path must /)]);
      }
    }
    expect([own.attempts(), own.connections(), other.attempts(), other.connections()]).toEqual([0, 0, 0, 0]);
  });

  test('what looks odd and leads nowhere else arrives below it, letter for letter', async () => {
    const own = await serving({ body: { ok: true } });
    const source = { apiKey: KEY, base_url: own.origin + place };
    const paths = [
      ['files', '/files'],
      ['/files', '/files'],
      [' /files/ ', '/files/'],
      ['/responses/resp_1/input_items', '/responses/resp_1/input_items'],
      ['/models/ft:gpt-4o-2024-08-06:acme::7p4lURel', '/models/ft:gpt-4o-2024-08-06:acme::7p4lURel'],
      ['/ai/run/@cf/meta/llama-3.1-8b', '/ai/run/@cf/meta/llama-3.1-8b'],
      ['@evil.example.com/x', '/@evil.example.com/x'],
      ['evil.example.com', '/evil.example.com'],
      ['/http:/x', '/http:/x'],
      ['/:80/x', '/:80/x'],
      ['/..x/.x/x../x..y', '/..x/.x/x../x..y'],
      ['/~a/b,c=d+e', '/~a/b,c=d+e'],
      ['/__proto__/constructor', '/__proto__/constructor'],
      [7, '/7'],
    ] as const;
    for (const [path] of paths) await ask({ operation: 'call_api', path }, source);
    const query = place.split('?')[1];
    expect(own.requests.map(({ path }) => path)).toEqual(
      paths.map(([, wire]) => base + wire + (query ? `?${query}` : ''))
    );
  });

  test('no parameter of the query leads elsewhere', async () => {
    const own = await serving({ body: { ok: true } });
    const source = { apiKey: KEY, base_url: own.origin + place };
    const odd = ['/../x', '//evil.example.com', '#', '?', '&a=b', 'a\r\nHost: x', '\0', '\ud800', '%2e%2e', '{"a":1}'];
    const query_parameters = odd.map((text) => [text, text]);
    await ask({ operation: 'call_api', path: '/x', query_parameters }, source);
    const { pathname, searchParams } = new URL(own.origin + (own.requests[0]?.path ?? ''));
    expect(pathname).toBe(`${base}/x`);
    const sent = [...searchParams].filter(([name]) => name !== 'api-version');
    expect(sent).toEqual(
      query_parameters.map(([text = '']) => [text, text].map((one) => one.replace('\ud800', '\ufffd')))
    );
  });
});

describe('Whatever Path is made of', () => {
  const PIECES = [
    '.',
    '..',
    '/',
    '\\',
    '%',
    '2e',
    '%2e',
    '%2f',
    '%5c',
    '?',
    '#',
    '@',
    ':',
    ';',
    '&',
    '=',
    '+',
    ',',
    '~',
  ];
  const path = fc
    .array(
      fc.constantFrom(...PIECES, 'http', 'localhost', 'v1', 'x', '7', '\0', '\n', ' ', '．', '／', '‥', '\u200b'),
      {
        maxLength: 8,
      }
    )
    .map((pieces) => pieces.join(''));
  let own: Server;

  /** Runs a query; gives the paths that arrived. */
  const arrived = async (typed: string, place: string) => {
    own.requests.length = 0;
    const source = { apiKey: KEY, base_url: own.origin + place };
    const [outcome] = await Promise.allSettled([ask({ operation: 'call_api', path: typed }, source)]);
    if (outcome.status === 'rejected') expect(shown(outcome.reason).data['kind']).toBe('invalid_input');
    return own.requests.map((request) => request.path);
  };

  test('it is refused, or arrives below Base URL and would not be read in another way', async () => {
    own = await serving({ body: { ok: true } });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('/v1', '/a/b/v1/'), async (typed, place) => {
        for (const wire of await arrived(typed, place)) {
          count += 1;
          const base = place.replace(/\/$/, '');
          expect(wire.startsWith(`${base}/`)).toBe(true);
          expect(wire).not.toMatch(/\/\.+(\/|$)|\/\/|[%\\;]|[^!-~]/);
          expect(new URL(wire, own.origin).pathname).toBe(wire);
        }
      }),
      { numRuns: 500 }
    );
    expect(count).toBeGreaterThan(10);
  });
});

test('A redirect is not followed', async () => {
  const other = await serving({ body: { stolen: true } });
  const { source } = await serving({ status: 307, headers: { location: `${other.origin}/v1/files` } });
  await expect(ask({ operation: 'call_api', path: '/files' }, source)).rejects.toMatchObject({
    description: expect.stringContaining('and redirects are not followed') as string,
  });
  expect(other.attempts()).toBe(0);
});
