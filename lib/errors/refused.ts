import { isObject, type JsonObject, parsed } from '../json';
import { failed, type Failure, inSeconds, type Kind } from './failure';
import type { Mask } from './secrets';

/** A reply with an error status, as it came, and what is known of the request. */
export type Refusal = {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Hides the connection's secrets in what is quoted of the reply. */
  readonly mask: Mask;
  /** Whether a key was sent. */
  readonly hasKey: boolean;
  /** That the model asked for is gone, if it is: said where that may be the reason. */
  readonly shutdownNews: string | undefined;
};

/** What the rules look at; `message` is the server's own sentence. */
type Facts = { status: number; code: string; type: string; message: string };

/** The kinds that a reply with an error status can be of. */
type ApiKind = Exclude<Kind, 'invalid_input' | 'connection' | 'unusable_reply'>;

type Rule = { kind: ApiKind } & ({ status: number } | { code: readonly string[] } | { says: RegExp; status?: number });

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
    ],
  },
  {
    kind: 'content_policy',
    code: ['moderation_blocked', 'content_policy_violation', 'content_filter', 'invalid_prompt'],
  },
  { kind: 'content_policy', status: 400, says: /\bsafety system\b|\bcontent (management )?policy\b/i },
  { kind: 'context_length', code: ['context_length_exceeded'] },
  { kind: 'context_length', status: 400, says: /input tokens exceed|maximum context length|context window/i },
  { kind: 'output_limit', status: 400, says: /could not finish the message/i },
  { kind: 'permission', says: /missing scopes|insufficient permissions|must be verified|verify (your )?organization/i },
  { kind: 'permission', status: 401, says: /\bIP\b.*(not (authorized|allowed)|allowlist)/i },
  { kind: 'permission', status: 403 },
  { kind: 'authentication', code: ['invalid_api_key'] },
  { kind: 'authentication', status: 401 },
  { kind: 'model_not_found', code: ['model_not_found'] },
  { kind: 'model_not_found', status: 404, says: /\bmodel\b/i },
  { kind: 'unsupported_parameter', code: ['unsupported_parameter', 'unsupported_value', 'unknown_parameter'] },
  {
    kind: 'unsupported_parameter',
    status: 400,
    says: /unsupported (parameter|value)|unrecognized request argument|extra inputs/i,
  },
  { kind: 'rate_limit', code: ['rate_limit_exceeded', 'slow_down'] },
  { kind: 'rate_limit', status: 429 },
  { kind: 'timeout', status: 408 },
];

/** What a user can do about each kind, after the server's own sentence. */
const ADVICE: Record<ApiKind, string> = {
  quota:
    "This account has no credit left. Add credit or raise the limit in OpenAI's billing settings; retrying will not help.",
  rate_limit: 'Too many requests or tokens at once. Wait a moment, then run the query again or run it less often.',
  authentication: 'Check API key in the data source, and that it belongs to the server in Base URL.',
  permission:
    'The server does not allow this. Check the permissions, project and region of API key, whether the organization is verified, and that Base URL is the right server.',
  model_not_found: 'Check the model id, and that this key and project may use it.',
  context_length: 'Shorten Prompt, System prompt, Message history or Input, or choose a model with a larger context.',
  content_policy:
    'The request was blocked by a content policy. Reword the prompt; retrying it unchanged will not help.',
  unsupported_parameter: 'Clear or change that field, or choose a model that takes it.',
  output_limit: 'Raise Max Tokens, or clear the field.',
  timeout: 'The server gave up waiting. Run the query again.',
  server: 'The server had a problem of its own. Run the query again in a moment.',
  invalid_request: 'Check the fields of the query against what the message says.',
};

/** Advice for an answer that is not from where the API is. */
export const CHECK_BASE_URL = 'Check Base URL in the data source: its path usually ends in /v1.';

function kindOf(facts: Facts): ApiKind {
  const fits = (rule: Rule) =>
    'code' in rule
      ? rule.code.includes(facts.code) || rule.code.includes(facts.type)
      : (rule.status ?? facts.status) === facts.status && (!('says' in rule) || rule.says.test(facts.message));
  return RULES.find(fits)?.kind ?? (facts.status >= 500 ? 'server' : 'invalid_request');
}

function adviceOn(kind: ApiKind, { status, hasKey }: Refusal): string {
  // A server that has no such path, or takes no POST there, complains about the address and not about the query.
  if (kind === 'invalid_request' && [404, 405].includes(status)) return CHECK_BASE_URL;
  if (kind === 'authentication' && !hasKey) return 'This server wants a key: enter one in API key of the data source.';
  return ADVICE[kind];
}

