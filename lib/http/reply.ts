import type OpenAI from 'openai';
import { CHECK_BASE_URL, snippet, withShutdown } from '../errors/refused';
import type { Connection } from './connection';
import { carriedFailure, failed } from '../errors/failure';
import { openai } from './sdk';
import type { JsonObject, Metadata, Usage } from '../types';
import { isObject, parsed } from '../form/values';

/** A reply as it came: a JSON object of still unchecked members, and the id to quote to OpenAI's support. */
export type Reply = { readonly body: JsonObject; readonly text: string; readonly requestId: string | undefined };

/**
 * Makes one request through the SDK, within what is left of the query's budget, and gives the reply. Whatever fails is
 * thrown with a Failure: of the transport (network, time, an error status), or `unusable_reply` when the reply is not a JSON
 * object or only an error.
 */
export async function send(
  connection: Connection,
  model: string,
  request: (client: typeof openai, options: OpenAI.RequestOptions) => { asResponse(): Promise<Response> }
): Promise<Reply> {
  try {
    const fetchOptions = { route: connection } as OpenAI.RequestOptions['fetchOptions'];
    const response = await request(openai, { fetchOptions }).asResponse();
    const text = await response.text();
    const body = parsed(text);
    if (!isObject(body)) throw unusable(connection, 'The reply is not a JSON object.', text);
    if (body['error']) throw unusable(connection, 'The reply is an error with a status of success.', text);
    return { body, text, requestId: response.headers.get('x-request-id') ?? undefined };
  } catch (error) {
    const failure = carriedFailure(error);
    if (!failure) throw error;
    const { kind, message, ...details } = withShutdown(failure, model);
    throw failed(kind, message, details);
  }
}

/** An error to throw for a reply that is not what it claims to be; shows how it begins, with secrets masked. */
export function unusable(connection: Connection, problem: string, reply: Reply | string): Error {
  const text = typeof reply === 'string' ? reply : reply.text;
  const requestId = typeof reply === 'string' ? undefined : reply.requestId;
  const start = snippet(text, connection.exchange.mask);
  const hint = connection.custom ? ` ${CHECK_BASE_URL}` : '';
  return failed('unusable_reply', `${problem}${hint} ${start ? `The reply begins: ${start}` : 'The reply is empty.'}`, {
    ...(requestId && { request_id: requestId }),
  });
}

/** What every operation tells about its result; `sent` is the model asked for, in case the reply does not name one. */
export function metadataOf(connection: Connection, sent: string, reply: Reply, warnings: readonly string[]): Metadata {
  const { model } = reply.body;
  const usage = usageOf(reply.body['usage']);
  return {
    model: typeof model === 'string' && model ? model : sent,
    ...(usage && { usage }),
    ...(reply.requestId && { request_id: reply.requestId }),
    attempts: connection.exchange.attempts,
    warnings,
  };
}

/** The sum of several counts; a count that none of them gives stays absent. */
export function totalUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const entries = usages.flatMap((usage) => Object.entries(usage ?? {}));
  if (entries.length === 0) return undefined;
  const total: Record<string, number> = {};
  for (const [name, count] of entries) total[name] = (total[name] ?? 0) + count;
  return total;
}

/** Chat and embeddings count prompt and completion tokens, images input and output tokens. */
export function usageOf(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const details = (key: string) => (isObject(usage[key]) ? usage[key] : {});
  const counts: Record<keyof Usage, unknown> = {
    input_tokens: usage['prompt_tokens'] ?? usage['input_tokens'],
    output_tokens: usage['completion_tokens'] ?? usage['output_tokens'],
    total_tokens: usage['total_tokens'],
    reasoning_tokens: details('completion_tokens_details')['reasoning_tokens'],
    cached_tokens: details('prompt_tokens_details')['cached_tokens'],
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => typeof count === 'number'));
}
