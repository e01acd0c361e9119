/*
 * Runs queries that fail in slow and in sudden ways, closes the server, and prints what the process holds before and
 * after. A process of its own, because Jest keeps timers and listeners too; that it ends by itself is part of the test.
 */
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { loadService } = require('../../scripts/hosts.cjs');

const code = readFileSync('dist/index.js', 'utf8');
const SOON = { 'retry-after-ms': '5' };
const FAULTS = [
  () => undefined,
  (response) => response.writeHead(200).write('{'),
  (response) => response.socket.resetAndDestroy(),
  (response) => response.writeHead(429, SOON).end('{}'),
  (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
  (response) => response.end('{}'),
  (response) => response.end('{"data":[{"embedding":[1]}]}'),
];

/** What the process holds: timers, sockets and the like by kind, and its listeners by event. */
const held = () => ({
  resources: process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|FS/.test(kind)),
  listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
});

async function main() {
  const before = held();
  for (const fault of FAULTS) {
    const server = createServer((request, response) => {
      request.resume();
      fault(response);
    });
    await new Promise((resolve) => server.listen(0, 'localhost', resolve));
    const source = {
      apiKey: 'sk-left-0123456789abcdef',
      base_url: `http://localhost:${server.address().port}/v1`,
      timeout_seconds: 1,
      max_retries: 1,
    };
    const query = { operation: 'generate_embedding', input: 'Hello' };
    await Promise.allSettled([loadService(code).run(source, query), loadService(code).testConnection(source)]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { before, after: held() };
}

main().then((states) => console.log(JSON.stringify(states)));
