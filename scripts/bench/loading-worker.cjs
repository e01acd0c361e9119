// The measured process of loading.mjs, on whatever Node runs it. Prints JSON.
const { readFileSync } = require('node:fs');
const { loadService } = require('../hosts.cjs');

process.env.SSRF_DNS_RESOLUTION_CHECK = 'false';

const QUERIES = 600;
const HEAP_QUERIES = 200;
/** A server runs for days: what V8 does once, such as optimising code, is left out. */
const WARM_UP = 600;

const { files, sources } = JSON.parse(process.argv[2]);
const variants = Object.entries(files).map(([name, file]) => ({
  name,
  code: readFileSync(file, 'utf8'),
  source: { apiKey: 'sk-bench', base_url: sources[name].measured.baseUrl },
  counted: { apiKey: 'sk-bench', base_url: sources[name].counted.baseUrl },
  measured: [],
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
  for (const variant of variants) await queries(variant, WARM_UP);
  for (const variant of variants) {
    const before = await settledHeap();
    await queries({ ...variant, source: variant.counted }, HEAP_QUERIES);
    results[variant.name] = { heap: ((await settledHeap()) - before) / HEAP_QUERIES };
  }
  for (let query = 0; query < QUERIES; query += 1) {
    // Each goes first as often as the others, so that none always pays for what another left to the collector.
    variants.push(variants.shift());
    for (const variant of variants) {
      const started = process.hrtime.bigint();
      const cpu = process.cpuUsage();
      await queries(variant, 1);
      const wall = Number(process.hrtime.bigint() - started) / 1e6;
      // What a query leaves to do, such as giving back its connection, is its own work and not the next one's.
      for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
      const { user, system } = process.cpuUsage(cpu);
      variant.measured.push({ cpu: (user + system) / 1000, wall });
    }
  }
  for (const { name, measured } of variants) {
    results[name].cpu = median(measured.map(({ cpu }) => cpu));
    results[name].wall = median(measured.map(({ wall }) => wall));
  }
  console.log(JSON.stringify({ version: process.version, results }));
}

main();
