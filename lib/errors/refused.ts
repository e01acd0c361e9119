import { parsed } from '../json';
import { failed, type Failure, inSeconds, type Kind } from './failure';
import { pageText } from './page';
import { type Reason, reasonIn } from './reason';
import { type ApiKind, type Facts, kindOf } from './rules';
import type { Mask } from './secrets';
import { unsupportedIn } from './unsupported';
import { looksLikeAnswer } from './within-success';

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
  /** Whose billing settings the account of the key has. */
  readonly biller: string;
  /** That the model asked for is gone, if it is: said where that may be the reason. */
  readonly shutdownNews: string | undefined;
};

/** What a user can do about each kind, after the server's own sentence. */
const ADVICE: Record<Exclude<ApiKind, 'quota'>, string> = {
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

const CANNOT = 'This server cannot do that. Choose another model or server, or clear the field it names.';

/** The message of a refusal with another advice than that on its kind, which is about queries. */
export const withAdvice = (message: string, advice: string): string =>
  [...Object.values(ADVICE), CANNOT].reduce((text, own) => text.replace(own, advice), message);

/** Advice for an answer that is not from where the API is. */
export const CHECK_BASE_URL = 'Check Base URL in the data source: its path usually ends in /v1.';

/** Where a code asks for another advice than its kind. */
const ADVICE_ON_CODE: ReadonlyMap<string, string> = new Map([
  // https://github.com/microsoft/foundry-dev-tools/issues/262
  [
    'mismatched_organization',
    'Check Organization ID in the data source: it must be the one of API key. It may be blank.',
  ],
  ['mismatched_project', 'Check Project ID in the data source: it must be the one of API key. It may be blank.'],
  // https://github.com/bigduu/Bamboo-agent/issues/64
  [
    'previous_response_not_found',
    'OpenAI keeps responses 30 days, and not at all with store false. Start a new conversation: clear Previous response.',
  ],
  // https://github.com/MicrosoftDocs/azure-docs/issues/114013
  [
    'DeploymentNotFound',
    'Check the name of the deployment: it stands in Base URL or Model ID, and a new one takes some minutes.',
  ],
]);

const quotaAdvice = (biller: string) =>
  `This account has no credit left. Add credit or raise the limit in ${biller}'s billing settings; retrying will not help.`;

function adviceOn(kind: ApiKind, { words }: Facts, { status, hasKey, text, biller }: Refusal): string {
  const own = words.find((word) => ADVICE_ON_CODE.has(word));
  if (own) return ADVICE_ON_CODE.get(own) as string;
  if (kind === 'invalid_request' && status >= 500) return CANNOT;
  // A server that has no such path, or takes no POST there, complains about the address and not about the query.
  if (kind === 'invalid_request' && [404, 405].includes(status) && !looksLikeAnswer(text)) return CHECK_BASE_URL;
  if (kind === 'invalid_request' && status === 413)
    return 'Send less at once: shorter texts, or fewer or smaller files.';
  if (kind === 'authentication' && !hasKey) return 'This server wants a key: enter one in API key of the data source.';
  return kind === 'quota' ? quotaAdvice(biller) : ADVICE[kind];
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
  const reason = reasonIn(parsed(refusal.text));
  // LiteLLM writes None for what there is none of.
  const word = (value: unknown) => (value === 'None' ? undefined : quotable(value, refusal.mask));
  const message = sentence(reason, refusal);
  const said = reason.texts.join(' ') || plainText(refusal.text);
  const facts = { status: refusal.status, words: reason.words, message: said.slice(0, LONGEST) };
  const { error } = reason;
  const kind = kindOf(facts);
  const isUnsupported = kind === 'unsupported_parameter';
  const tooLarge = kind === 'rate_limit' && /request too large/i.test(facts.message);
  const wait =
    retryAfter(refusal.headers) ??
    (kind === 'rate_limit' ? (waitIn(facts.message) ?? delayIn(refusal.text)) : undefined);
  const sentences = [
    message,
    tooLarge ? 'Send less text at once; retrying will not help.' : adviceOn(kind, facts, refusal),
    ...(wait === undefined ? [] : [`The server asks to wait ${inSeconds(wait)}.`]),
    ...(refusal.shutdownNews && mayBeShutDown(kind, refusal.status) ? [refusal.shutdownNews] : []),
  ];
  return failed(kind, sentences.join(' '), {
    retryable: !tooLarge && isRetryable(kind, refusal),
    status: refusal.status,
    ...present('code', word(error['code'])),
    ...present('type', word(error['type'])),
    ...present('param', word(error['param']) ?? (isUnsupported ? word(unsupportedIn(facts.message)) : undefined)),
    ...present('request_id', word(refusal.headers['x-request-id'])),
    ...present('retry_after_seconds', wait),
  });
}

/** A body that is a sentence itself, as servers written in Rust and Go send one: https://docs.rs/axum/latest/axum/extract/rejection */
const plainText = (text: string) => (parsed(text) === undefined && pageText(text) === undefined ? text.trim() : '');

function sentence(reason: Reason, { status, text, mask }: Refusal): string {
  const said = saidIn(reason, mask);
  if (said) return said;
  const start = snippet(text, mask);
  return start
    ? `The server answered ${status}: ${ended(start)}`
    : `The server answered ${status} with an empty reply.`;
}

/** A server's own sentences without secrets in them; '' when it has none. */
export const saidIn = ({ texts }: Reason, mask: Mask): string =>
  texts
    .map((part) => (quotable(part, mask) ?? '').replace(/\s+/g, ' '))
    .filter(Boolean)
    .map(ended)
    .join(' ')
    .slice(0, LONGEST + 1);

const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The most that is read of a server's text: patterns take too long on a megabyte, and so does a reader. */
const LONGEST = 2000;
/** Secrets are looked for further; the mark tells that one may be cut in two there. */
const MASKED = 20_000;
const cut = (text: string) => (text.length > MASKED ? `${text.slice(0, MASKED)}…` : text);

/**
 * What a key looks like after a server has starred its middle, or LiteLLM has put dots there: its last characters are still
 * shown. Starts only where a word does: from every character on, a long word without stars would take the square of its
 * length.
 */
const STARRED_KEY = /(?<![\w-])(?:[\w-]*(?:\*{3,}[\w-]*)+|sk-\.{3}[\w-]+)/g;

/** What a server writes that made text of an error which is none, as @portkey-ai/gateway does of Ollama's. */
const NOT_TEXT = /:? ?\[object Object\]/g;

/** A server's own words without a key in them, starred or not. */
const withoutKeys = (text: string, mask: Mask) => mask(cut(text)).replace(STARRED_KEY, '***').replace(NOT_TEXT, '');

/** The first 200 characters of a reply, on one line; of a page what it says. */
export function snippet(text: string, mask: Mask): string {
  const shown = withoutKeys(text, mask);
  return (pageText(shown) || shown).trim().replace(/\s+/g, ' ').slice(0, 200);
}

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
  return seconds.find(isWait);
}

