/*
 * Runs queries through the built bundle against servers that others made, installed in .ci/servers: openai-api-mock, which is
 * strict about embeddings, and Portkey's gateway, chosen and steered by the field Headers, in front of that and of the embedded
 * server. Each check is about a whole result, or all that ToolJet reads of an error. `node scripts/check-servers.mjs`
 */
import assert from 'node:assert';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startEmbeddedServer } from './embedded-server/index.mjs';
import hosts from './hosts.cjs';

const FOLDER = '.ci/servers';
const GATEWAY = `${FOLDER}/node_modules/@portkey-ai/gateway/build/start-server.js`;
const KEY = 'sk-proj-servers-0123456789';

const code = readFileSync('dist/index.js', 'utf8');

/** Starts a file as a server at a free port of localhost; gives its Base URL. */
async function start(file, ...args) {
  const server = fork(file, args, { execArgv: ['--require', `./${FOLDER}/loopback.cjs`], silent: true });
  const ended = once(server, 'exit').then(() => Promise.reject(new Error(`${file} ended.`)));
  const [port] = await Promise.race([once(server, 'message'), ended]);
  ended.catch(() => undefined);
  return { baseUrl: `http://localhost:${port}/v1`, stop: () => server.kill() };
}

/** A data source: an address and the pairs of the field Headers. */
const source = (base_url, headers = {}) => ({
  apiKey: KEY,
  base_url,
  max_retries: 0,
  headers: Object.entries(headers),
});

/** What a query gives, or Test connection without one; with ids and lengths of time that are never the same. */
async function outcome(of, query) {
  const service = hosts.loadService(code);
  const given = query
    ? await service.run(of, query).catch((error) => hosts.failed(error).data)
    : await service.testConnection(of);
  const text = JSON.stringify(given);
  assert.ok(!text.includes(KEY), `The key came out: ${text}`);
  return JSON.parse(text, (name, value) => (/^re(quest|sponse)_id$/.test(name) ? name : value));
}

const ok = (data, metadata) => ({ status: 'ok', data, metadata: { ...metadata, warnings: [], attempts: 1 } });
const failure = (kind, message, rest) => ({ message, kind, retryable: false, ...rest });

const CHECK_FIELDS = 'Check the fields of the query against what the message says.';
const CHECK_BASE_URL = 'Check Base URL in the data source: its path usually ends in /v1.';

const hello = { operation: 'chat', prompt: 'Hello' };
const rows = { operation: 'chat', prompt: 'Hello {name}', rows: [{ name: 'Ada' }, { name: 'Alan' }] };
const json = { ...hello, response_format: 'json_schema', json_schema: '{"name":"string","ages":["number"]}' };
const unknown = { ...hello, model: 'custom', custom_model: 'no-such-model' };
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = { ...hello, tools: [{ name: 'test_function', parameters }] };
const image = { operation: 'image_generation', prompt: 'A lake', size: '1024x1024' };
const edit = { operation: 'edit_image', prompt: 'A lake', source_images: 'data:image/png;base64,iVBORw0KGgo=' };
const texts = { operation: 'generate_embedding', input: ['one', 'two'], dimensions: 3 };
const rank = { operation: 'rank_by_similarity', query: 'two', candidates: ['one', 'two'], dimensions: 3 };
const question = { operation: 'ask', prompt: 'Hello', web_search: 'auto' };
const search = { operation: 'search_documents', vector_store_ids: 'vs_abc123', query: 'order' };

/** What openai-api-mock says when its answers are the same each time. */
const SAID = 'This is a consistent test response.';
const MODEL = 'gpt-3.5-mock';
const USAGE = { input_tokens: 20, output_tokens: 10, total_tokens: 30 };
const asked = { role: 'user', content: 'Hello' };
const call = { id: 'call_test123456789', name: 'test_function', arguments: { param1: 'test_value', param2: 42 } };
const answer = ok(SAID, {
  model: MODEL,
  usage: USAGE,
  finish_reason: 'stop',
  history: [asked, { role: 'assistant', content: SAID }],
});
const picture = 'https://example.com/test-image.png';

