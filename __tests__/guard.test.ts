import dns, { type LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import nock from 'nock';
import Openai from '../lib';
import { carriedFailure } from '../lib/errors/failure';
import { lookup } from '../lib/http/guard';
import { answering, ask, askInVain, chatReply, complaint, KEY } from './support/openai';
import { serving } from './support/server';

const saved = { ...process.env };

afterEach(() => {
  process.env = { ...saved };
  jest.restoreAllMocks();
  nock.disableNetConnect();
  nock.enableNetConnect('localhost');
});

const hello = { operation: 'chat', prompt: 'Hello' };
const at = (base_url: string) => ({ apiKey: KEY, base_url });

/** Runs a query against an address that answers; fails when it is refused. */
async function reach(base_url: string): Promise<void> {
  const sent = answering('/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }], new URL(base_url).origin);
  expect((await ask(hello, at(base_url))).data).toBe('Hi');
  expect(sent).toHaveLength(1);
}

const notAllowed = (reason: string, advice = 'Enter another address.') =>
  `Base URL is not allowed by this ToolJet server: ${reason}. ${advice}`;

const WRITE_LOCALHOST = 'For a server on the same machine write localhost instead.';

const OPEN = [
  ...['https://example.com', 'http://93.184.216.34', 'http://1.1.1.1', 'http://11.0.0.1', 'http://9.255.255.255'],
  ...[
    'http://100.63.255.255',
    'http://100.128.0.1',
    'http://172.15.255.255',
    'http://172.32.0.1',
    'http://192.169.0.1',
  ],
  ...['http://169.253.0.1', 'http://168.63.129.17', 'http://198.18.0.1', 'http://198.19.255.255', 'http://198.20.0.1'],
  ...['http://223.255.255.255', 'http://0x5d.0xb8.0xd8.0x22', 'http://1572395042', 'https://EXAMPLE.com.'],
  ...[
    'http://[2606:2800:220:1::1]',
    'http://[2001:2::1]',
    'http://[::ffff:93.184.216.34]',
    'http://[::ffff:0:5db8:d822]',
  ],
  ...['http://[64:ff9b::5db8:d822]', 'http://[2002:5db8:d822::1]', 'http://[2001:0:0:0:0:0:a247:27dd]'],
  ...['https://localhost.example.com', 'https://nip.io.example.com', 'https://mynip.io', 'https://notlocalhost'],
];

const OWN_NETWORK: [string, string][] = [
  ['http://10.0.0.1', '10.0.0.1'],
  ['http://10.255.255.255', '10.255.255.255'],
  ['http://0xa.1', '10.0.0.1'],
  ['http://172.16.5.4', '172.16.5.4'],
  ['http://172.31.255.255', '172.31.255.255'],
  ['http://192.168.1.1', '192.168.1.1'],
  ['http://3232235777', '192.168.1.1'],
  ['http://[fd00::1]', 'fd00::1'],
  ['http://[fc00::1]', 'fc00::1'],
  ['http://[::ffff:10.0.0.1]', '::ffff:a00:1'],
  ['http://[64:ff9b::192.168.1.1]', '64:ff9b::c0a8:101'],
  ['http://[2002:a00:1::1]', '2002:a00:1::1'],
];

const LOCAL: [string, string][] = [
  ['http://localhost', 'localhost'],
  ['http://localhost:11434', 'localhost'],
  ['http://LOCALHOST', 'localhost'],
  ['http://localhost.', 'localhost'],
  ['http://llm.localhost', 'localhost'],
  ['http://a.b.LocalHost.', 'localhost'],
  ['http://ip6-localhost', 'ip6-localhost'],
  ['http://ip6-loopback', 'ip6-loopback'],
];

/** Spellings of the server itself, for which a self-hosted server takes localhost. */
const LOOPBACK: [string, string][] = [
  ['http://127.0.0.1', '127.0.0.1'],
  ['http://127.9.9.9', '127.9.9.9'],
  ['http://127.1', '127.0.0.1'],
  ['http://127.0.0.1.', '127.0.0.1'],
  ['http://2130706433', '127.0.0.1'],
  ['http://0x7f.0.0.1', '127.0.0.1'],
  ['http://0x7f000001', '127.0.0.1'],
  ['http://0177.0.0.1', '127.0.0.1'],
  ['http://017700000001', '127.0.0.1'],
  ['http://①②⑦.⓪.⓪.①', '127.0.0.1'],
  ['http://127%2e0%2e0%2e1', '127.0.0.1'],
  ['http://[::1]', '::1'],
  ['http://[0:0:0:0:0:0:0:1]', '::1'],
];

const DANGEROUS: [string, string][] = [
  ['http://0.0.0.0', '0.0.0.0'],
  ['http://0', '0.0.0.0'],
  ['http://0.1.2.3', '0.1.2.3'],
  ['http://169.254.169.254', '169.254.169.254'],
  ['http://0xa9fea9fe', '169.254.169.254'],
  ['http://2852039166', '169.254.169.254'],
  ['http://169.254.0.1', '169.254.0.1'],
  ['http://100.100.100.200', '100.100.100.200'],
  ['http://100.64.0.1', '100.64.0.1'],
  ['http://100.127.255.255', '100.127.255.255'],
  ['http://168.63.129.16', '168.63.129.16'],
  ['http://192.0.0.192', '192.0.0.192'],
  ['http://192.0.2.1', '192.0.2.1'],
  ['http://198.51.100.1', '198.51.100.1'],
  ['http://203.0.113.1', '203.0.113.1'],
  ['http://224.0.0.1', '224.0.0.1'],
  ['http://239.255.255.255', '239.255.255.255'],
  ['http://240.0.0.1', '240.0.0.1'],
  ['http://255.255.255.255', '255.255.255.255'],
  ['http://[::]', '::'],
  ['http://[0:0:0:0:0:0:0:0]', '::'],
  ['http://[fe80::1]', 'fe80::1'],
  ['http://[febf::1]', 'febf::1'],
  ['http://[fec0::1]', 'fec0::1'],
  ['http://[ff02::1]', 'ff02::1'],
  ['http://[100::1]', '100::1'],
  ['http://[2001:db8::1]', '2001:db8::1'],
  ['http://[fd00:ec2::254]', 'fd00:ec2::254'],
  ['http://[fd20:ce::254]', 'fd20:ce::254'],
  ['http://[::127.0.0.1]', '::7f00:1'],
  ['http://[::93.184.216.34]', '::5db8:d822'],
  ['http://[::ffff:127.0.0.1]', '::ffff:7f00:1'],
  ['http://[::ffff:0.0.0.0]', '::ffff:0:0'],
  ['http://[::ffff:a9fe:a9fe]', '::ffff:a9fe:a9fe'],
  ['http://[::ffff:168.63.129.16]', '::ffff:a83f:8110'],
  ['http://[::ffff:0:127.0.0.1]', '::ffff:0:7f00:1'],
  ['http://[64:ff9b::127.0.0.1]', '64:ff9b::7f00:1'],
  ['http://[64:ff9b::169.254.169.254]', '64:ff9b::a9fe:a9fe'],
  ['http://[64:ff9b:1::93.184.216.34]', '64:ff9b:1::5db8:d822'],
  ['http://[2002:7f00:1::1]', '2002:7f00:1::1'],
  ['http://[2002:a9fe:a9fe::]', '2002:a9fe:a9fe::'],
  ['http://[2001:0:4136:e378::80ff:fffe]', '2001:0:4136:e378::80ff:fffe'],
  ['http://[2001:0:4136:e378::5601:5601]', '2001:0:4136:e378::5601:5601'],
];

const NAMES: [string, string][] = [
  ['http://metadata.google.internal', 'metadata.google.internal'],
  ['http://METADATA.google.internal.', 'metadata.google.internal'],
  ['http://10.0.0.1.nip.io', '10.0.0.1.nip.io'],
  ['http://10.0.0.1.nip.io.', '10.0.0.1.nip.io'],
  ['http://a.xip.io', 'a.xip.io'],
  ['http://a.sslip.io', 'a.sslip.io'],
  ['http://localtest.me', 'localtest.me'],
  ['http://a.localtest.me', 'a.localtest.me'],
  ['http://a.traefik.me', 'a.traefik.me'],
];

const address = (text: string) => `the address ${text} is private or reserved`;
const host = (text: string) => `the host ${text} is not allowed`;

describe('A self-hosted ToolJet', () => {
  test.each([...OPEN, ...[...OWN_NETWORK, ...LOCAL].map(([url]) => url)])('may call %s', reach);

  test.each(LOOPBACK)('may not call %s, and is told to write localhost', async (url, text) => {
    expect(await complaint(hello, at(url))).toBe(notAllowed(address(text), WRITE_LOCALHOST));
  });

  test.each(DANGEROUS)('may not call %s', async (url, text) => {
    expect(await complaint(hello, at(url))).toBe(notAllowed(address(text)));
  });

  test.each(NAMES)('may not call %s', async (url, text) => {
    expect(await complaint(hello, at(url))).toBe(notAllowed(host(text)));
  });
});

describe('ToolJet Cloud', () => {
  beforeEach(() => {
    // The switch counts for nothing there.
    Object.assign(process.env, { TOOLJET_EDITION: 'Cloud', SSRF_PROTECTION_ENABLED: 'false' });
  });

  test.each(OPEN)('may call %s', reach);

  test.each([...OWN_NETWORK, ...LOOPBACK, ...DANGEROUS])('may not call %s', async (url, text) => {
    expect(await complaint(hello, at(url))).toBe(notAllowed(address(text)));
  });

  test.each([...LOCAL, ...NAMES])('may not call %s', async (url, text) => {
    expect(await complaint(hello, at(url))).toBe(notAllowed(host(text)));
  });
});

describe('Base URL', () => {
  test.each([
    ['', '', true],
    ['', 'false', false],
    ['ce', 'true', true],
    ['ee', '', false],
    ['EE', 'true', true],
  ])('in edition %j with the switch at %j is checked: %j', async (edition, enabled, checks) => {
    Object.assign(process.env, { TOOLJET_EDITION: edition, SSRF_PROTECTION_ENABLED: enabled });
    const url = 'http://127.0.0.1';
    if (checks) expect(await complaint(hello, at(url))).toBe(notAllowed(address('127.0.0.1'), WRITE_LOCALHOST));
    else await reach(url);
  });

  test('may not have a scheme that the switch names', async () => {
    process.env['SSRF_BLOCKED_SCHEMES'] = 'ftp, HTTP';
    const refusal = notAllowed('the scheme http: is not allowed');
    expect(await complaint(hello, at('http://example.com'))).toBe(refusal);
    await reach('https://example.com');
    await reach('http://localhost');
  });

  test.each([
    ...[
      'file:///etc/passwd',
      'ftp://example.com',
      'gopher://a',
      'dict://a',
      'data:text/plain,a',
      'javascript:1',
      'jar:a',
    ],
    ...['not an address', 'http://[fe80::1%25eth0]'],
  ])('may not be %s', async (url) => {
    expect(await complaint(hello, at(url))).toBe(
      'Base URL is not a valid web address. Enter an address such as https://api.openai.com/v1, or leave the field blank for OpenAI.'
    );
  });

  test.each(['http://169.254.169.254@example.com', 'http://2130706433@example.com', 'http://me@example.com'])(
    'may not hold a user name, as in %s',
    async (url) => {
      expect(await complaint(hello, at(url))).toContain('Base URL must not hold a user name or password.');
    }
  );

  test('is not checked when it is blank', async () => {
    process.env['SSRF_BLOCKED_SCHEMES'] = 'https';
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    expect((await ask(hello, at(''))).data).toBe('Hi');
  });
});

/** The network's edge: what the system's resolver says, one answer after another; the last one stays. */
function resolving(...answers: (readonly string[] | NodeJS.ErrnoException)[]) {
  const asked: string[] = [];
  type Callback = (error: Error | null, addresses: LookupAddress[]) => void;
  const answer = (name: string, _options: object, callback: Callback) => {
    const now = answers[Math.min(asked.push(name), answers.length) - 1] ?? [];
    setImmediate(() => {
      if (now instanceof Error) callback(now, []);
      else
        callback(
          null,
          now.map((text) => ({ address: text, family: text.includes(':') ? 6 : 4 }))
        );
    });
  };
  jest.spyOn(dns, 'lookup').mockImplementation(answer as unknown as typeof dns.lookup);
  return asked;
}

/** What `lookup` gives for a name. */
const all = promisify((name: string, done: (error: Error | null, addresses?: unknown) => void) => {
  lookup(name, { all: true }, done);
});

/** Why `lookup` refuses a name; undefined when it does not. */
const refusalOf = (name: string) =>
  all(name).then(
    () => undefined,
    (error: unknown) => carriedFailure(error)
  );

const internal = (name: string) => ({
  kind: 'invalid_input',
  message: notAllowed(`the host ${name} has a private or reserved address`),
  retryable: false,
});

describe('The addresses of a name', () => {
  beforeEach(() => {
    process.env['SSRF_DNS_RESOLUTION_CHECK'] = 'true';
  });

  test.each(LOOPBACK.concat(DANGEROUS).map(([, text]) => text))(
    'may not hold %s, beside others or alone',
    async (text) => {
      resolving([text], ['93.184.216.34', text], [text, '2606:2800:220:1::1']);
      for (let time = 0; time < 3; time += 1)
        expect(await refusalOf('llm.example.com')).toEqual(internal('llm.example.com'));
    }
  );

  test('may not hold a link-local one with a zone', async () => {
    resolving(['fe80::1%eth0']);
    expect(await refusalOf('llm.example.com')).toEqual(internal('llm.example.com'));
  });

  test.each(OWN_NETWORK.map(([, text]) => text))('may hold %s on a self-hosted server only', async (text) => {
    resolving([text]);
    expect(await refusalOf('llm.example.com')).toBeUndefined();
    process.env['TOOLJET_EDITION'] = 'cloud';
    expect(await refusalOf('llm.example.com')).toEqual(internal('llm.example.com'));
  });

  test('stop a query before anything is sent, and its error is that of the field', async () => {
    resolving(['10.0.0.1']);
    nock.enableNetConnect('llm.example.com');
    process.env['TOOLJET_EDITION'] = 'cloud';
    expect(await complaint(hello, at('http://LLM.example.com./v1'))).toBe(internal('llm.example.com').message);
  });

  test('are given in both ways that Node asks for them', async () => {
    const asked = resolving(['93.184.216.34', '2606:2800:220:1::1']);
    const both = [
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ];
    expect(await all('llm.example.com')).toEqual(both);
    const first = await new Promise((resolve) => {
      lookup('llm.example.com.', {}, (...given) => {
        resolve(given);
      });
    });
    expect(first).toEqual([null, '93.184.216.34', 4]);
    expect(asked).toEqual(['llm.example.com', 'llm.example.com.']);
  });

  test('may be loopback for the names of the server itself, but nothing worse', async () => {
    const asked = resolving(['::1', '127.0.0.1'], ['::1'], ['127.0.0.1'], ['169.254.169.254']);
    expect(await refusalOf('localhost')).toBeUndefined();
    expect(await refusalOf('ip6-loopback')).toBeUndefined();
    expect(await refusalOf('LLM.LocalHost.')).toBeUndefined();
    expect(await refusalOf('llm.localhost')).toEqual(internal('localhost'));
    expect(asked).toEqual(['localhost', 'ip6-loopback', 'localhost', 'localhost']);
  });

  test('may not be loopback for any name in ToolJet Cloud', async () => {
    process.env['TOOLJET_EDITION'] = 'cloud';
    resolving(['::1']);
    expect(await refusalOf('localhost')).toEqual(internal('localhost'));
  });

  test.each([{ SSRF_PROTECTION_ENABLED: 'false' }, { SSRF_DNS_RESOLUTION_CHECK: 'false' }, { TOOLJET_EDITION: 'ee' }])(
    'are not checked with %j',
    async (switches) => {
      Object.assign(process.env, switches);
      resolving(['127.0.0.1']);
      expect(await all('llm.example.com')).toEqual([{ address: '127.0.0.1', family: 4 }]);
    }
  );

  test('are checked each time: a name that answers differently gets nowhere', async () => {
    const asked = resolving(['93.184.216.34'], ['127.0.0.1']);
    expect(await refusalOf('rebound.example.com')).toBeUndefined();
    expect(await refusalOf('rebound.example.com')).toEqual(internal('rebound.example.com'));
    expect(asked).toEqual(['rebound.example.com', 'rebound.example.com']);
  });

  test('that were checked are those that are connected to', async () => {
    const server = await serving({ body: chatReply({ content: 'Hi' }) });
    // Nobody lives at the first address; the second one would answer.
    const asked = resolving(['198.18.0.1'], ['127.0.0.1']);
    const base_url = server.baseUrl.replace('localhost', 'rebound.example.com');
    const source = { apiKey: KEY, base_url, max_retries: 0, timeout_seconds: 1 };
    expect((await askInVain(hello, source)).data['kind']).toMatch(/^(connection|timeout)$/);
    expect(asked).toEqual(['rebound.example.com']);
    expect(server.connections()).toBe(0);
  });

  test('that may not be called are refused at the socket, and never tried again', async () => {
    const server = await serving({ body: chatReply({ content: 'Hi' }) });
    const asked = resolving(['127.0.0.1']);
    const base_url = server.baseUrl.replace('localhost', 'rebound.example.com');
    expect(await complaint(hello, { apiKey: KEY, base_url })).toBe(internal('rebound.example.com').message);
    expect(await new Openai().testConnection({ apiKey: KEY, base_url })).toEqual({
      status: 'failed',
      message: internal('rebound.example.com').message,
    });
    expect(asked).toHaveLength(2);
    expect(server.connections()).toBe(0);
  });

  test('that cannot be found are an error of the network, as Node gives it', async () => {
    const gone = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    resolving(gone);
    await expect(all('no-such-host.invalid')).rejects.toBe(gone);
    nock.enableNetConnect('no-such-host.invalid');
    const { data } = await askInVain(hello, { ...at('http://no-such-host.invalid/v1'), max_retries: 0 });
    expect(data).toEqual({
      message:
        'No usable connection to http://no-such-host.invalid: ENOTFOUND. Check Base URL in the data source, and that this ToolJet server can reach that address.',
      kind: 'connection',
      retryable: true,
    });
  });

  test('are waited for no longer than the budget', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    nock.enableNetConnect('llm.example.com');
    const { data } = await askInVain(hello, { ...at('http://llm.example.com/v1'), timeout_seconds: 1 });
    expect(data['kind']).toBe('timeout');
  });
});
