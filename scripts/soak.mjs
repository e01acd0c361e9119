/*
 * 2,000 queries, 50 at a time, on the built bundle, against a server that fails one in five: each must be accounted for,
 * memory must not grow, and nothing may be left behind. `npm run soak`
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SILENCE, startServer } from '../__tests__/support/scripted-server.cjs';
import hosts from './hosts.cjs';

const QUERIES = 2000;
const AT_A_TIME = 50;
const WARM_UP = 200;
const MOST_GROWTH = 5;
/** How long after the server is closed the process may take to end by itself, in milliseconds. */
const PATIENCE = 10_000;

/** The smallest query of each operation, and where it arrives when each has a Base URL of its own. */
const BY_OPERATION = JSON.parse(readFileSync('__tests__/support/queries.json', 'utf8'));
const OPERATIONS = Object.keys(BY_OPERATION);
const prefix = (operation) => `/${operation}/v1`;

/** Vectors and pictures as large as real ones. */
const enlarged = (key, value) =>
  key === 'embedding' ? Array(1536).fill(0.123) : key === 'b64_json' ? value.repeat(500) : value;
const REPLIES = new Map(
  Object.entries(BY_OPERATION).map(([operation, { path, reply }]) => [
    prefix(operation) + path,
    JSON.stringify(reply, enlarged),
  ])
);

const SOON = { 'retry-after-ms': '5' };
const FAULTS = [
  { status: 500, headers: SOON, body: '{"error":{"message":"Oops."}}' },
  { status: 429, headers: SOON, body: '{"error":{"message":"Slow down."}}' },
  { status: 400, body: '{"error":{"message":"Bad request."}}' },
  { body: '{"choices":[{"mess' },
  { body: '<h1>Welcome</h1>', headers: { 'content-type': 'text/html' } },
  { status: 307, headers: { location: '/elsewhere' } },
  { raw: ({ socket }) => socket.resetAndDestroy() },
  {
    raw: (response) => response.writeHead(200, { 'content-length': '99' }).write('{', () => response.socket.destroy()),
  },
  // The query ends when its budget does.
  SILENCE,
];

const server = await startServer(({ path }, index) => {
  const fault = index % 5 === 4 && FAULTS[((index + 1) / 5) % FAULTS.length];
  return fault || { body: REPLIES.get(path) };
});

const strays = [];
process.on('unhandledRejection', (reason) => strays.push(reason)).on('warning', (warning) => strays.push(warning));
const listeners = () => process.eventNames().reduce((count, name) => count + process.listenerCount(name), 0);
const listenersBefore = listeners();

const code = readFileSync('dist/index.js', 'utf8');
const source = { apiKey: 'sk-soak-0123456789abcdef', max_retries: 1 };
const outcomes = { ok: 0, failed: 0, other: 0 };
const succeeded = new Set();

async function query(number) {
  const operation = OPERATIONS[number % OPERATIONS.length];
  const base_url = server.origin + prefix(operation);
  try {
    const options = { ...BY_OPERATION[operation].options, query_timeout: 2000 };
    const result = await hosts.loadService(code).run({ ...source, base_url }, options);
    outcomes[result.status === 'ok' ? 'ok' : 'other'] += 1;
    succeeded.add(operation);
  } catch (error) {
    outcomes[error.constructor.name === 'QueryError' ? 'failed' : 'other'] += 1;
  }
}

async function queries(from, to) {
  let next = from;
  const worker = async () => {
    while (next < to) await query((next += 1));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** The plugin's heap in use in MB, after the garbage of contexts and sockets is gone, which takes more than one round. */
async function heap() {
  server.requests.length = 0;
  for (let round = 0; round < 5; round += 1) {
    await sleep(50);
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const started = performance.now();
await queries(0, WARM_UP);
const before = await heap();
await queries(WARM_UP, QUERIES);
const growth = (await heap()) - before;
const { ok, failed, other } = outcomes;
const took = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${ok} ok + ${failed} failed + ${other} other = ${ok + failed + other} queries, ${server.attempts()} requests, ${took} s`
);
console.log(`Heap after ${WARM_UP} queries ${before.toFixed(1)} MB, at the end ${growth.toFixed(1)} MB more`);

const listenersLeft = listeners() - listenersBefore;
await server.close();

const checks = () => [
  ['every query is accounted for', ok + failed === QUERIES && ok > 0 && failed > 0],
  ['every operation succeeds', succeeded.size === OPERATIONS.length],
  [`the heap grew by at most ${MOST_GROWTH} MB`, growth <= MOST_GROWTH],
  ['no listener is left on the process', listenersLeft === 0],
  ['no rejection is unhandled, and no warning came', strays.length === 0],
  ['the process ends by itself', ended],
];

let ended = false;
const report = () => {
  const results = checks();
  for (const [name, passed] of results) if (!passed) console.error(`✗ ${name}`);
  const passes = results.filter(([, passed]) => passed).length;
  console.log(`${passes} passed, ${results.length - passes} failed`);
  process.exitCode = passes === results.length ? 0 : 1;
};
const watchdog = setTimeout(() => {
  console.error(`Still open: ${process.getActiveResourcesInfo().join(', ')}`);
  report();
  process.exit();
}, PATIENCE).unref();
process.once('beforeExit', () => {
  ended = true;
  clearTimeout(watchdog);
  report();
});
