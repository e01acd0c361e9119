import { createServer as createHttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { errorReply, KEY } from '../support/openai';
import { REFUSALS } from '../support/refusals';
import type { Reply, Script } from '../support/scripted-server.cjs';

/** What a server does; it may give the reply that would have been right. */
type Behaviour = (fine: string) => Script;

/** One way in which a server fails a query, and what the plugin makes of it when Retries is 1. */
export type Fault = {
  readonly name: string;
  readonly server: Behaviour;
  /** The kind of the error, or 'ok' when the query succeeds all the same. */
  readonly kind: string;
  /** How many attempts the server sees. */
  readonly attempts: number;
  /** When it is not what the kind alone says. */
  readonly retryable?: boolean;
  /** Part of the description. */
  readonly says?: string | RegExp;
  /** Part of the data besides message, kind and retryable. */
  readonly data?: Record<string, unknown>;
  /** Settings of the data source besides key, address and Retries. */
  readonly source?: Record<string, unknown>;
  readonly scheme?: 'https';
};

/** Faults that have all but a name, a behaviour and perhaps a description in common. */
const alike = (rest: Omit<Fault, 'name' | 'server'>, rows: [string, Behaviour, Fault['says']?][]): Fault[] =>
  rows.map(([name, server, says]) => ({ ...rest, name, server, ...(says && { says }) }));

const half = (text: string) => text.slice(0, text.length / 2);
const length = (text: string | Buffer, more = 0) => `Content-Length: ${Buffer.byteLength(text) + more}`;
const CHUNKED = 'Transfer-Encoding: chunked';
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const escaped = (text: string) => text.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);

/** The head of a reply, with JSON as its type. */
export const head = (...lines: string[]) =>
  ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');

/** What is done once a connection stands. */
const accepting =
  (act: (socket: Socket) => unknown): Behaviour =>
  () => ({ onConnection: act });

/** Another server's reaction to each connection. */
const as = (server: Server) => accepting((socket) => server.emit('connection', socket));

/** A server that speaks TLS and has no certificate. */
const tls = as(createTlsServer({ ciphers: 'PSK', pskCallback: () => null }).on('tlsClientError', () => undefined));

/** What is done after the first bytes of a request. */
const raw =
  (act: (socket: Socket, fine: string) => unknown): Behaviour =>
  (fine) => ({ onBytes: (socket) => act(socket, fine) });

/** Bytes, made from the good reply or not, and then the end of the connection. */
const ends = (bytes: (fine: string) => string | Buffer) => raw((socket, fine) => socket.end(bytes(fine)));

/** Bytes and then a reset, late enough for the bytes to arrive first. */
const resets = (bytes: (fine: string) => string) =>
  raw((socket, fine) => socket.write(bytes(fine), () => setTimeout(() => socket.resetAndDestroy(), 20)));

/** Bytes and then silence. */
const stalls = (bytes: (fine: string) => string) => raw((socket, fine) => socket.write(bytes(fine)));

/** Bytes and then, for ever, a few more. */
const trickles = (first: string, piece: string) =>
  raw((socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(piece), 20);
    socket.on('close', () => {
      clearInterval(timer);
    });
  });

/** A reply of that status. */
const answer =
  (status: number, content: unknown, headers: Record<string, string> = {}): Behaviour =>
  () => ({ status, body: content, headers });

/** A reply of 200 whose body is made from the good one. */
const body =
  (make: (fine: string) => string | Buffer, headers: Record<string, string> = {}): Behaviour =>
  (fine) => ({ body: make(fine), headers });

/** A fault at the first attempt, the good reply at the next ones. */
const once =
  (fault: Reply): Behaviour =>
  (fine) => [fault, { body: fine }];

/** A whole reply in gzip. */
const gzipped = (fine: string) => {
  const packed = gzipSync(fine);
  return Buffer.concat([Buffer.from(head('Content-Encoding: gzip', length(packed))), packed]);
};