const FIXED = [
  ['chat', hello, answer],
  ['a model unknown to the server', unknown, answer],
  [
    'rows',
    rows,
    {
      status: 'ok',
      data: [
        { ok: true, content: SAID, finish_reason: 'stop' },
        { ok: true, content: SAID, finish_reason: 'stop' },
      ],
      metadata: {
        model: MODEL,
        usage: { input_tokens: 40, output_tokens: 20, total_tokens: 60 },
        warnings: [],
        rows: { ok: 2, failed: 0 },
        attempts: 2,
      },
    },
  ],
  [
    'tools',
    tools,
    ok(
      { content: null, tool_calls: [call] },
      {
        model: MODEL,
        usage: { input_tokens: 81, output_tokens: 19, total_tokens: 100 },
        finish_reason: 'tool_calls',
        history: [
          asked,
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: call.id,
                type: 'function',
                function: { name: call.name, arguments: '{"param1": "test_value", "param2": 42}' },
              },
            ],
          },
        ],
        tool_calls: [call],
      }
    ),
  ],
  [
    'a JSON answer that is none',
    json,
    failure(
      'unusable_reply',
      'The reply is not the JSON that Response format asks for. Run the query again or choose another model.',
      { partial: SAID, finish_reason: 'stop' }
    ),
  ],
  [
    'an image',
    image,
    ok(
      {
        status: 'success',
        message: 'Image generated successfully',
        data: { url: picture, images: [{ url: picture }] },
      },
      { model: 'gpt-image-2' }
    ),
  ],
];

const one = [-0.3112377488912371, 0.6458233345432527, -0.6971680459003763];
const two = [-0.607569859837026, 0.7940606040850681, 0.018072699235958615];
const small = { model: 'text-embedding-3-small', usage: { input_tokens: 2, total_tokens: 2 } };
const vectors = (all) => ok({ embedding: all[0], embeddings: all }, small);

const STRICT = [
  ['vectors', texts, vectors([one, two])],
  ['vectors in base64', { ...texts, encoding_format: 'base64' }, vectors(['jlqfvq5UJT+beTK/', 's4kbv45HSz8zDZQ8'])],
  [
    'ranking',
    rank,
    ok(
      {
        results: [
          { index: 1, score: 1, text: 'two' },
          { index: 0, score: 0.6893218342190102, text: 'one' },
        ],
      },
      { ...small, usage: { input_tokens: 3, total_tokens: 3 } }
    ),
  ],
  [
    'a chat model for vectors',
    { ...texts, model_embedding: 'custom', custom_embedding_model: 'gpt-4o' },
    failure(
      'model_not_found',
      "The model 'gpt-4o' does not exist or you do not have access to it. Check the model id, and that this key and project may use it.",
      { status: 404, code: 'model_not_found', type: 'invalid_request_error' }
    ),
  ],
  [
    'too many dimensions',
    { ...texts, input: 'one', dimensions: 4000 },
    failure(
      'invalid_request',
      `Invalid value for 'dimensions': must be an integer between 1 and 1536 for this model. ${CHECK_FIELDS}`,
      { status: 400, type: 'invalid_request_error', param: 'dimensions' }
    ),
  ],
  [
    'a model that takes no dimensions',
    { ...texts, input: 'one', model_embedding: 'text-embedding-ada-002' },
    failure('invalid_request', `Dimensions is not supported by this model. ${CHECK_FIELDS}`, {
      status: 400,
      type: 'invalid_request_error',
    }),
  ],
];

/** What an endpoint gives that openai-api-mock does not have. */
const missing = (baseUrl) => [
  [
    'a missing endpoint',
    edit,
    failure('invalid_request', `The server answered 404: Not Found. ${CHECK_BASE_URL}`, { status: 404 }),
  ],
  [
    'a list of models that is missing',
    undefined,
    {
      status: 'failed',
      message: `The server answered, but lists no models at ${baseUrl}. The Base URL usually ends in /v1. Queries may still work.`,
    },
  ],
];

/** What the embedded server has an answer to. */
const ANSWERED = [
  ['chat', hello],
  ['rows', rows],
  ['a JSON answer', json],
  ['an image', image],
  ['an edited image', edit],
  ['vectors', texts],
  ['ranking', rank],
  ['an answer with sources', question],
  ['passages of documents', search],
  ['a list of models', undefined],
];

