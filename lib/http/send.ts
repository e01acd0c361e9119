import { performance } from 'node:perf_hooks';
import type OpenAI from 'openai';
import { failed, type Failure, type Kind } from '../errors/failure';
import { pageText } from '../errors/page';
import { reasonIn } from '../errors/reason';
import { CHECK_BASE_URL, saidIn, snippet } from '../errors/refused';
import { errorWithin, looksLikeAnswer } from '../errors/within-success';
import { holdsTooMuch, isObject, type JsonObject, membersOf, parsed, textWithin } from '../json';
import { shutdownNews } from '../models/shutdowns';
import type { Metadata } from '../types';
import { refusalWithin } from './attempt';
import { clientFor } from './client';
import type { Connection, Route } from './connection';
import { usageOf } from './metadata';
import { deliver } from './retry';

/** One of the API's endpoints, and the SDK's method that calls it. */
export type Endpoint<Body> = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** What stands behind the path, where that is to be seen in a dry run. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The types that may come, where not JSON alone; the field Headers goes before it. */
  readonly accept?: string;
  /** Whether some servers send a bare list: then it comes as `data`. */
  readonly mayBeList?: boolean;
  /** Whether a reply may be text, which then comes as `text`: any that is no JSON or a string of it, or only what is called text/plain. */
  readonly mayBeText?: 'any' | 'plain';
  readonly call: (client: OpenAI, body: Body, options: OpenAI.RequestOptions) => { asResponse(): Promise<Response> };
};

/** A reply as it came: a JSON object of still unchecked members, which can tell about itself. */
export type Reply = {
  readonly body: JsonObject;
  /** An error to throw for a reply that is not what it claims to be; shows how it begins, with secrets masked. */
  readonly unusable: (problem: string) => Error;
  /** An error to throw about what the reply says; carries the id to quote to OpenAI's support. */
  readonly failed: (kind: Kind, message: string, details?: Partial<Failure>) => Error;
  /** What an error within the reply says, with secrets masked; '' when it says nothing. */
  readonly said: (error: unknown) => string;
  /** The JSON text of a part of the body, with integers that are too long for a number in `body`. */
  readonly textWithin: (part: (body: unknown) => unknown) => string | undefined;
  /** What every operation tells about its result. */
  readonly metadata: (warnings: readonly string[]) => Metadata;
};

/** Makes one request within what is left of the query's budget, and gives the reply. */
export type Send = <Body>(endpoint: Endpoint<Body>, body: Body) => Promise<Reply>;

/** A successful reply of any type, its content not looked at. */
export type WholeReply = {
  readonly status: number;
  /** Its media type in lower case, without parameters; '' when it tells none. */
  readonly type: string;
  readonly bytes: Buffer;
  /** As of a Reply. */
  readonly unusable: (problem: string) => Error;
  /** What every operation tells about its result; `body` is what the bytes hold. */
  readonly metadata: (warnings: readonly string[], body: unknown) => Metadata;
};

/** Makes one request within what is left of the query's budget, and gives the reply of whatever type. */
export type Fetch = <Body>(endpoint: Endpoint<Body>, body: Body) => Promise<WholeReply>;

/** Makes one request, and gives what the SDK does. */
type Requester = <Body>(endpoint: Endpoint<Body>, body: Body) => Promise<Response>;

/** What is known of the requests of a query before they are made. */
export type Asked = {
  readonly model: string | undefined;
  readonly mostMegabytes: number;
  readonly isBulk?: boolean;
  readonly startsWork?: boolean;
  readonly mayTellOfFailure?: boolean;
};

/** The way of a query's requests. */
export function routeOf(
  connection: Connection,
  { model, mostMegabytes, isBulk = false, startsWork = false, mayTellOfFailure = false }: Asked
): Route {
  const news = connection.isOpenAIsOwn && model ? shutdownNews(model) : undefined;
  return { connection, isBulk, startsWork, mayTellOfFailure, shutdownNews: news, mostMegabytes };
}

/** What is left of the query's time for a request, in milliseconds. */
export const timeLeft = ({ budget }: Connection) => Math.max(1, Math.ceil(budget.deadline - performance.now()));

/** What is wrong with a reply that is JSON. */
export const TOO_MUCH = 'The reply holds more than 1,000,000 objects and lists.';
export const ONLY_AN_ERROR = 'The reply is an error with a status of success.';

/** What makes the requests of one query, through one client of the SDK. */
export function requester(connection: Connection, asked: Asked): Requester {
  const route = routeOf(connection, asked);
  const client = clientFor(connection, (url, init) => deliver(url, init, route));
  return ({ call, accept }, body) => {
    const accepts = accept !== undefined && !Object.hasOwn(connection.headers, 'accept');
    const options = { timeout: timeLeft(connection), ...(accepts && { headers: { Accept: accept } }) };
    return call(client, body, options).asResponse();
  };
}

/**
 * What gives replies as JSON objects. `model` is the one asked for, in case a reply does not name one. Whatever fails is thrown
 * with a Failure: of the transport (network, time, an error status), or `unusable_reply` when the reply is not a JSON object or
 * only an error.
 */
