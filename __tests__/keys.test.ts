import type { Operation } from '../lib/types';
import form from '../operations.json';
import { ask } from './support/openai';

/** A value for every key of every form, all in one object, as ToolJet keeps the answers of hidden fields. */
const ALL = {
  model: '',
  custom_model: 'a-chat-model',
  system_prompt: 'System',
  prompt: 'Prompt',
  images: 'https://example.com/a.png',
  image_detail: 'low',
  message_history: [{ role: 'user', content: 'Before' }],
  history_limit: 1,
  rows: '',
  concurrency: 2,
  response_format: 'json_schema',
  json_schema: { a: 'string' },
  tools: [{ name: 'f' }],
  max_tokens: 16,
  temperature: 1,
  reasoning_effort: 'low',
  verbosity: 'low',
  stop_sequence: 'END',
  suffix: '',
  additional_chat_parameters: { chat_only: 1 },
  output: 'full',
  dry_run: 'yes',
  custom_image_model: 'an-image-model',
  size: '1x1',
  image_count: 2,
  quality: 'low',
  background: 'opaque',
  output_format: 'webp',
  output_compression: 3,
  moderation: 'low',
  additional_image_parameters: { image_only: 1 },
  source_images: 'iVBORw0KGgoAAAANSUhEUg==',
  mask: 'iVBORw0KGgoAAAANSUhEUg==',
  model_embedding: '',
  custom_embedding_model: 'an-embedding-model',
  input: 'Input',
  input_field: 'text',
  encoding_format: 'base64',
  dimensions: 4,
  additional_embedding_parameters: { embedding_only: 1 },
  query: 'Query',
  candidates: [{ text: 'Candidate' }],
  top_k: 1,
  vector_store_ids: 'vs_1',
  max_results: 3,
  score_threshold: 0.5,
  filters: { region: 'us' },
  transcription_model: '',
  audio: 'SUQzBAAAAAAAAA==',
  language: 'en',
  transcription_prompt: 'Before',
  keywords: 'ToolJet',
  transcript_format: 'srt',
  custom_transcription_model: 'a-transcription-model',
  additional_transcription_parameters: { transcription_only: 1 },
  moderate_input: [{ comment: 'Comment' }],
  moderate_field: 'comment',
  moderate_image: '',
  threshold: 0.5,
  custom_moderation_model: 'a-moderation-model',
  web_search: 'always',
  search_domains: 'example.com',
  search_country: 'DE',
  search_context: 'low',
  mcp_servers: [{ url: 'https://mcp.example.com/' }],
  code_interpreter: 'on',
  previous_response_id: 'resp_0',
  run_in_background: 'yes',
  additional_response_parameters: { response_only: 1 },
  response_id: 'resp_1',
  decide_input: 'Ticket',
  questions: { urgent: 'It is urgent' },
  decide_images: 'https://example.com/a.png',
  decide_rows: '',
  decide_concurrency: 2,
  custom_decision_model: 'a-decision-model',
  additional_decision_parameters: { decision_only: 1 },
  response_wait: 'no',
  response_action: 'cancel',
  run_as: 'now',
  batch_id: 'batch_1',
  batch_wait: 'no',
  batch_offset: 1,
  batch_limit: 2,
  batch_action: 'cancel',
  list_limit: 3,
  model_filter: 'gpt',
  model_purpose: 'chat',
  method: 'auto',
  path: '/files',
  query_parameters: { limit: 2 },
  body: { any: 1 },
};

const { operation: _operation, ...forms } = form.properties;

test('ALL has every key of every form', () => {
  const keys = new Set(Object.values(forms).flatMap((group) => Object.keys(group)));
  expect(new Set(Object.keys(ALL))).toEqual(keys);
});

const image = { model: 'an-image-model', prompt: 'Prompt', size: '1x1', n: 2, quality: 'low', background: 'opaque' };
const output = { output_format: 'webp', output_compression: 3 };
const vectors = { model: 'an-embedding-model', dimensions: 4 };

