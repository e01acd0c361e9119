import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { pipeline, Readable, type Transform } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import zlib from 'node:zlib';
import { wellFormedJson } from '../json';
import { lookup } from './guard';

/** A reply as it came, unpacked; header names are in lower case. */
export type RawReply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
};

/** What takes a body piece by piece as it comes; the next one waits until a promise is kept. */
export type Sink = (chunk: Buffer) => Promise<void> | undefined;

/** What is known of a request that failed on the way. */
export type TransportError = Error & {
  /** Node's code, such as ECONNREFUSED, or one of ours: ABORTED when the signal ended it, TOO_LARGE. */
  readonly code: string;
  /** Whether a reply had begun, be it with half a header. */
  readonly isBegun: boolean;
  /** Whether the connection stood, so that the server may have got the request. */
  readonly isSent: boolean;
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

const gunzip = () => zlib.createGunzip(GZIP);

/** How a reply may be packed. */
const UNPACKERS: ReadonlyMap<string, (() => Transform) | undefined> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', () => zlib.createInflate(GZIP)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
  ['zstd', createZstdDecompress],
]);
/** What is asked for; not deflate, which servers send in two ways. */
const ACCEPTED = ['gzip', 'br', 'zstd'].filter((name) => UNPACKERS.get(name)).join(', ');
/** Each costs memory; nobody packs a reply even twice. */
const MOST_ENCODINGS = 5;

/** The most that is read of an error, in bytes. */
const LONGEST_ERROR = 1024 ** 2;

/**
 * One HTTP request and its whole reply of up to `mostBytes` bytes, unpacked; `isFresh` asks for a new connection. A `sink` takes
 * the body of a success in place of the reply. Of a redirect the body is not read, of an error 1 MB at most, or what came before
 * it broke off. Rejects with a TransportError, whose cause
 * carries the guard's Failure when the host has an address that may not be called.
 */
export function exchange(
  url: URL,
  { method, headers, body, signal }: RequestInit,
  { isFresh, mostBytes, sink }: { isFresh: boolean; mostBytes: number; sink?: Sink | undefined }
): Promise<RawReply> {
  // Gives a multipart body its boundary, and reads its files as they are sent.
  const form = body instanceof FormData ? new Response(body) : undefined;
  const source = form
    ? piecesOf(form)
    : body instanceof ReadableStream
      ? Readable.fromWeb(body as WebStream)
      : undefined;
  const { module, kept, fresh } = SCHEMES[url.protocol as keyof typeof SCHEMES];
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = module.request(url, {
      agent: isFresh ? fresh : kept,
      method,
      headers: {
        'accept-encoding': ACCEPTED,
        ...Object.fromEntries(headers as Headers),
        ...(form && { 'content-type': form.headers.get('content-type') as string }),
      },
      signal: signal as AbortSignal,
    });
    let isAnswered = false;
    let isSent = false;
    let connection: Pick<Socket, 'bytesRead'> = { bytesRead: 0 };
    let readBefore = 0;
    const fail = (cause: Error) => {
      const code = signal?.aborted ? 'ABORTED' : codeOf(cause);
      const isBegun = isAnswered || connection.bytesRead > readBefore;
      const facts = { code, isBegun, isSent, reused: request.reusedSocket, after: performance.now() - started };
      reject(Object.assign(new Error(code, { cause }), facts) satisfies TransportError);
      request.destroy();
    };
    // A server may answer and hang up before the whole request is sent: then its reply is what counts.
    const failUnlessAnswered = (error: Error | null | undefined) => {
      if (error && !isAnswered) fail(error);
    };
    request.on('error', failUnlessAnswered);
    request.on('socket', (socket) => {
      connection = socket;
      readBefore = socket.bytesRead;
      isSent = !socket.connecting;
      if (isSent) return;
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isSent = true;
      });
    });
    // Without a listener Node would wait for ever.
    request.on('upgrade', (_incoming, socket) => {
      socket.destroy();
      fail(new Error('the server switches to another protocol'));
    });
    request.on('response', (incoming) => {
      isAnswered = true;
      const status = incoming.statusCode as number;
      bodyOf(incoming, mostBytes, sink).then((bytes) => {
        resolve({ status, headers: incoming.headers, bytes });
        // Nobody waits for the rest of what is being sent or comes.
        if (!incoming.complete || !request.writableFinished) request.destroy();
      }, fail);
    });
    if (source) pipeline(source, request, failUnlessAnswered);
    else request.end(typeof body === 'string' ? wellFormedJson(body) : body);
  });
}

/**
 * A multipart body as it is sent. When the request ends early the body is left as it is and not cancelled: Node may close a
 * cancelled one a second time, in a microtask, and the exception ends the process (seen with 18.20.8 and 24.21.0, November 2026).
 */
const piecesOf = ({ body }: Response): Readable =>
  Readable.from((body as WebStream).values({ preventCancel: true }), { objectMode: false });

async function bodyOf(incoming: IncomingMessage, mostBytes: number, sink: Sink | undefined): Promise<Buffer> {
  const status = incoming.statusCode as number;
  const chunks: Buffer[] = [];
  const keep: Sink = (chunk) => {
    chunks.push(chunk);
    return undefined;
  };
  if (status < 300) await wholeBody(incoming, mostBytes, sink ?? keep);
  else if (status >= 400) await wholeBody(incoming, LONGEST_ERROR, keep).catch(() => undefined);
  return Buffer.concat(chunks);
}

/**
 * Hands the pieces of a body to the sink as they come. Events and not an async iterator, which costs more than the rest of the
 * reply (0.1 ms of CPU, `npm run bench`).
 */
function wholeBody(incoming: IncomingMessage, mostBytes: number, sink: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    const unpackers = unpackersFor(incoming.headers['content-encoding']);
    const last = unpackers.at(-1);
    if (last) {
      pipeline([incoming, ...unpackers], (error) => {
        if (error) reject(error);
      });
    } else incoming.on('error', reject);
    let size = 0;
    let taken: Promise<void> | undefined;
    const body = last ?? incoming;
    body
      .on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) reject(Object.assign(new Error('The reply is too large'), { code: 'TOO_LARGE' }));
        else {
          taken = sink(chunk);
          if (taken) {
            body.pause();
            taken.then(() => body.resume(), reject);
          }
        }
      })
      // A paused stream may end as well, before its last piece is taken.
      .on('end', () => {
        if (taken) taken.then(resolve, reject);
        else resolve();
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
