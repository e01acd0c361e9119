import { carriedFailure, failed } from '../errors/failure';
import { refused } from '../errors/refused';
import { ranOutOfTime } from './budget';
import type { Connection, Route } from './connection';

/** The largest reply that is read, after decompression, in bytes. */
const MAX_REPLY_BYTES = 128 * 1024 * 1024;

/**
 * One request and its whole, successful reply; throws a Failure. The signal is the SDK's, which aborts when the budget ends
 * (sdk.ts).
 */
export async function attempt(url: string, init: RequestInit, route: Route): Promise<Response> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw redirected(url, response);
    }
    return checked(response, await wholeBody(response), route);
  } catch (error) {
    if (carriedFailure(error)) throw error;
    throw init.signal?.aborted ? ranOutOfTime(route.connection.budget) : disconnected(url, error, route.connection);
  }
}

async function wholeBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > MAX_REPLY_BYTES) {
      throw failed('unusable_reply', 'The reply is larger than 128 MB. Ask for less in one query.');
    }
    chunks.push(chunk);
  }
  // Node's fetch pool takes the connection back one turn later; a query that starts before would open another one.
  await new Promise(setImmediate);
  return Buffer.concat(chunks)
    .toString()
    .replace(/^\uFEFF/, '');
}

/**
 * A successful reply as far as the SDK and `send` look at it: a second Response would cost more than the request, and the
 * SDK lists all headers of each reply twice.
 */
function checked({ ok, status, headers }: Response, text: string, { connection, shutdownNews }: Route): Response {
  const { mask, hasKey } = connection;
  if (!ok) throw refused({ status, headers, text, mask, hasKey, shutdownNews });
  const requestId = headers.get('x-request-id');
  const seen = new Map(requestId ? [['x-request-id', requestId]] : []);
  return { ok, status, headers: seen, text: () => Promise.resolve(text) } as unknown as Response;
}

function redirected(url: string, { status, headers }: Response): Error {
  const target = redirectTarget(headers.get('location'), url);
  if (!target) {
    const problem = `The server answered ${status}, a redirect, but names no address to go to.`;
    return failed('unusable_reply', `${problem} Check Base URL in the data source.`, { status });
  }
  const address = target.origin + target.pathname;
  const baseUrl = address.replace(/\/(chat\/completions|images\/(generations|edits)|embeddings|models)$/, '');
  return failed(
    'unusable_reply',
    `The server redirects to ${address}, and redirects are not followed. If you trust that address, enter ${baseUrl} as Base URL.`,
    { status }
  );
}

/** The web address that a location stands for, which may be relative; undefined when it is none. */
function redirectTarget(location: string | null, url: string): URL | undefined {
  try {
    const target = location ? new URL(location, url) : undefined;
    return target && /^https?:$/.test(target.protocol) ? target : undefined;
  } catch {
    return undefined;
  }
}

/** How Node's codes begin for gzip and deflate, for Brotli and for Zstandard. */
const BROKEN_COMPRESSION = /^(Z_|ERR__ERROR_|ZSTD_)/;

/** Codes of a connection that was there before it broke. */
const BROKEN_OFF = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|terminated)$/;

/** A failure below HTTP, told by the code that Node's fetch puts on the error or one of its causes. */
function disconnected(url: string, error: unknown, { budget }: Connection): Error {
  const code = causeCode(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return ranOutOfTime(budget);
  if (BROKEN_COMPRESSION.test(code)) {
    return failed('unusable_reply', `The reply is compressed in a broken way (${code}). Check the server in Base URL.`);
  }
  const { origin } = new URL(url);
  const problem = BROKEN_OFF.test(code)
    ? `The connection to ${origin} broke off: ${code}. Run the query again.`
    : `No usable connection to ${origin}: ${code}.`;
  const advice = 'Check Base URL in the data source, and that this ToolJet server can reach that address.';
  return failed('connection', `${problem} ${advice}`);
}

function causeCode(error: unknown): string {
  const { code, cause, message } = error as { code?: unknown; cause?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  return cause ? causeCode(cause) : String(message).slice(0, 200) || 'unknown cause';
}
