import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';
import vm from 'node:vm';
import { loaders, loadService } from '../scripts/hosts.cjs';
import { chatReply } from './support/openai';

const code = readFileSync('dist/index.js', 'utf8');

/** A server that answers a chat with the key, organization and path it came with, and counts its connections. */
async function mirror() {
  let connections = 0;
  const server = createServer((request: IncomingMessage, response) => {
    void jsonOf(request).then(() => {
      const { authorization, 'openai-organization': organization } = request.headers;
      const content = [authorization, organization, request.url].join(' ');
      setTimeout(
        () =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(chatReply({ content }))),
        Math.random() * 5
      );
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin, stop, connections: () => connections };
}

describe('The built bundle', () => {
  test('gives the same results in every loader of ToolJet', () => {
    expect(execFileSync(process.execPath, ['scripts/smoke.cjs'], { encoding: 'utf8' })).toContain(
      'in the loaders A, C1, C2'
    );
  });

  test('keeps two data sources apart in 200 interleaved queries', async () => {
    const { origin, stop } = await mirror();
    const sources = ['first', 'second'].map((name) => ({
      apiKey: `sk-key-of-${name}`,
      organizationId: name,
      base_url: `${origin}/${name}/v1`,
    }));
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const source = sources[index % 2];
        const { data } = await loadService(code).run(source, { operation: 'chat', prompt: 'Hello' });
        return [index % 2, data];
      })
    );
    stop();
    const expected = ['first', 'second'].map((name) => `Bearer sk-key-of-${name} ${name} /${name}/v1/chat/completions`);
    for (const [index, data] of answers) expect(data).toBe(expected[index as number]);
  });

  test('uses one network connection for queries one after another', async () => {
    const { origin, stop, connections } = await mirror();
    const source = { apiKey: 'sk-key', base_url: `${origin}/v1` };
    for (let query = 0; query < 50; query += 1) {
      await loadService(code).run(source, { operation: 'chat', prompt: 'Hello' });
    }
    stop();
    expect(connections()).toBe(1);
  });

  test('is compiled once for a server, and anew for another version', () => {
    const classOf = (text: string) => loaders.C2(text).default;
    expect(classOf(code)).toBe(classOf(code));
    expect(loaders.A(code).default).toBe(loaders.C1(code).default);
    expect(classOf(code.replace(/@[0-9a-f]{16}'/, "@another'"))).not.toBe(classOf(code));
  });

  test('names a file in its stack traces', async () => {
    const error = (await loadService(code)
      .run({}, {})
      .catch((reason: unknown) => reason)) as Error;
    expect(error.stack).toMatch(/at .*@tooljet-marketplace\/openai@[0-9a-f]{16}\.js:\d+:\d+/);
  });

  test.each([
    ['has no require', { Buffer }],
    ['refuses to compile', { Buffer, require: () => ({ runInThisContext: () => ({}) }) }],
  ])('says what it needs when the host %s', (_name, globals) => {
    const load = () => {
      vm.runInNewContext(code, { module: {}, ...globals });
    };
    expect(load).toThrow(/^The OpenAI plugin cannot start: it needs a host that passes Node’s require and allows vm/);
  });
});
