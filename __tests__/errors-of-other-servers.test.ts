import { answering, askInVain, errorReply } from './support/openai';

const BASE = 'https://llm.example.com';
const hello = { operation: 'chat', prompt: 'Hello', model: 'custom', custom_model: 'any' };

/** The error of a chat with a server of one's own that answers like this, and never again. */
async function refusedWith(
  status: number,
  reply: unknown,
  headers: Record<string, string> = {},
  query: object = hello
) {
  answering('/v1/chat/completions', [{ status, reply, headers }], BASE);
  return askInVain(query, { base_url: `${BASE}/v1`, apiKey: 'lm-studio', max_retries: 0 });
}

const nested = (raw: unknown) => ({
  error: { message: 'Provider returned error', code: 400, metadata: { raw, provider_name: 'Crucible' } },
});
const pydantic = [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required' }];

describe('The reason of another server is quoted', () => {
  test.each<[string, unknown, string]>([
    [
      'of a provider of OpenRouter, as JSON: https://github.com/diegosouzapw/OmniRoute/issues/3044',
      nested('{"error":{"message":"At most 1 image per prompt."}}'),
      'Provider returned error. Crucible: At most 1 image per prompt.',
    ],
    [
      'of a provider of OpenRouter, as text: https://github.com/open-webui/computer/issues/293',
      nested('z-ai is busy'),
      'Provider returned error. Crucible: z-ai is busy.',
    ],
    ['of a provider without a name', { error: { message: 'No', metadata: { raw: { detail: 'Busy' } } } }, 'No. Busy.'],
    [
      'in a list, once: https://github.com/google-gemini/gemini-cli/issues/6678',
      [{ error: { code: 400, message: 'Too bad.', errors: [{ message: 'Too bad.', reason: 'badRequest' }] } }],
      'Too bad.',
    ],
    [
      'as JSON in a text: https://github.com/continuedev/continue/issues/10290',
      errorReply('{\n "error": { "code": 400, "message": "Too bad" }\n}'),
      'Too bad.',
    ],
    ['as JSON behind white space', errorReply('\n {"error":{"message":"Too bad"}}'), 'Too bad.'],
    ['of FastAPI: https://fastapi.tiangolo.com/tutorial/handling-errors/', { detail: 'Not good' }, 'Not good.'],
    [
      'of pydantic: https://fastapi.tiangolo.com/tutorial/handling-errors/',
      { detail: pydantic },
      'body.messages: Field required.',
    ],
    [
      'of Mistral, with pydantic inside: https://github.com/crewAIInc/crewAI/issues/60',
      { object: 'error', message: { detail: pydantic }, type: 'invalid_request_error' },
      'body.messages: Field required.',
    ],
    [
      'of RFC 7807: https://www.rfc-editor.org/rfc/rfc7807',
      { type: 'about:blank', title: 'Bad Request', detail: 'The model is asleep.', status: 400 },
      'Bad Request. The model is asleep.',
    ],
    [
      'in errors: https://github.com/anomalyco/opencode/issues/23773',
      { success: false, errors: [{ code: 5006, message: 'Bad input' }, 'Too long', { code: 1 }, 7] },
      'Bad input. Too long. 7.',
    ],
    [
      'beside error: true: https://github.com/ChatGPTNextWeb/NextChat/issues/4699',
      { error: true, message: 'No such thing' },
      'No such thing.',
    ],
    [
      'of a place that is deep',
      { detail: [{ loc: Array.from({ length: 12 }, (_, index) => index), msg: 'Too long' }] },
      '0.1.2.3.4.5.6.7.8.9: Too long.',
    ],
    [
      'of each field: https://learn.microsoft.com/aspnet/core/web-api/handle-errors',
      { title: 'Errors occurred.', status: 400, errors: { Model: ['It is required.', 'It is odd.'], seed: 'No.' } },
      'Errors occurred. Model: It is required. Model: It is odd. seed: No.',
    ],
    [
      'in details: https://github.com/dyad-sh/dyad/issues/1950',
      { error: 'No.', details: 'It is off' },
      'No. It is off.',
    ],
    ['without its place', { detail: [{ msg: 'Too long' }] }, 'Too long.'],
    ['without white space around it', { error: ' \n', message: ' Too long ' }, 'Too long.'],
    ['once, were it with white space around it', { error: 'Too long', message: ' Too long ' }, 'Too long.'],
    [
      'in ten of its parts',
      { errors: Array.from({ length: 12 }, (_, index) => `Part ${index}`) },
      'Part 0. Part 1. Part 2. Part 3. Part 4. Part 5. Part 6. Part 7. Part 8. Part 9.',
    ],
    ['with brackets', errorReply('[gateway] is asleep'), '[gateway] is asleep.'],
    [
      'of Portkey, of what is no JSON: https://github.com/Portkey-AI/gateway/blob/main/src/handlers/streamHandler.ts',
      { 'html-message': 'Bad things', 'provider': 'openai' },
      'Bad things.',
    ],
    [
      'of Portkey, of a page',
      { 'html-message': '<html><title>Bad things</title></html>', 'provider': 'openai' },
      'Bad things.',
    ],
    ['but for what is no text', errorReply('ollama error: [object Object]'), 'ollama error.'],
    ['but for no text at all', { error: '[object Object]' }, 'The server answered 400: {"error":""}.'],
  ])('%s', async (_name, reply, words) => {
    const { description, data } = await refusedWith(400, reply);
    expect(description).toBe(`${words} Check the fields of the query against what the message says.`);
    expect(data).toMatchObject({ kind: 'invalid_request', retryable: false, status: 400 });
  });

  test('as deep as servers nest errors, and no deeper', async () => {
    const wrapped = (text: string, depth: number): object =>
      depth === 0 ? { message: text } : { message: 'Outer', error: wrapped(text, depth - 1) };
    expect((await refusedWith(400, wrapped('Inner', 5))).description).toContain('Outer. Inner. Check');
    expect((await refusedWith(400, wrapped('Inner', 6))).description).toContain('Outer. Check');
  });

  test('up to 2,000 characters, and masked', async () => {
    const { description } = await refusedWith(400, nested(`lm-studio ${'a'.repeat(5000)}`));
    expect(description).toContain('Crucible: *** aaa');
    expect(description.length).toBeLessThan(2100);
  });
});

describe('Of a page in place of an error', () => {
  test.each<[string, string, string]>([
    [
      'of nginx',
      '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n',
      '502 Bad Gateway nginx/1.25.3.',
    ],
    [
      'with styles and scripts',
      '<!DOCTYPE html><html><head><style>p{}</style><script>if (1) {}</script><p>Asleep &amp; well</p>',
      'Asleep & well.',
    ],
    [
      'of XML, as storage servers have it',
      '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      'AccessDenied Access Denied.',
    ],
    [
      'that says one thing twice, with other white space',
      '<html><title>502  Bad Gateway</title>\n<h1> 502\nBad Gateway </h1></html>',
      '502 Bad Gateway.',
    ],
    ['that says nothing', '<html></html>', '<html></html>.'],
    ['that is none', '<model> is unknown', '<model> is unknown.'],
  ])('%s the words are quoted', async (_name, page, words) => {
    expect((await refusedWith(502, page)).description).toBe(
      `The server answered 502: ${words} The server had a problem of its own. Run the query again in a moment.`
    );
  });
});

describe('The kind and the advice', () => {
  test.each<[number, unknown, string, string]>([
    // https://github.com/ggml-org/llama.cpp/pull/15780
    [500, errorReply('Oh no', { type: 'exceed_context_size_error' }), 'context_length', 'Shorten Prompt'],
    // https://github.com/langchain-ai/openwiki/issues/648
    [400, errorReply('request (9 tokens) exceeds the available context size (8 tokens)'), 'context_length', 'Shorten'],
    // https://github.com/ggml-org/llama.cpp/issues/12295
    [500, errorReply('input is too large to process. increase the physical batch size'), 'context_length', 'Shorten'],
    // https://github.com/lfnovo/open-notebook/issues/350
    [400, { error: 'the input length exceeds the context length' }, 'context_length', 'Shorten'],
    // https://github.com/n8n-io/n8n/issues/11144
    [400, { error: 'input length exceeds maximum context length' }, 'context_length', 'Shorten'],
    // https://github.com/huggingface/text-embeddings-inference/issues/356
    [413, { error: '`inputs` must have less than 512 tokens. Given: 534' }, 'context_length', 'Shorten'],
    // https://github.com/google-gemini/gemini-cli/issues/6678
    [
      400,
      [{ error: { message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).' } }],
      'context_length',
      'Shorten',
    ],
    // https://github.com/abetlen/llama-cpp-python/issues/416
    [500, { detail: 'Requested tokens (9) exceed context window of 8' }, 'context_length', 'Shorten'],
    // https://github.com/stackblitz-labs/bolt.diy/issues/401
    [400, errorReply('prompt is too long: 9 tokens > 8 maximum'), 'context_length', 'Shorten'],
    // https://github.com/ddalcu/mlx-serve/issues/66
    [400, errorReply('Prompt exceeds maximum context length'), 'context_length', 'Shorten'],
    // https://github.com/continuedev/continue/issues/6080
    [400, errorReply('input length and `max_tokens` exceed context limit: 9 + 2 > 10'), 'context_length', 'Shorten'],
    // https://github.com/langchain-ai/deepagents/issues/468
    [
      500,
      { detail: 'The decoder prompt (length 9) is longer than the maximum model length of 8.' },
      'context_length',
      'Shorten',
    ],
    // https://github.com/QwenLM/Qwen3/issues/1321
    [
      400,
      { message: "The input (9 tokens) is longer than the model's context length (8 tokens)." },
      'context_length',
      'Shorten',
    ],
    // https://github.com/sgl-project/sglang/issues/4048
    [400, { message: 'Input length (9 tokens) exceeds the maximum allowed length (8 tokens).' }, 'context_length', 'S'],
    // https://github.com/cline/cline/issues/3120
    [
      400,
      errorReply("This model's maximum prompt length is 8 but the request contains 9 tokens."),
      'context_length',
      'Shorten',
    ],
    // https://github.com/continuedev/continue/issues/9592
    [400, errorReply('Input is too long for requested model.'), 'context_length', 'Shorten'],
    // https://github.com/QwenLM/qwen-code/issues/98
    [400, errorReply('Range of input length should be [1, 8]'), 'context_length', 'Shorten'],
    // https://github.com/MoonshotAI/kimi-cli/issues/2011
    [400, errorReply('Your request exceeded model token limit: 8'), 'context_length', 'Shorten'],
    // https://github.com/dyad-sh/dyad/issues/1950
    [413, errorReply('Request body too large.', { code: 'tokens_limit_reached' }), 'context_length', 'Shorten'],
    // As plain text
    [400, 'the input length exceeds the context length', 'context_length', 'Shorten'],
    [400, 'API key not valid', 'authentication', 'Check API key'],
    // https://github.com/anthropics/claude-code/issues/4684
    [400, errorReply('Your credit balance is too low to access the API.'), 'quota', 'no credit left'],
    // https://github.com/songquanpeng/one-api/issues/2063
    [403, { code: 30001, message: 'Your paid balance is insufficient.' }, 'quota', 'no credit left'],
    // https://platform.moonshot.ai/docs/api/chat
    [429, errorReply('Suspended.', { type: 'exceeded_current_quota_error' }), 'quota', 'no credit left'],
    // https://help.aliyun.com/zh/model-studio/error-code
    [400, errorReply('Access denied.', { code: 'Arrearage' }), 'quota', 'no credit left'],
    // https://github.com/continuedev/continue/issues/10758
    [400, errorReply('foo is not a valid model ID'), 'model_not_found', 'model id'],
    // https://github.com/BerriAI/litellm/issues/12061
    [400, errorReply('Invalid model name passed in model=foo.'), 'model_not_found', 'model id'],
    // https://github.com/continuedev/continue/issues/10290
    [
      400,
      [{ error: { code: 400, message: 'No.', details: [{ reason: 'API_KEY_INVALID' }] } }],
      'authentication',
      'Check API key',
    ],
    [400, errorReply('API key not valid. Please pass a valid API key.'), 'authentication', 'Check API key'],
    // https://github.com/openclaw/openclaw/issues/14036
    [404, [{ error: { message: 'models/x is not found for API version v1main' } }], 'model_not_found', 'model id'],
    // https://github.com/MicrosoftDocs/azure-docs/issues/114013
    [404, errorReply('No such.', { code: 'DeploymentNotFound' }), 'model_not_found', 'the name of the deployment'],
    // https://github.com/microsoft/foundry-dev-tools/issues/262
    [401, errorReply('No.', { code: 'mismatched_organization' }), 'authentication', 'Check Organization ID'],
    [401, errorReply('No.', { code: 'mismatched_project' }), 'authentication', 'Check Project ID'],
    // https://openrouter.ai/docs/api/reference/errors-and-debugging
    [402, errorReply('Insufficient credits'), 'quota', 'no credit left'],
    // https://www.rfc-editor.org/rfc/rfc9110#section-15.6.2
    [501, errorReply('No tools here'), 'invalid_request', 'No tools here. This server cannot do that.'],
    // https://portkey.ai/docs/api-reference/inference-api/error-codes
    [446, errorReply('The guardrail checks failed.', { type: 'hooks_failed' }), 'content_policy', 'Reword the prompt'],
    [412, errorReply('Budget limit exceeded.'), 'quota', 'no credit left'],
    [412, errorReply('The file has changed.'), 'invalid_request', 'Check the fields'],
    // Portkey's gateway
    [
      500,
      { status: 'failure', message: 'embed is not supported by groq' },
      'invalid_request',
      'embed is not supported by groq. This server cannot do that.',
    ],
  ])('of %i %j: %s', async (status, reply, kind, advice) => {
    const { description, data } = await refusedWith(status, reply);
    expect(data).toMatchObject({ kind, status, retryable: false });
    expect(description).toContain(advice);
  });

  const FILTER = { code: 'content_filter' };

  test.each<[string, unknown]>([
    ['inside (Azure)', { error: { message: 'No.', code: 'BadRequest', innererror: FILTER } }],
    ['in details', { error: { message: 'No.', details: [{ '@type': 'x' }, FILTER] } }],
    ['in detail', { detail: FILTER }],
    ['in errors', { errors: [{ code: 7 }, FILTER] }],
    ['in a message that is an object', { message: FILTER }],
    ['in JSON that is text', nested('{"error":{"code":"content_filter"}}')],
    ['in JSON behind white space', nested('\n {"error":{"code":"content_filter"}}')],
    ['in the tenth of a list', { errors: [...Array<object>(9).fill({}), FILTER] }],
    ['named error_type', { error_type: 'content_filter' }],
    ['named reason', { error: { reason: 'content_filter' } }],
  ])('are told by a word %s', async (_where, reply) => {
    expect((await refusedWith(400, reply)).data['kind']).toBe('content_policy');
  });

  test.each<[string, number, (inner: object) => object]>([
    ['in objects', 6, (inner) => ({ error: inner })],
    ['in lists', 3, (inner) => ({ errors: [inner] })],
    ['in JSON that is text', 3, (inner) => ({ message: JSON.stringify(inner) })],
  ])('are told by a word as deep as servers nest errors %s, and no deeper', async (_where, deepest, wrap) => {
    const wrapped = (depth: number): object => (depth === 0 ? FILTER : wrap(wrapped(depth - 1)));
    expect((await refusedWith(400, wrapped(deepest))).data['kind']).toBe('content_policy');
    expect((await refusedWith(400, wrapped(deepest + 1))).data['kind']).toBe('invalid_request');
  });

  test('are not told by a word behind the tenth of a list', async () => {
    const errors = [...Array<object>(10).fill({}), FILTER];
    expect((await refusedWith(400, { errors })).data['kind']).toBe('invalid_request');
  });

  test('come with the parameter, of an error in a list too', async () => {
    const reply = [errorReply('No.', { code: 'unsupported_value', param: 'top_p' })];
    expect((await refusedWith(400, reply)).data).toMatchObject({ kind: 'unsupported_parameter', param: 'top_p' });
  });

  test('are not told by a word that is text of the message', async () => {
    expect((await refusedWith(400, errorReply('"content_filter"'))).data['kind']).toBe('invalid_request');
  });

  test('name no shutdown of OpenAI’s', async () => {
    const query = { ...hello, model: 'gpt-4' };
    expect((await refusedWith(404, errorReply('No such model'), {}, query)).description).not.toContain('shut down');
  });
});

describe('The wait of a rate limit', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    // https://github.com/Aider-AI/aider/issues/3265
    ['Please try again in 1.6s.', {}, 1.6],
    ['Please try again in 2m3s. Visit us', {}, 123],
    ['Please try again in 20ms.', {}, 0.02],
    ['Please try again in 1h2m3s.', {}, 3723],
    // https://github.com/openai/openai-node/issues/1108
    ['Please retry after 33 seconds.', {}, 33],
    ['Please try again in 99h.', {}, undefined],
    ['Please try again in 2 minutes.', {}, 120],
    ['Please try again in 1 hour 5 min.', {}, 3900],
    ['Please try again in 26 milliseconds.', {}, 0.026],
    ['Please wait 5 seconds before the next request.', {}, 5],
    ['Please wait for 2m3s.', {}, 123],
    ['Please try again in a while.', {}, undefined],
    ['Please wait and try again in 20s.', {}, 20],
    ['Please try again in 1.6s.', { 'retry-after': '7' }, 7],
    // https://github.com/openclaw/clawhub/issues/407
    ['No.', { 'retry-after': '1771404540' }, undefined],
    ['No.', { 'retry-after': '86401' }, undefined],
    ['No.', { 'retry-after': new Date(Date.now() + 1e9).toUTCString() }, undefined],
  ])('%s %j is %j s', async (message, headers, seconds) => {
    const { data } = await refusedWith(429, errorReply(message), headers);
    expect([data['kind'], data['retry_after_seconds']]).toEqual(['rate_limit', seconds]);
  });

  test.each([
    ['34s', 34],
    ['0.5s', 0.5],
    ['0s', undefined],
    ['99999s', undefined],
  ])('is that of the details, where its message holds none: %s', async (retryDelay, seconds) => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }];
    const error = { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED', details };
    expect((await refusedWith(429, [{ error }])).data['retry_after_seconds']).toBe(seconds);
  });

  test('is read in plain text too', async () => {
    expect((await refusedWith(429, 'Too fast, try again in 1.6s')).data['retry_after_seconds']).toBe(1.6);
  });

  test('is none in other errors', async () => {
    expect((await refusedWith(500, errorReply('Please try again in 5s.'))).data).not.toHaveProperty(
      'retry_after_seconds'
    );
  });
});
