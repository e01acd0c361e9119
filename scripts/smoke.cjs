/*
 * Runs a bundle in every loader of ToolJet's generations and asserts that each gives the same results, on the Node that
 * runs this file: `node scripts/smoke.cjs [loaders, such as A,C2] [the version of Node it must be] [dist/index.js]`.
 */
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { SILENCE, withServer } = require('../__tests__/support/scripted-server.cjs');
const { loaders, loadService } = require('./hosts.cjs');
const queries = require('../__tests__/support/queries.json');
const traps = require('./traps.json');

// What a server's own variables hold must neither reach a request nor break one.
Object.assign(process.env, traps);

const KEY = 'sk-proj-smoke-0123456789';
const URI = 'data:image/png;base64,iVBORw0KGgo=';

/** Each operation has a Base URL of its own. */
const prefix = (operation) => `/${operation}/v1`;

const REPLIES = Object.fromEntries(
  Object.entries(queries).map(([operation, { path, reply }]) => [prefix(operation) + path, reply])
);
REPLIES['/v1/models'] = { object: 'list', data: [] };

const REFUSAL = { message: 'No credit.', type: 'insufficient_quota', code: 'insufficient_quota', param: null };
const BY_PROMPT = {
  silence: SILENCE,
  broken: { body: '{"choices":[' },
  refused: { status: 429, body: { error: REFUSAL } },
};

/** How the server answers: by the prompt of a chat, else by path. */
function answer({ path, headers, body: { messages } }) {
  if (/trap/i.test(JSON.stringify(headers))) return { raw: ({ socket }) => socket.destroy() };
  return BY_PROMPT[messages && messages[0].content] || { body: REPLIES[path.split('?')[0]] };
}

/** Everything a query gives: its result, or all that ToolJet reads of its error. */
async function outcome(service, source, options) {
  try {
    return await service.run(source, options);
  } catch (error) {
    const { message, description, data } = error;
    return { className: error.constructor.name, message, description, data };
  }
}

const failure = (kind, message, rest) => ({
  className: 'QueryError',
  message: 'Query could not be completed',
  description: message,
  data: { message, kind, ...rest },
});

const result = (data, metadata) => ({ status: 'ok', data, metadata: { ...metadata, attempts: 1, warnings: [] } });
const image = (message) =>
  result(
    {
      status: 'success',
      message,
      data: { url: URI, images: [{ url: URI, mime_type: 'image/png' }], b64_json: URI.split(',')[1] },
    },
    { model: 'gpt-image-2' }
  );
const embedding = (data, tokens) =>
  result(data, { model: 'text-embedding-3-small', usage: { input_tokens: tokens, total_tokens: tokens } });

const ANSWER = result(
  { content: 'Hi', sources: [], response_id: 'resp_1', status: 'completed' },
  {
    model: 'gpt-5.2-2025-12-11',
    usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32, reasoning_tokens: 0, cached_tokens: 0 },
  }
);

const GOING = { status: 'in_progress', requests: { total: 3, completed: 1, failed: 0 } };

