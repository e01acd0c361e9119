/*
 * 5,000 queries, 100 at a time, on the built bundle, against a server that fails one in five: each must be accounted for, and
 * so must each request; nothing that was answered may be asked again; memory must not grow, no query may hold up the others,
 * and nothing may be left behind. `npm run soak`
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SILENCE, startServer } from '../__tests__/support/scripted-server.cjs';
import hosts from './hosts.cjs';

const QUERIES = 5000;
const AT_A_TIME = 100;
const WARM_UP = 500;
/** In MB. */
const MOST_GROWTH = 5;
/**
 * The longest that the event loop may stand still, in milliseconds of CPU. No step of the plugin takes 100, but here a hundred queries,
 * the loading of the plugin for each, the server and the collector share the thread.
 */
const LONGEST_BLOCK = 500;
/** How long after the server is closed the process may take to end by itself, in milliseconds. */
const PATIENCE = 10_000;

/** The smallest query of each operation, and a chat with rows; each query has a Base URL of its own. */
const BY_OPERATION = JSON.parse(readFileSync('__tests__/support/queries.json', 'utf8'));
const { chat } = BY_OPERATION;
BY_OPERATION.rows = { ...chat, options: { ...chat.options, prompt: '', rows: ['one', 'two', 'three'] } };
const KINDS = Object.keys(BY_OPERATION);

/** Vectors and pictures as large as real ones. */
const enlarged = (key, value) =>
  key === 'embedding' ? Array(1536).fill(0.123) : key === 'b64_json' ? value.slice(0, 8) + 'A'.repeat(6000) : value;
const REPLIES = new Map(
  Object.entries(BY_OPERATION).map(([kind, { reply }]) => [kind, JSON.stringify(reply, enlarged)])
);

const SOON = { 'retry-after-ms': '5' };
const HALF = {
  raw: (response) => response.writeHead(200, { 'content-length': '99' }).write('{', () => response.socket.destroy()),
};
const HALF_HEAD = { raw: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Le') };
const FAULTS = [
  { status: 500, headers: SOON, body: '{"error":{"message":"Oops."}}' },
  { status: 429, headers: SOON, body: '{"error":{"message":"Slow down."}}' },
  { status: 400, body: '{"error":{"message":"Bad request."}}' },
  { body: '{"choices":[{"mess' },
  { body: '<h1>Welcome</h1>', headers: { 'content-type': 'text/html' } },
  { status: 307, headers: { location: '/elsewhere' } },
  { raw: ({ socket }) => socket.resetAndDestroy() },
  HALF,
  HALF_HEAD,
  // The query ends when its budget does.
  SILENCE,
];

/** Of the queries under way: how many requests came, and which were answered with a success, whole or not. */
const underWay = new Map();
let askedAgain = 0;

const server = await startServer(({ method, path, body }, index) => {
  const [, kind, number] = path.split('/');
  const fault = index % 5 === 4 && FAULTS[((index + 1) / 5) % FAULTS.length];
  const reply = fault || { body: REPLIES.get(kind) };
  const query = underWay.get(number);
  // A query that has run out of time is gone.
  if (query) {
    query.requests += 1;
    // Each attempt at an upload has a boundary of its own.
    const row = JSON.stringify(body).replaceAll(/formdata-undici-\d+/g, '');
    // What only reads may be asked again.
    if (method === 'POST' && query.answered.has(row)) askedAgain += 1;
    if (fault === HALF || fault === HALF_HEAD || (reply.body && (reply.status ?? 200) < 300)) query.answered.add(row);
  }
  return reply;
});

const strays = [];
process.on('unhandledRejection', (reason) => strays.push(reason)).on('warning', (warning) => strays.push(warning));
const listeners = () => process.eventNames().reduce((count, name) => count + process.listenerCount(name), 0);
const listenersBefore = listeners();

const code = readFileSync('dist/index.js', 'utf8');
const source = { apiKey: 'sk-soak-0123456789abcdef', max_retries: 1 };
const outcomes = { ok: 0, failed: 0, other: 0 };
const succeeded = new Set();
let miscounted = 0;

async function query(number) {
  const kind = KINDS[number % KINDS.length];
  const base_url = `${server.origin}/${kind}/${number}/v1`;
  const seen = { requests: 0, answered: new Set() };
  underWay.set(String(number), seen);
  try {
    const options = { ...BY_OPERATION[kind].options, query_timeout: 4000 };
    const result = await hosts.loadService(code).run({ ...source, base_url }, options);
    outcomes[result.status === 'ok' ? 'ok' : 'other'] += 1;
    // A request that ran out of time may never have come.
    const isLate = JSON.stringify(result.data).includes('No complete reply came within');
    if (result.metadata.attempts !== seen.requests && !(isLate && result.metadata.attempts > seen.requests))
      miscounted += 1;
    succeeded.add(kind);
  } catch (error) {
    outcomes[error.constructor.name === 'QueryError' ? 'failed' : 'other'] += 1;
  } finally {
    underWay.delete(String(number));
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

/** Measures the longest turn of the event loop in milliseconds of CPU, so that what else runs on the machine counts for nothing. */
function watchEventLoop() {
  let longest = 0;
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(cpu);
    // Other threads of the process count as CPU too, but a turn is no longer than it took.
    longest = Math.max(longest, Math.min((user + system) / 1000, performance.now() - wall));
    wall = performance.now();
    cpu = process.cpuUsage();
  };
  const timer = setInterval(look, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}

const started = performance.now();
await queries(0, WARM_UP);
const before = await heap();
const blocks = watchEventLoop();
await queries(WARM_UP, QUERIES);
const longest = blocks.stop();
const growth = (await heap()) - before;
const { ok, failed, other } = outcomes;
const took = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${ok} ok + ${failed} failed as meant + ${other} other = ${ok + failed + other} queries, ${server.attempts()} requests, ${took} s`
);
console.log(`Heap after ${WARM_UP} queries ${before.toFixed(1)} MB, at the end ${growth.toFixed(1)} MB more`);
console.log(`Event loop: every turn within ${longest.toFixed(0)} ms of CPU`);

const listenersLeft = listeners() - listenersBefore;
await server.close();

const checks = () => [
  ['every query is accounted for', ok + failed === QUERIES && ok > 0 && failed > 0],
  ['every operation succeeds', succeeded.size === KINDS.length],
  ['metadata counts the requests that came', miscounted === 0],
  ['nothing that was answered was asked again', askedAgain === 0],
  [`the event loop stood still for at most ${LONGEST_BLOCK} ms`, longest <= LONGEST_BLOCK],
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
