import { answering, ask, askInVain, complaint } from './support/openai';

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

describe('Generate Embedding', () => {
  test('sends every field of the form and gives the vector', async () => {
    const sent = replying('zczMPc3MTD4=');
    const result = await ask({
      operation: 'generate_embedding',
      model_embedding: 'text-embedding-3-small',
      custom_embedding_model: 'text-embedding-3-large',
      input: 'ToolJet is a low code platform',
      encoding_format: 'base64',
      dimensions: '2',
    });
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'text-embedding-3-large',
        input: 'ToolJet is a low code platform',
        encoding_format: 'base64',
        dimensions: 2,
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
        warnings: [],
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

  test('sends a bound array of texts as it is and gives the first vector', async () => {
    const sent = replying([1], [2]);
    expect((await ask({ ...tooljet, input: ['a', 'b'] })).data).toEqual({ embedding: [1] });
    expect(sent[0]?.body['input']).toEqual(['a', 'b']);
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
    expect((await ask({ ...tooljet, input: ['a', 'b'] })).data).toEqual({ embedding: [1] });
  });

  test.each([
    [{ input: '' }, 'Input is empty. Enter the text to embed.'],
    [{ input: [] }, 'Input is empty. Enter the text to embed.'],
    [{ input: ['a', ' '] }, 'Input: entry 2 must be a text that is not empty.'],
    [{ input: [1] }, 'Input: entry 1 must be a text that is not empty.'],
    [{ dimensions: '0' }, 'Dimensions must be a whole number from 1 up, not "0".'],
    [{ dimensions: 0 }, 'Dimensions must be a whole number from 1 up, not 0.'],
    [{ encoding_format: 'hex' }, 'Encoding format must be float or base64, not "hex".'],
    [
      { model_embedding: 'text-embedding-ada-002', dimensions: 5 },
      'Dimensions cannot be set for text-embedding-ada-002: its vectors always have 1536 numbers. Clear Dimensions.',
    ],
    [{ model_embedding: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat.'],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...tooljet, ...answers })).toContain(problem);
  });

  test.each([
    [{}],
    [{ data: [] }],
    [{ data: [{}] }],
    [{ data: [{ index: 0, embedding: [] }] }],
    [{ data: [{ index: 0, embedding: '' }] }],
    [{ data: [null] }],
  ])('is an error when the reply %j holds no vector', async (reply) => {
    answering(PATH, [{ reply }]);
    const { description, data } = await askInVain(tooljet);
    expect(data['kind']).toBe('unusable_reply');
    expect(description).toContain('The reply holds no vector. It begins: {');
  });
});