const BODIES: Record<Exclude<Operation, 'get_response' | 'batch_results' | 'list_batches' | 'list_models'>, object> = {
  chat: {
    model: 'a-chat-model',
    messages: [
      { role: 'system', content: 'System' },
      { role: 'user', content: 'Before' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Prompt' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
        ],
      },
    ],
    max_completion_tokens: 16,
    temperature: 1,
    reasoning_effort: 'low',
    verbosity: 'low',
    stop: 'END',
    response_format: expect.objectContaining({ type: 'json_schema' }) as object,
    tools: [{ type: 'function', function: { name: 'f' } }],
    chat_only: 1,
  },
  ask: {
    model: 'a-chat-model',
    instructions: 'System',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Prompt' },
          { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'low' },
        ],
      },
    ],
    max_output_tokens: 16,
    temperature: 1,
    reasoning: { effort: 'low' },
    text: { format: expect.objectContaining({ type: 'json_schema', name: 'result' }) as object, verbosity: 'low' },
    tools: [
      {
        type: 'web_search',
        filters: { allowed_domains: ['example.com'] },
        search_context_size: 'low',
        user_location: { type: 'approximate', country: 'DE' },
      },
      { type: 'file_search', vector_store_ids: ['vs_1'] },
      { type: 'code_interpreter', container: { type: 'auto' } },
      {
        type: 'mcp',
        server_label: 'mcp_example_com',
        server_url: 'https://mcp.example.com/',
        require_approval: 'never',
      },
    ],
    tool_choice: { type: 'web_search' },
    include: ['web_search_call.action.sources', 'file_search_call.results'],
    previous_response_id: 'resp_0',
    background: true,
    response_only: 1,
  },
  decide: {
    model: 'a-decision-model',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Ticket' },
          { type: 'input_image', image_url: 'https://example.com/a.png' },
        ],
      },
    ],
    questions: [{ type: 'predicate', name: 'urgent', instructions: 'It is urgent' }],
    decision_only: 1,
  },
  image_generation: { ...image, ...output, moderation: 'low', image_only: 1 },
  edit_image: { ...image, ...output, image_only: 1, image: ['image/png, 16 bytes'], mask: 'image/png, 16 bytes' },
  generate_embedding: { ...vectors, input: 'Input', encoding_format: 'base64', embedding_only: 1 },
  rank_by_similarity: { ...vectors, input: ['Query', 'Candidate'], encoding_format: 'base64' },
  search_documents: {
    query: 'Query',
    max_num_results: 3,
    filters: { type: 'eq', key: 'region', value: 'us' },
    ranking_options: { score_threshold: 0.5 },
  },
  transcribe_audio: {
    model: 'a-transcription-model',
    response_format: 'srt',
    language: 'en',
    prompt: 'Before',
    keywords: ['ToolJet'],
    transcription_only: 1,
    file: 'audio/mpeg, 10 bytes',
  },
  moderate: { model: 'a-moderation-model', input: ['Comment'] },
  call_api: { any: 1 },
};

test.each(Object.entries(BODIES))('%s sends its own keys and none of another operation', async (operation, body) => {
  const { data } = (await ask({ operation, ...ALL })) as unknown as { data: { body: object } };
  expect(data.body).toEqual(body);
});

/** What has to be filled in otherwise for a field to show in the request. */
const NEEDS: Readonly<Record<string, object>> = {
  model: { model: 'gpt-4o', custom_model: '', custom_image_model: '' },
  model_embedding: { model_embedding: 'text-embedding-3-large', custom_embedding_model: '' },
  transcription_model: { transcription_model: 'whisper-1', custom_transcription_model: '' },
  history_limit: {
    message_history: ['First', 'Second'].flatMap((content) => [
      { role: 'user', content },
      { role: 'assistant', content: 'Reply' },
    ]),
  },
  rows: { rows: ['One'], prompt: '{row}' },
  decide_rows: { decide_rows: ['One'], decide_input: '{row}' },
  run_as: { rows: ['One'], prompt: '{row}', input: ['Input'], run_as: 'batch' },
  input_field: { input: [{ text: 'Input' }] },
  moderate_image: { moderate_input: 'Comment', moderate_image: 'https://example.com/a.png' },
  method: { method: 'DELETE', body: '' },
};

/** Fields that say how a query is run or what becomes of its reply. */
const NOT_SENT: readonly string[] = [
  ...['output', 'dry_run', 'concurrency', 'decide_concurrency', 'suffix', 'top_k', 'response_wait', 'threshold'],
  ...['batch_wait', 'batch_offset', 'batch_limit', 'list_limit'],
  ...['model_filter', 'model_purpose'],
];

/** The request that a dry run shows, or why there is none. */
const requestOf = (answers: object) =>
  ask({ ...answers, dry_run: 'yes' }).then(
    ({ data }) => data,
    (error: unknown) => (error as { description: string }).description
  );

/** Every field that shows in a request, after its operation. */
const READ = Object.entries(forms).flatMap(([operation, group]) =>
  Object.keys(group)
    .filter((key) => !NOT_SENT.includes(key))
    .map((key) => [operation, key] as const)
);

test.each(READ)('Of the form of %s %s is read', async (operation, key) => {
  const filled = { operation, ...ALL, ...NEEDS[key] };
  expect(await requestOf(filled)).not.toEqual(await requestOf({ ...filled, [key]: '' }));
});