/** What Portkey's gateway itself refuses, by its headers. */
const REFUSED = (upstream) => [
  [
    'no provider',
    {},
    hello,
    failure('invalid_request', `Either x-portkey-config or x-portkey-provider header is required. ${CHECK_FIELDS}`, {
      status: 400,
    }),
  ],
  [
    'an unknown provider',
    { 'x-portkey-provider': 'nobody' },
    hello,
    failure('invalid_request', `Invalid provider passed. ${CHECK_FIELDS}`, { status: 400 }),
  ],
  [
    'an operation that the provider lacks',
    { 'x-portkey-provider': 'groq' },
    texts,
    failure(
      'invalid_request',
      'embed is not supported by groq. This server cannot do that. Choose another model or server, or clear the field it names.',
      { status: 500 }
    ),
  ],
  [
    'a guardrail',
    {
      'x-portkey-config': JSON.stringify({
        ...upstream,
        input_guardrails: [{ 'default.contains': { operator: 'none', words: ['Hello'] }, deny: true }],
      }),
    },
    hello,
    failure(
      'content_policy',
      'The guardrail checks defined in the config failed. You can find more information in the `hook_results` object. The request was blocked by a content policy. Reword the prompt; retrying it unchanged will not help.',
      { status: 446, type: 'hooks_failed' }
    ),
  ],
];

let failures = 0;
async function check(title, of, query, expected) {
  try {
    assert.deepStrictEqual(await outcome(of, query), expected);
    console.log(`ok      ${title}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${title}\n${error.message}`);
  }
}

async function checkAll([fixed, strict, gateway, embedded]) {
  /** With a check of what comes back the gateway makes each reply anew; without one Node lets it change no headers. */
  const through = (custom_host) =>
    source(gateway.baseUrl, {
      'x-portkey-config': JSON.stringify({
        provider: 'openai',
        custom_host,
        output_guardrails: [{ 'default.contains': { operator: 'none', words: ['xyzzy'] } }],
      }),
    });

  for (const [{ baseUrl }, checks] of [
    [fixed, FIXED],
    [strict, STRICT],
  ]) {
    for (const [title, query, expected] of [...checks, ...missing(baseUrl)]) {
      await check(`openai-api-mock: ${title}`, source(baseUrl), query, expected);
    }
    for (const [title, query, expected] of [...checks, ...missing(gateway.baseUrl)]) {
      await check(`gateway before openai-api-mock: ${title}`, through(baseUrl), query, expected);
    }
  }

  await check(
    'gateway before openai-api-mock: Ask',
    through(strict.baseUrl),
    question,
    failure(
      'invalid_request',
      "Not Found. This server does not offer OpenAI's Responses API. The operation Chat works there.",
      { status: 404 }
    )
  );

  // What the embedded server answers has to come through the gateway as it is.
  for (const [title, query] of ANSWERED) {
    const direct = await outcome(source(embedded.baseUrl), query);
    assert.strictEqual(direct.status, 'ok', JSON.stringify(direct));
    await check(`gateway before the embedded server: ${title}`, through(embedded.baseUrl), query, direct);
  }

  const gone = await outcome(source(embedded.baseUrl), unknown);
  assert.strictEqual(gone.kind, 'model_not_found', JSON.stringify(gone));
  await check('gateway before the embedded server: an unknown model', through(embedded.baseUrl), unknown, {
    ...gone,
    message: `openai error: ${gone.message}`,
  });

  const upstream = { provider: 'openai', custom_host: embedded.baseUrl };
  for (const [title, headers, query, expected] of REFUSED(upstream)) {
    await check(`gateway: ${title}`, source(gateway.baseUrl, headers), query, expected);
  }
  await check(
    'gateway: a path it does not have',
    source(gateway.baseUrl.replace('/v1', '/v2'), { 'x-portkey-provider': 'openai' }),
    hello,
    failure('invalid_request', `Not Found. ${CHECK_BASE_URL}`, { status: 404 })
  );
}

const servers = await Promise.all([
  start(`${FOLDER}/mock.mjs`, 'fixed'),
  start(`${FOLDER}/mock.mjs`),
  start(GATEWAY, '--headless'),
  startEmbeddedServer(),
]);
try {
  await checkAll(servers);
} finally {
  await Promise.all(servers.map(({ stop }) => stop()));
}
console.log(failures > 0 ? `${failures} checks failed` : 'all checks passed');
process.exitCode = failures > 0 ? 1 : 0;
