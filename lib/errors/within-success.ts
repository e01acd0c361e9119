import { isObject, type JsonObject, membersOf } from '../json';
import { reasonIn } from './reason';
import { kindOf } from './rules';

/** The status that a word stands for, where an error has no number: https://cloud.google.com/apis/design/errors */
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  INVALID_ARGUMENT: 400,
  exceed_context_size_error: 400,
  invalid_api_key: 401,
  authentication_error: 401,
  UNAUTHENTICATED: 401,
  permission_error: 403,
  PERMISSION_DENIED: 403,
  model_not_found: 404,
  not_found_error: 404,
  NOT_FOUND: 404,
  rate_limit_exceeded: 429,
  rate_limit_error: 429,
  insufficient_quota: 429,
  RESOURCE_EXHAUSTED: 429,
  server_error: 500,
  vector_store_timeout: 500,
  internal_server_error: 500,
  api_error: 500,
  INTERNAL: 500,
  overloaded_error: 503,
  UNAVAILABLE: 503,
};

/** An error in the body of a success, as OpenRouter sends one: https://openrouter.ai/docs/api/reference/errors-and-debugging */
export type ErrorWithin = {
  /** The status it would have had; undefined when it says nothing of that. */
  readonly status: number | undefined;
  /** Whether there is no answer beside it. */
  readonly isAlone: boolean;
  /** Whether it is told of something that was asked for, such as a job or a response, which has an id and a status. */
  readonly isOfJob: boolean;
};

/** The error in a reply with a status of success; an empty one (null, {}, "") is none. */
export function errorWithin(body: unknown): ErrorWithin | undefined {
  if (!isObject(body) || !isFilled(body['error'])) return undefined;
  return {
    status: statusIn(body),
    isAlone: !ANSWERS.some((name) => name in body),
    isOfJob: [body['id'], body['status']].every((word) => typeof word === 'string'),
  };
}

/** The members that hold an answer. */
const ANSWERS = ['choices', 'data', 'output'];

/** Whether a reply, broken or whole, looks like an answer of the API. */
export const looksLikeAnswer = (text: string) => /"(choices|data|output)"\s*:/.test(text.slice(0, 20_000));

/** Whether an `error` member says anything. */
export const isFilled = (error: unknown) =>
  error === true || reasonIn(error).texts.length > 0 || Boolean(membersOf(error)['code']);

/** One of the Responses API, whose errors have codes of many kinds: https://platform.openai.com/docs/api-reference/responses/object */
const isFailedResponse = (body: JsonObject) => body['object'] === 'response' && body['status'] === 'failed';

/** The members in which an error or its body may have the status. */
const NUMBERS = ['code', 'status', 'status_code', 'statusCode'];

function statusIn(body: JsonObject): number | undefined {
  const { error, texts, words } = reasonIn(body);
  const numbers = [error, body].flatMap((one) => NUMBERS.map((name) => Number(one[name])));
  const known = words.find((word) => Object.hasOwn(STATUS_OF, word));
  // LM Studio, of an unknown path: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
  if (texts.some((text) => /unexpected endpoint or method/i.test(text))) return 404;
  const number = numbers.find((status) => status >= 400 && status < 600) ?? (known ? STATUS_OF[known] : undefined);
  return number ?? (isFailedResponse(body) || isTelling(texts) ? 400 : undefined);
}

/** Whether the words alone tell what is wrong, as those of LM Studio do of a text that is too long. */
const isTelling = (texts: readonly string[]) =>
  kindOf({ status: 400, words: [], message: texts.join(' ').slice(0, 2000) }) !== 'invalid_request';
