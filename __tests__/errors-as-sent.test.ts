import { dataOf, service } from './support/bundle';
import { askInVain, shown } from './support/openai';
import { serving } from './support/server';

const hello = { operation: 'chat', prompt: 'Hello', model: 'custom', custom_model: 'any' };

/** What a user reads after the server's own words. */
const ADVICE = {
  quota:
    "This account has no credit left. Add credit or raise the limit in the server's billing settings; retrying will not help.",
  rate_limit: 'Too many requests or tokens at once. Wait a moment, then run the query again or run it less often.',
  authentication: 'Check API key in the data source, and that it belongs to the server in Base URL.',
  permission:
    'The server does not allow this. Check the permissions, project and region of API key, whether the organization is verified, and that Base URL is the right server.',
  model_not_found: 'Check the model id, and that this key and project may use it.',
  context_length: 'Shorten Prompt, System prompt, Message history or Input, or choose a model with a larger context.',
  content_policy:
    'The request was blocked by a content policy. Reword the prompt; retrying it unchanged will not help.',
  unsupported_parameter: 'Clear or change that field, or choose a model that takes it.',
  server: 'The server had a problem of its own. Run the query again in a moment.',
  invalid_request: 'Check the fields of the query against what the message says.',
};
type Kind = keyof typeof ADVICE;

const CHECK_BASE_URL = 'Check Base URL in the data source: its path usually ends in /v1.';
const RETRYABLE: readonly Kind[] = ['rate_limit', 'server'];

/** An error as nginx and what is built on it send it. */
const nginx = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

/** What a server sent, and what comes of it: the kind, the server's words, and the advice where it is not that of the kind. */
type Row = [server: string, status: number, body: unknown, kind: Kind, says: string, advice?: string];

const OPENROUTER = 'OpenRouter: https://openrouter.ai/docs/api/reference/errors-and-debugging';
const TOO_LONG =
  'The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input';
const TOO_MANY =
  "This model's maximum context length is 16384 tokens. However, you requested 19591 tokens (9591 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.";
const EXTRA = { type: 'extra_forbidden', loc: ['body', 'tools'], msg: 'Extra inputs are not permitted', input: [] };
const SPENT =
  'Your team 16f2 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.';
const GROQ =
  'Request too large for model llama-3.1-8b-instant in organization org_1 service tier on_demand on tokens per minute (TPM): Limit 6000, Requested 12328, please reduce your message size and try again.';
