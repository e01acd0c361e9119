/*
 * A job of the Batch API: 120,000 rows, which are three batches; building its files against JSON.stringify of the same bodies,
 * starting it, and reading results of 200 MB. Run with --expose-gc.
 */
import { longestBlock, peakMemory, pluginAgainst, seconds, startServer } from './serving.mjs';

const SYSTEM =
  'You sort the tickets of a shop. Billing is about invoices, prices and refunds; shipping about parcels that are late, lost ' +
  'or damaged; product about how things work. Answer with the one word that fits best, and with other where none of them does.';
const TICKET =
  'My last order arrived this morning, but one of the boxes was damaged and two parts are missing from the assembly kit. ' +
  'I already checked the packing list twice. Could someone please send replacements before Friday, or refund the difference ' +
  'so that I can order them again elsewhere? Thanks. ';
const rows = Array.from({ length: 120_000 }, (_, id) => ({ id, subject: `Order ${id}`, body: TICKET.repeat(3) }));
const query = {
  operation: 'chat',
  run_as: 'batch',
  system_prompt: SYSTEM,
  prompt: 'Sort this ticket. Subject: {subject}\n\n{body}',
  max_tokens: 20,
  rows,
};
const RUNS = 5;
const MB = 1_000_000;

const server = startServer();
const { run } = await pluginAgainst(server, 'batch');
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

const bodies = rows.map(({ subject, body }) => ({
  model: 'gpt-5.2',
  messages: [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: `Sort this ticket. Subject: ${subject}\n\n${body}` },
  ],
  max_completion_tokens: 20,
}));
async function cpuSeconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let bytes = 0;
const plainly = () => {
  bytes = 0;
  for (const body of bodies) bytes += JSON.stringify(body).length;
};

const times = { ours: [], plain: [] };
for (let turn = 0; turn <= RUNS; turn += 1) {
  globalThis.gc?.();
  const ours = await cpuSeconds(() => run({ ...query, dry_run: 'yes' }));
  globalThis.gc?.();
  const plain = await cpuSeconds(plainly);
  if (turn > 0) {
    times.ours.push(ours);
    times.plain.push(plain);
  }
}
const [ours, plain] = [median(times.ours), median(times.plain)];
console.log(`\nBatch: 120,000 rows, ${(bytes / MB).toFixed(0)} MB of bodies`);
console.log(
  `CPU of building the files from the rows ${ours.toFixed(2)} s, of JSON.stringify of the same bodies ${plain.toFixed(2)} s: ${(ours / plain).toFixed(2)} x`
);

let block;
let whole;
const memory = await peakMemory(async () => {
  whole = await seconds(async () => {
    block = await longestBlock(() => run(query));
  });
});
console.log(
  `started in ${whole.toFixed(1)} s, peak memory ${(memory / MB).toFixed(0)} MB, longest block ${block.toFixed(0)} ms`
);

for (const batch_limit of [1000, 50_000]) {
  let time;
  const used = await peakMemory(async () => {
    time = await seconds(async () => {
      block = await longestBlock(() => run({ operation: 'batch_results', batch_id: 'batch_1', batch_limit }));
    });
  });
  console.log(
    `results of 200 MB, ${batch_limit} rows: ${time.toFixed(1)} s, peak memory ${(used / MB).toFixed(0)} MB, longest block ${block.toFixed(0)} ms`
  );
}
server.stop();
