import fc from 'fast-check';
import { answering, ask, askInVain, chatReply, complaint } from './support/openai';

const PATH = '/v1/chat/completions';
const hello = { operation: 'chat', prompt: 'Hello' };
const AROUND = 'The reply has text around its JSON, which was left out.';

/** What comes of a reply with this text: `data` and the warnings. */
async function read(content: string, answers: object) {
  answering(PATH, [{ reply: chatReply({ content }) }]);
  const result = (await ask({ ...hello, ...answers })) as { data: unknown; metadata?: Record<string, unknown> };
  return { data: result.data, warnings: result.metadata?.['warnings'] };
}

const object = { response_format: 'json_object' };
const schema = (json_schema: unknown) => ({ response_format: 'json_schema', json_schema });
const listOf = (members: object) => schema([members]);

describe('JSON in the text of a reply', () => {
  test.each<[string, object, unknown, boolean]>([
    ['{"a":1}', object, { a: 1 }, false],
    [' \n{"a":1}\n', object, { a: 1 }, false],
    ['```json\n{"a":1}\n```', object, { a: 1 }, false],
    ['\n````\r\n{"a":"```"}\n````\n', object, { a: '```' }, false],
    ['~~~ JSON\n{"a":1}~~~', object, { a: 1 }, false],
    ['Sure! {"a":1}', object, { a: 1 }, true],
    ['Here:\n```json\n{"a":1}\n```\nAnything else?', object, { a: 1 }, true],
    ['{"a":{"b":[{}]}} is it.', object, { a: { b: [{}] } }, true],
    ['So {"a":"}\\"]{"} is it.', object, { a: '}"]{' }, true],
    ['It is {"a":1}. Again: { "a" : 1 }', object, { a: 1 }, true],
    ['As {this} and \\frac{1}{2} say: {"a":1}', object, { a: 1 }, true],
    ['As [1] and [2] say: {"a":1}', object, { a: 1 }, true],
    ['Of [1, 2] and [3] it is {"a":1}', object, { a: 1 }, true],
    ['{"wrong": but {"a":1} is right}', object, { a: 1 }, true],
    ['Only [1, 2]', object, [1, 2], true],
    ['Empty: {}', object, {}, true],
    ['[ todo: {"a":1}', object, { a: 1 }, true],
    ['{"items":[{"a":1}]} as asked', listOf({ a: 'number' }), [{ a: 1 }], true],
    ['Here: [{"a":1},{"a":2}]', listOf({ a: 'number' }), [{ a: 1 }, { a: 2 }], true],
    ['None [ ] found', listOf({ a: 'number' }), [], true],
    ['Flags: [true]', listOf({ a: 'number' }), [true], true],
    ['Texts: ["x"] beside {"b":1}', listOf({ a: 'number' }), ['x'], true],
    ['[{"a":1}]', listOf({ a: 'number' }), [{ a: 1 }], false],
    ['```\n[]\n```', listOf({ a: 'number' }), [], false],
    ['{"items":"x"}', schema({ $schema: 's', enum: ['x', 'y'] }), 'x', false],
    ['"x"', schema({ $schema: 's', enum: ['x', 'y'] }), 'x', false],
    ['{"items":null}', schema({ type: ['object', 'null'], properties: { a: {} } }), null, false],
    ['I say {"a":1}', schema({ type: ['object', 'null'], properties: { a: {} } }), { a: 1 }, true],
  ])('%j is found', async (content, answers, data, isWithin) => {
    const loose = 'type' in ((answers as { json_schema?: object }).json_schema ?? {});
    expect(await read(content, answers)).toEqual({
      data,
      warnings: [
        ...(loose ? [expect.stringContaining('followed loosely') as string] : []),
        ...(isWithin ? [AROUND] : []),
      ],
    });
  });

  test.each<[string, object]>([
    ['Sure! {"a": {"b": 1}', object],
    ['I could not find it [1].', object],
    ['In Java that is String[] names.', object],
    ['{"items":null}', listOf({ a: 'number' })],
    ['{"items":"none"}', listOf({ a: 'number' })],
    ['[{"a":1},{"a":2},{"a":', listOf({ a: 'number' })],
    ['```json\n{"a":1', object],
    ['{"a":1} or {"a":2}', object],
    ['[1] or [2]', object],
    ['{"b":1}', listOf({ a: 'number' })],
    ['I say {"b":1}', listOf({ a: 'number' })],
    ['{"a":1,}', object],
    ["{'a':1}", object],
    ['{a:1}', object],
    ['{"a":"', object],
    ['No JSON at all', object],
    ['``` \n```', object],
  ])('%j is not completed, repaired or guessed', async (content, answers) => {
    answering(PATH, [{ reply: chatReply({ content }) }]);
    const { data } = await askInVain({ ...hello, ...answers });
    expect(data).toMatchObject({ kind: 'unusable_reply', partial: content });
  });

  test('is looked for in bounded time, however a reply is made', async () => {
    const content = `${'{"'.repeat(200_000)}${'"}'.repeat(200_000)}${'["x"'.repeat(20_000)}${']'.repeat(20_000)}{"a":1}`;
    answering(PATH, [{ reply: chatReply({ content }) }]);
    expect((await askInVain({ ...hello, ...object })).data['kind']).toBe('unusable_reply');
  });

  test('is found with each of Rows', async () => {
    answering(PATH, [{ reply: chatReply({ content: 'So: {"a":1}' }) }, { reply: chatReply({ content: '{"a":2}' }) }]);
    const result = await ask({ operation: 'chat', rows: ['a', 'b'], concurrency: 1, ...object });
    expect(result).toMatchObject({
      data: [
        { ok: true, content: 'So: {"a":1}', json: { a: 1 } },
        { ok: true, json: { a: 2 } },
      ],
      metadata: { warnings: [AROUND] },
    });
  });
});

