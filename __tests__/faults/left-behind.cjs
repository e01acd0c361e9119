/*
 * Runs queries that fail in slow and in sudden ways, closes the server, and prints what the process holds before and
 * after. A process of its own, because Jest keeps timers and listeners too; that it ends by itself is part of the test.
 */
const { readFileSync } = require('node:fs');
const { loadService } = require('../../scripts/hosts.cjs');
const { SILENCE, withServer } = require('../support/scripted-server.cjs');

const code = readFileSync('dist/index.js', 'utf8');
const SOON = { 'retry-after-ms': '5' };
const FAULTS = [
  SILENCE,
  { raw: (response) => response.writeHead(200).write('{') },
  { raw: ({ socket }) => socket.resetAndDestroy() },
  { status: 429, headers: SOON, body: '{}' },
  { status: 307, headers: { location: '/elsewhere' } },
  { body: '{}' },
  { body: '{"data":[{"embedding":[1]}]}' },
];

/** What the process holds: timers, sockets and the like by kind, and its listeners by event. */
const held = () => ({
  resources: process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|FS/.test(kind)),
  listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
});

async function main() {
  const before = held();
  for (const fault of FAULTS) {
    await withServer(fault, ({ baseUrl }) => {
      const source = {
        apiKey: 'sk-left-0123456789abcdef',
        base_url: baseUrl,
        timeout_seconds: 1,
        max_retries: 1,
      };
      const query = { operation: 'generate_embedding', input: 'Hello' };
      return Promise.allSettled([loadService(code).run(source, query), loadService(code).testConnection(source)]);
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { before, after: held() };
}

main().then((states) => console.log(JSON.stringify(states)));
