/*
 * Many texts: 20,000 texts of 50 words at 256 dimensions against a server with 500 ms latency, compared in one run with the
 * same requests one after another. Run with --expose-gc to see the heap.
 */
import { longestBlock, peakHeap, pluginAgainst, seconds, startServer } from './serving.mjs';

/** A support ticket; 50 words with the number before it, about 290 bytes. */
const TICKET =
  'My last order arrived this morning, but one of the boxes was damaged and two parts are missing from the assembly kit. ' +
  'I already checked the packing list twice. Could someone please send replacements before Friday, or refund the difference ' +
  'so that I can order them again elsewhere? Thanks';
const TEXTS = Array.from({ length: 20_000 }, (_, index) => `${index} ${TICKET}`);

const server = startServer();
const { run, counts } = await pluginAgainst(server, 'slow embeddings');
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
server.stop();

console.log('\nEmbeddings: 20,000 texts of 50 words, 256 dimensions, 500 ms latency');
console.log(
  `${requests} requests one after another ${alone.toFixed(1)} s, ours ${together.toFixed(1)} s: ${(alone / together).toFixed(2)} x faster`
);
console.log(`most in flight ${most}; peak heap ${(heap / 1024 / 20).toFixed(0)} KB per 1,000 vectors`);
console.log(`longest block of the event loop ${block.toFixed(0)} ms`);