describe('Integers that are too long for a number', () => {
  const LONG = '2512292042121000001';

  test.each<[string, object, unknown, string[]]>([
    [`{"id":${LONG},"n":[1,{"m":-${LONG}}]}`, object, { id: LONG, n: [1, { m: `-${LONG}` }] }, ['id, n[1].m']],
    ['{"a":9007199254740991,"b":9007199254740992}', object, { a: 9007199254740991, b: '9007199254740992' }, ['b']],
    [`{"a":0.${LONG},"b":1${LONG}.5,"c":1e30,"d":"${LONG}"}`, object, expect.objectContaining({ d: LONG }), []],
    [`{"a":1,"a":${LONG}}`, object, { a: LONG }, ['a']],
    [`{"__proto__":{"a":${LONG}}}`, object, JSON.parse(`{"__proto__":{"a":"${LONG}"}}`), ['__proto__.a']],
    [LONG, object, LONG, ['the whole value']],
    [
      `{"a":"\\"${LONG}","b\\\\":[ -${LONG} , ${LONG}e0, 1234567890123456, ""]}`,
      object,
      { a: `"${LONG}`, 'b\\': [`-${LONG}`, Number(LONG), 1234567890123456, ''] },
      ['b\\[0]'],
    ],
    [`{"items":[{"a":${LONG}}]}`, listOf({ a: 'number' }), [{ a: LONG }], ['[0].a']],
    [
      `[${Array.from({ length: 7 }, () => LONG).join()}]`,
      listOf({ a: 'number' }),
      Array.from({ length: 7 }, () => LONG),
      ['[0], [1], [2], [3], [4] and 2 more'],
    ],
  ])('keep their digits as text: %s', async (content, answers, data, paths) => {
    expect(await read(content, answers)).toEqual({
      data,
      warnings: paths.map((path) => `Integers in the JSON that are too long for a number stay text: ${path}.`),
    });
  });

  test.each([
    `{"a":${LONG}`,
    `{"a":0${LONG}}`,
    `{"a":-0${LONG}}`,
    `{"a":--${LONG}}`,
    `{"a":${LONG}x}`,
    `{${LONG} :1}`,
    `{"a":1,-${LONG}:1}`,
    `{"a":${LONG}"b"}`,
    `{"a":"${LONG}`,
  ])('are no excuse for JSON that is broken: %s', async (content) => {
    answering(PATH, [{ reply: chatReply({ content }) }]);
    expect((await askInVain({ ...hello, ...object })).data['kind']).toBe('unusable_reply');
  });

  test('are kept in whatever JSON they stand', async () => {
    const digits = fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n }).map(String);
    const json = fc.json({ maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(digits, json, json, async (long, before, after) => {
        const content = `{"before":${before}, "long" :-${long}, "after": ${after}}`;
        const data = { before: JSON.parse(before) as unknown, long: `-${long}`, after: JSON.parse(after) as unknown };
        fc.pre(!/(?<![\d.])\d{16}/.test(before + after));
        expect(await read(content, object)).toMatchObject({ data });
      }),
      { numRuns: 50 }
    );
  });

  test('are no excuse for arguments that are broken', async () => {
    const called = { id: 'c', type: 'function', function: { name: 'find', arguments: `{"id":${LONG}` } };
    answering(PATH, [{ reply: chatReply({ content: null, tool_calls: [called] }, {}, 'tool_calls') }]);
    expect((await ask({ ...hello, model: 'gpt-4o', tools: [{ name: 'find' }] })).data).toMatchObject({
      tool_calls: [{ arguments: `{"id":${LONG}` }],
    });
  });

  test('keep their digits in the arguments of calls, and in the history', async () => {
    const called = { id: 'c', type: 'function', function: { name: 'find', arguments: `{"id":${LONG}}` } };
    answering(PATH, [{ reply: chatReply({ content: null, tool_calls: [called] }, {}, 'tool_calls') }]);
    expect(await ask({ ...hello, model: 'gpt-4o', tools: [{ name: 'find' }] })).toMatchObject({
      data: { tool_calls: [{ arguments: { id: LONG } }] },
      metadata: {
        warnings: ['Integers in the call of find that are too long for a number stay text: id.'],
        history: [{ role: 'user' }, { tool_calls: [called] }],
      },
    });
  });

  test('keep their digits in arguments that a server gives as an object', async () => {
    const called = { id: 'c', type: 'function', function: { name: 'find', arguments: { id: 'LONG', n: 1.5 } } };
    const other = { ...called, id: 'd', function: { name: 'find', arguments: { n: 2 } } };
    const reply = JSON.stringify(chatReply({ content: null, tool_calls: [null, called, other] }, {}, 'tool_calls'));
    answering(PATH, [{ reply: reply.replace('"LONG"', LONG) }]);
    const written = (args: string) => ({ function: { name: 'find', arguments: args } });
    expect(await ask({ ...hello, model: 'gpt-4o', tools: [{ name: 'find' }] })).toMatchObject({
      data: { tool_calls: [{ arguments: { id: LONG, n: 1.5 } }, { arguments: { n: 2 } }] },
      metadata: {
        warnings: ['Integers in the call of find that are too long for a number stay text: id.'],
        history: [{ role: 'user' }, { tool_calls: [written(`{"id":${LONG},"n":1.5}`), written('{"n":2}')] }],
      },
    });
  });
});

