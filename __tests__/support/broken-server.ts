import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Makes the server of one case; it calls `seen` for each attempt and may give the reply that would have been right. */
export type Behaviour = (seen: () => void, fine: string) => Server;

/** A server that speaks proper HTTP; an attempt is a request. */
export const http =
  (reply: (response: ServerResponse, fine: string, request: IncomingMessage) => void): Behaviour =>
  (seen, fine) =>
    createHttpServer((request, response) => {
      seen();
      request.resume();
      reply(response, fine, request);
    });

/** A server that writes what it likes after the first bytes of a request; an attempt is a connection with bytes on it. */
export const raw =
  (reply: (socket: Socket, fine: string) => void): Behaviour =>
  (seen, fine) =>
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        seen();
        reply(socket, fine);
      });
    });

/** A server that acts as soon as a connection stands; an attempt is a connection. */
export const accepting =
  (reply: (socket: Socket) => void): Behaviour =>
  (seen) =>
    createServer((socket) => {
      seen();
      socket.on('error', () => undefined);
      reply(socket);
    });

/** The same server, at which each connection is an attempt, whether a request comes over it or not. */
export const counted =
  (behaviour: Behaviour): Behaviour =>
  (seen, fine) =>
    behaviour(() => undefined, fine).on('connection', seen);

/** A server that speaks TLS and has no certificate. */
export const tls = counted(() =>
  createTlsServer({ ciphers: 'PSK', pskCallback: () => null }).on('tlsClientError', () => undefined)
);

/** The head of a reply, with JSON as its type. */
export const head = (...lines: string[]) =>
  ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');

/** Answers with a status, JSON (or a text as it is) and headers. */
export const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  http((response) => {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  });

/** Starts the server on localhost and closes it, with all connections, when `use` is done. */
export async function withServer<T>(
  behaviour: Behaviour,
  fine: string,
  use: (address: { port: number; attempts: () => number }) => Promise<T>
): Promise<T> {
  let attempts = 0;
  const sockets = new Set<Socket>();
  const server = behaviour(() => (attempts += 1), fine);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listening(server);
  try {
    return await use({ port, attempts: () => attempts });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Listens on localhost, at a free port unless one is given, and gives the port. */
export async function listening(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port at which nobody listens: it was open a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
