import { createSocket } from 'node:dgram';
import { getServers, setServers } from 'node:dns/promises';
import { setImmediate } from 'node:timers/promises';
import { validateUrlForSSRF } from '@tooljet-marketplace/common';
import { answering, ask, askInVain, chatReply, complaint, KEY } from './support/openai';

const refusal = async (url: string): Promise<string | undefined> =>
  validateUrlForSSRF(url).then(
    () => undefined,
    (error: unknown) => (error as { description: string }).description
  );

const saved = { ...process.env };

afterEach(() => {
  process.env = { ...saved };
});

const OPEN = ['https://example.com/v1', 'http://93.184.216.34', 'http://[2606:2800:220:1::1]/'];
const OWN_NETWORK = ['http://10.0.0.1', 'http://172.16.5.4', 'http://192.168.1.1', 'http://[fd00::1]'];
const LOCAL = ['http://localhost:11434/v1', 'http://LOCALHOST', 'http://ip6-localhost', 'http://ip6-loopback'];
const DANGEROUS = [
  ...['http://127.0.0.1', 'http://127.9.9.9', 'http://2130706433', 'http://0x7f.0.0.1', 'http://0177.0.0.1'],
  ...['http://0.0.0.0', 'http://169.254.169.254/latest', 'http://100.100.100.200', 'http://100.64.0.1'],
  ...['http://224.0.0.1', 'http://240.0.0.1', 'http://255.255.255.255', 'http://[::1]', 'http://[fe80::1]'],
  ...['http://[::ffff:127.0.0.1]', 'http://[::ffff:a9fe:a9fe]', 'http://metadata.google.internal'],
  ...['http://10.0.0.1.nip.io', 'http://a.xip.io', 'http://a.sslip.io', 'http://a.localtest.me', 'http://a.traefik.me'],
  ...['http://169.254.169.254@example.com', 'http://2130706433@example.com', 'file:///etc/passwd', 'ftp://example.com'],
  ...['gopher://a', 'dict://a', 'data:text/plain,a', 'javascript:1', 'jar:a', 'not an address'],
];

describe('The stand-in for ToolJet’s address guard', () => {
  test.each([...OPEN, ...OWN_NETWORK, ...LOCAL, 'http://me@example.com', 'http://me%20too@example.com'])(
    'lets a self-hosted ToolJet call %s',
    async (url) => {
      expect(await refusal(url)).toBeUndefined();
    }
  );

  test.each(DANGEROUS)('lets nobody call %s', async (url) => {
    expect(await refusal(url)).toEqual(expect.any(String));
    process.env['TOOLJET_EDITION'] = 'Cloud';
    expect(await refusal(url)).toEqual(expect.any(String));
  });

  test.each([...OWN_NETWORK, ...LOCAL])(
    'keeps ToolJet Cloud from calling %s, whatever the switch says',
    async (url) => {
      Object.assign(process.env, { TOOLJET_EDITION: 'cloud', SSRF_PROTECTION_ENABLED: 'false' });
      expect(await refusal(url)).toEqual(expect.any(String));
    }
  );

  test.each([
    ['', '', true],
    ['', 'false', false],
    ['ce', 'true', true],
    ['ee', '', false],
    ['EE', 'true', true],
  ])('edition %j with the switch at %j checks: %j', async (edition, enabled, checks) => {
    Object.assign(process.env, { TOOLJET_EDITION: edition, SSRF_PROTECTION_ENABLED: enabled });
    expect((await refusal('http://127.0.0.1')) !== undefined).toBe(checks);
  });

  test('takes the list of schemes from its switch', async () => {
    process.env['SSRF_BLOCKED_SCHEMES'] = 'http, gopher';
    expect(await refusal('http://example.com')).toContain('http:');
    expect(await refusal('ftp://example.com')).toBeUndefined();
  });

  test('refuses a name without an address in DNS', async () => {
    process.env['SSRF_DNS_RESOLUTION_CHECK'] = 'true';
    expect(await refusal('http://no-such-host.invalid')).toContain('no address in DNS');
    expect(await refusal('http://93.184.216.34')).toBeUndefined();
  });
});

describe('Base URL', () => {
  test('is given up when DNS does not answer within the budget', async () => {
    const blackHole = createSocket('udp4');
    const answers: (() => void)[] = [];
    blackHole.on('message', (question, { port, address }) => {
      const noSuchName = Buffer.from(question);
      noSuchName.writeUInt16BE(0x8183, 2);
      answers.push(() => {
        blackHole.send(noSuchName, port, address);
      });
    });
    await new Promise<void>((resolve) => blackHole.bind(0, '127.0.0.1', resolve));
    const before = getServers();
    try {
      setServers([`127.0.0.1:${blackHole.address().port}`]);
      process.env['SSRF_DNS_RESOLUTION_CHECK'] = 'true';
      const source = { base_url: 'http://llm.example.com/v1', timeout_seconds: 1 };
      expect((await askInVain({ operation: 'chat', prompt: 'Hello' }, source)).data['kind']).toBe('timeout');
    } finally {
      for (const answer of answers) answer();
      await setImmediate();
      setServers(before);
      blackHole.close();
    }
  });

  const hello = { operation: 'chat', prompt: 'Hello' };

  test('is refused in words that name the field and keep the reason', async () => {
    expect(await complaint(hello, { apiKey: KEY, base_url: 'http://127.0.0.1:9/v1' })).toBe(
      'Base URL is not allowed by this ToolJet server: the address 127.0.0.1 is private or reserved. For a server on the same machine write localhost instead.'
    );
  });

  test('is refused with other advice where localhost is no way out', async () => {
    expect(await complaint(hello, { apiKey: KEY, base_url: 'http://0.0.0.0:9/v1' })).toBe(
      'Base URL is not allowed by this ToolJet server: the address 0.0.0.0 is private or reserved. Enter another address.'
    );
    expect(await complaint(hello, { apiKey: KEY, base_url: 'http://[::1]:9/v1' })).toContain(
      'write localhost instead.'
    );
  });

  test('is not checked when it is blank', async () => {
    process.env['SSRF_BLOCKED_SCHEMES'] = 'https';
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    expect((await ask(hello, { apiKey: KEY, base_url: '' })).data).toBe('Hi');
  });
});