/** An epoch time in place of seconds is none: https://github.com/openclaw/clawhub/issues/407 */
const LONGEST_WAIT = 24 * 3600;
const isWait = (seconds: number) => seconds > 0 && seconds <= LONGEST_WAIT;

/**
 * Groq's "try again in 2m3.5s", Azure's "retry after 33 seconds": https://github.com/Aider-AI/aider/issues/3265,
 * https://github.com/openai/openai-node/issues/1108
 */
const WAIT =
  /(?:(?:try again|retry) (?:in|after)|wait(?: for)?) (?=\d)(?:(\d{1,5}) ?h(?:ours?)?)? ?(?:(\d{1,5}) ?m(?:in(?:ute)?s?)?(?![a-z]))? ?(?:(\d{1,9}(?:\.\d{1,12})?) ?(ms|milliseconds?|s))?/i;

/** Seconds that a message asks to wait. */
function waitIn(message: string): number | undefined {
  const [, hours = 0, minutes = 0, rest = 0, unit = 's'] = WAIT.exec(message) ?? [];
  const seconds = Number(rest) / (/^m/i.test(unit) ? 1000 : 1);
  const wait = Number(hours) * 3600 + Number(minutes) * 60 + seconds;
  return isWait(wait) ? wait : undefined;
}

/** Gemini's, in `details`: https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
const DELAY = /"retryDelay":\s*"(\d{1,9}(?:\.\d{1,12})?)s"/;

const delayIn = (text: string) => [Number(DELAY.exec(text)?.[1])].find(isWait);

/** A member to spread: nothing at all when the value is unknown, so that it is absent rather than undefined. */
const present = <K extends keyof Failure>(key: K, value: Failure[K]) => (value === undefined ? {} : { [key]: value });