/** What the smallest query of each operation gives. */
const RESULTS = {
  chat: result('Hi', {
    model: 'gpt-5.2-2025-12-11',
    usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32 },
    finish_reason: 'stop',
    history: [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
    ],
  }),
  ask: ANSWER,
  get_response: ANSWER,
  decide: result(
    { answers: { friendly: true }, details: { friendly: { probability: 0.75 } } },
    {
      model: 'gpt-6-luna',
      usage: { input_tokens: 30, output_tokens: 0, total_tokens: 30, reasoning_tokens: 0, cached_tokens: 0 },
    }
  ),
  image_generation: image('Image generated successfully'),
  edit_image: image('Image edited successfully'),
  generate_embedding: embedding({ embedding: [0.5, -0.25] }, 1),
  rank_by_similarity: embedding({ results: [{ index: 0, score: 1, text: 'Hi' }] }, 2),
  search_documents: result(
    {
      results: [{ score: 0.8, text: 'Hi', filename: 'greetings.md', file_id: 'file-1', attributes: { region: 'us' } }],
    },
    {}
  ),
  transcribe_audio: result(
    { text: 'Hi', language: 'en' },
    { model: 'gpt-transcribe', usage: { input_tokens: 10, output_tokens: 2, total_tokens: 12 } }
  ),
  moderate: result(
    { flagged: false, categories: [], scores: { harassment: 0.25, violence: 0.125 } },
    { model: 'omni-moderation-latest' }
  ),
  batch_results: result({ batch_id: 'batch_1', ...GOING, done: false, expires_at: '2026-11-28T03:00:00.000Z' }, {}),
  list_batches: result(
    [
      {
        batch_id: 'batch_1',
        ...GOING,
        operation: 'chat',
        created_at: '2026-11-27T03:00:00.000Z',
        expires_at: '2026-11-28T03:00:00.000Z',
      },
    ],
    {}
  ),
  list_models: result(
    {
      models: [
        {
          label: 'gpt-5.2',
          value: 'gpt-5.2',
          owned_by: 'system',
          created_at: '2025-12-11T00:00:00.000Z',
          purpose: 'chat',
        },
      ],
    },
    {}
  ),
  call_api: result(queries.call_api.reply, { status: 200 }),
};

for (const operation of Object.keys(queries)) {
  if (!RESULTS[operation]) throw new Error(`RESULTS in scripts/smoke.cjs lacks ${operation}.`);
}

const CASES = [
  ...Object.entries(queries).map(([operation, { options }]) => [options, RESULTS[operation]]),
  [{ ...queries.edit_image.options, mask: queries.edit_image.options.source_images }, RESULTS.edit_image],
  [
    { operation: 'chat', prompt: 'refused' },
    failure(
      'quota',
      "No credit. This account has no credit left. Add credit or raise the limit in the server's billing settings; retrying will not help.",
      { retryable: false, status: 429, code: 'insufficient_quota', type: 'insufficient_quota' }
    ),
  ],
  [
    { operation: 'chat', prompt: 'silence', query_timeout: 300 },
    failure(
      'timeout',
      "No complete reply came within 0.3 s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).",
      { retryable: true }
    ),
  ],
  [
    { operation: 'chat', prompt: 'broken' },
    failure('unusable_reply', 'The reply is not a JSON object. The reply begins: {"choices":[', { retryable: false }),
  ],
];

async function check(names, file, { origin }) {
  const source = (place) => ({ apiKey: KEY, base_url: origin + place });
  const code = readFileSync(file, 'utf8');
  for (const name of names) {
    // Under a key of its own each loader is the one that compiles; from then on it finds the module. A bundle made with
    // ncc has no key and is compiled each time.
    const own = code.replace(/@[0-9a-f]{16}'/, `@${name}'`);
    if (own !== code) assert.strictEqual(loaders[name](own).default, loaders[name](own).default);
    assert.deepStrictEqual(plain(await loadService(own, name).testConnection(source('/v1'))), { status: 'ok' });
    for (const [options, expected] of CASES) {
      assert.deepStrictEqual(
        plain(await outcome(loadService(own, name), source(prefix(options.operation)), options)),
        expected
      );
    }
  }
  console.log(
    `Node ${process.version}: ${names.length * (CASES.length + 2)} checks in the loaders ${names.join(', ')}`
  );
}

/** A copy made of this realm's own objects. */
const plain = (value) => JSON.parse(JSON.stringify(value));

const [, , names, version, file = 'dist/index.js'] = process.argv;
if (version) assert.strictEqual(process.version, version);
process.env.SSRF_DNS_RESOLUTION_CHECK = 'false';
withServer(answer, (server) => check(names ? names.split(',') : Object.keys(loaders), file, server))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => setTimeout(() => process.exit(), 500).unref());
