/*
 * What loading the plugin anew for every query costs, in the loader of ToolJet's newest servers: (a) the floor, a plugin
 * that only calls fetch, (b) ours, (c) the same code bundled the usual way. Interleaved in one run; medians.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { build } from 'esbuild';
import { bundle } from '../build.mjs';
import { startServer } from './serving.mjs';

const FLOOR = `exports.default = class Floor {
  async run(source, { prompt }) {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + source.apiKey };
    const response = await fetch(source.base_url + '/chat/completions', { method: 'POST', headers, body });
    const reply = await response.json();
    return { status: 'ok', data: reply.choices[0].message.content };
  }
};
`;

/** The Nodes of ToolJet's servers where CI has fetched them, else the one at hand. */
const nodes = ['node22', 'node1820'].map((name) => `.ci/nodes/node_modules/${name}/bin/node`).filter(existsSync);

mkdirSync('dist/bench', { recursive: true });
writeFileSync('dist/bench/floor.js', FLOOR);
await build({ ...bundle, outfile: 'dist/bench/usual.js' });

const files = { floor: 'dist/bench/floor.js', ours: 'dist/index.js', usual: 'dist/bench/usual.js' };
console.log(`Loading, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`);
for (const node of nodes.length > 0 ? nodes : [process.execPath]) {
  const server = startServer();
  const sources = {};
  for (const name of Object.keys(files)) {
    // A port of its own for the 200 queries one after another, whose connections are counted.
    sources[name] = { measured: await server.make('chat'), counted: await server.make('chat') };
  }
  const args = ['--expose-gc', 'scripts/bench/loading-worker.cjs', JSON.stringify({ files, sources })];
  const { version, results } = JSON.parse(
    execFileSync(node, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  );
  for (const name of Object.keys(files))
    results[name].connections = (await server.read(sources[name].counted.port)).connections;
  server.stop();
  print(version, results);
}

function print(version, { floor, ours, usual }) {
  const row = (label, read, digits, isRatio = true) => {
    const cells = [floor, ours, usual].map((result) => read(result).toFixed(digits).padStart(9));
    const ratios = [ours, usual].map((result) => `${(read(result) / read(floor)).toFixed(2)} x`.padStart(9));
    console.log(`${label.padEnd(34)}${cells.join('')}  |${isRatio ? ratios.join('') : ''}`);
  };
  console.log(`\nNode ${version}${' '.repeat(25)}floor     ours    usual  |  ours/floor  usual/floor`);
  row('CPU per query, ms', ({ cpu }) => cpu, 2);
  row('wall per query, ms', ({ wall }) => wall, 2);
  row('heap kept per query, KB', ({ heap }) => heap / 1024, 1, false);
  row('connections for 200 queries', ({ connections }) => connections, 0);
  const sizes = Object.values(files).map((file) => (statSync(file).size / 1024).toFixed(0).padStart(9));
  console.log(`${'size, KB'.padEnd(34)}${sizes.join('')}`);
}
