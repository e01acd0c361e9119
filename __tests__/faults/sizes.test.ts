import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import nock from 'nock';
import type { Operation } from '../../lib/types';
import { dataOf, OPERATIONS, QUERIES, service } from '../support/bundle';
import { chatReply, KEY } from '../support/openai';
import { type Script, withServer } from '../support/scripted-server.cjs';
import { head } from './faults';

const MB = 1024 * 1024;

// Sizes take real sockets: those that nock stands in for know no back pressure.
beforeAll(() => {
  nock.restore();
});

/** Runs a query against a server, and gives its result and the attempts that the server saw. */
const against = (script: Script, options: object) =>
  withServer(script, async ({ baseUrl, attempts }) => {
    const source = { apiKey: KEY, base_url: baseUrl };
    const [result] = await Promise.allSettled([service().run(source, options)]);
    return { result, attempts: attempts() };
  });

/** Fails the test unless the query ended because the reply is too large. */
async function expectCut(script: Script, operation: Operation) {
  // How long the vectors of another server's model are is known only where they were asked for so.
  const { result, attempts } = await against(script, { ...QUERIES[operation].options, dimensions: 1536 });
  expect(result.status).toBe('rejected');
  expect(result.status === 'rejected' && dataOf(result.reason)).toMatchObject({
    kind: 'unusable_reply',
    retryable: false,
    message: `The reply is larger than ${LIMITS[operation]} MB. Ask for less in one query.`,
  });
  expect(attempts).toBe(1);
}

/** What the reply to the smallest query may have, in MB: embeddings have room for the numbers asked for. */
const LIMITS: Record<Operation, number> = {
  chat: 64,
  ask: 64,
  get_response: 64,
  image_generation: 128,
  edit_image: 128,
  generate_embedding: 2,
  rank_by_similarity: 2,
  search_documents: 16,
  decide: 16,
  transcribe_audio: 16,
  moderate: 16,
  batch_results: 16,
  list_batches: 16,
  list_models: 16,
  call_api: 64,
};

const vector = new Array<number>(3072).fill(-0.0123456789012);
const vectors = { data: Array.from({ length: 2048 }, (_, index) => ({ index, embedding: vector })) };
const texts = (length: number) => new Array<string>(length).fill('a');
const large = { model_embedding: 'text-embedding-3-large' };

const images = {
  reply: () => ({ data: [{ b64_json: 'a'.repeat(120 * MB) }] }),
  size: (data: unknown) => (data as { data: { b64_json: string } }).data.b64_json.length,
  expected: 120 * MB,
};

const answer = {
  reply: () => ({
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: 'a'.repeat(60 * MB) }] }],
  }),
  size: (data: unknown) => (data as { content: string }).content.length,
  expected: 60 * MB,
};

const batch = QUERIES.batch_results.reply;

/** The largest replies that come up in use, the query they answer where it is not the smallest, and what comes of them. */
const LARGE: Record<
  Operation,
  { options?: object; reply: () => unknown; size: (data: unknown) => number; expected: number }
> = {
  chat: {
    reply: () => chatReply({ content: 'a'.repeat(60 * MB) }),
    size: (data) => (data as string).length,
    expected: 60 * MB,
  },
  ask: answer,
  get_response: answer,
  image_generation: images,
  edit_image: images,
  generate_embedding: {
    options: { operation: 'generate_embedding', input: texts(2048), ...large },
    reply: () => vectors,
    size: (data) => (data as { embeddings: number[][] }).embeddings.flat().length,
    expected: 2048 * 3072,
  },
  rank_by_similarity: {
    options: { operation: 'rank_by_similarity', query: 'a', candidates: texts(2047), top_k: 2047, ...large },
    reply: () => vectors,
    size: (data) => (data as { results: object[] }).results.length,
    expected: 2047,
  },
  search_documents: {
    reply: () => ({ data: [{ score: 1, content: [{ type: 'text', text: 'a'.repeat(15 * MB) }] }] }),
    size: (data) => (data as { results: { text: string }[] }).results[0]?.text.length ?? 0,
    expected: 15 * MB,
  },
  decide: {
    reply: () => ({ model: 'a'.repeat(15 * MB), answers: [{ type: 'predicate', probability: 0.5 }] }),
    size: (data) => Object.keys((data as { answers: object }).answers).length,
    expected: 1,
  },
  transcribe_audio: {
    reply: () => ({ text: 'a'.repeat(15 * MB) }),
    size: (data) => (data as { text: string }).text.length,
    expected: 15 * MB,
  },
  moderate: {
    reply: () => ({ id: 'a'.repeat(15 * MB), results: [{ categories: { hate: true }, category_scores: { hate: 1 } }] }),
    size: (data) => (data as { categories: string[] }).categories.length,
    expected: 1,
  },
  batch_results: {
    reply: () => ({ ...batch, errors: { data: [{ message: 'a'.repeat(15 * MB) }] } }),
    size: (data) => (data as { requests: { total: number } }).requests.total,
    expected: 3,
  },
  list_batches: {
    reply: () => ({ data: new Array<object>(20_000).fill(batch) }),
    size: (data) => (data as { requests: { total: number } }[])[0]?.requests.total ?? 0,
    expected: 60_000,
  },
  list_models: {
    reply: () => ({ data: [{ id: 'a'.repeat(15 * MB) }] }),
    size: (data) => (data as { models: { value: string }[] }).models[0]?.value.length ?? 0,
    expected: 15 * MB,
  },
  call_api: {
    reply: () => ({ text: 'a'.repeat(60 * MB) }),
    size: (data) => (data as { text: string }).text.length,
    expected: 60 * MB,
  },
};

describe('The largest reply in use', () => {
  test.each(OPERATIONS)('comes through in %s', async (operation) => {
    const { options = QUERIES[operation].options, reply, size, expected } = LARGE[operation];
    const { result, attempts } = await against({ body: reply() }, options);
    expect(result.status === 'fulfilled' ? size(result.value.data) : result.reason).toBe(expected);
    expect(attempts).toBe(1);
  });
});

/** A reply without end; `closed` resolves to the bytes that went out once the plugin has closed the connection. */
function endless(status: string, piece: Buffer) {
  let closed: Promise<number> | undefined;
  const onBytes = (socket: Socket) => {
    closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve(socket.bytesWritten);
      });
    });
    const write = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', write).write(head('Connection: close').replace('200 OK', status));
    write();
  };
  return { script: { onBytes }, closed: () => closed };
}

const packed = gzipSync(Buffer.alloc(256 * MB, ' '));

describe.each(OPERATIONS)('In %s', (operation) => {
  test('a reply without end is cut at the limit, and the connection closed', async () => {
    const { script, closed } = endless('200 OK', Buffer.alloc(MB, ' '));
    await expectCut(script, operation);
    expect(await closed()).toBeLessThan((LIMITS[operation] + 32) * MB);
  });

  test('an error without end is read up to 1 MB, and the connection closed', async () => {
    const { script, closed } = endless('401 No', Buffer.alloc(MB, 'No '));
    const { result, attempts } = await against(script, QUERIES[operation].options);
    expect(result.status === 'rejected' && dataOf(result.reason)).toMatchObject({
      kind: 'authentication',
      status: 401,
    });
    expect(attempts).toBe(1);
    expect(await closed()).toBeLessThan(32 * MB);
  });

  test.each([
    ['gzip', packed],
    ['gzip, gzip', gzipSync(packed)],
  ])('a bomb packed with %s is cut at the limit', async (encoding, bomb) => {
    await expectCut({ body: bomb, headers: { 'content-encoding': encoding } }, operation);
  });
});