const GEMINI = [
  'You exceeded your current quota, please check your plan and billing details.',
  'Please retry in 32.4s.',
];
const UNKNOWN_TOKEN = (key: string) =>
  `Authentication Error, Invalid proxy server token passed. Received API Key = ${key}, Key Hash (Token) =88dc28d0. Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``;

const ROWS: Row[] = [
  [
    'Ollama: https://github.com/open-webui/open-webui/issues/14955',
    400,
    { error: { message: 'deepseek-r1:1.5b does not support tools', type: 'api_error', param: null, code: null } },
    'invalid_request',
    'deepseek-r1:1.5b does not support tools.',
  ],
  [
    'Ollama: https://github.com/open-webui/open-webui/issues/11906',
    404,
    { error: 'model "llama9" not found, try pulling it first' },
    'model_not_found',
    'model "llama9" not found, try pulling it first.',
  ],
  [
    'vLLM: https://github.com/vllm-project/vllm/issues/20409',
    400,
    { object: 'error', message: TOO_MANY, type: 'BadRequestError', param: null, code: 400 },
    'context_length',
    TOO_MANY,
  ],
  [
    'vLLM: https://github.com/vllm-project/vllm/issues/4667',
    400,
    {
      object: 'error',
      message: 'max_tokens must be at least 1, got -186.',
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    'invalid_request',
    'max_tokens must be at least 1, got -186.',
  ],
  [
    'llama.cpp: https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
    503,
    { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    'server',
    'Loading model.',
  ],
  [
    'GPUStack: https://github.com/gpustack/gpustack/issues/1845',
    400,
    {
      error: {
        code: 400,
        message: 'Illegal param: prefill 744 tokens exceed n_ctx_per_seq',
        type: 'invalid_request_error',
      },
      detail: 'Illegal param: prefill 744 tokens exceed n_ctx_per_seq',
    },
    'context_length',
    'Illegal param: prefill 744 tokens exceed n_ctx_per_seq.',
  ],
  [
    'LM Studio, with a status of success: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322',
    200,
    { error: TOO_LONG },
    'context_length',
    `${TOO_LONG}.`,
  ],
  [
    'LM Studio: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2339',
    400,
    { error: 'Context size has been exceeded.' },
    'context_length',
    'Context size has been exceeded.',
  ],
  [
    'Text Generation Inference: https://github.com/bytedance/UI-TARS-desktop/issues/626',
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 65537. Given: 79993 `inputs` tokens and 1024 `max_new_tokens`',
      error_type: 'validation',
    },
    'context_length',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 65537. Given: 79993 `inputs` tokens and 1024 `max_new_tokens`.',
  ],
  [
    'Text Embeddings Inference: https://github.com/huggingface/text-embeddings-inference/blob/main/docs/openapi.json',
    424,
    { error: 'Inference failed', error_type: 'backend' },
    'server',
    'Inference failed.',
  ],
  [
    'LiteLLM: https://github.com/BerriAI/litellm/issues/4208',
    400,
    {
      error: {
        message: 'Budget has been exceeded! Current cost: 0.0010747, Max budget: 0.0',
        type: 'auth_error',
        param: null,
        code: 400,
      },
    },
    'quota',
    'Budget has been exceeded! Current cost: 0.0010747, Max budget: 0.0.',
  ],
  [
    'LiteLLM, with words of its owner: https://github.com/BerriAI/litellm/issues/36729',
    429,
    { error: { message: 'Your allowance has been reached.', type: 'budget_exceeded', code: '429' } },
    'quota',
    'Your allowance has been reached.',
  ],
  [
    'LiteLLM: https://github.com/BerriAI/litellm/issues/14144',
    429,
    {
      error: {
        message: 'No deployments available - crossed budget: Exceeded budget for deployment',
        type: 'None',
        param: 'None',
        code: '429',
      },
    },
    'quota',
    'No deployments available - crossed budget: Exceeded budget for deployment.',
  ],
  [
    'LiteLLM, that shows the end of a key',
    401,
    { error: { message: UNKNOWN_TOKEN('sk-...cdef'), type: 'token_not_found_in_db', param: 'key', code: '401' } },
    'authentication',
    `${UNKNOWN_TOKEN('***')}.`,
  ],
  [
    'OpenRouter: https://github.com/HKUDS/DeepTutor/issues/1348',
    404,
    { error: { message: 'No endpoints found that support image input', code: 404 } },
    'model_not_found',
    'No endpoints found that support image input.',
  ],
  [
    OPENROUTER,
    403,
    {
      error: {
        message: 'any requires moderation. Your input was flagged for "hate". No credits were charged.',
        code: 403,
        metadata: { reasons: ['hate'], flagged_input: '…', provider_name: 'Crucible' },
      },
    },
    'content_policy',
    'any requires moderation. Your input was flagged for "hate". No credits were charged.',
  ],
  [
    OPENROUTER,
    402,
    { error: { message: 'This request requires more credits, or fewer max_tokens.', code: 402, metadata: {} } },
    'quota',
    'This request requires more credits, or fewer max_tokens.',
  ],
  [
    `${OPENROUTER}, with a status of success`,
    200,
    {
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: { raw: 'upstream connect error', provider_name: 'Crucible' },
      },
    },
    'server',
    'Provider returned error. Crucible: upstream connect error.',
  ],
  [
    'Together',
    404,
    {
      id: 'o1',
      error: {
        message: 'Unable to access model any.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_available',
      },
    },
    'model_not_found',
    'Unable to access model any.',
  ],
  [
    'Groq: https://github.com/HunorLaczko/ha-groq-cloud-api/issues/27',
    413,
    { error: { message: GROQ, type: 'tokens', code: 'rate_limit_exceeded' } },
    'rate_limit',
    GROQ,
    'Send less text at once; retrying will not help.',
  ],
  [
    'Mistral: https://github.com/crewAIInc/crewAI/issues/60',
    422,
    {
      object: 'error',
      message: { detail: [{ ...EXTRA, loc: ['body', 'n'], input: 1 }] },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
    'unsupported_parameter',
    'body.n: Extra inputs are not permitted.',
  ],
  [
    'Mistral, later: https://github.com/partITech/php-mistral/issues/76',
    422,
    { object: 'Error', detail: [EXTRA], message: [EXTRA], type: 'invalid_request_error', code: 3001 },
    'unsupported_parameter',
    'body.tools: Extra inputs are not permitted.',
  ],
  [
    'Mistral: https://github.com/tmc/langchaingo/issues/1233',
    400,
    { object: 'error', message: 'Invalid model: any', type: 'invalid_model', param: null, code: '1500' },
    'model_not_found',
    'Invalid model: any.',
  ],
  [
    'DeepSeek: https://github.com/ConardLi/easy-dataset/issues/9',
    400,
    {
      error: {
        message: 'Model Not Exist',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
    'model_not_found',
    'Model Not Exist.',
  ],
  [
    'DeepSeek behind a gateway: https://github.com/Aider-AI/aider/issues/4851',
    400,
    {
      error: {
        message: 'Insufficient Balance',
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
    'quota',
    'Insufficient Balance.',
  ],
  [
    'Gemini: https://github.com/google-gemini/gemini-cli/issues/24641',
    400,
    [
      {
        error: { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' },
      },
    ],
    'permission',
    'User location is not supported for the API use.',
  ],
  [
    'Gemini, on several lines',
    429,
    [{ error: { code: 429, message: GEMINI.join(' \n'), status: 'RESOURCE_EXHAUSTED' } }],
    'rate_limit',
    GEMINI.join(' '),
    `${ADVICE.rate_limit} The server asks to wait 32.4 s.`,
  ],
  [
    'Claude behind a gateway: https://learn.microsoft.com/microsoft-cloud/dev/dev-proxy/concepts/anthropic-529-overloaded-error',
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_2' },
    'server',
    'Overloaded.',
  ],
  [
    'Claude behind a gateway, of a limit: see above',
    429,
    {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: 'Limit reached.',
        details: { error_code: 'enforced_spend_limit_reached' },
      },
    },
    'quota',
    'Limit reached.',
  ],
  [
    'Voyage: https://github.com/fredrikburmester/streamystats/issues/420',
    400,
    { detail: "Argument 'dimensions' is not supported by our API" },
    'unsupported_parameter',
    "Argument 'dimensions' is not supported by our API.",
  ],
  [
    'xAI: https://github.com/continuedev/continue/issues/10778',
    400,
    {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: na***ys. You can obtain an API key from https://console.x.ai.',
    },
    'authentication',
    'Incorrect API key provided: ***. You can obtain an API key from https://console.x.ai.',
  ],
  [
    'xAI: https://github.com/continuedev/continue/issues/10373',
    429,
    { code: 'Some resource has been exhausted', error: SPENT },
    'quota',
    SPENT,
  ],
  [
    'xAI: https://github.com/Wei-Shaw/sub2api/issues/4069',
    403,
    { code: '7', error: 'You have run out of credits or need a Grok subscription.' },
    'quota',
    'You have run out of credits or need a Grok subscription.',
  ],
  [
    'One API: https://github.com/songquanpeng/one-api/issues/1270',
    403,
    {
      error: {
        message: 'user quota is not enough',
        type: 'one_api_error',
        param: '',
        code: 'insufficient_user_quota',
      },
    },
    'quota',
    'user quota is not enough.',
  ],
  [
    'Cloudflare: https://github.com/anomalyco/opencode/issues/23773',
    404,
    {
      result: null,
      success: false,
      errors: [
        { code: 7003, message: 'Could not route to /accounts/1/ai, perhaps your object identifier is invalid?' },
      ],
      messages: [],
    },
    'invalid_request',
    'Could not route to /accounts/1/ai, perhaps your object identifier is invalid?',
    CHECK_BASE_URL,
  ],
  [
    'Cloudflare AI Gateway: https://developers.cloudflare.com/ai-gateway/features/guardrails/set-up-guardrail',
    424,
    { success: false, error: [{ code: 2016, message: 'Prompt blocked due to security configurations' }] },
    'content_policy',
    'Prompt blocked due to security configurations.',
  ],
  ['Cloudflare, as text', 403, 'error code: 1010', 'permission', 'The server answered 403: error code: 1010.'],
  [
    'Azure API Management: https://github.com/Azure-Samples/openai-apim-lb/issues/31',
    401,
    { statusCode: 401, message: 'Access denied due to missing subscription key.' },
    'authentication',
    'Access denied due to missing subscription key.',
  ],
  [
    'Azure API Management: https://github.com/MicrosoftDocs/azure-docs/issues/16282',
    403,
    { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 5.03:23:11' },
    'quota',
    'Out of call volume quota. Quota will be replenished in 5.03:23:11.',
  ],
  [
    'Azure API Management, of tokens',
    429,
    { statusCode: 429, message: 'Token limit is exceeded. Try again in 21 seconds.' },
    'rate_limit',
    'Token limit is exceeded. Try again in 21 seconds.',
    `${ADVICE.rate_limit} The server asks to wait 21 s.`,
  ],
  [
    'Kong, of an unknown path',
    404,
    { message: 'no Route matched with those values', request_id: 'a1' },
    'invalid_request',
    'no Route matched with those values.',
    CHECK_BASE_URL,
  ],
  [
    'WSO2: https://apim.docs.wso2.com/en/4.5.0/ai-gateway/ai-guardrails/guardrail-error-response/',
    446,
    { code: '900514', type: 'Status report', message: 'Runtime Error', description: 'Violation of length detected.' },
    'content_policy',
    'Runtime Error. Violation of length detected.',
  ],
  [
    'A gateway with OAuth: https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
    401,
    { error: 'invalid_token', error_description: 'The access token expired' },
    'authentication',
    'invalid_token. The access token expired.',
  ],
  [
    'AWS API Gateway: https://github.com/ASFHyP3/hyp3/issues/2283',
    403,
    { Message: 'User: anonymous is not authorized to perform: execute-api:Invoke' },
    'permission',
    'User: anonymous is not authorized to perform: execute-api:Invoke.',
  ],
  ['Kong, of too many requests', 429, { message: 'API rate limit exceeded' }, 'rate_limit', 'API rate limit exceeded.'],
  [
    'nginx, of a large body',
    413,
    nginx('413 Request Entity Too Large'),
    'invalid_request',
    'The server answered 413: 413 Request Entity Too Large nginx.',
    'Send less at once: shorter texts, or fewer or smaller files.',
  ],
  [
    'nginx, of a slow server',
    504,
    nginx('504 Gateway Time-out'),
    'server',
    'The server answered 504: 504 Gateway Time-out nginx.',
  ],
];

test.each(ROWS)('%s (%i) is told in plain words', async (_server, status, body, kind, says, advice = ADVICE[kind]) => {
  const headers = { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' };
  const { source } = await serving(({ method }) => (method === 'GET' ? { status: 404 } : { status, body, headers }));
  const once = { ...source, max_retries: 0 };
  const error = await service()
    .run(once, hello)
    .catch((reason: unknown) => reason);
  const isLater = RETRYABLE.includes(kind) && !advice.startsWith('Send less');
  expect(dataOf(error)).toMatchObject({ kind, message: `${says} ${advice}`, retryable: isLater });
  // The same of the code itself.
  expect(await askInVain(hello, once)).toEqual(shown(error));
});

test('529 is asked again, because nothing was done', async () => {
  const { source, attempts } = await serving([
    { status: 529, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'Overloaded' } } },
    { status: 400, body: { error: { message: 'Now it answers' } } },
  ]);
  expect((await askInVain(hello, source)).description).toContain('Now it answers.');
  expect(attempts()).toBe(2);
});