describe('A JSON schema', () => {
  const text = { type: 'string' };
  const closed = (properties: object) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const format = (sent: readonly { body: Record<string, unknown> }[]) => sent[0]?.body['response_format'];

  test.each<[string, object, object]>([
    [
      'a list of types beside properties',
      { type: ['object', 'null'], properties: { a: text } },
      { schema: closed({ items: { type: ['object', 'null'], properties: { a: text } } }), strict: false },
    ],
    [
      'a list of types beside items',
      { type: ['array', 'null'], items: text },
      { schema: closed({ items: { type: ['array', 'null'], items: text } }), strict: true },
    ],
    [
      'a map',
      { type: 'object', additionalProperties: text },
      { schema: { type: 'object', additionalProperties: text }, strict: false },
    ],
    [
      'an object of anything',
      { type: 'object', additionalProperties: true },
      { schema: { type: 'object', additionalProperties: true }, strict: false },
    ],
    ['a $schema alone', { $schema: 's', properties: {} }, { schema: { $schema: 's', properties: {} }, strict: false }],
    [
      'definitions',
      { $defs: { a: text }, properties: { b: { $ref: '#/$defs/a' } } },
      { schema: { $defs: { a: text }, properties: { b: { $ref: '#/$defs/a' } } }, strict: false },
    ],
    [
      'a choice at the root',
      { anyOf: [closed({ a: text }), closed({ b: text })] },
      { schema: closed({ items: { anyOf: [closed({ a: text }), closed({ b: text })] } }), strict: true },
    ],
    [
      'references to the root',
      {
        type: 'array',
        items: { anyOf: [text, { $ref: '#' }, { $ref: '#/items' }, { $ref: '#/$defs/a' }] },
        $defs: { a: { $ref: '#' } },
      },
      {
        schema: {
          ...closed({
            items: {
              type: 'array',
              items: {
                anyOf: [
                  text,
                  { $ref: '#/properties/items' },
                  { $ref: '#/properties/items/items' },
                  { $ref: '#/$defs/a' },
                ],
              },
            },
          }),
          $defs: { a: { $ref: '#/properties/items' } },
        },
        strict: true,
      },
    ],
    ['no name', { schema: closed({ a: text }) }, { schema: closed({ a: text }), strict: true }],
    ['no name, and strict', { schema: { a: 1 }, strict: true }, { schema: closed({ items: { a: 1 } }), strict: true }],
    [
      'no name, and not strict',
      { schema: closed({ a: text }), strict: false },
      { schema: closed({ a: text }), strict: false },
    ],
    ['its name alone', { name: 'mine', schema: text }, { name: 'mine', schema: closed({ items: text }) }],
    ['a description', { description: 'd', schema: closed({}) }, { description: 'd', schema: closed({}), strict: true }],
    [
      'its name and a list',
      { name: 'mine', schema: { type: 'array', items: text }, strict: true },
      { name: 'mine', schema: closed({ items: { type: 'array', items: text } }), strict: true },
    ],
    [
      'the whole of response_format',
      { type: 'json_schema', json_schema: { name: 'mine', schema: closed({}) } },
      { name: 'mine', schema: closed({}) },
    ],
    [
      'the format of Responses',
      { type: 'json_schema', name: 'mine', schema: closed({}) },
      { name: 'mine', schema: closed({}) },
    ],
  ])('with %s is known from the short form', async (_what, json_schema, expected) => {
    const sent = answering(PATH, [{ reply: chatReply({ content: '{"items":[]}' }) }]);
    await ask({ ...hello, ...schema(json_schema) });
    expect(format(sent)).toEqual({ type: 'json_schema', json_schema: { name: 'result', ...expected } });
  });

  test.each<[object, object]>([
    [{ type: ['a', 'b'] }, closed({ type: { type: 'string', enum: ['a', 'b'] } })],
    [{ type: ['string', 'null'] }, closed({ type: { type: 'string', enum: ['string', 'null'] } })],
    [
      { type: ['a', 'null'], properties: { a: 'string' } },
      closed({ type: { type: 'string', enum: ['a', 'null'] }, properties: closed({ a: text }) }),
    ],
    [{ schema: { a: 'string' } }, closed({ schema: closed({ a: text }) })],
    [{ type: 'string', items: { a: 'string' } }, closed({ type: text, items: closed({ a: text }) })],
  ])('in the short form stays one: %j', async (json_schema, expected) => {
    const sent = answering(PATH, [{ reply: chatReply({ content: '{}' }) }]);
    await ask({ ...hello, ...schema(json_schema) });
    expect(format(sent)).toEqual({
      type: 'json_schema',
      json_schema: { name: 'result', strict: true, schema: expected },
    });
  });

  test('of Responses that lacks its schema is no schema', async () => {
    expect(await complaint({ ...hello, ...schema({ type: 'json_schema', json_schema: 'x' }) })).toContain(
      'type must be string, number, integer or boolean'
    );
  });
});
