import type { Operation } from '../lib/types';
import { QUERIES } from './support/bundle';
import { answering, ask, chatReply, errorReply } from './support/openai';

const PNG = 'iVBORw0KGgo=';
const url = `data:image/png;base64,${PNG}`;
const images = { url, images: [{ url, mime_type: 'image/png' }], b64_json: PNG };
const vectors = { model: 'text-embedding-3-small', warnings: [] };

const going = { status: 'in_progress', requests: { total: 3, completed: 1, failed: 0 } };

const ANSWER = {
  content: 'Hi',
  sources: [],
  response_id: 'resp_1',
  status: 'completed',
  model: 'gpt-5.2-2025-12-11',
  usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32, reasoning_tokens: 0, cached_tokens: 0 },
  tool_calls: [],
  warnings: [],
};

/** What `data` is with Output Full response: nothing an app needs is in `metadata` alone, which ToolJet 2.x does not show. */
const FULL: Readonly<Record<Operation, object>> = {
  chat: {
    content: 'Hi',
    finish_reason: 'stop',
    model: 'gpt-5.2-2025-12-11',
    usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32 },
    warnings: [],
    history: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
    ],
  },
  ask: ANSWER,
  get_response: ANSWER,
  decide: {
    answers: { friendly: true },
    details: { friendly: { probability: 0.75 } },
    model: 'gpt-6-luna',
    usage: { input_tokens: 30, output_tokens: 0, total_tokens: 30, reasoning_tokens: 0, cached_tokens: 0 },
    warnings: [],
  },
  image_generation: {
    status: 'success',
    message: 'Image generated successfully',
    data: images,
    model: 'gpt-image-2',
    warnings: [],
  },
  edit_image: {
    status: 'success',
    message: 'Image edited successfully',
    data: images,
    model: 'gpt-image-2',
    warnings: [],
  },
  generate_embedding: { embedding: [0.5, -0.25], ...vectors, usage: { input_tokens: 1, total_tokens: 1 } },
  rank_by_similarity: {
    results: [{ index: 0, score: 1, text: 'Hi' }],
    ...vectors,
    usage: { input_tokens: 2, total_tokens: 2 },
  },
  search_documents: {
    results: [{ score: 0.8, text: 'Hi', filename: 'greetings.md', file_id: 'file-1', attributes: { region: 'us' } }],
    warnings: [],
  },
  transcribe_audio: {
    text: 'Hi',
    language: 'en',
    model: 'gpt-transcribe',
    usage: { input_tokens: 10, output_tokens: 2, total_tokens: 12 },
    warnings: [],
  },
  moderate: {
    flagged: false,
    categories: [],
    scores: { harassment: 0.25, violence: 0.125 },
    model: 'omni-moderation-latest',
    warnings: [],
  },
  batch_results: { ...going, batch_id: 'batch_1', done: false, expires_at: '2026-11-28T03:00:00.000Z', warnings: [] },
  list_batches: [
    {
      ...going,
      batch_id: 'batch_1',
      operation: 'chat',
      created_at: '2026-11-27T03:00:00.000Z',
      expires_at: '2026-11-28T03:00:00.000Z',
    },
  ],
  list_models: {
    models: [
      {
        label: 'gpt-5.2',
        value: 'gpt-5.2',
        owned_by: 'system',
        created_at: '2025-12-11T00:00:00.000Z',
        purpose: 'chat',
      },
    ],
    warnings: [],
  },
  // What the API says stays alone.
  call_api: QUERIES.call_api.reply,
};

describe('Output Full response', () => {
  test.each(Object.entries(QUERIES))('of %s gives in data what stands in metadata', async (operation, query) => {
    answering(`${query.method ?? 'POST'} /v1${query.path}`, [{ reply: query.reply }]);
    const { data } = await ask({ ...query.options, output: 'full' });
    expect(data).toEqual(FULL[operation as Operation]);
  });

  test('holds the warnings of an image query', async () => {
    answering('/v1/images/generations', [{ reply: QUERIES.image_generation.reply }]);
    const { data } = await ask({ ...QUERIES.image_generation.options, output_compression: 80, output: 'full' });
    expect(data).toMatchObject({
      warnings: ['Compression was left out, because it needs Output format JPEG or WebP.'],
    });
  });

  test('leaves the list of outcomes of Rows and a dry run as they are', async () => {
    answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
    const rows = { operation: 'chat', prompt: 'Hello', rows: ['a'], output: 'full' };
    expect((await ask(rows)).data).toEqual([{ ok: true, content: 'Hi', finish_reason: 'stop' }]);
    expect((await ask({ ...QUERIES.generate_embedding.options, output: 'full', dry_run: 'yes' })).data).toEqual({
      method: 'POST',
      path: '/embeddings',
      body: { model: 'text-embedding-3-small', input: 'Hello', encoding_format: 'float' },
      requests: 1,
    });
  });

  test('changes nothing about a failure', async () => {
    answering('/v1/embeddings', [{ status: 400, reply: errorReply('No.') }]);
    await expect(ask({ ...QUERIES.generate_embedding.options, output: 'full' })).rejects.toMatchObject({
      data: { kind: 'invalid_request' },
    });
  });
});
