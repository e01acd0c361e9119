import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { dataOf, type Operation, OPERATIONS, QUERIES, service } from '../support/bundle';
import { chatReply, KEY } from '../support/openai';
import { type Script, withServer } from '../support/scripted-server.cjs';
import { head } from './faults';

const MB = 1024 * 1024;

/** Runs a query against a server, and gives the outcome and the attempts that the server saw. */
const against = (script: Script, operation: Operation) =>
  withServer(script, async ({ baseUrl, attempts }) => {
    const source = { apiKey: KEY, base_url: baseUrl };
    const [outcome] = await Promise.allSettled([service().run(source, QUERIES[operation])]);
    return { outcome, attempts: attempts() };
  });

/** A number of a vector, and its size in JSON with the comma. */
const NUMBER = 0.1234567890123;
const BYTES = 16;

/** Replies of 60 MB, and how much of each comes out. */
const LARGE: Record<Operation, { reply: () => unknown; size: (data: unknown) => number }> = {
  chat: {
    reply: () => chatReply({ content: 'a'.repeat(60 * MB) }),
    size: (data) => (data as string).length,
  },
  image_generation: {
    reply: () => ({ data: [{ b64_json: 'a'.repeat(60 * MB) }] }),
    size: (data) => (data as { data: { b64_json: string } }).data.b64_json.length,
  },
  generate_embedding: {
    reply: () => ({ data: [{ index: 0, embedding: new Array<number>((60 * MB) / BYTES).fill(NUMBER) }] }),
    size: (data) => (data as { embedding: number[] }).embedding.length * BYTES,
  },
};

describe('A reply of 60 MB', () => {
  test.each(OPERATIONS)('comes through in %s', async (operation) => {
    const { reply, size } = LARGE[operation];
    const { outcome, attempts } = await against({ body: reply() }, operation);
    expect(outcome.status === 'fulfilled' ? size(outcome.value.data) : outcome.reason).toBe(60 * MB);
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

describe('A reply without end', () => {
  test.each([
    ['chat', '200 OK'],
    ['image_generation', '200 OK'],
    ['generate_embedding', '500 Oops'],
  ] as const)('is cut at 128 MB in %s, status %s, and the connection closed', async (operation, status) => {
    const { script, closed } = endless(status, Buffer.alloc(MB, ' '));
    await withServer(script, async ({ baseUrl, attempts }) => {
      const [outcome] = await Promise.allSettled([
        service().run({ apiKey: KEY, base_url: baseUrl }, QUERIES[operation]),
      ]);
      expect(outcome.status).toBe('rejected');
      const data = outcome.status === 'rejected' ? dataOf(outcome.reason) : {};
      expect(data).toMatchObject({
        kind: 'unusable_reply',
        retryable: false,
        message: 'The reply is larger than 128 MB. Ask for less in one query.',
      });
      expect(await closed()).toBeLessThan(160 * MB);
      expect(attempts()).toBe(1);
    });
  });
});

describe('A gzip bomb', () => {
  const packed = gzipSync(Buffer.alloc(256 * MB, ' '));

  test.each([
    ['chat', 'gzip', packed],
    ['image_generation', 'gzip, gzip', gzipSync(packed)],
  ] as const)('is cut at 128 MB in %s, packed with %s', async (operation, encoding, bomb) => {
    const { outcome, attempts } = await against({ body: bomb, headers: { 'content-encoding': encoding } }, operation);
    expect(outcome.status).toBe('rejected');
    const data = outcome.status === 'rejected' ? dataOf(outcome.reason) : {};
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
    expect(data['message']).toContain('The reply is larger than 128 MB.');
    expect(attempts).toBe(1);
  });
});
