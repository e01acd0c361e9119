import { carriedFailure, failed, withFailure } from '../errors/failure';
import { refused } from '../errors/refused';
import { masked } from '../errors/secrets';
import { errorWithin } from '../errors/within-success';
import { parsed } from '../json';
import { ranOutOfTime } from './budget';
import type { Route } from './connection';
import { exchange, type RawReply, type TransportError } from './transport';

/**
 * Why there is no reply of use, and whether the same request may be sent again: after a wait, at once through a new
 * connection, or not at all.
 */
export type Miss = { readonly error: Error; readonly again: 'later' | 'at once' | 'never' };

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
    const reply = await exchange(url, init, { isFresh, mostBytes: route.mostMegabytes * 1024 ** 2 });
    budget.isReached = true;
    if (reply.status >= 200 && reply.status < 300) return missWithin(reply, route) ?? responseOf(reply);
    return reply.status < 400 ? redirected(url, reply, route) : refusedReply(reply, route);
  } catch (error) {
    const guarded = carriedFailure(error);
    if (guarded) return never(withFailure(masked(guarded, route.connection.mask)));
    budget.isReached ||= (error as TransportError).isBegun;
    return broken(url, init.method === 'GET', error as TransportError, route);
  }
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
  if (found?.status === undefined) return undefined;
  const miss = refusedReply({ ...reply, status: found.status }, route);
  return found.isAlone && [429, 503].includes(found.status) ? miss : never(miss.error);
}

/** The statuses that may pass by themselves: https://platform.openai.com/docs/guides/error-codes */
const REPEATED: readonly number[] = [408, 429, 500, 502, 503, 504];

function refusedReply({ status, headers, bytes }: RawReply, { connection, shutdownNews }: Route): Miss {
  const error = refused({
    status,
    headers,
    text: bytes.toString(),
    mask: connection.mask,
    hasKey: connection.key !== undefined || Object.keys(connection.headers).length > 0,
    shutdownNews,
  });
  const mayPass = REPEATED.includes(status) || headers['x-should-retry'] === 'true';
  return { error, again: error.failure.retryable && mayPass ? 'later' : 'never' };
}

function redirected(url: URL, { status, headers }: RawReply, { connection: { mask } }: Route): Miss {
  const target = redirectTarget(headers.location, url);
  if (!target) {
    const problem = `The server answered ${status}, a redirect, but names no address to go to.`;
    return never(failed('unusable_reply', `${problem} Check Base URL in the data source.`, { status }));
  }
  const address = mask(target.origin + target.pathname);
  const problem = `The server redirects to ${address}, and redirects are not followed.`;
  const [path] = API_PATH.exec(url.pathname) ?? [''];
  const isOtherPage = !target.pathname.endsWith(path);
  const isSame = target.href === url.href;
  const advice =
    isOtherPage || isSame
      ? 'Check Base URL in the data source.'
      : `If you trust that address, enter ${address.slice(0, address.length - path.length)} as Base URL.`;
  return never(failed('unusable_reply', `${problem} ${advice}`, { status }));
}

/** What a request's path has behind that of Base URL; with a slash more or less it leads nowhere better. */
const API_PATH = /\/(chat\/completions|images\/(generations|edits)|embeddings|models)$/;

/** The web address that a location stands for, which may be relative; undefined when it is none. */
function redirectTarget(location: string | undefined, url: URL): URL | undefined {
  try {
    const target = location ? new URL(location, url) : undefined;
    return target && /^https?:$/.test(target.protocol) ? target : undefined;
  } catch {
    return undefined;
  }
}

/** How Node's codes begin for gzip and deflate, for Brotli and for Zstandard. */
const BROKEN_COMPRESSION = /^(Z_|ERR__ERROR_|ERR_BROTLI_|ZSTD_)/;

/** Codes of a connection that was there before it broke. */
const BROKEN_OFF = /^(ECONNRESET|EPIPE)$/;

/**
 * Up to when a kept connection that breaks is taken for one that the server had closed already, in milliseconds after the
 * request was sent. Later the request may be under way, and a gateway that cuts what is idle must not make it be paid twice.
 */
const CLOSED_BEFORE = 1000;

const OWN_AUTHORITY =
  "If your organization made it, name the file with your organization's CA certificate in NODE_EXTRA_CA_CERTS on the ToolJet server, and restart that.";

/**
 * Why a certificate is not trusted, which asking again does not change: https://nodejs.org/api/tls.html#x509-certificate-error-codes,
 * https://github.com/cline/cline/issues/10776
 */
const CERTIFICATES: ReadonlyMap<string, { why: string; advice: string }> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { why: 'is signed by itself', advice: OWN_AUTHORITY }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['CERT_HAS_EXPIRED', { why: 'has expired', advice: 'Have it renewed on that server.' }],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    { why: 'is that of another name', advice: 'Enter the name that is in the certificate in Base URL.' },
  ],
]);

/** What a failure below HTTP means; `isRead` says that asking again costs nothing. */
function broken(url: URL, isRead: boolean, error: TransportError, route: Route): Miss {
  const origin = route.connection.mask(url.origin);
  const { code } = error;
  if (code === 'ABORTED') return never(ranOutOfTime(route.connection.budget));
  const distrust = CERTIFICATES.get(code);
  if (distrust) {
    const problem = `The certificate of ${origin} ${distrust.why} (${code}).`;
    return never(failed('connection', `${problem} ${distrust.advice}`, { retryable: false }));
  }
  if (code === 'TOO_LARGE') {
    const problem = `The reply is larger than ${route.mostMegabytes} MB. Ask for less in one query.`;
    return never(failed('unusable_reply', problem));
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return never(failed('unusable_reply', `The reply has too many headers (${code}). Check the server in Base URL.`));
  }
  if (BROKEN_COMPRESSION.test(code)) {
    const problem = `The reply is compressed in a broken way (${code}). Check the server in Base URL.`;
    return never(failed('unusable_reply', problem));
  }
  const again = whenToRepeat(error, isRead);
  if (again === 'never') {
    const place = error.isBegun ? 'in the middle of the reply' : 'before the reply';
    const problem = `The connection to ${origin} broke off ${place}: ${code}.`;
    const advice =
      'The request may have been paid for, so it was not sent again. Run the query again if need be, and check Base URL in the data source if this happens each time.';
    return never(failed('connection', `${problem} ${advice}`));
  }
  const problem = BROKEN_OFF.test(code)
    ? `The connection to ${origin} broke off: ${code}. Run the query again.`
    : `No usable connection to ${origin}: ${code}.`;
  const advice = 'Check Base URL in the data source, and that this ToolJet server can reach that address.';
  return { error: failed('connection', `${problem} ${advice}`), again };
}

/** Never where the server may have done, and billed, what was asked: once a reply has begun, or a request is under way. */
function whenToRepeat({ isBegun, reused, after }: TransportError, isRead: boolean): Miss['again'] {
  if (reused && !isBegun && after < CLOSED_BEFORE) return 'at once';
  return isRead || (!isBegun && !reused) ? 'later' : 'never';
}

const never = (error: Error): Miss => ({ error, again: 'never' });