export const sender =
  (connection: Connection, asked: Asked, request: Requester = requester(connection, asked)): Send =>
  async (endpoint, body) => {
    const response = await request(endpoint, body);
    const type = response.headers.get('content-type') ?? '';
    return replyOf(connection, asked.model, await response.text(), requestIdOf(connection, response), {
      ...endpoint,
      type,
    });
  };

/** What gives replies of any type; what fails in the transport is thrown. */
export const fetcher =
  (connection: Connection, asked: Asked, request: Requester): Fetch =>
  async (endpoint, body) => {
    const response = await request(endpoint, body);
    const bytes = Buffer.from(await response.arrayBuffer());
    const requestId = requestIdOf(connection, response);
    const type = (response.headers.get('content-type') ?? '').replace(/;[^]*/, '');
    return {
      status: response.status,
      type: type.trim().toLowerCase(),
      bytes,
      unusable: (problem) => unusableReply(connection, problem, bytes.toString(), requestId, ''),
      metadata: (warnings, content) => metadataOf(membersOf(content), asked.model, requestId, warnings),
    };
  };

const requestIdOf = ({ mask }: Connection, { headers }: Response) =>
  mask(headers.get('x-request-id') ?? '') || undefined;

/** A reply that came within another one: a line of the results of a batch, with the status of an answer. */
export type ReplyWithin = { readonly status: number; readonly requestId: string; readonly body: JsonObject };

/** What reads a reply that came within another one, and throws what `Send` would. */
export function readerOf(connection: Connection, asked: Asked): (given: ReplyWithin) => Reply {
  const route = routeOf(connection, asked);
  return (given) => {
    const refusal = refusalWithin(given, route);
    if (refusal) throw refusal;
    const id = connection.mask(given.requestId) || undefined;
    return readable(connection, asked.model, given.body, id, () => JSON.stringify(given.body));
  };
}

function replyOf(
  connection: Connection,
  model: string | undefined,
  text: string,
  requestId: string | undefined,
  forms: Forms
): Reply {
  const unusable = (problem: string) => unusableReply(connection, problem, text, requestId, '');
  if (holdsTooMuch(text)) throw unusable(TOO_MUCH);
  const value = valueIn(text, forms);
  if (!isObject(value))
    throw unusable(`The reply is ${pageText(text) !== undefined ? 'a web page' : 'not a JSON object'}.`);
  return readable(connection, model, value, requestId, () => text);
}

/** What a reply holds, as a reply; throws for an error. */
function readable(
  connection: Connection,
  model: string | undefined,
  value: JsonObject,
  requestId: string | undefined,
  text: () => string
): Reply {
  const unusable = (problem: string, said = '') => unusableReply(connection, problem, text(), requestId, said);
  if (value['error'] && errorWithin(value)) {
    throw unusable(ONLY_AN_ERROR, saidIn(reasonIn(value), connection.mask));
  }
  return {
    body: value,
    textWithin: (part) => textWithin(text(), part),
    unusable: (problem) => unusable(problem),
    failed: (kind, message, details) =>
      failed(kind, message, { ...(requestId && { request_id: requestId }), ...details }),
    said: (error) => saidIn(reasonIn(error), connection.mask),
    metadata: (warnings) => metadataOf(value, model, requestId, warnings),
  };
}

/** What a reply may be besides a JSON object, and its media type. */
type Forms = Pick<Endpoint<never>, 'mayBeList' | 'mayBeText'> & { readonly type: string };

/** What a reply says: a bare list as `data` and text as `text`, where they may come. */
function valueIn(text: string, { mayBeList, mayBeText, type }: Forms): unknown {
  const given = parsed(text);
  if (mayBeList && Array.isArray(given)) return { data: given as unknown[] };
  if (mayBeText === 'any' && typeof (given ?? text) === 'string') return { text: given ?? text };
  // JSON that broke off is no text, whatever it is called.
  const isPlain = /^text\/plain\b/i.test(type) && /^\s*[^\s{]/.test(text) && pageText(text) === undefined;
  return mayBeText === 'plain' && isPlain ? { text } : given;
}

function unusableReply(
  { isCustom, mask }: Connection,
  problem: string,
  text: string,
  requestId: string | undefined,
  said: string
): Error {
  const start = said || snippet(text, mask);
  const who = said ? 'It says' : pageText(text) ? 'The page says' : 'The reply begins';
  const shown = start ? `${who}: ${start}` : 'The reply is empty.';
  const hint = isCustom && !looksLikeAnswer(text) ? ` ${CHECK_BASE_URL}` : '';
  return failed('unusable_reply', `${problem}${hint} ${shown}`, { ...(requestId && { request_id: requestId }) });
}

function metadataOf(
  body: JsonObject,
  sent: string | undefined,
  requestId: string | undefined,
  warnings: readonly string[]
): Metadata {
  const { model } = body;
  const usage = usageOf(body['usage']);
  const named = typeof model === 'string' && model ? model : sent;
  return {
    ...(named !== undefined && { model: named }),
    ...(usage && { usage }),
    ...(requestId && { request_id: requestId }),
    warnings,
  };
}
