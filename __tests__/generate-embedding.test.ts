import { answering, ask, askInVain, askWithEveryField, complaint, KEY } from './support/openai';

const PATH = '/v1/embeddings';
const tooljet = { operation: 'generate_embedding', input: 'ToolJet is a low code platform' };

const replying = (...vectors: unknown[]) =>
  answering(PATH, [
    {
      reply: {
        object: 'list',
        model: 'text-embedding-3-large',
        data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
        usage: { prompt_tokens: 8, total_tokens: 8 },
      },
    },
  ]);

const OTHER_LENGTH =
  'The reply holds a vector of 1 numbers, not the 2 of Dimensions. Clear Dimensions, which this server does not take.';
const NO_TEXT = 'Input has no text in any of its elements. Bind texts, or objects that have one in Text field.';

describe('Generate Embedding', () => {
  test('sends every field of the form and gives the vector', async () => {
    const sent = replying('zczMPc3MTD4=');
    const filled = {
      model_embedding: 'text-embedding-3-small',
      input: 'ToolJet is a low code platform',
      input_field: 'unused',
      custom_embedding_model: 'text-embedding-3-large',
      encoding_format: 'base64',
      dimensions: '2',
      run_as: 'now',
      output: 'reply',
      additional_embedding_parameters: '{"user":"u1"}',
      dry_run: 'no',
    };
    const result = await askWithEveryField('generate_embedding', filled);
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'text-embedding-3-large',
        input: 'ToolJet is a low code platform',
        encoding_format: 'base64',
        dimensions: 2,
        user: 'u1',
      },
    ]);
    expect(result).toEqual({
      status: 'ok',
      data: { embedding: 'zczMPc3MTD4=' },
      metadata: {
        model: 'text-embedding-3-large',
        usage: { input_tokens: 8, total_tokens: 8 },
        request_id: 'req_1',
        attempts: 1,
        warnings: ['Text field was left out, because Input is no list.'],
      },
    });
  });

  test('asks text-embedding-3-small for floats when nothing was chosen', async () => {
    const sent = replying([0.25, -0.5]);
    expect((await ask(tooljet)).data).toEqual({ embedding: [0.25, -0.5] });
    expect(sent[0]?.body).toEqual({
      model: 'text-embedding-3-small',
      input: 'ToolJet is a low code platform',
      encoding_format: 'float',
    });
  });

  test('gives a vector for each text of a bound array, the first one also by itself', async () => {
    const sent = replying([1], [2]);
    expect((await ask({ ...tooljet, input: ['a', 'b'] })).data).toEqual({ embedding: [1], embeddings: [[1], [2]] });
    expect(sent[0]?.body['input']).toEqual(['a', 'b']);
    replying([1]);
    expect((await ask({ ...tooljet, input: ['a'] })).data).toEqual({ embedding: [1], embeddings: [[1]] });
  });

  test('gives the objects of a bound array with their vectors', async () => {
    const sent = replying([1], [2]);
    const input = [{ id: 7, text: 'a', embedding: 'old' }, { text: 'b' }];
    expect((await ask({ ...tooljet, input, input_field: ' text ' })).data).toEqual({
      embedding: [1],
      rows: [
        { id: 7, text: 'a', embedding: [1] },
        { text: 'b', embedding: [2] },
      ],
    });
    expect(sent[0]?.body['input']).toEqual(['a', 'b']);
    expect(input[0]?.embedding).toBe('old');
  });

  test('gives nothing for nothing, and sends nothing', async () => {
    expect(await ask({ ...tooljet, input: [] })).toEqual({
      status: 'ok',
      data: { embedding: null, embeddings: [] },
      metadata: { model: 'text-embedding-3-small', attempts: 0, warnings: [] },
    });
  });

  test.each([
    ['float', 'AACAPgAAAL8=', [0.25, -0.5], 'The server sent Base64 although Float was asked for'],
    ['base64', [0.25, -0.5], 'AACAPgAAAL8=', 'The server sent Float although Base64 was asked for'],
  ])(
    'converts what a server sends in place of %s, with a warning',
    async (encoding_format, given, embedding, words) => {
      replying(given);
      const result = await ask({ ...tooljet, encoding_format });
      expect(result.data).toEqual({ embedding });
      expect(result).toMatchObject({ metadata: { warnings: [`${words}; the vectors were converted.`] } });
    }
  );

  const floats = [0.25, -0.5];
  const packed = 'AACAPgAAAL8=';

  test.each([
    ['https://api.openai.com', 'float', 'base64', packed],
    ['https://eu.api.openai.com', 'float', 'base64', floats],
    ['https://me.openai.azure.com', 'base64', 'base64', packed],
    ['https://llm.example.com', 'float', 'float', floats],
    ['https://llm.example.com', 'base64', 'base64', packed],
  ])('asks %s for a list of %s as %s, and gives what was chosen', async (origin, encoding_format, wire, given) => {
    const reply = { data: [0, 1].map((index) => ({ index, embedding: given })) };
    const sent = answering(PATH, [{ reply }], origin);
    const source = { apiKey: KEY, base_url: `${origin}/v1` };
    const result = await ask({ ...tooljet, input: ['a', 'b'], encoding_format }, source);
    const embedding = encoding_format === 'float' ? floats : packed;
    expect(result).toMatchObject({
      data: { embedding, embeddings: [embedding, embedding] },
      metadata: { warnings: [] },
    });
    expect(sent[0]?.body['encoding_format']).toBe(wire);
  });

  test('shows the request in a dry run', async () => {
    const body = { model: 'text-embedding-3-small', input: 'ToolJet is a low code platform', encoding_format: 'float' };
    const shown = { method: 'POST', path: '/embeddings' };
    expect((await ask({ ...tooljet, dry_run: 'yes' })).data).toEqual({ ...shown, body, requests: 1 });
    expect((await ask({ ...tooljet, input: [], dry_run: 'yes' })).data).toEqual({ ...shown, requests: 0 });
  });

  test.each([
    [5, '5'],
    [{ a: 'b' }, '{"a":"b"}'],
  ])('takes %j that is no list as the text %j', async (input, asked) => {
    const sent = replying([1]);
    expect(await ask({ ...tooljet, input, input_field: 'a' })).toMatchObject({
      data: { embedding: [1] },
      metadata: { warnings: ['Text field was left out, because Input is no list.'] },
    });
    expect(sent[0]?.body['input']).toBe(asked);
  });

  test('takes text that looks like JSON as text', async () => {
    const sent = replying([1]);
    await ask({ ...tooljet, input: '["a"]' });
    expect(sent[0]?.body['input']).toBe('["a"]');
  });

  test('finds the first vector by its index', async () => {
    const data = [
      { index: 1, embedding: [2] },
      { index: 0, embedding: [1] },
    ];
    answering(PATH, [{ reply: { data } }]);
    expect((await ask({ ...tooljet, input: ['a', 'b'] })).data).toEqual({ embedding: [1], embeddings: [[1], [2]] });
  });

  test.each([
    [{ input: '' }, 'Input is empty. Enter the text to embed.'],
    [
      { input: [{ a: 'b' }] },
      'Input: entry 1 is an object. Enter in Text field the name of the member that holds the text.',
    ],
    [{ input: [{ a: 'b' }, { a: ['c'] }], input_field: 'a' }, 'Input: entry 2 must have a text in a, not ["c"].'],
    [
      { input: [{ a: 'b' }, 'c'], input_field: 'a' },
      'Input: entry 2 is of another kind than the first. Bind texts only or objects only.',
    ],
    [
      { input: ['c', { a: 'b' }], input_field: 'a' },
      'Input: entry 2 is of another kind than the first. Bind texts only or objects only.',
    ],
    [{ input: [{ a: 'b' }], input_field: 'toString' }, NO_TEXT],
    [{ input: [' ', null] }, NO_TEXT],
    [{ input: [], input_field: ['a'] }, 'Text field must be one text, not a list. Join the list into a text first.'],
    [{ input: ['a', ['b']] }, 'Input: entry 2 must be a text, not ["b"].'],
    [
      { input: [null, { a: 'b' }, 'c'], input_field: 'a' },
      'Input: entry 3 is of another kind than the first. Bind texts only or objects only.',
    ],
    [
      { input: [{ a: 'b' }, { a: 'c' }, 'd'], input_field: 'a' },
      'Input: entry 3 is of another kind than the first. Bind texts only or objects only.',
    ],
    [{ dimensions: '0' }, 'Dimensions must be a whole number from 1 up, not "0". Correct it or leave the field blank.'],
    [{ dimensions: 0 }, 'Dimensions must be a whole number from 1 up, not 0. Correct it or leave the field blank.'],
    [{ encoding_format: 'hex' }, 'Encoding format must be float or base64, not "hex".'],
    [
      { model_embedding: 'text-embedding-ada-002', dimensions: 5 },
      'Dimensions cannot be set for text-embedding-ada-002: its vectors always have 1536 numbers. Clear Dimensions.',
    ],
    [{ model_embedding: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat. Choose another model in Model.'],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...tooljet, ...answers })).toBe(problem);
  });

  test.each([
    [
      100_001,
      1,
      'Input takes up to 100,000 texts, not 100001. Send fewer rows, lower Dimensions, or choose Base64 in Encoding format.',
    ],
    [
      20_000,
      undefined,
      'Input would give 30720000 numbers, and one query takes up to 16,000,000. Send fewer rows, lower Dimensions, or choose Base64 in Encoding format.',
    ],
  ])('refuses %i texts with Dimensions %j before anything is sent', async (count, dimensions, problem) => {
    expect(await complaint({ ...tooljet, input: Array(count).fill('a'), dimensions })).toBe(problem);
  });

  test.each([
    ['model', 'use Model or Model ID'],
    ['input', 'use Input'],
    ['encoding_format', 'use Encoding format'],
    ['dimensions', 'use Dimensions'],
  ])('refuses %s in Additional parameters', async (name, instead) => {
    const problem = `Additional parameters must not hold ${name}: ${instead}.`;
    expect(await complaint({ ...tooljet, additional_embedding_parameters: { [name]: null } })).toBe(problem);
  });

  test('takes 100,000 texts and 16,000,000 numbers, and no more', async () => {
    const asked = (count: number, dimensions: number) => ({ ...tooljet, input: Array(count).fill('a'), dimensions });
    expect((await ask({ ...asked(100_000, 160), dry_run: 'yes' })).data).toMatchObject({ requests: 49 });
    expect(await complaint(asked(100_000, 161))).toBe(
      'Input would give 16100000 numbers, and one query takes up to 16,000,000. Send fewer rows, lower Dimensions, or choose Base64 in Encoding format.'
    );
  });

  test('takes a reply without usage, model and request id, and a vector of any length', async () => {
    answering(PATH, [{ reply: { data: [{ embedding: [1, 2, 3] }] }, headers: { 'x-request-id': '' } }]);
    expect(await ask({ ...tooljet, encoding_format: ' float ' })).toEqual({
      status: 'ok',
      data: { embedding: [1, 2, 3] },
      metadata: { model: 'text-embedding-3-small', attempts: 1, warnings: [] },
    });
  });

  test.each([{ embedding: [1, 2] }, { data: { embedding: [1, 2], index: 0 } }])(
    'takes the one vector of %j',
    async (reply) => {
      answering(PATH, [{ reply }]);
      expect((await ask(tooljet)).data).toEqual({ embedding: [1, 2] });
    }
  );

  test.each<[object, string]>([
    [{}, 'The reply holds no vector.'],
    [{ data: [] }, 'The reply holds no vector.'],
    [{ data: [{}, {}] }, 'The reply holds 2 vectors for 1 texts.'],
    [{ data: [{}] }, 'The reply holds something that is no vector.'],
    [{ data: [null] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: [] }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: [1, null] }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: '' }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: 7 }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: 'abc' }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 0, embedding: 'AADAfwAAgD8=' }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ index: 2, embedding: [1, 2] }] }, 'The indexes in the reply are not those of the texts.'],
    [{ data: [{ index: -1, embedding: [1, 2] }] }, 'The indexes in the reply are not those of the texts.'],
    [{ data: [{ index: '__proto__', embedding: [1, 2] }] }, 'The indexes in the reply are not those of the texts.'],
    [{ data: [{ index: 0.5, embedding: [1, 2] }] }, 'The indexes in the reply are not those of the texts.'],
    [{ data: [{ embedding: 'AACAPw==' }] }, OTHER_LENGTH],
    [{ data: [{ embedding: [1] }] }, OTHER_LENGTH],
  ])('is an error when the reply is %j', async (reply, problem) => {
    answering(PATH, [{ reply }]);
    const { description, data } = await askInVain({ ...tooljet, dimensions: 2 });
    expect(data['kind']).toBe('unusable_reply');
    expect(description).toContain(`${problem} The reply begins: {`);
  });
});
