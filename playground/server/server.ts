/* The HTTP server: for one person on this machine. It listens on the loopback address only, and keeps what it is told in memory. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startEmbeddedServer } from '../../scripts/embedded-server/index.mjs';
import { type Answer, fileAt, headersWith, notOpened, page } from './files';
import { type Routes, routesOf } from './routes';

const ADDRESS = '127.0.0.1';

/** Starts the playground on the port, or on the next one that is free; gives its address, with the token. */
export async function startPlayground(firstPort: number): Promise<string> {
  const embedded = await startEmbeddedServer();
  const token = randomBytes(24).toString('base64url');
  const routes = routesOf(embedded);
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    answer(request, token, routes, gone.signal).then(
      ({ status = 200, type = 'application/json', body, nonce }) =>
        response.writeHead(status, { ...headersWith(nonce), 'content-type': `${type}; charset=utf-8` }).end(body),
      () => response.writeHead(500, headersWith()).end()
    );
  });
  const port = await listen(server, firstPort);
  return `http://${ADDRESS}:${port}/?token=${token}`;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port < 65_535) resolve(listen(server, port + 1));
      else reject(error);
    });
    server.listen(port, ADDRESS, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function answer(request: IncomingMessage, token: string, routes: Routes, gone: AbortSignal): Promise<Answer> {
  const { method, url = '', headers, socket } = request;
  const host = `${ADDRESS}:${socket.localPort ?? ''}`;
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  if (headers.host !== host) return notOpened();
  if (method === 'GET' && pathname === '/') return searchParams.get('token') === token ? page(token) : notOpened();
  if (method === 'GET') return fileAt(pathname) ?? nothing();
  const route = routes[pathname];
  if (method !== 'POST' || !Object.hasOwn(routes, pathname) || !route) return nothing();
  if (headers.origin !== `http://${host}` || headers['x-playground-token'] !== token) {
    return refusal(403, 'The playground was started anew. Open the address that it printed in the terminal.');
  }
  return { body: JSON.stringify(await route((await json(request)) as never, gone)) };
}

const nothing = () => refusal(404, 'There is nothing here.');

const refusal = (status: number, message: string): Answer => ({ status, body: JSON.stringify({ refused: message }) });
