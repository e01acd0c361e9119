/*
 * What loading the plugin anew for every query costs, in the loader of ToolJet's newest servers: two floors, a plugin
 * that only calls fetch and one that only calls node:http, then ours, and the same code bundled the usual way. Interleaved in
 * one run; medians.
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

const HTTP_FLOOR = `const http = require('http');
// The module is the same for every evaluation of this file.
const agent = (http.agentOfFloor ??= new http.Agent({ keepAlive: true }));
exports.default = class Floor {
  async run(source, { prompt }) {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + source.apiKey };
    const text = await new Promise((resolve, reject) => {
      const request = http.request(source.base_url + '/chat/completions', { method: 'POST', headers, agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString()));
      });
      request.on('error', reject).end(body);
    });
    return { status: 'ok', data: JSON.parse(text).choices[0].message.content };
  }
};
`;

/** The Nodes of ToolJet's servers where CI has fetched them, else the one at hand. */
const nodes = ['node22', 'node1820'].map((name) => `.ci/nodes/node_modules/${name}/bin/node`).filter(existsSync);

mkdirSync('dist/bench', { recursive: true });
writeFileSync('dist/bench/floor.js', FLOOR);
writeFileSync('dist/bench/http.js', HTTP_FLOOR);
await build({ ...bundle, outfile: 'dist/bench/usual.js' });

const files = {
  floor: 'dist/bench/floor.js',
  http: 'dist/bench/http.js',
  ours: 'dist/index.js',
  usual: 'dist/bench/usual.js',
};
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

function print(version, { floor, http, ours, usual }) {
  const row = (label, read, digits, isRatio = true) => {
    const cells = [floor, http, ours, usual].map((result) => read(result).toFixed(digits).padStart(9));
    const pairs = [
      [ours, floor],
      [ours, http],
      [usual, floor],
    ];
    const ratios = pairs.map(([one, other]) => `${(read(one) / read(other)).toFixed(2)} x`.padStart(13));
    console.log(`${label.padEnd(30)}${cells.join('')} |${isRatio ? ratios.join('') : ''}`);
  };
  const heads = ['fetch', 'http', 'ours', 'usual'].map((name) => name.padStart(9)).join('');
  const ratios = ['ours/fetch', 'ours/http', 'usual/fetch'].map((name) => name.padStart(13)).join('');
  console.log(`\n${`Node ${version}`.padEnd(30)}${heads} |${ratios}`);
  row('CPU per query, ms', ({ cpu }) => cpu, 2);
  row('wall per query, ms', ({ wall }) => wall, 2);
  row('heap kept per query, KB', ({ heap }) => heap / 1024, 1, false);
  row('connections for 200 queries', ({ connections }) => connections, 0, false);
  const sizes = Object.values(files).map((file) => (statSync(file).size / 1024).toFixed(0).padStart(9));
  console.log(`${'size, KB'.padEnd(30)}${sizes.join('')}`);
}
