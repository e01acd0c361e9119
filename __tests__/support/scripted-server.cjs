/*
 * The one server of tests and scripts: on localhost, it answers by a script, keeps what was sent, and counts. CommonJS, so
 * that scripts run it on every Node.
 */
const http = require('node:http');
const net = require('node:net');
const { buffer } = require('node:stream/consumers');

/** Starts a server; see the types beside this file. */
async function startServer(script, { hold = 0, port = 0 } = {}) {
  const { onConnection, onBytes } = script;
  const requests = [];
  const sockets = new Set();
  const open = new Set();
  let connections = 0;
  let attempts = 0;
  let most = 0;
  let release;
  const full = hold > 0 && new Promise((resolve) => (release = resolve));

  const web = http.createServer(async (request, response) => {
    const index = attempts++;
    open.add(response);
    response.on('close', () => open.delete(response));
    most = Math.max(most, open.size);
    if (open.size === hold) release();
    const sent = await received(request);
    if (!sent) return;
    requests.push(sent);
    await full;
    const { raw, status = 200, headers, body = '', delay = 0 } = await replyOf(script, sent, index);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
    if (raw) return raw(response);
    open.delete(response);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });

  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (!onConnection && !onBytes) return web.emit('connection', socket);
    socket.on('error', () => undefined);
    const act = () => {
      attempts += 1;
      (onConnection ?? onBytes)(socket);
    };
    if (onConnection) act();
    else socket.once('data', act);
  });
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));

  const origin = `http://localhost:${server.address().port}`;
  return {
    port: server.address().port,
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    connections: () => connections,
    attempts: () => attempts,
    most: () => most,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the script says to a request: one reply, one after another of which the last repeats, or a function's. */
const replyOf = (script, request, index) =>
  typeof script === 'function' ? script(request, index) : ([script].flat()[index] ?? [script].flat().at(-1));

/** A request with its whole body, read as JSON where it is JSON; undefined when the connection ends before. */
async function received(request) {
  const { method, url: path, headers } = request;
  const bytes = await buffer(request).catch(() => undefined);
  const isJson = bytes?.length > 0 && headers['content-type'] === 'application/json';
  return bytes && { method, path, headers, body: isJson ? JSON.parse(bytes) : bytes.toString('latin1') };
}

/** Runs `use` with a server and closes it afterwards. */
async function withServer(script, use, options) {
  const server = await startServer(script, options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** A port at which nobody listens: it was open a moment ago. */
const closedPort = () => withServer({}, ({ port }) => Promise.resolve(port));

/** A reply that never comes. */
const SILENCE = { raw: () => undefined };

module.exports = { startServer, withServer, closedPort, SILENCE };