const KINDS_OF_SHUTDOWN: readonly Kind[] = [
  'model_not_found',
  'unsupported_parameter',
  'invalid_request',
  'permission',
];
/** A request that is too large is so for any model. */
const mayBeShutDown = (kind: Kind, status: number) => KINDS_OF_SHUTDOWN.includes(kind) && status !== 413;

/** The error to throw for a reply with an error status: its kind, the server's own sentence, then advice. */
export function refused(refusal: Refusal): Error & { failure: Failure } {
  const error = errorObject(parsed(refusal.text));
  const word = (value: unknown) => quotable(value, refusal.mask);
  const facts = {
    status: refusal.status,
    code: word(error['code']) ?? '',
    type: word(error['type']) ?? '',
    message: sentence(error, refusal),
  };
  const kind = kindOf(facts);
  const tooLarge = kind === 'rate_limit' && /request too large/i.test(facts.message);
  const wait = retryAfter(refusal.headers);
  const sentences = [
    facts.message,
    tooLarge ? 'Send less text at once; retrying will not help.' : adviceOn(kind, refusal),
    ...(wait === undefined ? [] : [`The server asks to wait ${inSeconds(wait)}.`]),
    ...(refusal.shutdownNews && mayBeShutDown(kind, refusal.status) ? [refusal.shutdownNews] : []),
  ];
  return failed(kind, sentences.join(' '), {
    retryable: !tooLarge && isRetryable(kind, refusal),
    status: refusal.status,
    ...present('code', word(error['code'])),
    ...present('type', word(error['type'])),
    ...present('param', word(error['param'])),
    ...present('request_id', word(refusal.headers['x-request-id'])),
    ...present('retry_after_seconds', wait),
  });
}

/** Servers put the error under `error`, as an object or as a text, or send its members bare. */
function errorObject(body: unknown): JsonObject {
  if (!isObject(body)) return {};
  if (isObject(body['error'])) return body['error'];
  return typeof body['error'] === 'string' ? { message: body['error'] } : body;
}

function sentence(error: JsonObject, { status, text, mask }: Refusal): string {
  const message = quotable(error['message'], mask);
  if (message) return /[.!?]$/.test(message) ? message : `${message}.`;
  const start = snippet(text, mask);
  return start ? `The server answered ${status}: ${start}` : `The server answered ${status} with an empty reply.`;
}

/** The most that is read of a server's text: patterns take too long on a megabyte, and so does a reader. */
const LONGEST = 2000;
/** Secrets are looked for further; the mark tells that one may be cut in two there. */
const MASKED = 20_000;
const cut = (text: string) => (text.length > MASKED ? `${text.slice(0, MASKED)}…` : text);

/**
 * What a key looks like after a server has starred its middle: OpenAI still shows its first and last characters. Starts
 * only where a word does: from every character on, a long word without stars would take the square of its length.
 */
const STARRED_KEY = /(?<![\w-])[\w-]*(?:\*{3,}[\w-]*)+/g;

/** A server's own words without a key in them, starred or not. */
const withoutKeys = (text: string, mask: Mask) => mask(cut(text)).replace(STARRED_KEY, '***');

/** The first 200 characters of a reply, on one line. */
export const snippet = (text: string, mask: Mask) => withoutKeys(text, mask).trim().replace(/\s+/g, ' ').slice(0, 200);

/** The start of a text and numbers as text (some servers send their status as `code`); undefined for all else. */
function quotable(value: unknown, mask: Mask): string | undefined {
  const isWord = typeof value === 'string' || typeof value === 'number';
  return isWord ? withoutKeys(String(value), mask).slice(0, LONGEST).trim() || undefined : undefined;
}

const isRetryable = (kind: Kind, { status, headers }: Refusal) =>
  (['rate_limit', 'timeout', 'server'].includes(kind) || status === 409) && headers['x-should-retry'] !== 'false';

/** Seconds that `retry-after-ms` or `retry-after` (seconds or a date) asks to wait; undefined when neither makes sense. */
function retryAfter(headers: Refusal['headers']): number | undefined {
  const after = String(headers['retry-after'] ?? '');
  const seconds = [
    Number(headers['retry-after-ms']) / 1000,
    Number(after),
    Math.ceil((Date.parse(after) - Date.now()) / 1000),
  ];
  return seconds.find((wait) => Number.isFinite(wait) && wait > 0);
}

/** A member to spread: nothing at all when the value is unknown, so that it is absent rather than undefined. */
const present = <K extends keyof Failure>(key: K, value: Failure[K]) => (value === undefined ? {} : { [key]: value });
