import { isObject, type JsonObject, membersOf, parsed } from '../json';
import { pageText } from './page';

/** What the body of an error says, unmasked. */
export type Reason = {
  /** The server's own sentence, then those of the servers behind it. */
  readonly texts: readonly string[];
  /** What may tell the kind: codes, types, states and reasons. */
  readonly words: readonly string[];
  /** The object that holds code, type and param. */
  readonly error: JsonObject;
};

/** Servers nest errors in errors a few times; deeper is an attack. */
const DEEPEST = 6;
/** More of a list tells nobody more. */
const MOST = 10;

/** The members in which servers say what is wrong, in the order in which it is told. */
const SAYING: readonly string[] = [
  // OpenAI and most others; of AWS: https://github.com/ASFHyP3/hyp3/issues/2283
  ...['message', 'Message'],
  // https://www.rfc-editor.org/rfc/rfc7807, FastAPI
  ...['title', 'detail'],
  // WSO2: https://apim.docs.wso2.com/en/4.5.0/ai-gateway/ai-guardrails/guardrail-error-response
  'description',
  // An object or a text (OpenAI, Ollama), with OAuth beside it: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
  ...['error', 'error_description'],
  // Beside a short error: https://github.com/dyad-sh/dyad/issues/1950
  'details',
  // Cloudflare: https://github.com/anomalyco/opencode/issues/23773; zod: https://github.com/CherryHQ/cherry-studio/issues/10477
  ...['errors', 'issues'],
  // Portkey, of what is no JSON: https://github.com/Portkey-AI/gateway/blob/main/src/handlers/streamHandler.ts
  'html-message',
];

/**
 * The reason in the body of an error, which may be a list (Gemini: https://github.com/google-gemini/gemini-cli/issues/6678), hold
 * JSON in a text (https://github.com/continuedev/continue/issues/10290), places (pydantic), or what a provider said in
 * `metadata.raw` (OpenRouter: https://github.com/open-webui/computer/issues/293).
 */
export function reasonIn(body: unknown): Reason {
  return { texts: [...new Set(textsIn(body, 0))], words: wordsIn(body, 0), error: mainError(body) };
}

function mainError(body: unknown): JsonObject {
  const [first] = [body].flat();
  const { error } = membersOf(first);
  return isObject(error) ? error : membersOf(first);
}

function textsIn(value: unknown, depth: number): string[] {
  if (depth > DEEPEST) return [];
  const inside = (member: unknown) => textsIn(member, depth + 1);
  if (Array.isArray(value)) return value.slice(0, MOST).flatMap(inside);
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') {
    const within = /^\s*[[{]/.test(value) ? inside(parsed(value)) : [];
    return within.length > 0 ? within : [(pageText(value) ?? value).trim()].filter(Boolean);
  }
  if (!isObject(value)) return [];
  const { msg, loc, metadata, errors } = value;
  const { raw, provider_name: provider } = membersOf(metadata);
  const place = Array.isArray(loc) ? `${loc.slice(0, MOST).join('.')}: ` : '';
  return [
    ...inside(msg).map((text) => place + text),
    ...SAYING.flatMap((name) => inside(value[name])),
    ...(inside(errors).length === 0 ? problemsOf(errors, inside) : []),
    ...inside(raw).map((text) => (typeof provider === 'string' ? `${provider}: ${text}` : text)),
  ];
}

/** What is wrong with each field, under its name: https://learn.microsoft.com/aspnet/core/web-api/handle-errors */
const problemsOf = (errors: unknown, inside: (problems: unknown) => string[]): string[] =>
  Object.entries(membersOf(errors))
    .slice(0, MOST)
    .flatMap(([field, problems]) => inside(problems).map((text) => `${field}: ${text}`));

const NAMES = ['code', 'type', 'status', 'reason', 'error_type', 'error_code'];
const NESTED = ['error', 'errors', 'details', 'detail', 'message', 'innererror', 'metadata', 'raw'];

function wordsIn(value: unknown, depth: number): string[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.slice(0, MOST).flatMap((item) => wordsIn(item, depth + 1));
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? wordsIn(parsed(value), depth + 1) : [];
  if (!isObject(value)) return [];
  return [
    ...NAMES.map((name) => value[name]).filter((word): word is string => typeof word === 'string'),
    ...NESTED.flatMap((name) => wordsIn(value[name], depth + 1)),
  ];
}
