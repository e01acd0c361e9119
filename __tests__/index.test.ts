import Openai from '../lib';
import form from '../operations.json';
import { answering, ask, askInVain, before, chatReply, complaint, KEY, shown } from './support/openai';
import { hostile, ODD_VALUES } from './support/odd-values';
import queries from './support/queries.json';
import { SILENCE } from './support/scripted-server.cjs';
import { serving } from './support/server';

/** A reply that is good for every operation: as many vectors as texts. */
const fine = ({ input, questions }: Record<string, unknown>) => ({
  ...chatReply({ content: 'Hi' }),
  output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }],
  data: [input].flat().map((_, index) => ({ id: 'a', index, embedding: [1], b64_json: 'iVBORw0KGgo=', content: [] })),
  results: [input].flat().map(() => ({ categories: {} })),
  text: 'Hi',
  answers: [questions].flat().map(() => ({ type: 'predicate', probability: 0.5 })),
});

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
    expect(await complaint(options)).toBe('Operation is missing. Choose one in the Operation field of the query.');
  });

  test.each([
    [{ dry_run: 'maybe' }, 'Dry run must be no or yes, not "maybe".'],
    [{ output: 'all' }, 'Output must be reply or full, not "all".'],
    [{ dry_run: ['yes'] }, 'Dry run must be one text, not a list. Join the list into a text first.'],
    [{ output: ['full'] }, 'Output must be one text, not a list. Join the list into a text first.'],
  ])('refuses the choice %j', async (answers, problem) => {
    expect(await complaint({ operation: 'chat', prompt: 'Hello', ...answers })).toBe(problem);
  });

  test('leaves its arguments as they are', async () => {
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    const source = Object.freeze({ apiKey: KEY });
    const history = Object.freeze([Object.freeze({ role: 'user', content: 'a' })]);
    await new Openai().run(source, Object.freeze({ operation: 'chat', prompt: 'Hello', message_history: history }));
  });

  const cannotBeUsed = (label: string, odd: string) =>
    `${label} cannot be used, because it holds ${odd}. Use text, numbers, or lists and objects of these.`;

  const { operation: operationField, ...forms } = form.properties;
  const FIELDS = Object.entries(forms).flatMap(([operation, fields]) =>
    Object.entries(fields).map(([key, { label }]): [keyof typeof forms, string, string] => [
      operation as keyof typeof forms,
      key,
      label,
    ])
  );

  test.each(FIELDS)('in %s takes any value of %s, or names %s in an error', async (operation, key, label) => {
    const { source } = await serving(({ path, body }) => ({
      body: path.includes('/batches') ? queries[operation].reply : fine(body),
    }));
    const usual = { ...queries[operation].options, ...(key === 'json_schema' && { response_format: 'json_schema' }) };
    for (const [value, odd] of ODD_VALUES) {
      const [outcome] = await Promise.allSettled([ask({ ...usual, [key]: value }, source)]);
      if (outcome.status === 'fulfilled') continue;
      const { name, description, data } = shown(outcome.reason);
      expect([name, data['kind'], description.slice(0, label.length)]).toEqual(['QueryError', 'invalid_input', label]);
      if (description.includes('cannot be used, because')) expect(description).toBe(cannotBeUsed(label, odd));
    }
  });

  test.each([
    ['chat', 'prompt', 'Prompt'],
    ['chat', 'message_history', 'Message history'],
    ['chat', 'additional_chat_parameters', 'Additional parameters'],
    ['edit_image', 'source_images', 'Source images'],
    ['generate_embedding', 'additional_embedding_parameters', 'Additional parameters'],
    ['rank_by_similarity', 'top_k', 'Top results'],
  ] as const)('in %s names what is odd in %s', async (operation, key, label) => {
    const cyclic: Record<string, unknown> = {};
    cyclic['itself'] = [cyclic];
    const value = key === 'message_history' ? [{ role: 'user', content: [cyclic] }] : cyclic;
    const query = { ...queries[operation].options, [key]: value };
    expect(await complaint(query)).toBe(cannotBeUsed(label, 'a list or object that holds itself'));
  });

  test('names Operation', async () => {
    for (const [operation, odd] of ODD_VALUES) {
      expect(await complaint({ operation })).toBe(cannotBeUsed(operationField.label, odd));
    }
  });

  test('names the first field of a query that cannot be read at all', async () => {
    expect(await complaint(hostile({}))).toBe(cannotBeUsed('Operation', 'a value that cannot be read'));
  });

  test('does not count what stands in two places, and looks at it once', async () => {
    let twice: unknown = ['a'];
    for (let level = 0; level < 100; level += 1) twice = [twice, twice];
    const query = { operation: 'chat', prompt: 'Hi', rows: twice, tools: 10n };
    expect(await complaint(query)).toBe(cannotBeUsed('Tools', 'a BigInt'));
  });

  test('gives the reason for what nobody foresaw', async () => {
    class Odd {
      toJSON(): never {
        throw new Error('not today');
      }
    }
    const problem = 'The query could not be prepared: not today. Check the values bound in it.';
    expect(await complaint({ operation: 'chat', prompt: new Odd() })).toBe(problem);
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

  test('masks the key in the id of a reply, and leaves answer, model and history as they are', async () => {
    answering('/v1/chat/completions', [
      { reply: chatReply({ content: KEY }, { model: KEY }), headers: { 'x-request-id': KEY } },
    ]);
    const result = await ask({ operation: 'chat', prompt: 'Hello' });
    expect(result).toMatchObject({
      data: KEY,
      metadata: { model: KEY, request_id: '***', history: [{ content: 'Hello' }, { content: KEY }] },
    });
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
