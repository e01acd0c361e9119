/*
 * Rank by similarity: 10,000 objects that bring vectors of 1,536 numbers, as arrays against a plain loop and as pgvector's
 * text against the plain JSON.parse of the texts. The query's own vector comes from a server without latency. Run with
 * --expose-gc to see the heap.
 */
import { longestBlock, peakHeap, pluginAgainst, seconds, startServer } from './serving.mjs';

const SIZE = 1536;
const ROUNDS = 7;
const vector = (seed) => Array.from({ length: SIZE }, (_, index) => Math.fround(Math.sin(seed + index)));

/** What anyone would write by hand. */
function cosine(a, b) {
  let [dot, aa, bb] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    dot += a[index] * b[index];
    aa += a[index] * a[index];
    bb += b[index] * b[index];
  }
  return dot / Math.sqrt(aa * bb);
}

const server = startServer();
const { run } = await pluginAgainst(server, 'embeddings');
const query = (candidates) =>
  run({ operation: 'rank_by_similarity', query: 'q', candidates, dimensions: SIZE, query_timeout: 60_000 });

/** The shortest of some rounds in milliseconds, because whatever else the machine does only adds to it. */
async function shortest(work) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push((await seconds(work)) * 1000);
  return Math.min(...times);
}

const arrays = Array.from({ length: 10_000 }, (_, id) => ({ id, embedding: vector(id) }));
const target = vector(0.5);
const empty = await shortest(() => query([{ embedding: target }]));
const loop = await shortest(() => arrays.map(({ embedding }) => cosine(target, embedding)).sort((a, b) => b - a));
const ours = (await shortest(() => query(arrays))) - empty;
const block = await longestBlock(() => query(arrays));

console.log('\nRank by similarity: 10,000 vectors of 1,536 numbers');
console.log(`arrays ${ours.toFixed(0)} ms, a plain loop ${loop.toFixed(0)} ms: ${(ours / loop).toFixed(2)} x`);
console.log(`longest block of the event loop ${block.toFixed(0)} ms`);

const texts = arrays.splice(0).map(({ id, embedding }) => ({ id, embedding: JSON.stringify(embedding) }));
const parse = await shortest(() => {
  for (const { embedding } of texts) JSON.parse(embedding);
});
const read = (await shortest(() => query(texts))) - empty;
const heap = await peakHeap(() => query(texts));
const textBlock = await longestBlock(() => query(texts));
server.stop();

console.log(`texts ${read.toFixed(0)} ms, JSON.parse alone ${parse.toFixed(0)} ms: ${(read / parse).toFixed(2)} x`);
console.log(`peak heap ${(heap / 1e6).toFixed(0)} MB; longest block of the event loop ${textBlock.toFixed(0)} ms`);
