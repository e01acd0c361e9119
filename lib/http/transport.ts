import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { performance } from 'node:perf_hooks';
import { pipeline, Readable, type Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import zlib from 'node:zlib';
import { lookup } from './guard';

/** A reply as it came, unpacked; header names are in lower case. */
export type RawReply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
};

/** What is known of a request that failed on the way. */
export type TransportError = Error & {
  /** Node's code, such as ECONNREFUSED, or one of ours: ABORTED when the signal ended it, TOO_LARGE. */
  readonly code: string;
  /** The status of the reply that broke off; undefined when none had come. */
  readonly status: number | undefined;
  /** Whether the connection had served an earlier request. */
  readonly reused: boolean;
  /** How long after it was sent it failed, in milliseconds. */
  readonly after: number;
};

/**
 * Connections stay open for the next query, up to 30 s idle (`timeout` ends no request); one of a host is never used for
 * another. A `fresh` one serves one request. All go to addresses that the guard has seen.
 * https://nodejs.org/api/http.html#new-agentoptions
 */
const scheme = (module: typeof http | typeof https) => ({
  module,
  kept: new module.Agent({ keepAlive: true, timeout: 30_000, lookup }),
  fresh: new module.Agent({ lookup }),
});

const SCHEMES = { 'http:': scheme(http), 'https:': scheme(https) };

/** What ends early is read as far as it goes, as Node's fetch does: its JSON is broken then. */
const GZIP = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};

/** Zstandard only where Node has it. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };

/** How a reply may be packed. */
const UNPACKERS: ReadonlyMap<string, (() => Transform) | undefined> = new Map([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['deflate', () => zlib.createInflate(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
  ['zstd', createZstdDecompress],
]);
const ACCEPTED = [...UNPACKERS.keys()].filter((name) => UNPACKERS.get(name)).join(', ');
/** Each costs memory; nobody packs a reply even twice. */
const MOST_ENCODINGS = 5;

/**
 * One HTTP request and its whole reply of up to `mostBytes` bytes, unpacked; `isFresh` asks for a new connection. A redirect is a reply like any other, without its
 * body. Rejects with a TransportError, whose cause carries the guard's Failure when the host has an address that may not be
 * called.
 */
export function exchange(
  url: URL,
  { method, headers, body, signal }: RequestInit,
  { isFresh, mostBytes }: { isFresh: boolean; mostBytes: number }
): Promise<RawReply> {
  // Gives a multipart body its boundary, and reads its files as they are sent.
  const form = body instanceof FormData ? new Response(body) : undefined;
  const { module, kept, fresh } = SCHEMES[url.protocol as keyof typeof SCHEMES];
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = module.request(url, {
      agent: isFresh ? fresh : kept,
      method,
      headers: {
        ...Object.fromEntries(headers as Headers),
        ...(form && { 'content-type': form.headers.get('content-type') as string }),
        'accept-encoding': ACCEPTED,
      },
      signal: signal as AbortSignal,
    });
    let reply: IncomingMessage | undefined;
    const fail = (cause: Error) => {
      const code = signal?.aborted ? 'ABORTED' : codeOf(cause);
      const facts = {
        code,
        status: reply?.statusCode,
        reused: request.reusedSocket,
        after: performance.now() - started,
      };
      reject(Object.assign(new Error(code, { cause }), facts) satisfies TransportError);
      request.destroy();
    };
    // A server may answer and hang up before the whole request is sent: then its reply is what counts.
    const failUnlessAnswered = (error: Error | null | undefined) => {
      if (error && !reply) fail(error);
    };
    request.on('error', failUnlessAnswered);
    // Without a listener Node would wait for ever.
    request.on('upgrade', (_incoming, socket) => {
      socket.destroy();
      fail(new Error('the server switches to another protocol'));
    });
    request.on('response', (incoming) => {
      reply = incoming;
      const status = incoming.statusCode as number;
      const isRedirect = status >= 300 && status < 400;
      const whole = isRedirect ? Promise.resolve(Buffer.alloc(0)) : wholeBody(incoming, mostBytes);
      whole.then((bytes) => {
        resolve({ status, headers: incoming.headers, bytes });
        // Nobody waits for the rest of what is being sent or comes.
        if (isRedirect || !request.writableFinished) request.destroy();
      }, fail);
    });
    if (form) pipeline(Readable.fromWeb(form.body as ReadableStream), request, failUnlessAnswered);
    else request.end(body);
  });
}

/** Events and not an async iterator, which costs more than the rest of the reply (0.1 ms of CPU, `npm run bench`). */
function wholeBody(incoming: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const unpackers = unpackersFor(incoming.headers['content-encoding']);
    const last = unpackers.at(-1);
    if (last) {
      pipeline([incoming, ...unpackers], (error) => {
        if (error) reject(error);
      });
    } else incoming.on('error', reject);
    const chunks: Buffer[] = [];
    let size = 0;
    (last ?? incoming)
      .on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) reject(Object.assign(new Error('The reply is too large'), { code: 'TOO_LARGE' }));
      })
      .on('end', () => {
        resolve(Buffer.concat(chunks));
      });
  });
}

/** The last encoding was applied last, so it is taken off first; an unknown one stays. */
function unpackersFor(encodings = ''): Transform[] {
  const names = encodings.toLowerCase().split(',').slice(0, MOST_ENCODINGS);
  return names.reverse().flatMap((name) => UNPACKERS.get(name.trim())?.() ?? []);
}

function codeOf({ code, message }: Error & { code?: unknown }): string {
  return typeof code === 'string' ? code : message || 'unknown cause';
}
