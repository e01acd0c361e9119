import { fakeBatches, type FakeOptions } from '../../scripts/fake-batches.cjs';
import { ask } from './openai';
import { serving } from './server';

type Json = Record<string, unknown>;

/** A server with a Batch API whose clock a test moves, and which answers a request at once as it answers that of a batch. */
export async function servingBatches(options: FakeOptions) {
  let time = Date.UTC(2026, 10, 27, 3);
  const fake = fakeBatches({ ...options, now: () => time });
  const server = await serving<Json>(async (request) => {
    const reply = (await fake.handle(request)) ?? (await options.run(request.path, request.body));
    return { status: reply.status ?? 200, body: reply.body, headers: { 'x-request-id': 'req_1', ...reply.headers } };
  });
  return {
    ...server,
    ...fake,
    pass: (seconds: number) => {
      time += seconds * 1000;
    },
    /** What Batch results gives once a batch has ended. */
    results: (batch_id: unknown, more: object = {}) => {
      time += 10_000;
      return ask({ operation: 'batch_results', batch_id, ...more }, server.source);
    },
  };
}
