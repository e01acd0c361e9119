import { performance } from 'node:perf_hooks';
import type OpenAI from 'openai';
import { failed, type Failure, type Kind } from '../errors/failure';
import { reasonIn } from '../errors/reason';
import { CHECK_BASE_URL, saidIn, snippet } from '../errors/refused';
import { errorWithin, looksLikeAnswer } from '../errors/within-success';
import { holdsTooMuch, isObject, type JsonObject, membersOf, parsed } from '../json';
import { shutdownNews } from '../models/shutdowns';
import type { Metadata } from '../types';
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
type Asked = {
  readonly model: string | undefined;
  readonly mostMegabytes: number;
  readonly isBulk?: boolean;
  readonly startsWork?: boolean;
  readonly mayTellOfFailure?: boolean;
};

/** What is wrong with a reply that is JSON. */
export const TOO_MUCH = 'The reply holds more than 1,000,000 objects and lists.';
export const ONLY_AN_ERROR = 'The reply is an error with a status of success.';

/** What makes the requests of one query, through one client of the SDK. */
export function requester(
  connection: Connection,
  { model, mostMegabytes, isBulk = false, startsWork = false, mayTellOfFailure = false }: Asked
): Requester {
  const news = connection.isOpenAIsOwn && model ? shutdownNews(model) : undefined;
  const route: Route = { connection, isBulk, startsWork, mayTellOfFailure, shutdownNews: news, mostMegabytes };
  const client = clientFor(connection, (url, init) => deliver(url, init, route));
  return ({ call, accept }, body) => {
    const timeout = Math.max(1, Math.ceil(connection.budget.deadline - performance.now()));
    const accepts = accept !== undefined && !Object.hasOwn(connection.headers, 'accept');
    return call(client, body, { timeout, ...(accepts && { headers: { Accept: accept } }) }).asResponse();
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
    return replyOf(
      connection,
      asked.model,
      await response.text(),
      requestIdOf(connection, response),
      endpoint.mayBeList
    );
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
      unusable: (problem) => unusableReply(connection, problem, bytes.toString(), requestId),
      metadata: (warnings, content) => metadataOf(membersOf(content), asked.model, requestId, warnings),
    };
  };

const requestIdOf = ({ mask }: Connection, { headers }: Response) =>
  mask(headers.get('x-request-id') ?? '') || undefined;

function replyOf(
  connection: Connection,
  model: string | undefined,
  text: string,
  requestId: string | undefined,
  mayBeList = false
): Reply {
  const unusable = (problem: string) => unusableReply(connection, problem, text, requestId);
  if (holdsTooMuch(text)) throw unusable(TOO_MUCH);
  const given = parsed(text);
  const value = mayBeList && Array.isArray(given) ? { data: given as unknown[] } : given;
  if (!isObject(value)) throw unusable('The reply is not a JSON object.');
  if (value['error'] && errorWithin(value)) throw unusable(ONLY_AN_ERROR);
  return {
    body: value,
    unusable,
    failed: (kind, message, details) =>
      failed(kind, message, { ...(requestId && { request_id: requestId }), ...details }),
    said: (error) => saidIn(reasonIn(error), connection.mask),
    metadata: (warnings) => metadataOf(value, model, requestId, warnings),
  };
}

function unusableReply(
  { isCustom, mask }: Connection,
  problem: string,
  text: string,
  requestId: string | undefined
): Error {
  const start = snippet(text, mask);
  const hint = isCustom && !looksLikeAnswer(text) ? ` ${CHECK_BASE_URL}` : '';
  return failed('unusable_reply', `${problem}${hint} ${start ? `The reply begins: ${start}` : 'The reply is empty.'}`, {
    ...(requestId && { request_id: requestId }),
  });
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
