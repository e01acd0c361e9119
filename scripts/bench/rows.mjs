/*
 * Rows at once: 200 chats in one query against a server with 300 ms latency that refuses 5 % of them, compared in one run
 * with the same chats one after another.
 */
import { pluginAgainst, seconds, startServer } from './serving.mjs';

const ROWS = Array.from({ length: 200 }, (_, index) => ({ name: `row ${index}` }));

const server = startServer();
const { run, counts } = await pluginAgainst(server, 'slow chat');
const query = (concurrency) => run({ operation: 'chat', prompt: 'Hello {name}', rows: ROWS, concurrency });

const alone = await seconds(() => query(1));
let rows;
const together = await seconds(async () => {
  const { metadata } = await query(5);
  rows = metadata.rows;
});
const { most } = await counts();
server.stop();

console.log('\nRows: 200 chats, 300 ms latency, 5 % refused');
console.log(
  `one after another ${alone.toFixed(1)} s, five at once ${together.toFixed(1)} s: ${(alone / together).toFixed(2)} x faster`
);
console.log(`most in flight ${most}; ${rows.ok} succeeded, ${rows.failed} failed`);
