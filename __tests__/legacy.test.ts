import { answering, ask, chatReply } from './support/openai';

/*
 * Saved queries of every earlier version of the plugin, as ToolJet stored them, and what apps found in `data`.
 */
const CHAT = '/v1/chat/completions';
const IMAGES = '/v1/images/generations';
const EMBEDDINGS = '/v1/embeddings';
/** What ToolJet keeps beside a query's own fields. */
const HOST = { transformationLanguage: 'javascript', enableTransformation: false, query_timeout: '', events: [] };

/** Ten numbers as base64. */
const TEN = Buffer.alloc(40, 1).toString('base64');

const vector = (embedding: unknown) => ({ data: [{ index: 0, embedding }], model: 'm', usage: null });

describe('A saved query', () => {
  test.each([
    [
      'of 2023, completion without a model',
      { operation: 'completion', prompt: 'Hi', max_tokens: '67', temperature: '0', stop_sequence: '', suffix: '' },
      { model: 'gpt-5.2', messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 67, temperature: 0 },
    ],
    [
      'of 2023, chat without a model',
      { operation: 'chat', prompt: 'Hi', max_tokens: '', temperature: '' },
      { model: 'gpt-5.2', messages: [{ role: 'user', content: 'Hi' }] },
    ],
    [
      'of 2024, chat with GPT-4 Turbo and all fields',
      {
        operation: 'chat',
        model: 'gpt-4-turbo',
        prompt: 'Hi',
        max_tokens: 100,
        temperature: 0.7,
        stop_sequence: 'END',
      },
      {
        model: 'gpt-4-turbo',
        messages: [{ role: 'user', content: 'Hi' }],
        max_completion_tokens: 100,
        temperature: 0.7,
        stop: 'END',
      },
    ],
    [
      'of 2026, chat with history as JSON text',
      {
        operation: 'chat',
        model: 'gpt-4o',
        system_prompt: 'S',
        message_history: '[{"role":"user","content":"a"}]',
        prompt: 'Hi',
      },
      {
        model: 'gpt-4o',
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'a' },
          { role: 'user', content: 'Hi' },
        ],
      },
    ],
  ])('%s gives plain text', async (_name, saved, body) => {
    const sent = answering(CHAT, [{ reply: chatReply({ content: 'Hello' }) }]);
    expect((await ask({ ...HOST, ...saved })).data).toBe('Hello');
    expect(sent[0]?.body).toEqual(body);
  });

  test('of 2024, image with DALL-E 3, gives data.data.url', async () => {
    const sent = answering(IMAGES, [{ reply: { data: [{ url: 'https://example.com/1.png' }] } }]);
    const saved = { ...HOST, operation: 'image_generation', model: 'dall-e-3', prompt: 'City', size: '1792x1024' };
    expect((await ask(saved)).data).toEqual({
      status: 'success',
      message: 'Image generated successfully',
      data: { url: 'https://example.com/1.png', images: [{ url: 'https://example.com/1.png' }] },
    });
    expect(sent[0]?.body).toEqual({ model: 'dall-e-3', prompt: 'City', size: '1792x1024' });
  });

  test('of 2025, image with GPT Image 1, gives data.data.b64_json', async () => {
    answering(IMAGES, [{ reply: { data: [{ b64_json: 'iVBORw0KGgo=' }] } }]);
    const saved = { ...HOST, operation: 'image_generation', model: 'gpt-image-1', prompt: 'City', size: '' };
    expect((await ask(saved)).data).toMatchObject({ data: { b64_json: 'iVBORw0KGgo=' } });
  });

  test.each([
    ['text-embedding-3-small', 'M1', { dimensions: 10 }],
    ['text-embedding-3-large', 'M2', { dimensions: 10 }],
    ['text-embedding-ada-002', 'M3', undefined],
    ['text-embedding-3-small', '_m1', { dimensions: 10 }],
    ['text-embedding-3-large', '_m2', { dimensions: 10 }],
    ['text-embedding-ada-002', '_m3', undefined],
  ])('of 2025, embedding with %s and fields ending in _%s', async (model_embedding, ending, dimensions) => {
    const sent = answering(EMBEDDINGS, [{ reply: vector(TEN) }]);
    const saved = {
      operation: 'generate_embedding',
      model_embedding,
      ...{ input_M1: 'stale', input_M2: 'stale', input_M3: 'stale', encoding_format_M1: 'float' },
      ...{ encoding_format_M2: 'float', encoding_format_M3: 'float' },
      [`input_${ending}`]: 'Text',
      [`encoding_format_${ending}`]: 'base64',
      ...(dimensions && { [`dimensions_${ending}`]: '10' }),
    };
    expect((await ask({ ...HOST, ...saved })).data).toEqual({ embedding: TEN });
    expect(sent[0]?.body).toEqual({ model: model_embedding, input: 'Text', encoding_format: 'base64', ...dimensions });
  });

  test('of 2025, embedding without a model, reads the fields of the first', async () => {
    const sent = answering(EMBEDDINGS, [{ reply: vector([1]) }]);
    expect((await ask({ operation: 'generate_embedding', model_embedding: '', input_M1: 'Text' })).data).toEqual({
      embedding: [1],
    });
    expect(sent[0]?.body).toEqual({ model: 'text-embedding-3-small', input: 'Text', encoding_format: 'float' });
  });

  test('opened in today’s form sends what that form says', async () => {
    const sent = answering(EMBEDDINGS, [{ reply: vector([1, 2]) }]);
    const saved = { operation: 'generate_embedding', input: 'New', input_M1: 'Old', encoding_format: 'float' };
    await ask({ ...saved, encoding_format_M1: 'base64', dimensions: 2, dimensions_M1: '10' });
    expect(sent[0]?.body).toEqual({
      model: 'text-embedding-3-small',
      input: 'New',
      encoding_format: 'float',
      dimensions: 2,
    });
  });
});
