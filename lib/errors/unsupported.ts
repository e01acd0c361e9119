/** A name as servers quote it, with or without quotes and brackets. */
const NAME = String.raw`[[({]*['"\x60]?([\w.[\]]+)`;
/** What servers call a parameter. */
const PARAMETER = '(?:param(?:eter)?|(?:request |keyword )?argument|option|key|field|property|value)';
const NOUN = String.raw`${PARAMETER}(?:s|\(s\))?`;
const TAKEN = '(?:supported|permitted|allowed)';
const REFUSED = `(?:(?:not|no longer) ${TAKEN}|unsupported|unrecogni[sz]ed)`;
/** With a verb; Claude's "`temperature` is deprecated for this model": https://github.com/sipeed/picoclaw/issues/2939 */
const IS_REFUSED = `(?:(?:is|are) (?:currently )?${REFUSED}|(?:isn't|aren't) ${TAKEN}|(?:is|are) deprecated for this model)`;
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
  // and zod ("Unrecognized key(s) in object: 'seed'"): https://github.com/musistudio/claude-code-router/issues/1410
  String.raw`(?:unsupported|unrecogni[sz]ed|unknown|unexpected) ${NOUN}(?: (?:supplied|provided|for|in (?:the )?(?:request|object)))*:? ${NAME}`,
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
  String.raw`(?:does not|doesn't) support (?:the )?['"\x60]([a-z_]+)['"\x60]`,
  String.raw`(?:does not|doesn't) support the ([a-z_]+) ${PARAMETER}\b`,
  // xAI: https://github.com/n8n-io/n8n/issues/14581
  String.raw`${NOUN} (?:(?:is|are) )?not ${TAKEN}(?: (?:on|by|with|for) this model)?: ${NAME}`,
  // JSON schema: https://python-jsonschema.readthedocs.io/en/stable/errors
  String.raw`['"\x60]([\w.]+)['"\x60] (?:was|were) unexpected`,
  // Groq: https://github.com/fanenr/chatbot/issues/21; Bedrock behind a gateway ("extraneous key [seed] is not permitted"):
  // https://github.com/BerriAI/litellm/issues/7416; and others
  String.raw`(?<!model )['"\x60]([\w.[\]]+)['"\x60](?: ${NOUN})? (?:${IS_REFUSED}|${REFUSED})`,
  String.raw`\b${NOUN} (?!(?:is|are|not|no) )${NAME}['"\x60\]]? (?:${IS_REFUSED}|${REFUSED})`,
  String.raw`(?:^|[.:] )${BARE}(?: ${NOUN})? ${IS_REFUSED}`,
  String.raw`\bthe (?!following |given |same )([a-z_]+) ${PARAMETER} ${IS_REFUSED}`,
].map((wording) => new RegExp(wording, 'i'));

/** All of these words. */
export const UNSUPPORTED = new RegExp(WORDINGS.map(({ source }) => source).join('|'), 'i');

/** The name of the parameter that a message says the server does not take; undefined when it says nothing like it. */
export function unsupportedIn(message: string): string | undefined {
  for (const wording of WORDINGS) {
    const name = wording.exec(message)?.[1];
    // xAI writes presencePenalty.
    if (name !== undefined)
      return name.replace(/^\.|[.\]]+$/g, '').replace(/(?<=[a-z])[A-Z]/g, (big) => `_${big.toLowerCase()}`);
  }
  return undefined;
}
