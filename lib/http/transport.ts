import { refused } from '../errors/refused';
import { carriedFailure, failed, type Failure } from '../errors/failure';
import type { Mask } from '../errors/secrets';

/** One query's dealings with the network: what it may spend, retries included, and what it has spent. */
export type Exchange = {
  /** The whole budget in seconds, as the user sees it in a message. */
  readonly seconds: number;
  /** When it ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** How many times one request may be repeated after a failure that a retry can cure. */
  readonly maxRetries: number;
  /** Keeps the connection's secrets out of what a server says about them. */
  readonly mask: Mask;
  /** Requests made so far. */
  attempts: number;
};

/** Starts the clock of a query. */
export const startExchange = (limits: { seconds: number; maxRetries: number }, mask: Mask): Exchange => ({
  ...limits,
  deadline: Date.now() + limits.seconds * 1000,
  mask,
  attempts: 0,
});

/** The largest reply that is read, after decompression, in bytes. */
const MAX_REPLY_BYTES = 128 * 1024 * 1024;
/** The longest wait a server may ask for, in seconds. */
const MAX_WAIT = 60;

/** Where one query's requests go, with which headers, and what they may spend. */
export type Route = {
  readonly baseUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly exchange: Exchange;
};

/**
 * The `fetch` handed to the SDK, for all queries: each request brings its own exchange. Gives a whole, successful reply or
 * throws a Failure. Retries are made here and not in the SDK, because the SDK retries quota errors and timeouts too and
 * knows no deadline for a whole query (https://github.com/openai/openai-node#retries).
 */
async function deliver(url: string, { exchange, ...request }: RequestInit & { exchange: Exchange }): Promise<Response> {
  for (let retry = 0; ; retry += 1) {
    if (Date.now() >= exchange.deadline) throw ranOutOfTime(exchange);
    exchange.attempts += 1;
    try {
      return await attempt(url, request, exchange);
    } catch (error) {
      const wait = secondsToWait(carriedFailure(error), retry, exchange);
      if (wait === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  }
}

/** `deliver` under the type the SDK knows. */
export const transport = deliver as unknown as typeof fetch;

/** How long to wait before the next attempt; undefined when there should be none. */
function secondsToWait(failure: Failure | undefined, retry: number, exchange: Exchange): number | undefined {
  const ranOut = failure?.kind === 'timeout' && failure.status === undefined;
  if (!failure?.retryable || ranOut || retry >= exchange.maxRetries) return undefined;
  const wait = failure.retry_after_seconds ?? Math.min(0.5 * 2 ** retry, 8);
  const fits = wait <= MAX_WAIT && Date.now() + wait * 1000 < exchange.deadline;
  return fits ? wait : undefined;
}

/** One request and its whole reply. The signal is the SDK's, which aborts when the budget ends (lib/sdk.ts). */
async function attempt(url: string, init: RequestInit, exchange: Exchange): Promise<Response> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw redirected(url, response);
    }
    return checked(response, await wholeBody(response), exchange);
  } catch (error) {
    if (carriedFailure(error)) throw error;
    throw init.signal?.aborted ? ranOutOfTime(exchange) : disconnected(url, error, exchange);
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
function checked({ ok, status, headers }: Response, text: string, { mask }: Exchange): Response {
  if (!ok) throw refused({ status, headers, text, mask });
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

/** The promise, or a timeout when the budget ends first; for what cannot be aborted, such as a question to DNS. */
export async function within<T>(exchange: Exchange, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(ranOutOfTime(exchange));
    }, exchange.deadline - Date.now());
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const ranOutOfTime = ({ seconds }: Exchange) =>
  failed(
    'timeout',
    `No complete reply came within ${seconds} s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one).`
  );

/** How Node's codes begin for gzip and deflate, for Brotli and for Zstandard. */
const BROKEN_COMPRESSION = /^(Z_|ERR__ERROR_|ZSTD_)/;

/** Codes of a connection that was there before it broke. */
const BROKEN_OFF = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|terminated)$/;

/** A failure below HTTP, told by the code that Node's fetch puts on the error or one of its causes. */
function disconnected(url: string, error: unknown, exchange: Exchange): Error {
  const code = causeCode(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return ranOutOfTime(exchange);
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
