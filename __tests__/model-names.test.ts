import { answering, ask, chatReply, complaint, KEY } from './support/openai';

/** A reply of each kind that fits every query below. */
const CHAT = ['/chat/completions', chatReply({ content: '{"items":[]}' })] as const;
const IMAGE = ['/images/generations', { data: [{ url: 'https://images.example.com/1.png' }] }] as const;
const EMBEDDING = ['/embeddings', { data: [{ embedding: [1, 0] }] }] as const;

const PNG = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==';
const user = [{ role: 'user', content: 'Hi' }];

/** What OpenAI's own server is not even asked, because of the model's name, and what any other server gets of it. */
const CASES: [string, object, readonly [string, object], object, string][] = [
  [
    'pictures',
    { operation: 'chat', custom_model: 'gpt-4', prompt: 'Hi', images: PNG },
    CHAT,
    {
      model: 'gpt-4',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image_url', image_url: { url: PNG } },
          ],
        },
      ],
    },
    'Images and PDFs cannot be used with gpt-4.',
  ],
  [
    'a JSON mode',
    { operation: 'chat', custom_model: 'gpt-4', prompt: 'JSON', response_format: 'json_object' },
    CHAT,
    { model: 'gpt-4', messages: [{ role: 'user', content: 'JSON' }], response_format: { type: 'json_object' } },
    'Response format JSON object is not offered by gpt-4.',
  ],
  [
    'an effort',
    { operation: 'chat', custom_model: 'o3', prompt: 'Hi', reasoning_effort: 'xhigh' },
    CHAT,
    { model: 'o3', messages: user, reasoning_effort: 'xhigh' },
    'Reasoning effort must be low, medium, or high for o3, not xhigh.',
  ],
  [
    'tools beside an effort',
    { operation: 'chat', custom_model: 'gpt-5.4', prompt: 'Hi', reasoning_effort: 'low', tools: [{ name: 'f' }] },
    CHAT,
    {
      model: 'gpt-5.4',
      messages: user,
      reasoning_effort: 'low',
      tools: [{ type: 'function', function: { name: 'f' } }],
    },
    'Tools need Reasoning effort none with gpt-5.4, not low.',
  ],
  [
    'a model made for something else',
    { operation: 'chat', custom_model: 'dall-e-3', prompt: 'Hi' },
    CHAT,
    { model: 'dall-e-3', messages: user },
    'Model ID is dall-e-3, which is for the operation Generate AI Image(s).',
  ],
  [
    'a size',
    { operation: 'image_generation', custom_image_model: 'dall-e-3', prompt: 'A cat', size: '512x512' },
    IMAGE,
    { model: 'dall-e-3', prompt: 'A cat', size: '512x512' },
    'Size (in pixels) must be 1024x1024, 1792x1024, or 1024x1792 for dall-e-3, not 512x512.',
  ],
  [
    'a number of images',
    {
      operation: 'image_generation',
      custom_image_model: 'dall-e-3',
      prompt: 'A cat',
      size: '1024x1024',
      image_count: 2,
    },
    IMAGE,
    { model: 'dall-e-3', prompt: 'A cat', size: '1024x1024', n: 2 },
    'Number of images must be 1 for dall-e-3, not 2.',
  ],
  [
    'a quality',
    { operation: 'image_generation', custom_image_model: 'gpt-image-2', prompt: 'A cat', size: 'auto', quality: 'max' },
    IMAGE,
    { model: 'gpt-image-2', prompt: 'A cat', size: 'auto', quality: 'max' },
    'Quality must be auto, low, medium, or high for gpt-image-2, not max.',
  ],
  [
    'dimensions',
    { operation: 'generate_embedding', custom_embedding_model: 'text-embedding-ada-002', input: 'Hi', dimensions: 2 },
    EMBEDDING,
    { model: 'text-embedding-ada-002', input: 'Hi', encoding_format: 'float', dimensions: 2 },
    'Dimensions cannot be set for text-embedding-ada-002',
  ],
];

const ELSEWHERE = [
  ['another server', 'http://localhost:11434', '/v1'],
  ['a deployment of Azure', 'https://mine.openai.azure.com', '/openai/v1'],
] as const;

describe.each(CASES)('%s that the name of a model speaks against', (_what, query, [path, reply], body, problem) => {
  test.each(ELSEWHERE)('is for %s to judge', async (_where, origin, base) => {
    const sent = answering(base + path, [{ reply }], origin);
    await ask(query, { apiKey: KEY, base_url: origin + base });
    expect(sent.map((one) => one.body)).toEqual([body]);
  });

  test.each(['https://api.openai.com/v1', 'https://eu.api.openai.com/v1'])(
    'is an error before %s is asked',
    async (base_url) => {
      expect(await complaint(query, { apiKey: KEY, base_url })).toContain(problem);
    }
  );
});

test('what a known model does not take is left out with a warning on every server', async () => {
  const origin = 'http://localhost:11434';
  const sent = answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }], origin);
  const query = { operation: 'chat', custom_model: 'gpt-4o', prompt: 'Hi', reasoning_effort: 'low', verbosity: 'low' };
  const result = await ask(query, { base_url: `${origin}/v1` });
  expect(sent[0]?.body).toEqual({ model: 'gpt-4o', messages: user });
  expect(result).toMatchObject({
    metadata: {
      warnings: [
        'Reasoning effort was left out, because gpt-4o does not take it.',
        'Verbosity was left out, because gpt-4o does not take it.',
      ],
    },
  });
});

test('vectors may have any length under the name of a known model elsewhere', async () => {
  const origin = 'http://localhost:11434';
  const sent = answering('/v1/embeddings', [{ reply: { data: [{ embedding: [1, 0] }] } }], origin);
  const candidates = [{ id: 1, embedding: [1, 0] }];
  const query = { operation: 'rank_by_similarity', query: 'q', candidates, model_embedding: 'text-embedding-3-small' };
  const { data } = await ask(query, { base_url: `${origin}/v1` });
  expect(sent).toHaveLength(1);
  expect(data).toEqual({ results: [{ index: 0, score: 1, item: { id: 1 } }] });
});

test('the size that ToolJet’s documentation promises of gpt-image-1 is sent as typed elsewhere', async () => {
  const origin = 'http://localhost:11434';
  const reply = { data: [{ url: 'https://images.example.com/1.png' }] };
  const sent = answering('/v1/images/generations', [{ reply }], origin);
  const query = { operation: 'image_generation', model: 'gpt-image-1', prompt: 'A cat', size: '1792x1024' };
  await ask(query, { base_url: `${origin}/v1` });
  expect(sent[0]?.body['size']).toBe('1792x1024');
});
