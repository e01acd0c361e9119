/**
 * How servers say that they do not take a parameter; the first group is its name. Only these words count: a message that merely
 * mentions a parameter is none.
 */
const WORDINGS: readonly RegExp[] = [
  // OpenAI and Azure, llama.cpp ("Unsupported param: …"): https://platform.openai.com/docs/guides/error-codes
  /(?:unsupported|unrecogni[sz]ed|unknown) (?:param(?:eter)?|value|(?:request )?argument|option|key)s?(?: supplied)?:? ['"`]?([\w.[\]]+)/i,
  // pydantic behind vLLM, Mistral and LiteLLM, its place before it: https://docs.pydantic.dev/latest/errors/validation_errors
  /([\w.]+): extra (?:inputs|fields) (?:are )?not (?:permitted|allowed)/i,
  // Gemini: https://github.com/google-gemini/gemini-cli/issues/6678
  /unknown name \\*["']([\w.]+)/i,
  // serde and Go: "unknown field `top_p`", 'json: unknown field "top_p"'
  /unknown field [`'"]([\w.]+)/i,
  // LiteLLM: https://docs.litellm.ai/docs/completion/drop_params
  /does not support (?:the )?param(?:eter)?s?:? ?[[{(]*['"`]?([\w.]+)/i,
  // JSON schema: "Additional properties are not allowed ('top_p' was unexpected)"; Python: "unexpected keyword argument 'top_p'"
  /['"`]([\w.]+)['"`] (?:was|were) unexpected/i,
  /unexpected (?:keyword )?argument ['"`]?([\w.]+)/i,
  // Groq ("property 'logprobs' is unsupported") and others
  /['"`]([\w.[\]]+)['"`] (?:is|are) (?:currently )?(?:not (?:supported|permitted|allowed)|unsupported|unrecogni[sz]ed)/i,
  /\b(?:parameter|argument|field|property|option) ['"`]?([\w.[\]]+)['"`]? (?:is|are) (?:not (?:supported|permitted|allowed)|unsupported)/i,
  /(?:^|[.:] )([a-z]+_[a-z_]+|temperature|stop|seed|verbosity) is not (?:supported|permitted|allowed)/,
];

/** All of these words. */
export const UNSUPPORTED = new RegExp(WORDINGS.map(({ source }) => source).join('|'), 'i');

/** The name of the parameter that a message says the server does not take; undefined when it says nothing like it. */
export function unsupportedIn(message: string): string | undefined {
  for (const wording of WORDINGS) {
    const name = wording.exec(message)?.[1];
    if (name !== undefined) return name.replace(/\.+$/, '');
  }
  return undefined;
}
