import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import form from '../operations.json';
import { loaders, loadService } from '../scripts/hosts.cjs';
import { chatReply } from './support/openai';
import { serving } from './support/server';

const code = readFileSync('dist/index.js', 'utf8');

/** A server that answers a chat with the key, organization and path it came with. */
const mirror = () =>
  serving(({ headers: { authorization, 'openai-organization': organization }, path }) => ({
    body: chatReply({ content: [authorization, organization, path].join(' ') }),
    delay: Math.random() * 5,
  }));

describe('The built bundle', () => {
  test('gives the same results in every loader of ToolJet', () => {
    expect(execFileSync(process.execPath, ['scripts/smoke.cjs'], { encoding: 'utf8' })).toContain(
      'in the loaders A, C1, C2'
    );
  });

  test('knows the labels of the forms, and nothing else of them', async () => {
    const query = loadService(code).run({ apiKey: 'sk-key' }, { operation: 'chat', prompt: 'Hi', max_tokens: 10n });
    await expect(query).rejects.toMatchObject({
      description: expect.stringContaining('Max Tokens cannot be used, because it holds a BigInt.') as string,
    });
    const [, packed = ''] = /Buffer\.from\('([^']+)', 'base64'\)/.exec(code) ?? [];
    const plain = brotliDecompressSync(Buffer.from(packed, 'base64')).toString();
    expect(plain).toContain('Max Tokens');
    expect(plain).not.toContain(form.properties.chat.max_tokens.tooltip);
  });

  test('keeps two data sources apart in 200 interleaved queries', async () => {
    const { origin } = await mirror();
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
    const expected = ['first', 'second'].map((name) => `Bearer sk-key-of-${name} ${name} /${name}/v1/chat/completions`);
    for (const [index, data] of answers) expect(data).toBe(expected[index as number]);
  });

  test('uses one network connection for queries one after another', async () => {
    const { source, connections } = await mirror();
    for (let query = 0; query < 50; query += 1) {
      await loadService(code).run(source, { operation: 'chat', prompt: 'Hello' });
    }
    expect(connections()).toBe(1);
  });

  test('is compiled once for a server, and anew for another version', () => {
    const classOf = (text: string) => loaders.C2(text).default;
    expect(classOf(code)).toBe(classOf(code));
    expect(loaders.A(code).default).toBe(loaders.C1(code).default);
    expect(classOf(code.replace(/@[0-9a-f]{16}'/, "@another'"))).not.toBe(classOf(code));
  });

  test('is known by the hash of the code in it', () => {
    const [, hash, text] = /@([0-9a-f]{16})'[^]*from\('([\w+/=]+)'/.exec(code) as unknown as [string, string, string];
    const plugin = brotliDecompressSync(Buffer.from(text, 'base64'));
    expect(createHash('sha256').update(plugin).digest('hex').slice(0, 16)).toBe(hash);
  });

  test('names a file in its stack traces', async () => {
    const error = (await loadService(code)
      .run({}, {})
      .catch((reason: unknown) => reason)) as Error;
    expect(error.stack).toMatch(/at .*@tooljet-marketplace\/openai@[0-9a-f]{16}\.js:\d+:\d+/);
  });

  test.each([
    ['has no require', undefined, 'require is not defined'],
    ['refuses to compile', 'compileFunction', 'no code here'],
    ['has no main realm to offer', 'runInThisContext', 'no code here'],
  ])('says what it needs when the host %s', (_name, refused, reason) => {
    const refuse = () => {
      throw new Error('no code here');
    };
    const refusing = (name: string): unknown =>
      name === 'vm'
        ? { runInThisContext: () => ({}), compileFunction: vm.compileFunction, [refused ?? '']: refuse }
        : jest.requireActual(name);
    const load = () => {
      vm.runInNewContext(code, { module: {}, Buffer, ...(refused && { require: refusing }) });
    };
    expect(load).toThrow(
      `The OpenAI plugin cannot start: it needs a host that passes Node’s require and allows vm.compileFunction. Reason: ${reason}`
    );
  });
});
