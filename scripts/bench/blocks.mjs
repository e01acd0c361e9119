/*
 * How long the largest queries in use hold up all other queries of a server at a time, for each operation, and what share of it
 * is reading a reply as JSON, which cannot be cut.
 */
import { LONG_CHAT, PICTURE } from './replies.mjs';
import { longestBlock, pluginAgainst, startServer } from './serving.mjs';

const numbers = (length, seed) => Array.from({ length }, (_, index) => Math.fround(Math.sin(seed + index)));
const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(10 * 1024 * 1024, 1)]);

const server = startServer();
const chat = await pluginAgainst(server, 'chat');
const embeddings = await pluginAgainst(server, 'embeddings');
const long = await pluginAgainst(server, 'long chat');
const pictures = await pluginAgainst(server, 'pictures');

const candidates = Array.from({ length: 10_000 }, (_, id) => ({ id, embedding: numbers(3072, id) }));
const sources = Array.from({ length: 16 }, () => picture.toString('base64'));
const texts = Array.from({ length: 100_000 }, (_, index) => `${index} The parcel came late.`);
const rows = Array.from({ length: 1000 }, (_, index) => ({ text: `${index} ${'word '.repeat(2000)}` }));
const schema = Object.fromEntries(Array.from({ length: 4990 }, (_, index) => [`key${index}`, 'string']));

/** The largest queries in use, by operation. */
const QUERIES = [
  ['chat, 1,000 rows of 10 KB', () => chat.run({ operation: 'chat', prompt: 'Sum up: {text}', rows, concurrency: 20 })],
  [
    'chat, a schema of 4,990 properties',
    () =>
      chat.run({
        operation: 'chat',
        prompt: 'Hi',
        response_format: 'json_schema',
        json_schema: schema,
        dry_run: 'yes',
      }),
  ],
  ['chat, a reply of 30 MB', () => long.run({ operation: 'chat', prompt: 'Hi' }), LONG_CHAT],
  [
    'image_generation, a reply of 30 MB',
    () => pictures.run({ operation: 'image_generation', prompt: 'A cat' }),
    PICTURE,
  ],
  [
    'edit_image, 16 images of 10 MB',
    () => pictures.run({ operation: 'edit_image', prompt: 'A cat', source_images: sources }),
    PICTURE,
  ],
  [
    'generate_embedding, 100,000 texts, 160 numbers',
    () => embeddings.run({ operation: 'generate_embedding', input: texts, dimensions: 160 }),
  ],
  [
    'rank_by_similarity, 10,000 vectors, 3,072 numbers',
    () => embeddings.run({ operation: 'rank_by_similarity', query: 'q', candidates, dimensions: 3072 }),
  ],
];

console.log('\nLongest block of the event loop, ms');
for (const [name, query, reply] of QUERIES) {
  // The first time, code is compiled.
  await query();
  const block = await longestBlock(query);
  const started = performance.now();
  if (reply) JSON.parse(reply);
  const parse = reply ? `, of which reading the reply ${(performance.now() - started).toFixed(0)}` : '';
  console.log(`${name.padEnd(52)}${block.toFixed(0).padStart(5)}${parse}`);
}
server.stop();
