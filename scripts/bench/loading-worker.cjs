// The measured process of loading.mjs, on whatever Node runs it. Prints JSON.
const { readFileSync } = require('node:fs');
const { loadService } = require('../hosts.cjs');

process.env.SSRF_DNS_RESOLUTION_CHECK = 'false';

const ROUNDS = 21;
const QUERIES = 20;
const HEAP_QUERIES = 200;

const { files, sources } = JSON.parse(process.argv[2]);
const variants = Object.entries(files).map(([name, file]) => ({
  name,
  code: readFileSync(file, 'utf8'),
  source: { apiKey: 'sk-bench', base_url: sources[name].baseUrl },
  rounds: [],
}));

async function queries({ code, source }, count) {
  for (let query = 0; query < count; query += 1) {
    await loadService(code, 'C2').run(source, { operation: 'chat', prompt: 'Hello' });
  }
}

/** Contexts are collected late, so the collector gets several turns. */
async function settledHeap() {
  for (let turn = 0; turn < 5; turn += 1) {
    global.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function main() {
  const results = {};
  for (const variant of variants) await queries(variant, QUERIES);
  for (const variant of variants) {
    const before = await settledHeap();
    await queries(variant, HEAP_QUERIES);
    results[variant.name] = { heap: ((await settledHeap()) - before) / HEAP_QUERIES };
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const variant of variants) {
      const started = process.hrtime.bigint();
      const cpu = process.cpuUsage();
      await queries(variant, QUERIES);
      const { user, system } = process.cpuUsage(cpu);
      const wall = Number(process.hrtime.bigint() - started) / 1e6;
      variant.rounds.push({ cpu: (user + system) / 1000 / QUERIES, wall: wall / QUERIES });
    }
  }
  for (const { name, rounds } of variants) {
    results[name].cpu = median(rounds.map(({ cpu }) => cpu));
    results[name].wall = median(rounds.map(({ wall }) => wall));
  }
  console.log(JSON.stringify({ version: process.version, results }));
}

main();
