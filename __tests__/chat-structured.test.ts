import { answering, ask, askInVain, chatReply, complaint } from './support/openai';

const PATH = '/v1/chat/completions';
const hello = { operation: 'chat', prompt: 'Hello' };

/** One chat that is answered with this text: what was sent and what came of it. */
async function structured(answers: Record<string, unknown>, content: string, finish?: string) {
  const sent = answering(PATH, [{ reply: chatReply({ content }, {}, finish) }]);
  const result = (await ask({ ...hello, ...answers })) as { data: unknown; metadata?: Record<string, unknown> };
  return { body: sent[0]?.body ?? {}, data: result.data, metadata: result.metadata ?? {} };
}

const strictObject = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

describe('Response format JSON object', () => {
  const json_object = { response_format: 'json_object' };

  test('gives the parsed value, and tells the model in a message of its own to answer in JSON', async () => {
    const { body, data, metadata } = await structured({ ...json_object, system_prompt: 'Be brief.' }, '{"a":[1]}');
    expect(body).toEqual({
      model: 'gpt-5.2',
      messages: [
        { role: 'system', content: 'Answer in JSON.' },
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
      response_format: { type: 'json_object' },
    });
    expect(data).toEqual({ a: [1] });
    expect(metadata['history']).toEqual([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: '{"a":[1]}' },
    ]);
  });

  test.each([
    [{ prompt: 'Give me json' }],
    [{ system_prompt: 'JSON!' }],
    [
      {
        message_history: [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: 'https://example.com' } },
              { type: 'text', text: 'As JSON' },
            ],
          },
        ],
      },
    ],
  ])('adds no message when one has the word: %j', async (answers) => {
    const { body } = await structured({ ...json_object, ...answers }, '0');
    expect(JSON.stringify(body['messages'])).not.toContain('Answer in JSON.');
  });

  test('leaves the suffix out, with a warning', async () => {
    const { data, metadata } = await structured({ ...json_object, suffix: '!' }, 'false');
    expect(data).toBe(false);
    expect(metadata['warnings']).toEqual(['Suffix was left out, because the reply is JSON.']);
  });

  test.each([
    ['{"a":', 'length', 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'],
    [
      'Sure!',
      'stop',
      'The reply is not the JSON that Response format asks for. Run the query again or choose another model.',
    ],
  ])('fails with what came when the reply is %j (%s)', async (content, finish_reason, problem) => {
    answering(PATH, [{ reply: chatReply({ content }, {}, finish_reason) }]);
    const { data, description } = await askInVain({ ...hello, ...json_object });
    expect(data).toEqual({
      message: description,
      kind: 'unusable_reply',
      retryable: false,
      request_id: 'req_1',
      partial: content,
      finish_reason,
    });
    expect(description).toBe(problem);
  });

  test('fails without a reason when the server gives none', async () => {
    answering(PATH, [{ reply: { choices: [{ message: { content: 'Sure!' } }] } }]);
    expect((await askInVain({ ...hello, ...json_object })).data).not.toHaveProperty('finish_reason');
  });
});

/** The short form, and a schema of choices, of so many levels. */
const nested = (levels: number): object => ({ a: levels > 1 ? nested(levels - 1) : 'string' });
const deep = (levels: number): object => ({ anyOf: levels > 1 ? [deep(levels - 1)] : [] });
const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, index) => [`k${index}`, 'string']));

