import Openai from '../lib';
import { answering, ask, askInVain, before, chatReply, complaint, KEY } from './support/openai';
import { SILENCE } from './support/scripted-server.cjs';
import { serving } from './support/server';

describe('run', () => {
  test.each([undefined, null, ''])('refuses the missing operation %j', async (operation) => {
    const problem = 'Operation is missing. Choose one in the Operation field of the query.';
    expect(await complaint({ operation, prompt: 'Hello' })).toBe(problem);
  });

  test.each(['toString', '__proto__', 'constructor', 'moderation', ['chat'], 5])(
    'refuses the unknown operation %j by its name',
    async (operation) => {
      const problem = `Operation ${JSON.stringify(operation)} is unknown. Choose one in the Operation field of the query.`;
      expect(await complaint({ operation, prompt: 'Hello' })).toBe(problem);
    }
  );

  test.each([undefined, null, 'chat', 7, [{ operation: 'chat' }]])('refuses the options %j', async (options) => {
    expect(await complaint(options)).toContain('Operation is missing.');
  });

  test('leaves its arguments as they are', async () => {
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    const source = Object.freeze({ apiKey: KEY });
    const history = Object.freeze([Object.freeze({ role: 'user', content: 'a' })]);
    await new Openai().run(source, Object.freeze({ operation: 'chat', prompt: 'Hello', message_history: history }));
  });

  test('blames the values of the query for what nobody foresaw', async () => {
    const deep: unknown[] = [];
    let inner = deep;
    for (let depth = 0; depth < 20_000; depth += 1) inner.push((inner = []));
    const message_history = [{ role: 'user', content: deep }];
    for (const nested of [{ prompt: { deep } }, { prompt: 'Hello', message_history }]) {
      const { data } = await askInVain({ operation: 'chat', ...nested });
      expect(data).toMatchObject({
        kind: 'invalid_input',
        message: expect.stringContaining('The query could not be prepared: ') as string,
      });
    }
  });

  test.each([
    [' 800 ', '0.7 s'],
    [555.5, '0.5 s'],
    ['40', '0.1 s'],
  ])('says how long it waited with a query_timeout of %j: %s', async (query_timeout, time) => {
    const { source } = await serving(SILENCE);
    const { description } = await before(800, () =>
      askInVain({ operation: 'chat', prompt: 'Hi', query_timeout }, source)
    );
    expect(description).toContain(`No complete reply came within ${time}. `);
  });

  test.each(['1e2', '0x50', '+80', '80.'])('pays no heed to a query_timeout of %j', async (query_timeout) => {
    const { source } = await serving({ body: chatReply({ content: 'Hi' }), delay: 200 });
    expect((await ask({ operation: 'chat', prompt: 'Hi', query_timeout }, source)).data).toBe('Hi');
  });

  test('keeps the key out of metadata, and the server’s answer as it is', async () => {
    answering('/v1/chat/completions', [
      { reply: chatReply({ content: KEY }, { model: KEY }), headers: { 'x-request-id': KEY } },
    ]);
    const result = await ask({ operation: 'chat', prompt: 'Hello' });
    expect(result).toMatchObject({ data: KEY, metadata: { model: '***', request_id: '***' } });
  });

  test('keeps the words of a conversation, stars and all', async () => {
    answering('/v1/chat/completions', [{ reply: chatReply({ content: '***Note***: a****b' }) }]);
    const result = await ask({ operation: 'chat', prompt: 'hi ***you***' });
    expect(result).toMatchObject({
      data: '***Note***: a****b',
      metadata: { history: [{ content: 'hi ***you***' }, { content: '***Note***: a****b' }] },
    });
  });

  test.each([
    ['a lone surrogate', 'sk-aaaaaaaaaaaa\ud800'],
    ['an object', { a: 'aaaaaaaaa\u2028' }],
  ])('ends in a QueryError for a key with %s', async (_name, apiKey) => {
    const description = await complaint({ operation: 'chat', prompt: 'Hello' }, { apiKey });
    expect(description).not.toContain('aaaaaaaa');
  });
});
