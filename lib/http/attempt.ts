import { carriedFailure, failed, withFailure } from '../errors/failure';
import { refused } from '../errors/refused';
import { masked } from '../errors/secrets';
import { errorWithin } from '../errors/within-success';
import { parsed } from '../json';
import { broken, brokenOff } from './broken';
import type { Route } from './connection';
import { assembled, looksLikeStream } from './event-stream';
import { type Miss, never } from './miss';
import { exchange, type RawReply, type TransportError } from './transport';

/**
 * One request: its whole, successful reply, or why there is none. The signal is the SDK's, which ends with the budget;
 * `isFresh` asks for a new connection.
 */
export async function attempt(
  url: URL,
  init: RequestInit,
  { route, isFresh }: { route: Route; isFresh: boolean }
): Promise<Response | Miss> {
  const { budget } = route.connection;
  try {
    const mostBytes = route.mostMegabytes * 1024 ** 2;
    const reply = await exchange(url, init, { isFresh, mostBytes, sink: route.sink?.() });
    budget.isReached = true;
    if (reply.status >= 200 && reply.status < 300) return success(reply, url, route);
    return reply.status < 400 ? redirected(url, reply, route) : refusedReply(reply, route);
  } catch (error) {
    const guarded = carriedFailure(error);
    if (guarded) return never(withFailure(masked(guarded, route.connection.mask)));
    budget.isReached ||= (error as TransportError).isBegun;
    return broken(url, init.method !== 'POST', error as TransportError, route);
  }
}

/** Why a reply that came within another one, such as a line of a batch's results, is none; undefined when it is one. */
export function refusalWithin(
  { status, requestId, body }: { status: number; requestId: string; body: unknown },
  route: Route
): Error | undefined {
  const refusal = status < 400 ? errorWithin(body)?.status : status;
  if (refusal === undefined) return undefined;
  const bytes = Buffer.from(JSON.stringify(body));
  return refusedReply({ status: refusal, headers: { 'x-request-id': requestId }, bytes }, route).error;
}

/** How much of a reply, in bytes, tells whether it is a stream. */
const START_OF_STREAM = 2000;

function success(given: RawReply, url: URL, route: Route): Response | Miss {
  const isStream =
    /^text\/event-stream/i.test(given.headers['content-type'] ?? '') ||
    looksLikeStream(given.bytes.toString('utf8', 0, START_OF_STREAM));
  const stream = isStream ? assembled(given.bytes.toString()) : undefined;
  if (stream === 'cut') return brokenOff(url, route, 'the stream has no end');
  const reply = stream ? { ...given, bytes: Buffer.from(JSON.stringify(stream)) } : given;
  return missWithin(reply, route) ?? responseOf(reply);
}

/**
 * All that the SDK and the plugin look at of a response; to make one of Node's takes longer than the rest of a request (0.1 ms
 * of CPU, `npm run bench`).
 */
function responseOf({ status, headers, bytes }: RawReply): Response {
  const response = {
    ok: true,
    status,
    headers: new Map(Object.entries(headers)),
    text: () => Promise.resolve(bytes.toString().replace(/^\uFEFF/, '')),
    arrayBuffer: () => Promise.resolve(new Uint8Array(bytes).buffer),
  };
  return response as unknown as Response;
}

/** A success that is longer, in bytes, is not looked through for an error. */
const LONGEST_ERROR = 1024 ** 2;

/**
 * The error that a success holds, as a refusal with the status it would have had. Only what can hold one is parsed: quotes are
 * escaped within a text, and an error that counts is short.
 */
function missWithin(reply: RawReply, route: Route): Miss | undefined {
  if (reply.bytes.length > LONGEST_ERROR || !reply.bytes.includes('"error"')) return undefined;
  const found = errorWithin(parsed(reply.bytes.toString()));
  if (found?.status === undefined || (found.isOfJob && route.mayTellOfFailure)) return undefined;
  const miss = refusedReply({ ...reply, status: found.status }, route);
  return found.isAlone && [429, 503].includes(found.status) ? miss : never(miss.error);
}

/**
 * The statuses that may pass by themselves: https://platform.openai.com/docs/guides/error-codes; 529 of Claude behind a gateway:
 * https://learn.microsoft.com/microsoft-cloud/dev/dev-proxy/concepts/anthropic-529-overloaded-error
 */
const REPEATED: readonly number[] = [408, 429, 500, 502, 503, 504, 529];

/** Those that say that nothing was done. */
const NOT_STARTED: readonly number[] = [429, 503, 529];

function refusedReply({ status, headers, bytes }: RawReply, { connection, shutdownNews, startsWork }: Route): Miss {
  const error = refused({
    status,
    headers,
    text: bytes.toString(),
    mask: connection.mask,
    hasKey: connection.key !== undefined || Object.keys(connection.headers).length > 0,
    shutdownNews,
    biller: connection.isOpenAIsOwn ? 'OpenAI' : connection.isOpenAI ? 'Azure' : 'the server',
  });
  const repeated = startsWork ? NOT_STARTED : REPEATED;
  const mayPass = repeated.includes(status) || (!startsWork && headers['x-should-retry'] === 'true');
  return { error, again: error.failure.retryable && mayPass ? 'later' : 'never' };
}

function redirected(url: URL, { status, headers }: RawReply, { connection: { mask, baseUrl } }: Route): Miss {
  const target = redirectTarget(headers.location, url);
  if (!target) {
    const problem = `The server answered ${status}, a redirect, but names no address to go to.`;
    return never(failed('unusable_reply', `${problem} Check Base URL in the data source.`, { status }));
  }
  const address = mask(target.origin + target.pathname);
  const problem = `The server redirects to ${address}, and redirects are not followed.`;
  // With a slash more or less it leads nowhere better.
  const path = url.pathname.slice(baseUrl.pathname.replace(/\/$/, '').length);
  const isOtherPage = !target.pathname.endsWith(path);
  const isSame = target.href === url.href;
  const advice =
    isOtherPage || isSame
      ? 'Check Base URL in the data source.'
      : `If you trust that address, enter ${address.slice(0, address.length - path.length)} as Base URL.`;
  return never(failed('unusable_reply', `${problem} ${advice}`, { status }));
}

/** The web address that a location stands for, which may be relative; undefined when it is none. */
function redirectTarget(location: string | undefined, url: URL): URL | undefined {
  try {
    const target = location ? new URL(location, url) : undefined;
    return target && /^https?:$/.test(target.protocol) ? target : undefined;
  } catch {
    return undefined;
  }
}
