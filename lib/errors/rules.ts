import type { Kind } from './failure';
import { UNSUPPORTED } from './unsupported';

/** What the rules look at; `message` is all that the servers say, unmasked. */
export type Facts = { readonly status: number; readonly words: readonly string[]; readonly message: string };

/** The kinds that a reply with an error status can be of. */
export type ApiKind = Exclude<Kind, 'invalid_input' | 'connection' | 'unusable_reply'>;

type Rule = { kind: ApiKind } & ({ status: number } | { code: readonly string[] } | { says: RegExp; status?: number });

/** Other servers' words for a text that is too long, which come with any status. */
const TOO_LONG: readonly RegExp[] = [
  // llama.cpp: https://github.com/ggml-org/llama.cpp/pull/15780, https://github.com/ggml-org/llama.cpp/issues/12295
  /exceeds the available context size/i,
  /input is too large to process/i,
  // Ollama: https://github.com/lfnovo/open-notebook/issues/350, https://github.com/n8n-io/n8n/issues/11144
  /input length exceeds (the|maximum) context length/i,
  // Text Embeddings Inference: https://github.com/huggingface/text-embeddings-inference/issues/356
  /must have less than \d+ tokens/i,
  // Gemini: https://github.com/google-gemini/gemini-cli/issues/6678
  /input token count \S+ exceeds the maximum number of tokens/i,
  // llama-cpp-python: https://github.com/abetlen/llama-cpp-python/issues/416
  /requested tokens \S* ?exceed context window/i,
  // Claude behind a gateway: https://github.com/stackblitz-labs/bolt.diy/issues/401
  /prompt is too long: \d+ tokens/i,
  // MLX: https://github.com/ddalcu/mlx-serve/issues/66
  /prompt exceeds maximum context length/i,
  // LM Studio, also with a status of success: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546,
  // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322
  /load the model with a larger context length|context size has been exceeded/i,
  // GPUStack: https://github.com/gpustack/gpustack/issues/1845
  /tokens exceed n_ctx/i,
  // Claude with Max Tokens: https://github.com/continuedev/continue/issues/6080
  /exceed context limit/i,
  // vLLM: https://github.com/langchain-ai/deepagents/issues/468
  /longer than the maximum model length/i,
  // SGLang: https://github.com/QwenLM/Qwen3/issues/1321, https://github.com/sgl-project/sglang/issues/4048
  /longer than the model's context length|input length \(\d+ tokens\) exceeds/i,
  // xAI: https://github.com/cline/cline/issues/3120
  /maximum prompt length is \d+/i,
  // Bedrock: https://github.com/continuedev/continue/issues/9592
  /input is too long for requested model/i,
  // DashScope: https://github.com/QwenLM/qwen-code/issues/98
  /range of input length should be/i,
  // Moonshot: https://github.com/MoonshotAI/kimi-cli/issues/2011
  /exceeded model token limit/i,
  // Text Generation Inference: https://github.com/huggingface/llm-vscode/issues/94
  /`inputs` tokens \+ `max_new_tokens` must be/i,
];

/** Other servers' words for money that is spent, which come with any status. */
const SPENT: readonly RegExp[] = [
  // LiteLLM: https://github.com/BerriAI/litellm/issues/4208, https://github.com/BerriAI/litellm/issues/14144
  /budget has been exceeded|exceeded ?budget\b/i,
  // xAI: https://github.com/continuedev/continue/issues/10373, https://github.com/Wei-Shaw/sub2api/issues/4069
  /used all available credits|run out of credits/i,
  // DeepSeek, whose 402 a gateway hides: https://github.com/Aider-AI/aider/issues/4851
  /insufficient balance/i,
  // Claude, with 400: https://github.com/anthropics/claude-code/issues/4684
  /credit balance is too low/i,
  // SiliconFlow, with 403: https://github.com/songquanpeng/one-api/issues/2063
  /balance is insufficient/i,
  // Azure API Management: https://github.com/MicrosoftDocs/azure-docs/issues/16282
  /out of call volume quota/i,
];

/**
 * From what a server says to a kind; the first rule that fits decides. Codes are taken at every status, because OpenAI
 * moves them (a billing limit is a 400 on images). Where the API gives no code, its sentence decides:
 * https://platform.openai.com/docs/guides/error-codes
 */
