import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY } from './openai';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

let servers: Server[] = [];

afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

/** A real server on localhost for what an intercepted network cannot do; the last reply repeats. */
export async function serving(...replies: [Reply, ...Reply[]]) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const reply = replies[Math.min(paths.length, replies.length - 1)] as Reply;
    paths.push(request.url ?? '');
    reply(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const base_url = `http://localhost:${(server.address() as AddressInfo).port}/v1`;
  return { paths, source: { apiKey: KEY, base_url }, base_url };
}

/** Answers with a status and JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
