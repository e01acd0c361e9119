/*
 * The server of the benchmarks, in a process of its own so that its work is not counted as the plugin's: one port for each
 * way of answering, each counting its connections and the most requests it had at once.
 */
import { startServer } from '../../__tests__/support/scripted-server.cjs';
import { ENDED, LONG_CHAT, PICTURE, results } from './replies.mjs';

const chatReply = JSON.stringify({ model: 'm', choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] });

const refusal = JSON.stringify({ error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } });

const written = new Map();

/** Written once for each size: the latency is the server's time, and writing megabytes of JSON would come on top of it. */
function vectors({ input, dimensions, encoding_format }) {
  const size = `${input.length} x ${dimensions} as ${encoding_format}`;
  if (!written.has(size)) {
    const numbers = Float32Array.from({ length: dimensions }, (_, index) => Math.sin(index) / 16);
    // OpenAI writes numbers with about nine digits.
    const texts = Array.from(numbers, (number) => Number(number.toPrecision(8)));
    const embedding = encoding_format === 'base64' ? Buffer.from(numbers.buffer).toString('base64') : texts;
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding }));
    const usage = { prompt_tokens: 1, total_tokens: 1 };
    written.set(size, JSON.stringify({ object: 'list', model: 'm', data, usage }));
  }
  return written.get(size);
}

const scripts = {
  'chat': { body: chatReply },
  // Every twentieth row is refused.
  'slow chat': (_request, index) => ({
    ...(index % 20 === 19 ? { status: 400, body: refusal } : { body: chatReply }),
    delay: 300,
  }),
  'long chat': { body: LONG_CHAT },
  'pictures': { body: PICTURE },
  'embeddings': ({ body }) => ({ body: vectors(body) }),
  'batch': ({ path, method }) => ({
    body: path.endsWith('/content')
      ? (written.get('results') ?? written.set('results', results()).get('results'))
      : method === 'GET'
        ? ENDED
        : { id: 'batch_1' },
  }),
  'slow embeddings': ({ body }) => ({ body: vectors(body), delay: 500 }),
};

const servers = [];

process.on('message', async ({ make, read }) => {
  if (make) {
    servers.push(await startServer(scripts[make]));
    process.send({ port: servers.at(-1).port });
  } else {
    const { attempts, connections, most } = servers.find(({ port }) => port === read);
    process.send({ requests: attempts(), connections: connections(), most: most() });
  }
});
process.on('disconnect', () => process.exit());
