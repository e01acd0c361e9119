/** A name as servers quote it, with or without quotes and brackets. */
const NAME = String.raw`[[({]*['"\x60]?([\w.[\]]+)`;
/** What servers call a parameter. */
const NOUN = String.raw`(?:param(?:eter)?|(?:request |keyword )?argument|option|key|field|property|value)s?`;
const REFUSED = String.raw`(?:not (?:supported|permitted|allowed)|unsupported|unrecogni[sz]ed)`;
const EXTRA = String.raw`extra (?:inputs|fields) (?:are )?not (?:permitted|allowed)`;
/** The names that a sentence may hold without quotes: all others could be any word. */
const BARE = String.raw`([a-z]+(?:_[a-z]+)+|temperature|stop|seed|verbosity|quality|background|moderation)`;

/**
 * How servers say that they do not take a parameter; the first group is its name. Only these words count: a message that merely
 * mentions a parameter is none.
 */
const WORDINGS: readonly RegExp[] = [
  // OpenAI, Azure (".. argument supplied: reasoning_effort"), llama.cpp ("Unsupported param: echo"):
  // https://github.com/run-llama/llama_index/issues/17731, https://github.com/coroot/coroot/issues/698,
  // https://github.com/ggml-org/llama.cpp/issues/12591
  String.raw`(?:unsupported|unrecogni[sz]ed|unknown|unexpected) ${NOUN}(?: (?:supplied|provided|for|in (?:the )?request))*:? ${NAME}`,
  // pydantic, as FastAPI lists its errors: https://docs.pydantic.dev/latest/errors/validation_errors
  String.raw`([\w.]+)(?:: |\n {0,4})${EXTRA}`,
  // The same in one text, as vLLM gives it: https://github.com/vllm-project/vllm/pull/10463
  String.raw`['"]loc['"]: [([]['"]body['"], ['"](\w+)['"],?[)\]], ['"]msg['"]: ['"]${EXTRA}`,
  // Fireworks: https://github.com/NousResearch/hermes-agent/pull/18663
  String.raw`${EXTRA},? (?:field|param(?:eter)?):? ${NAME}`,
  // Gemini: https://github.com/Vali-98/ChatterUI/issues/227
  String.raw`unknown name \\*["']([\w.]+)`,
  // LiteLLM and xAI: https://docs.litellm.ai/docs/completion/drop_params, https://github.com/BerriAI/litellm/pull/16265
  String.raw`(?:does not|doesn't) support (?:the )?(?:param(?:eter)?|argument)s?:? ${NAME}`,
  // LiteLLM, of a value: https://github.com/BerriAI/litellm/pull/33738
  String.raw`(?:does not|doesn't) support ([a-z_]+)=`,
  // xAI: https://github.com/n8n-io/n8n/issues/14581
  String.raw`${NOUN} not (?:supported|permitted|allowed)(?: (?:on|by|with|for) this model)?: ${NAME}`,
  // JSON schema: https://python-jsonschema.readthedocs.io/en/stable/errors
  String.raw`['"\x60]([\w.]+)['"\x60] (?:was|were) unexpected`,
  // Groq: https://github.com/fanenr/chatbot/issues/21; Bedrock behind a gateway ("extraneous key [seed] is not permitted"):
  // https://github.com/BerriAI/litellm/issues/7416; and others
  String.raw`(?<!model )['"\x60]([\w.[\]]+)['"\x60](?: ${NOUN})? (?:(?:is|are) (?:currently )?)?${REFUSED}`,
  String.raw`\b${NOUN} ${NAME}['"\x60\]]? (?:is|are) ${REFUSED}`,
  String.raw`(?:^|[.:] )${BARE}(?: ${NOUN})? (?:is|are) (?:currently )?${REFUSED}`,
].map((wording) => new RegExp(wording, 'i'));

/** All of these words. */
export const UNSUPPORTED = new RegExp(WORDINGS.map(({ source }) => source).join('|'), 'i');

/** The name of the parameter that a message says the server does not take; undefined when it says nothing like it. */
export function unsupportedIn(message: string): string | undefined {
  for (const wording of WORDINGS) {
    const name = wording.exec(message)?.[1];
    // xAI writes presencePenalty.
    if (name !== undefined)
      return name.replace(/[.\]]+$/, '').replace(/(?<=[a-z])[A-Z]/g, (big) => `_${big.toLowerCase()}`);
  }
  return undefined;
}