describe('Response format JSON schema', () => {
  const withSchema = (json_schema: unknown) => ({ response_format: 'json_schema', json_schema });

  test('makes a strict schema of the short form, and gives the parsed value', async () => {
    const short = '{"name":"string","age":"integer?","tags":"string[]","kind":["red","blue"],"at":{"x":"number"}}';
    const { body, data } = await structured(withSchema(short), '{"name":"Ada"}');
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'result',
        strict: true,
        schema: strictObject({
          name: { type: 'string' },
          age: { type: ['integer', 'null'] },
          tags: { type: 'array', items: { type: 'string' } },
          kind: { type: 'string', enum: ['red', 'blue'] },
          at: strictObject({ x: { type: 'number' } }),
        }),
      },
    });
    expect(data).toEqual({ name: 'Ada' });
  });

  test('unwraps a list, so that a Table can bind it', async () => {
    const { body, data, metadata } = await structured(withSchema([{ n: 'boolean[]?' }]), '{"items":[{"n":null}]}');
    const item = strictObject({ n: { type: ['array', 'null'], items: { type: 'boolean' } } });
    expect(body['response_format']).toMatchObject({
      json_schema: { strict: true, schema: strictObject({ items: { type: 'array', items: item } }) },
    });
    expect(data).toEqual([{ n: null }]);
    expect(metadata['history']).toContainEqual({ role: 'assistant', content: '{"items":[{"n":null}]}' });
  });

  test.each(['{"other":1}', '1'])('fails when a list does not come: %s', async (content) => {
    answering(PATH, [{ reply: chatReply({ content }) }]);
    expect((await askInVain({ ...hello, ...withSchema(['string']) })).data).toMatchObject({
      kind: 'unusable_reply',
      partial: content,
    });
  });

  const loose =
    'JSON schema is followed loosely: for a strict reply each object must list all its properties in "required" and set "additionalProperties" to false.';

  test.each<[string, object, object, unknown[]]>([
    ['a strict object', strictObject({ a: {} }), { strict: true, schema: strictObject({ a: {} }) }, []],
    [
      'an object that lists no required properties',
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      { strict: false },
      [loose],
    ],
    [
      'a loose object within',
      strictObject({ a: { anyOf: [{ type: 'object', properties: { b: {} } }] } }),
      { strict: false },
      [loose],
    ],
    [
      'a loose object in oneOf',
      strictObject({ a: { oneOf: [strictObject({}), { type: 'object', properties: { b: {} } }] } }),
      { strict: false },
      [loose],
    ],
    [
      'a loose object in allOf',
      strictObject({ a: { allOf: [{ type: 'object', properties: { b: {} } }] } }),
      { strict: false },
      [loose],
    ],
    [
      'a loose definition',
      { $ref: '#/$defs/a', $defs: { a: { type: ['object', 'null'] } } },
      { strict: false },
      [loose],
    ],
    ['a reference', { $ref: '#/$defs/a', $defs: { a: strictObject({}) } }, { strict: true }, []],
    [
      'what has a $schema',
      { $schema: 's', type: 'string' },
      { strict: true, schema: { $schema: 's', ...strictObject({ items: { type: 'string' } }) } },
      [],
    ],
    [
      'a list',
      { $schema: 's', type: 'array', items: { $ref: '#/$defs/a' }, $defs: { a: strictObject({}) }, definitions: {} },
      {
        strict: true,
        schema: {
          $schema: 's',
          ...strictObject({ items: { type: 'array', items: { $ref: '#/$defs/a' } } }),
          $defs: { a: strictObject({}) },
          definitions: {},
        },
      },
      [],
    ],
  ])('takes a builder’s own schema: %s', async (_name, json_schema, expected, warnings) => {
    const { body, metadata } = await structured(withSchema(json_schema), '{"items":[]}');
    expect(body['response_format']).toMatchObject({ json_schema: { name: 'result', ...expected } });
    expect(metadata['warnings']).toEqual(warnings);
  });

  test('takes OpenAI’s own object as it is', async () => {
    const own = { name: 'mine', schema: { type: 'object' }, strict: false };
    const { body } = await structured(withSchema(JSON.stringify(own)), '{}');
    expect(body).toEqual({
      model: 'gpt-5.2',
      messages: [{ role: 'user', content: 'Hello' }],
      response_format: { type: 'json_schema', json_schema: own },
    });
  });

  test.each([
    [{ a: ' string ' }, strictObject({ a: { type: 'string' } })],
    [{ a: ['string'] }, strictObject({ a: { type: 'array', items: { type: 'string' } } })],
    [
      { a: [' number[] '] },
      strictObject({ a: { type: 'array', items: { type: 'array', items: { type: 'number' } } } }),
    ],
    [{ a: ['red'] }, strictObject({ a: { type: 'string', enum: ['red'] } })],
    [{ a: ['string', 'number'] }, strictObject({ a: { type: 'string', enum: ['string', 'number'] } })],
    [
      { a: [['boolean?']] },
      strictObject({ a: { type: 'array', items: { type: 'array', items: { type: ['boolean', 'null'] } } } }),
    ],
  ])('reads the short form %j', async (short, schema) => {
    const { body } = await structured(withSchema(short), '{}');
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'result', strict: true, schema },
    });
  });

  test.each([
    ['$schema', { $schema: 's', properties: { a: { type: 'string' } } }, false],
    ['anyOf', { anyOf: [strictObject({}), { type: 'object' }] }, false],
    ['anyOf, all strict', { anyOf: [strictObject({}), { type: 'string' }] }, true],
    ['loose items', { type: 'array', items: { type: 'object' } }, false],
    ['a loose definition of old', { $ref: '#/definitions/a', definitions: { a: { type: 'object' } } }, false],
    ['an object open to more', { ...strictObject({ a: {} }), additionalProperties: true }, false],
    ['required that is no list', { ...strictObject({ a: {} }), required: 'a' }, false],
    ['more required than there is', { ...strictObject({ a: {} }), required: ['a', 'b'] }, true],
  ])('tells whether a schema with %s can be strict', async (_name, schema, strict) => {
    const { body } = await structured(withSchema(schema), '{"items":[]}');
    expect(body['response_format']).toMatchObject({ json_schema: { name: 'result', strict } });
  });

  test('takes 5,000 properties in 10 levels', async () => {
    const { body } = await structured(withSchema({ ...wide(4990), b: nested(9) }), '{}');
    expect(body['response_format']).toMatchObject({ json_schema: { strict: true } });
  });

  test('takes a short form whose fields are called name, schema and type', async () => {
    const { body } = await structured(withSchema({ name: 'string', schema: 'string', type: 'string' }), '{}');
    const text = { type: 'string' };
    expect(body['response_format']).toMatchObject({
      json_schema: { name: 'result', schema: strictObject({ name: text, schema: text, type: text }) },
    });
  });

  const TOO_MANY = 'JSON schema takes up to 5,000 properties in all, as OpenAI does. Ask for fewer.';
  const notDescribed = (given: string) =>
    `JSON schema must describe an object or a list, such as {"name": "string"} or [{"name": "string"}], not ${given}.`;
  const noWord = (path: string, given: string) =>
    `JSON schema: ${path} must be string, number, integer or boolean (with [] for a list, ? for a value that may be null), a list or an object, not ${given}.`;

  test.each([
    [
      undefined,
      'JSON schema is empty. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.',
    ],
    [' ', 'JSON schema is empty. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.'],
    [
      '{broken',
      'JSON schema is not JSON. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.',
    ],
    [
      'string',
      'JSON schema is not JSON. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.',
    ],
    [
      '"string"',
      'JSON schema is not JSON. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.',
    ],
    [{}, notDescribed('{}')],
    [[], notDescribed('[]')],
    [['a', 'b'], notDescribed('["a","b"]')],
    [{ a: { b: 'date' } }, noWord('a.b', '"date"')],
    [{ a: 5 }, noWord('a', '5')],
    [{ a: 'xstring' }, noWord('a', '"xstring"')],
    [{ a: 'string[]x' }, noWord('a', '"string[]x"')],
    [{ a: null }, noWord('a', 'null')],
    [{ a: [{ b: 5 }] }, noWord('a[].b', '5')],
    [{ name: 5, schema: { a: 'string' } }, noWord('name', '5')],
    [{ a: [] }, noWord('a', '[]')],
    [{ a: [1, 2] }, noWord('a', '[1,2]')],
    [{ a: ['red', 2] }, noWord('a', '["red",2]')],
    [[5], noWord('[]', '5')],
    [{ type: 'array', items: 'string' }, noWord('type', '"array"')],
    [{ type: 'object', properties: 'string' }, noWord('type', '"object"')],
  ])('refuses the schema %j', async (json_schema, problem) => {
    expect(await complaint({ ...hello, ...withSchema(json_schema) })).toBe(problem);
  });

  const TOO_DEEP = 'JSON schema is nested more than 10 levels deep, the most that OpenAI takes. Flatten it.';

  test.each([
    ['5,001 properties', wide(5001), TOO_MANY],
    ['100,000 properties', wide(100_000), TOO_MANY],
    ['5,001 properties in a definition', { anyOf: [{ $defs: { a: { properties: wide(5001) } } }] }, TOO_MANY],
    ['11 levels', nested(11), TOO_DEEP],
    ['2,000 levels of lists', `${'['.repeat(2000)}"string"${']'.repeat(2000)}`, TOO_DEEP],
    ['100 levels of choices', { $ref: '#', anyOf: [{ anyOf: [deep(100)] }] }, TOO_DEEP],
    ['200 levels of choices in OpenAI’s own object', { name: 'mine', schema: deep(200) }, TOO_DEEP],
  ])('refuses a schema of %s', async (_name, json_schema, problem) => {
    expect(await complaint({ ...hello, ...withSchema(json_schema) })).toBe(problem);
  });

  test.each([
    [
      'gpt-4',
      'json_object',
      'Response format JSON object is not offered by gpt-4. Choose a model that has it, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
    [
      'gpt-4-turbo',
      'json_schema',
      'Response format JSON schema is not offered by gpt-4-turbo. Choose a model that has it, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
    [
      'gpt-4o-2024-05-13',
      'json_schema',
      'Response format JSON schema is not offered by gpt-4o-2024-05-13. Choose a model that has it, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
  ])('is refused for %s with %s', async (model, response_format, problem) => {
    expect(await complaint({ ...hello, custom_model: model, response_format, json_schema: { a: 'string' } })).toBe(
      problem
    );
  });

  test.each(['oneOf', 'allOf'])(
    'as a JSON schema of several in %s is one, and goes out within an object',
    async (name) => {
      const schema = { [name]: [strictObject({ a: { type: 'string' } }), strictObject({ b: { type: 'string' } })] };
      const { body, data } = await structured(withSchema(schema), '{"items":{"a":"x"}}');
      expect(body['response_format']).toMatchObject({ json_schema: { schema: { properties: { items: schema } } } });
      expect(data).toEqual({ a: 'x' });
    }
  );

  test('is asked of a model nobody knows', async () => {
    const { data } = await structured({ ...withSchema({ a: 'string' }), custom_model: 'my-model' }, '{"a":"b"}');
    expect(data).toEqual({ a: 'b' });
  });
});

describe('A JSON schema without its Response format', () => {
  const question = { role: 'user', content: 'Hello' };
  const wish = { role: 'system', content: 'Answer in JSON.' };

  test.each([
    [undefined, 'Text', { messages: [question] }],
    ['json_object', 'JSON object', { messages: [wish, question], response_format: { type: 'json_object' } }],
  ])('is left out with %j, and a warning says so', async (response_format, name, sent) => {
    const { body, metadata } = await structured({ response_format, json_schema: { a: 'string' } }, '1');
    expect(body).toEqual({ model: 'gpt-5.2', ...sent });
    expect(metadata['warnings']).toEqual([`JSON schema was left out, because Response format is ${name}.`]);
  });
});
