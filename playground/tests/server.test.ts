/* The playground's server keeps to this machine, this page and this person. */
import { request as send } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { spawn } from 'node:child_process';
import { ADDRESS, expect, test } from './page';

const { origin, host, port, searchParams } = new URL(ADDRESS);
const token = searchParams.get('token') as string;

type Answer = { readonly status: number | undefined; readonly policy: unknown; readonly text: string };

/** A request past the browser, with headers that a page could not choose. */
const asked = (path: string, headers: Record<string, string | undefined>, method = 'POST'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const sent = send(origin + path, { method, headers: given }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => {
        resolve({ status: response.statusCode, policy: response.headers['content-security-policy'], text });
      });
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });

const right = { host, origin, 'x-playground-token': token };

test('answers the page', async () => {
  const { status, text } = await asked('/api/forms', right);
  expect(status).toBe(200);
  expect(text).toContain('"connection"');
});

const WRONG: [string, Record<string, string | undefined>][] = [
  ['another Host', { host: 'evil.example' }],
  ['localhost as Host', { host: `localhost:${port}` }],
  ['another Origin', { origin: 'https://evil.example' }],
  ['the Origin null', { origin: 'null' }],
  ['no Origin', { origin: undefined }],
  ['a wrong token', { 'x-playground-token': 'x'.repeat(token.length) }],
  ['no token', { 'x-playground-token': undefined }],
];

for (const [what, change] of WRONG) {
  for (const path of ['/api/forms', '/api/run', '/api/test', '/api/secrets', '/api/stop']) {
    test(`refuses ${what} at ${path}`, async () => {
      const { status, text } = await asked(path, { ...right, ...change });
      expect(status).toBe(403);
      expect(text).not.toContain('"connection"');
    });
  }
}

for (const [what, path, change] of [
  ['without a token', '/', {}],
  ['with a wrong token', '/?token=x', {}],
  ['as localhost', `/?token=${token}`, { host: `localhost:${port}` }],
  ['of another Host', `/?token=${token}`, { host: 'evil.example' }],
] as const) {
  test(`the page ${what} says which address to open, and holds no token`, async () => {
    const { status, text } = await asked(path, { host, ...change }, 'GET');
    expect(status).toBe(403);
    expect(text).toContain('Open the address that is printed in the terminal');
    expect(text).not.toContain(token);
  });
}

test('gives out nothing but the page', async () => {
  for (const path of ['/../package.json', '/package.json', '/page/main.tsx', '/toString', '/%2e%2e/package.json']) {
    expect((await asked(path, { host }, 'GET')).status, path).toBe(404);
  }
});

test('sends a policy that lets the page load nothing from elsewhere and evaluate nothing', async () => {
  const policy = (style: string) =>
    `default-src 'none'; script-src 'self'; style-src 'self'${style}; connect-src 'self'; img-src 'self' data: blob:; media-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  expect((await asked(`/?token=${token}`, { host }, 'GET')).policy).toBe(policy(` 'nonce-${token}'`));
  for (const path of ['/', '/page.js', '/nothing'])
    expect((await asked(path, { host }, 'GET')).policy).toBe(policy(''));
});

test('listens on the loopback address only', async () => {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const others = all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
  // On Linux every address from 127.0.0.1 to 127.255.255.255 leads to this machine.
  if (process.platform === 'linux') others.push('127.0.0.2');
  for (const address of others) {
    const outcome = await new Promise((resolve) => {
      const socket = connect(Number(port), address, () => {
        socket.destroy();
        resolve('connected');
      });
      socket.on('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code);
      });
    });
    expect(outcome, address).toBe('ECONNREFUSED');
  }
});

const printed = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const started = spawn(process.execPath, ['output/playground/server.cjs', ...args], { cwd: process.cwd() });
    for (const stream of [started.stdout, started.stderr]) {
      stream.once('data', (text) => {
        started.kill();
        resolve(String(text));
      });
    }
  });

test('takes the next port when one is taken', async () => {
  const taken = createServer();
  const first = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      resolve((taken.address() as { port: number }).port);
    });
  });
  const [, next] = /127\.0\.0\.1:(\d+)/.exec(await printed('--port', String(first))) ?? [];
  expect(Number(next)).toBeGreaterThan(first);
  taken.close();
});

test('says how it is started when it is started in another way', async () => {
  for (const args of [
    ['--port', 'x'],
    ['--port', '65536'],
    ['--host', 'x'],
  ]) {
    expect(await printed(...args)).toContain('Usage: npm run playground -- [--port N]');
  }
});
