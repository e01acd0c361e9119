/*
 * The playground: `node playground/server.mjs [--port N]` serves a page on which the plugin's forms are filled in and its
 * queries run, through the built bundle as ToolJet's newest server loads it. For one person on this machine: it listens on
 * the loopback address only, and keeps what it is told in memory.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbeddedServer } from '../scripts/embedded-server.mjs';
import { faults } from '../scripts/faults.mjs';
import hosts from '../scripts/hosts.cjs';

const ADDRESS = '127.0.0.1';

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.mjs': 'text/javascript', '.svg': 'image/svg+xml' };

/** What the server gives out, and nothing else: the page, what it needs, and the plugin's icon. */
const FILES = {
  '/': 'playground/page/index.html',
  '/pico.css': 'node_modules/@picocss/pico/css/pico.jade.min.css',
  '/icon.svg': 'icon.svg',
};
for (const name of readdirSync(new URL('page/', import.meta.url))) FILES[`/${name}`] = `playground/page/${name}`;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

/** Starts the playground on the port, or on the next one that is free; gives its address and a function that stops it. */
export async function startPlayground(firstPort = 4000) {
  const embedded = await startEmbeddedServer();
  const token = randomBytes(24).toString('base64url');
  const routes = routesOf(embedded);
  const server = createServer((request, response) => {
    answer(request, token, routes).then(
      ({ status = 200, type = 'application/json', body }) =>
        response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8` }).end(body),
      () => response.writeHead(500, HEADERS).end()
    );
  });
  const port = await listen(server, firstPort);
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await embedded.stop();
  };
  return { url: `http://${ADDRESS}:${port}`, stop };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE' && port < 65535) resolve(listen(server, port + 1));
      else reject(error);
    });
    server.listen(port, ADDRESS, () => resolve(server.address().port));
  });
}

async function answer(request, token, routes) {
  const { method, url, headers, socket } = request;
  const host = `${ADDRESS}:${socket.localPort}`;
  const origin = `http://${host}`;
  if (headers.host !== host) return refusal(`Open the playground at ${origin}/.`);
  if (method === 'GET' && Object.hasOwn(FILES, url)) return file(FILES[url], token);
  if (method !== 'POST' || !Object.hasOwn(routes, url)) return { ...refusal('There is nothing here.'), status: 404 };
  if (headers.origin !== origin || headers['x-playground-token'] !== token) {
    return refusal('The playground was started anew. Reload the page.');
  }
  return { body: JSON.stringify(await routes[url](await json(request))) };
}

const refusal = (message) => ({ status: 403, body: JSON.stringify({ refused: message }) });

const file = (path, token) => ({ type: TYPES[extname(path)], body: read(path).replace('{{page token}}', token) });

/** What the page can ask for. Secrets are told here and stay here: no answer of this server itself holds one. */
function routesOf(embedded) {
  const secrets = {};
  const source = ({ own, fault }) => (own ? { ...own, ...secrets } : embedded.source(fault));
  return {
    '/api/forms': () => ({ connection: form('manifest.json'), query: form('operations.json'), faults }),
    '/api/secrets': (typed) => Object.keys(Object.assign(secrets, typed)).filter((key) => secrets[key]),
    '/api/test': (asked) => withService((service) => service.testConnection(source(asked))),
    '/api/run': (asked) => withService((service) => service.run(source(asked), asked.options)),
  };
}

const form = (path) => JSON.parse(read(path));

/** The bundle is read for every query, so that a new build counts at once; one that does not load says why. */
async function withService(use) {
  try {
    return await use(hosts.loadService(read('dist/index.js')));
  } catch (error) {
    return hosts.failed(error);
  }
}

function portAsked() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '4000' } } });
    if (/^\d+$/.test(values.port) && values.port <= 65535) return Number(values.port);
  } catch {
    // Arguments that are not known are answered like a bad port.
  }
  console.error('Usage: npm run playground -- [--port N], with N from 0 to 65535.');
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startPlayground(portAsked());
  console.log(`The playground is at ${url}/ (stop it with Ctrl+C).`);
}
