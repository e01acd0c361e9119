/** How a reply ended: whole, cut at a limit, stopped by a content policy, broken off by an error, or in a word unknown here. */
export type Ending = 'done' | 'cut' | 'filtered' | 'failed' | 'unknown';

/**
 * The words servers use, in lower case; calls of tools end a reply that is whole.
 * - OpenAI: https://platform.openai.com/docs/api-reference/chat/object
 * - Anthropic: https://docs.anthropic.com/en/api/handling-stop-reasons
 * - Gemini: https://ai.google.dev/api/generate-content#FinishReason
 * - Mistral (model_length, error): https://docs.mistral.ai/api/#tag/chat
 * - Hugging Face (eos_token): https://huggingface.co/docs/text-generation-inference/basic_tutorials/consuming_tgi
 * - OpenRouter (error): https://openrouter.ai/docs/api-reference/overview#finish-reason
 * - Cohere (complete, max_tokens): https://docs.cohere.com/reference/chat
 * - vLLM (abort): https://github.com/vllm-project/vllm/blob/main/vllm/v1/engine/__init__.py
 */
const WORDS: Readonly<Record<Exclude<Ending, 'unknown'>, readonly string[]>> = {
  done: [
    ...['stop', 'end_turn', 'eos', 'eos_token', 'stop_sequence', 'complete'],
    ...['tool_calls', 'function_call', 'tool_use'],
  ],
  cut: ['length', 'max_tokens', 'max_output_tokens', 'model_length'],
  filtered: ['content_filter', 'safety', 'recitation', 'prohibited_content', 'blocklist'],
  failed: ['error', 'failed', 'network_error', 'abort', 'aborted', 'cancelled', 'canceled'],
};

const ENDINGS: ReadonlyMap<string, Ending> = new Map(
  Object.entries(WORDS).flatMap(([ending, words]) => words.map((word) => [word, ending as Ending]))
);

/** What a server's finish reason means; none at all is a reply that is whole. */
export const endingOf = (reason: string | undefined): Ending =>
  reason ? (ENDINGS.get(reason.toLowerCase()) ?? 'unknown') : 'done';
