import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Json = Record<string, unknown>;

/** A request as it came; `body` is what its JSON says, or a text of one character for each byte. */
export type Sent<Body = Json> = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
};

/**
 * How a request is answered: with a status (200), a body (a text or bytes as they are, anything else as JSON), headers
 * (JSON as the type) and after a delay in milliseconds; or by whatever is done to the response and its socket.
 */
export type Reply =
  | { status?: number; body?: unknown; headers?: Record<string, string>; delay?: number; raw?: undefined }
  | { raw: (response: ServerResponse) => unknown; delay?: number };

/**
 * What a server does: one reply for all requests, one after another of which the last repeats, or one for each request by
 * what it says and its index; or, below HTTP, what is done to each connection as soon as it stands, or once bytes come.
 */
export type Script<Body = Json> =
  | Reply
  | readonly [Reply, ...Reply[]]
  | ((request: Sent<Body>, index: number) => Reply | Promise<Reply>)
  | { onConnection: (socket: Socket) => unknown }
  | { onBytes: (socket: Socket) => unknown };

/** `hold`: no reply goes out until so many requests are open at once. `port`: a free one unless it is given. */
export type Options = { hold?: number; port?: number };

export type Server<Body = Json> = {
  readonly port: number;
  readonly origin: string;
  /** The origin and /v1. */
  readonly baseUrl: string;
  /** What was sent, in the order in which it was complete. */
  readonly requests: Sent<Body>[];
  readonly connections: () => number;
  /** How many requests came; below HTTP, how many times the script acted. */
  readonly attempts: () => number;
  /** The most requests that were open at once. */
  readonly most: () => number;
  /** Ends all connections too. */
  readonly close: () => Promise<void>;
};

/** Starts a server on localhost. */
export function startServer<Body = Json>(script: Script<Body>, options?: Options): Promise<Server<Body>>;

/** Runs `use` with a server and closes it afterwards. */
export function withServer<T, Body = Json>(
  script: Script<Body>,
  use: (server: Server<Body>) => Promise<T>,
  options?: Options
): Promise<T>;

/** A port at which nobody listens: it was open a moment ago. */
export function closedPort(): Promise<number>;

/** A reply that never comes. */
export const SILENCE: Reply;
