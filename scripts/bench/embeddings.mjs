/*
 * Many texts: 20,000 texts of 50 words at 256 dimensions. First against a server with 500 ms latency, compared with the same
 * requests one after another; then without latency, compared with the plain SDK, whose requests have as many texts and are as
 * many at once. Run with --expose-gc to see the heap.
 */
import dns from 'node:dns';
import OpenAI from 'openai';
import { longestBlock, peakHeap, pluginAgainst, seconds, startServer } from './serving.mjs';

/** A support ticket; 50 words with the number before it, about 290 bytes. */
const TICKET =
  'My last order arrived this morning, but one of the boxes was damaged and two parts are missing from the assembly kit. ' +
  'I already checked the packing list twice. Could someone please send replacements before Friday, or refund the difference ' +
  'so that I can order them again elsewhere? Thanks';
const TEXTS = Array.from({ length: 20_000 }, (_, index) => `${index} ${TICKET}`);

// A name of OpenAI's own, where lists of texts travel as base64, leads to the benchmark's server.
const realLookup = dns.lookup;
const HOST = 'bench.api.openai.com';
dns.lookup = (name, ...rest) => realLookup(name === HOST ? 'localhost' : name, ...rest);

const server = startServer();
const { run, counts } = await pluginAgainst(server, 'slow embeddings', HOST);
const query = (input) => run({ operation: 'generate_embedding', input, dimensions: 256 });

let heap;
let block;
const together = await seconds(async () => {
  heap = await peakHeap(async () => {
    block = await longestBlock(() => query(TEXTS));
  });
});
const { requests, most } = await counts();
const size = Math.ceil(TEXTS.length / requests);
const alone = await seconds(async () => {
  for (let first = 0; first < TEXTS.length; first += size) await query(TEXTS.slice(first, first + size));
});
console.log('\nEmbeddings: 20,000 texts of 50 words, 256 dimensions, 500 ms latency');
console.log(
  `${requests} requests one after another ${alone.toFixed(1)} s, ours ${together.toFixed(1)} s: ${(alone / together).toFixed(2)} x faster`
);
console.log(`most in flight ${most}; peak heap ${(heap / 1024 / 20).toFixed(0)} KB per 1,000 vectors`);
console.log(`longest block of the event loop ${block.toFixed(0)} ms`);

const RUNS = 7;
const AT_ONCE = 4;
const plugin = await pluginAgainst(server, 'embeddings', HOST);
const client = new OpenAI({ apiKey: 'sk-bench', baseURL: plugin.baseUrl });

/** What a developer would write: as many texts in a request, and as many requests at once. */
async function plainSdk() {
  const parts = Array.from({ length: Math.ceil(TEXTS.length / size) }, (_, index) =>
    TEXTS.slice(index * size, (index + 1) * size)
  ).entries();
  const vectors = [];
  const worker = async () => {
    for (const [index, input] of parts) {
      const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input, dimensions: 256 });
      data.forEach(({ embedding }, position) => (vectors[index * size + position] = embedding));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return vectors;
}

const measured = { ours: [], plain: [] };
const contenders = [
  ['ours', () => plugin.run({ operation: 'generate_embedding', input: TEXTS, dimensions: 256 })],
  ['plain', plainSdk],
];
for (let turn = 0; turn <= RUNS; turn += 1) {
  // Each goes first as often as the other; the first turn is to warm up.
  contenders.push(contenders.shift());
  for (const [name, work] of contenders) {
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const wall = await seconds(work);
    const { user, system } = process.cpuUsage(cpu);
    if (turn > 0) measured[name].push({ wall: wall * 1000, cpu: (user + system) / 1000 });
  }
}
server.stop();

const median = (name, key) => measured[name].map((run) => run[key]).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
console.log('\nThe same without latency, against the plain SDK');
for (const key of ['wall', 'cpu']) {
  const [ours, plain] = [median('ours', key), median('plain', key)];
  console.log(
    `${key === 'cpu' ? 'CPU' : key} ours ${ours.toFixed(0)} ms, plain SDK ${plain.toFixed(0)} ms: ${(ours / plain).toFixed(2)} x`
  );
}