/** What goes wrong below HTTP. */
const CONNECTIONS: Fault[] = [
  ...alike({ kind: 'connection', attempts: 2 }, [
    ['a reset as soon as the connection stands', accepting((socket) => socket.resetAndDestroy())],
    ['an end as soon as the connection stands', accepting((socket) => socket.end())],
    ['a reset after the request', raw((socket) => socket.resetAndDestroy())],
    ['an end after the request', ends(() => '')],
    ['TLS behind an address with http', tls],
  ]),
  // A reply had begun, so the request may have been paid for.
  ...alike({ kind: 'connection', attempts: 1, says: 'broke off in the middle of the reply' }, [
    ['an end within the status line', ends(() => 'HTTP/1.1 2')],
    ['an end within the headers', ends(() => 'HTTP/1.1 200 OK\r\nContent-Ty')],
    ['a reset within the headers', resets(() => 'HTTP/1.1 200 OK\r\nContent-Ty')],
    ['a content-length that is no number', ends((fine) => head('Content-Length: long') + fine)],
    ['two content-lengths', ends((fine) => head(length(fine), length(fine, 1)) + fine)],
    ['the greeting of another protocol', ends(() => 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
    ['bytes that are no HTTP', ends(() => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))],
    ['a switch of protocols', ends(() => 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')],
    ['an end after the headers', ends((fine) => head(length(fine)))],
    ['a reset after the headers', resets((fine) => head(length(fine)))],
    ['an end in mid-body', ends((fine) => head(length(fine)) + half(fine))],
    ['a reset in mid-body', resets((fine) => head(length(fine)) + half(fine))],
    ['an end within gzip', ends((fine) => gzipped(fine).subarray(0, -10))],
    ['an end between two chunks', ends((fine) => head(CHUNKED) + chunk(half(fine)))],
    ['a reset between two chunks', resets((fine) => head(CHUNKED) + chunk(half(fine)))],
    ['an end in place of the last chunk', ends((fine) => head(CHUNKED) + chunk(fine))],
    ['a chunk that is none', ends((fine) => `${head(CHUNKED)}what?\r\n${fine}`)],
    ['a content-length that is too long', ends((fine) => head(length(fine, 1)) + fine)],
  ]),
  ...alike({ kind: 'unusable_reply', attempts: 1, says: 'The reply has too many headers' }, [
    ['headers of 64 KB', ends((fine) => head(`X-Long: ${'a'.repeat(65536)}`, length(fine)) + fine)],
  ]),
  ...alike({ kind: 'connection', attempts: 2, scheme: 'https' }, [
    ['a plain port behind an address with https', as(createHttpServer())],
    ['TLS without a certificate', tls],
  ]),
];

/** Servers that let a query wait until its budget is spent: long enough for a busy machine to have sent the request. */
const WAITS = alike(
  { kind: 'timeout', attempts: 1, source: { timeout_seconds: '3' }, says: 'No complete reply came within 3 s.' },
  [
    ['silence after the connection', accepting(() => undefined)],
    ['silence after the request', stalls(() => '')],
    ['silence within the headers', stalls(() => 'HTTP/1.1 200 OK\r\nContent-Ty')],
    ['silence after the headers', stalls((fine) => head(length(fine)))],
    ['silence in mid-body', stalls((fine) => head(length(fine)) + half(fine))],
    ['silence after a whole reply that promised more', stalls((fine) => head(length(fine, 1)) + fine)],
    ['headers that trickle', trickles('HTTP/1.1 200 OK\r\n', 'X-A: b\r\n')],
    ['a body that trickles', trickles(head(CHUNKED), chunk(' '))],
    ['interim replies without end', trickles('', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')],
  ]
);

const HINT = ' Check Base URL in the data source: its path usually ends in /v1.';
/** With a hint about Base URL, unless the reply has what the API's replies have. */
const BEGINS =
  /(Check Base URL in the data source: its path usually ends in \/v1\. The reply begins: .{1,200}|The reply begins: .*"?(choices|data|output)"?.*)$/;
const COMPRESSED = 'The reply is compressed in a broken way';
const HTML = { 'content-type': 'text/html' };

/** Replies with a status of success and nothing of use. */
const REPLIES: Fault[] = [
  ...alike({ kind: 'unusable_reply', attempts: 1 }, [
    ['HTML', answer(200, '<!doctype html>\n<title>Welcome to nginx!</title>', HTML), 'page says: Welcome to nginx!'],
    ['an error text with status 200', answer(200, { error: 'overloaded' }), 'It says: overloaded.'],
    ['HTML that holds the key', answer(200, `<p>${KEY}</p>`.repeat(40), HTML), 'The page says: ***'],
  ]),
  ...alike({ kind: 'unusable_reply', attempts: 1, says: BEGINS }, [
    ['truncated JSON', body(half)],
    ['a content-length that is too short', ends((fine) => head('Connection: close', 'Content-Length: 9') + fine)],
    ['broken JSON', body((fine) => fine.replace(':', ';'))],
    ['JSON twice', body((fine) => `${fine}\n${fine}`)],
    [
      'a stream of events that say nothing',
      body(() => 'data: hello\n\ndata: [DONE]\n\n', { 'content-type': 'text/event-stream' }),
    ],
    ['JSON in UTF-16', body((fine) => Buffer.from(fine, 'utf16le'))],
    ['HTML that says nothing', answer(200, '<!doctype html>\n<div id="app"></div>', HTML)],
    ['2 MB without a space', answer(200, 'a'.repeat(2e6), HTML)],
    ['null', answer(200, 'null')],
    ['a number', answer(200, '7')],
    ['a text', answer(200, '"Hi"')],
    ['an empty array', answer(200, '[]')],
    ['an empty object', answer(200, {})],
    ['texts in place of lists', answer(200, { choices: 'Hi', data: 'Hi' })],
    ['numbers in place of lists', answer(200, { choices: 7, data: 7 })],
    ['objects in place of lists', answer(200, { choices: { 0: {} }, data: { 0: {} } })],
    ['null in place of lists', answer(200, { choices: null, data: null })],
    ['empty lists', answer(200, { choices: [], data: [] })],
    ['lists of null', answer(200, { choices: [null], data: [null] })],
    ['lists of numbers', answer(200, { choices: [7], data: [7] })],
    ['lists of lists', answer(200, { choices: [[]], data: [[]] })],
    ['lists of empty objects', answer(200, { choices: [{}], data: [{}] })],
    [
      'numbers in place of texts',
      answer(200, { choices: [{ message: { content: 7 } }], data: [{ url: 7, embedding: 7 }] }),
    ],
    ['lists nested 50,000 deep', answer(200, `{"choices":${deep(50_000)}}`)],
  ]),
  ...alike({ kind: 'invalid_request', attempts: 1 }, [
    ['an error object with status 200', answer(200, errorReply('The engine is overloaded.'))],
    ['an error with status 200 that holds the key', answer(200, errorReply(`Bad key ${KEY}.`))],
  ]),
  ...alike({ kind: 'unusable_reply', attempts: 1, says: `${HINT.trim()} The reply is empty.` }, [
    ['an empty reply', answer(200, '')],
    ['an empty reply in chunks', ends(() => `${head(CHUNKED)}0\r\n\r\n`)],
    ['a content-length of zero', ends((fine) => head('Connection: close', 'Content-Length: 0') + fine)],
    ['status 204', answer(204, '')],
    ['status 205', answer(205, '')],
  ]),
  ...alike({ kind: 'unusable_reply', attempts: 1 }, [
    ['corrupt gzip', body((fine) => gzipSync(fine).fill(7, 12, 40), { 'content-encoding': 'gzip' }), COMPRESSED],
    ['truncated gzip', body((fine) => gzipSync(fine).subarray(0, -10), { 'content-encoding': 'gzip' })],
    ['gzip that is none', body((fine) => fine, { 'content-encoding': 'gzip' }), COMPRESSED],
    ['deflate that is none', body((fine) => fine, { 'content-encoding': 'deflate' }), COMPRESSED],
    ['Brotli that is none', body((fine) => fine, { 'content-encoding': 'br' }), COMPRESSED],
  ]),
];

const NOWHERE = 'a redirect, but names no address to go to.';

/** A redirect to a path at the same server would be seen there as one more attempt. */
const REDIRECTS: Fault[] = [
  ...[301, 302, 303, 307, 308].flatMap((status) =>
    alike({ kind: 'unusable_reply', attempts: 1, data: { status } }, [
      [
        `a redirect (${status}) to a path`,
        answer(status, '', { location: '/elsewhere/v1?token=1' }),
        /redirects to http:\/\/localhost:\d+\/elsewhere\/v1, /,
      ],
      [
        `a redirect (${status}) to an address`,
        answer(status, '', { location: 'https://new.example.com/v1?token=1' }),
        'redirects to https://new.example.com/v1, ',
      ],
    ])
  ),
  ...alike({ kind: 'unusable_reply', attempts: 1, data: { status: 307 } }, [
    ['a redirect to no address', answer(307, '', { location: 'http://[' }), NOWHERE],
    ['a redirect to another scheme', answer(307, '', { location: 'javascript:alert(1)' }), NOWHERE],
    ['a redirect that holds the key', answer(307, '', { location: `https://new.example.com/${KEY}/v1` })],
    ['a redirect that holds a password', answer(307, '', { location: `https://user:${KEY}@new.example.com/v1` })],
    ['a redirect without a target', answer(307, ''), NOWHERE],
  ]),
  ...alike({ kind: 'unusable_reply', attempts: 1 }, [
    ['status 300', answer(300, {}), NOWHERE],
    ['status 304', answer(304, ''), NOWHERE],
  ]),
];

const SOON = { 'retry-after-ms': '5' };

/** Whether a second attempt can help against one of the refusals. */
const curable = (status: number, message: string, kind: string) =>
  [408, 500, 502, 503, 504].includes(status) || (kind === 'rate_limit' && !message.startsWith('Request too large'));

/** Every row of the table of errors. */
const STATUSES: Fault[] = REFUSALS.map(([status, message, rest, kind]) => ({
  name: `${status} ${message}`,
  server: answer(status, errorReply(message, rest), { ...SOON, 'x-request-id': 'req_1' }),
  kind,
  attempts: curable(status, message, kind) ? 2 : 1,
  // A lock, or an odd trouble of the server, may pass, but need not by itself.
  retryable: status === 409 || status >= 500 || curable(status, message, kind),
  data: { status, request_id: 'req_1' },
}));

const BUSY = errorReply('Rate limit reached for gpt-5.2.', { type: 'requests', code: 'rate_limit_exceeded' });
const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

/** What servers ask for with retry-after. */
const RETRY_AFTERS: Fault[] = [
  ...alike({ kind: 'rate_limit', attempts: 2 }, [
    ['a retry-after of 1 s', answer(429, BUSY, { 'retry-after': '1' }), 'The server asks to wait 1 s.'],
    ...['soon', '-5', '0', 'NaN', 'Infinity', '', '1, 2'].map((value): [string, Behaviour] => [
      `a retry-after of "${value}"`,
      answer(429, BUSY, { 'retry-after': value }),
    ]),
  ]),
  {
    name: 'a retry-after of an hour',
    server: answer(429, BUSY, { 'retry-after': '3600' }),
    kind: 'rate_limit',
    attempts: 1,
    says: 'The server asks to wait 3600 s.',
    data: { retry_after_seconds: 3600 },
  },
  {
    name: 'a retry-after with a date in an hour',
    server: answer(429, BUSY, { 'retry-after': inAnHour() }),
    kind: 'rate_limit',
    attempts: 1,
    data: { retry_after_seconds: expect.any(Number) as number },
  },
  {
    name: 'a retry-after beyond the budget',
    server: answer(503, {}, { 'retry-after': '9' }),
    kind: 'server',
    attempts: 1,
    data: { retry_after_seconds: 9 },
    source: { timeout_seconds: '8' },
  },
];

/** Errors in an odd wrapping. */
const ERRORS: Fault[] = [
  ...alike({ kind: 'server', attempts: 2 }, [
    ['502 with HTML', answer(502, '<h1>Bad Gateway</h1>', { ...SOON, ...HTML }), ' 502: Bad Gateway.'],
    ['500 with nothing', answer(500, '', SOON), 'The server answered 500 with an empty reply.'],
    ['500 with broken JSON', answer(500, '{"error":{"mess', SOON), ' 500: {"error":{"mess'],
    ['500 with null', answer(500, 'null', SOON)],
    ['500 with wrong types inside', answer(500, { error: { message: [], code: {}, type: true, param: 7 } }, SOON)],
    ['500 with 2 MB without a space', answer(500, 'a'.repeat(2e6), SOON)],
  ]),
  ...alike({ kind: 'server', attempts: 1 }, [
    ['status 524, with which a gateway gives up what is under way', answer(524, {}, SOON)],
    ['status 600', answer(600, {}, SOON)],
    ['status 999', answer(999, {}, SOON)],
  ]),
  ...alike({ kind: 'invalid_request', attempts: 1 }, [
    ['400 nested 50,000 deep', answer(400, `{"a":${deep(50_000)}}`)],
    [
      '400 that repeats the key',
      answer(400, errorReply(KEY, { code: KEY, type: KEY, param: KEY }), { 'x-request-id': KEY }),
    ],
    ['400 that spells the key in escapes', answer(400, `{"error":{"message":"${escaped(KEY)}"}}`)],
  ]),
  ...alike({ kind: 'authentication', attempts: 1 }, [
    ['401 with 1 MB of one word', answer(401, errorReply('IP '.repeat(350_000)))],
  ]),
  {
    name: '500 with half a body and then silence',
    server: stalls(() => 'HTTP/1.1 500 Oops\r\nContent-Length: 9\r\n\r\n{'),
    kind: 'server',
    attempts: 1,
    source: { timeout_seconds: '3' },
  },
  {
    name: '500 that says not to try again',
    server: answer(500, {}, { 'x-should-retry': 'false' }),
    kind: 'server',
    attempts: 1,
    retryable: false,
  },
];

/** What only looks bad, and what the next attempt cures. */
const CURED: Fault[] = [
  ...alike({ kind: 'ok', attempts: 1 }, [
    ['status 201', (fine) => ({ raw: (response) => response.writeHead(201).end(fine) })],
    ['JSON of another type', body((fine) => fine, { 'content-type': 'text/plain' })],
    ['JSON after a byte order mark', body((fine) => `\ufeff${fine}`)],
    ['gzip', ends(gzipped)],
    ['Brotli', body((fine) => brotliCompressSync(fine), { 'content-encoding': 'br' })],
    ['a reply up to the end of the connection', ends((fine) => head() + fine)],
    ['chunks of one byte', ends((fine) => `${head(CHUNKED)}${fine.replace(/./g, chunk)}0\r\n\r\n`)],
    [
      'an interim reply before the reply',
      ends((fine) => `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${head(length(fine))}${fine}`),
    ],
    [
      'a late reply in two parts',
      (fine) => ({
        raw: (response) => {
          setTimeout(() => response.write(half(fine)), 100);
          setTimeout(() => response.end(fine.slice(half(fine).length)), 200);
        },
      }),
    ],
  ]),
  ...alike({ kind: 'ok', attempts: 2 }, [
    ['a reset before a good reply', once({ raw: ({ socket }) => socket?.resetAndDestroy() })],
    ['500 before a good reply', once({ status: 500, headers: SOON })],
    ['429 before a good reply', once({ status: 429, body: BUSY, headers: SOON })],
  ]),
];

/** All faults that every operation meets alike. */
export const FAULTS: readonly Fault[] = [
  ...CONNECTIONS,
  ...WAITS,
  ...REPLIES,
  ...REDIRECTS,
  ...STATUSES,
  ...RETRY_AFTERS,
  ...ERRORS,
  ...CURED,
];
