/*
 * The server of the benchmarks, in a process of its own so that its work is not counted as the plugin's: one port for each
 * way of answering, each counting its connections and the most requests it had at once.
 */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const chatReply = JSON.stringify({ model: 'm', choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] });

/** Starts a server that answers as `reply(body, index)` says, `latency` milliseconds later; gives its port and counts. */
function serve(reply, latency = 0) {
  const counts = { requests: 0, connections: 0, running: 0, most: 0 };
  const server = createServer(async (request, response) => {
    const index = counts.requests++;
    counts.running += 1;
    counts.most = Math.max(counts.most, counts.running);
    const { status = 200, text } = reply(await json(request), index);
    setTimeout(() => {
      counts.running -= 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    }, latency);
  });
  server.on('connection', () => (counts.connections += 1));
  return new Promise((resolve) =>
    server.listen(0, 'localhost', () => resolve({ port: server.address().port, counts }))
  );
}

const refusal = JSON.stringify({ error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } });

const written = new Map();

/** Written once for each size: the latency is the server's time, and writing megabytes of JSON would come on top of it. */
function vectors({ input, dimensions }) {
  const size = `${input.length} x ${dimensions}`;
  if (!written.has(size)) {
    const embedding = Array.from({ length: dimensions }, (_, index) => (index % 7) / 16);
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding }));
    const usage = { prompt_tokens: 1, total_tokens: 1 };
    written.set(size, JSON.stringify({ object: 'list', model: 'm', data, usage }));
  }
  return written.get(size);
}

const makers = {
  'chat': () => serve(() => ({ text: chatReply })),
  // Every twentieth row is refused.
  'slow chat': () =>
    serve((_body, index) => (index % 20 === 19 ? { status: 400, text: refusal } : { text: chatReply }), 300),
  'slow embeddings': () => serve((body) => ({ text: vectors(body) }), 500),
};

const servers = [];

process.on('message', async ({ make, read }) => {
  if (make) {
    servers.push(await makers[make]());
    process.send({ port: servers.at(-1).port });
  } else {
    process.send(servers.find(({ port }) => port === read).counts);
  }
});
process.on('disconnect', () => process.exit());