const RULES: readonly Rule[] = [
  {
    kind: 'quota',
    code: [
      'insufficient_quota',
      'credit_balance_exhausted',
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
      'billing_hard_limit_reached',
      // LiteLLM: https://github.com/BerriAI/litellm/issues/36729
      'budget_exceeded',
      // One API: https://github.com/songquanpeng/one-api/issues/1270
      'insufficient_user_quota',
      // Claude: https://learn.microsoft.com/microsoft-cloud/dev/dev-proxy/concepts/anthropic-529-overloaded-error
      'enforced_spend_limit_reached',
      // Moonshot: https://platform.moonshot.ai/docs/api/chat
      'exceeded_current_quota_error',
      // DashScope: https://help.aliyun.com/zh/model-studio/error-code
      'Arrearage',
    ],
  },
  ...SPENT.map((says): Rule => ({ kind: 'quota', says })),
  // https://openrouter.ai/docs/api/reference/errors-and-debugging, https://api-docs.deepseek.com/quick_start/error_codes
  { kind: 'quota', status: 402 },
  {
    kind: 'content_policy',
    code: [
      ...['moderation_blocked', 'content_policy_violation', 'content_filter', 'invalid_prompt'],
      // Portkey: https://portkey.ai/docs/product/guardrails
      'hooks_failed',
      ...['bio_policy', 'misalignment_policy_violation', 'image_content_policy_violation'],
    ],
  },
  // Guardrails of Portkey and WSO2, and Portkey's budgets: https://portkey.ai/docs/api-reference/inference-api/error-codes,
  // https://apim.docs.wso2.com/en/4.5.0/ai-gateway/ai-guardrails/guardrail-error-response
  { kind: 'content_policy', status: 446 },
  { kind: 'quota', status: 412, says: /\b(?:budget|limit|credit)/i },
  // https://developers.cloudflare.com/ai-gateway/features/guardrails/set-up-guardrail
  { kind: 'content_policy', says: /blocked due to security configurations/i },
  // https://openrouter.ai/docs/api/reference/errors-and-debugging
  { kind: 'content_policy', status: 403, says: /\binput was flagged\b/i },
  { kind: 'content_policy', status: 400, says: /\bsafety system\b|\bcontent (management )?policy\b/i },
  // GitHub Models' is tokens_limit_reached: https://github.com/dyad-sh/dyad/issues/1950
  { kind: 'context_length', code: ['context_length_exceeded', 'exceed_context_size_error', 'tokens_limit_reached'] },
  ...TOO_LONG.map((says): Rule => ({ kind: 'context_length', says })),
  { kind: 'context_length', status: 400, says: /input tokens exceed|maximum context length|context window/i },
  { kind: 'output_limit', status: 400, says: /could not finish the message/i },
  { kind: 'permission', says: /missing scopes|insufficient permissions|must be verified|verify (your )?organization/i },
  { kind: 'permission', status: 401, says: /\bIP\b.*(not (authorized|allowed)|allowlist)/i },
  { kind: 'permission', status: 403 },
  // Gemini: https://github.com/google-gemini/gemini-cli/issues/24641
  { kind: 'permission', status: 400, says: /location is not supported/i },
  { kind: 'authentication', code: ['invalid_api_key', 'API_KEY_INVALID', 'UNAUTHENTICATED'] },
  // Gemini's is a 400: https://github.com/continuedev/continue/issues/10290
  { kind: 'authentication', status: 400, says: /api key (not valid|expired)|incorrect api key/i },
  { kind: 'authentication', status: 401 },
  // Mistral's is invalid_model: https://github.com/tmc/langchaingo/issues/1233
  { kind: 'model_not_found', code: ['model_not_found', 'DeploymentNotFound', 'invalid_model'] },
  // https://github.com/openclaw/openclaw/issues/14036
  { kind: 'model_not_found', says: /is not found for API version/i },
  { kind: 'model_not_found', status: 404, says: /\bmodel\b/i },
  // OpenRouter, of a model that cannot do what is asked, too: https://github.com/HKUDS/DeepTutor/issues/1348
  { kind: 'model_not_found', status: 404, says: /\bno endpoints found\b/i },
  // DeepSeek: https://github.com/ConardLi/easy-dataset/issues/9
  { kind: 'model_not_found', status: 400, says: /\bmodel not exist\b/i },
  // OpenRouter, LiteLLM: https://github.com/continuedev/continue/issues/10758, https://github.com/BerriAI/litellm/issues/12061
  { kind: 'model_not_found', status: 400, says: /is not a valid model id\b|\binvalid model name\b/i },
  { kind: 'unsupported_parameter', code: ['unsupported_parameter', 'unsupported_value', 'unknown_parameter'] },
  {
    kind: 'unsupported_parameter',
    status: 400,
    says: /unsupported (parameter|value)|unrecognized request argument|extra inputs/i,
  },
  { kind: 'unsupported_parameter', status: 400, says: UNSUPPORTED },
  { kind: 'unsupported_parameter', status: 422, says: UNSUPPORTED },
  { kind: 'rate_limit', code: ['rate_limit_exceeded', 'slow_down'] },
  { kind: 'rate_limit', status: 429 },
  { kind: 'timeout', status: 408 },
  // Text Embeddings Inference: https://github.com/huggingface/text-embeddings-inference/blob/main/docs/openapi.json
  { kind: 'server', code: ['backend', 'Backend'] },
  // "Not Implemented" does not pass by itself: https://www.rfc-editor.org/rfc/rfc9110#section-15.6.2
  { kind: 'invalid_request', status: 501 },
  // Nor does this, of an operation that a provider lacks: Portkey's gateway 1.15.2.
  { kind: 'invalid_request', status: 500, says: /^\w+ is not supported by [\w-]+$/ },
];

/** The kind of an error reply. */
export function kindOf(facts: Facts): ApiKind {
  const fits = (rule: Rule) =>
    'code' in rule
      ? rule.code.some((code) => facts.words.includes(code))
      : (rule.status ?? facts.status) === facts.status && (!('says' in rule) || rule.says.test(facts.message));
  return RULES.find(fits)?.kind ?? (facts.status >= 500 ? 'server' : 'invalid_request');
}
