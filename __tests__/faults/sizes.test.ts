import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Operation } from '../../lib/types';
import { dataOf, OPERATIONS, QUERIES, service } from '../support/bundle';
import { chatReply, KEY } from '../support/openai';
import { type Script, withServer } from '../support/scripted-server.cjs';
import { head } from './faults';

const MB = 1024 * 1024;

/** Runs a query against a server, and gives its result and the attempts that the server saw. */
const against = (script: Script, operation: Operation) =>
  withServer(script, async ({ baseUrl, attempts }) => {
    const source = { apiKey: KEY, base_url: baseUrl };
    const [result] = await Promise.allSettled([service().run(source, QUERIES[operation].options)]);
    return { result, attempts: attempts() };
  });

/** Fails the test unless the query ended because the reply is too large. */
async function expectCut(script: Script, operation: Operation) {
  const { result, attempts } = await against(script, operation);
  expect(result.status).toBe('rejected');
  expect(result.status === 'rejected' && dataOf(result.reason)).toMatchObject({
    kind: 'unusable_reply',
    retryable: false,
    message: 'The reply is larger than 128 MB. Ask for less in one query.',
  });
  expect(attempts).toBe(1);
}

/** A number of a vector, and its size in JSON with the comma. */
const NUMBER = 0.1234567890123;
const BYTES = 16;
const numbers = (bytes: number) => new Array<number>(bytes / BYTES).fill(NUMBER);

const images = {
  reply: () => ({ data: [{ b64_json: 'a'.repeat(60 * MB) }] }),
  outcome: (data: unknown) => (data as { data: { b64_json: string } }).data.b64_json.length,
};

/** Replies of 60 MB, and what of each outcome is 60 MB, or 1 where only a score comes out. */
const LARGE: Record<Operation, { reply: () => unknown; outcome: (data: unknown) => number; expected?: number }> = {
  chat: {
    reply: () => chatReply({ content: 'a'.repeat(60 * MB) }),
    outcome: (data) => (data as string).length,
  },
  image_generation: images,
  edit_image: images,
  generate_embedding: {
    reply: () => ({ data: [{ index: 0, embedding: numbers(60 * MB) }] }),
    outcome: (data) => (data as { embedding: number[] }).embedding.length * BYTES,
  },
  rank_by_similarity: {
    reply: () => ({ data: [0, 1].map((index) => ({ index, embedding: numbers(30 * MB) })) }),
    outcome: (data) => Math.round((data as { results: { score: number }[] }).results[0]?.score ?? 0),
    expected: 1,
  },
};

describe('A reply of 60 MB', () => {
  test.each(OPERATIONS)('comes through in %s', async (operation) => {
    const { reply, outcome, expected = 60 * MB } = LARGE[operation];
    const { result, attempts } = await against({ body: reply() }, operation);
    expect(result.status === 'fulfilled' ? outcome(result.value.data) : result.reason).toBe(expected);
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
  test.each(['200 OK', '500 Oops'])(
    'a reply without end, status %s, is cut at 128 MB, and the connection closed',
    async (status) => {
      const { script, closed } = endless(status, Buffer.alloc(MB, ' '));
      await expectCut(script, operation);
      expect(await closed()).toBeLessThan(160 * MB);
    }
  );

  test.each([
    ['gzip', packed],
    ['gzip, gzip', gzipSync(packed)],
  ])('a bomb packed with %s is cut at 128 MB', async (encoding, bomb) => {
    await expectCut({ body: bomb, headers: { 'content-encoding': encoding } }, operation);
  });
});
