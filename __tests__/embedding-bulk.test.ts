import fc from 'fast-check';
import { batches } from '../lib/embeddings/batches';
import { ask, askInVain, errorReply, hurried } from './support/openai';
import type { Options, Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

type Sent = { input: string[] };
type Item = { index?: number; embedding: unknown };

/** The vector of a text is its number, so that the order can be told. */
const items = ({ input }: Sent): Item[] =>
  input.map((text, index) => ({ index, embedding: [Number(text.split(' ')[0]), 1] }));

/** A server for embeddings. */
const embeddingServer = (respond: (sent: Sent, index: number) => Reply, options?: Options) =>
  serving<Sent>(({ body }, index) => {
    const usage = { prompt_tokens: 1, total_tokens: 1 };
    return { body: { data: items(body), usage }, ...respond(body, index) };
  }, options);

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const query = (input: unknown, more: object = {}) => ({
  operation: 'generate_embedding',
  input,
  dimensions: 2,
  ...more,
});
const busy = { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after-ms': '5' } };

describe('Many texts', () => {
  test('are split, asked four at a time and put back in order by index', async () => {
    const shuffled = (sent: Sent, index: number) => ({
      body: { data: items(sent).reverse(), usage: { prompt_tokens: 3, total_tokens: 3 } },
      delay: index === 0 ? 40 : 20,
    });
    const server = await embeddingServer(shuffled, { hold: 4 });
    const texts = numbered(2048 * 5 + 1);
    const result = (await ask(query(texts), server.source)) as unknown as { data: { embeddings: number[][] } };
    expect(result.data.embeddings.map(([number]) => number)).toEqual(texts.map(Number));
    expect(server.requests.map(({ body }) => body.input.length).sort((a, b) => b - a)).toEqual([
      ...Array<number>(5).fill(2048),
      1,
    ]);
    expect(server.most()).toBe(4);
    expect(result).toMatchObject({
      metadata: { usage: { input_tokens: 18, total_tokens: 18 }, attempts: 6, warnings: [] },
    });
    expect(result).not.toHaveProperty('metadata.request_id');
  });

  test('survive rate limits in the middle', async () => {
    const server = await embeddingServer((_sent, index) => (index % 10 === 9 ? busy : {}));
    const texts = numbered(50).map((number) => `${number} ${'x'.repeat(290_000)}`);
    const result = (await ask(query(texts), server.source)) as unknown as { data: { embeddings: number[][] } };
    expect(result.data.embeddings.map(([number]) => number)).toEqual(texts.map((_, index) => index));
    expect(server.requests.length).toBeGreaterThan(50);
  });

  test('outlast rate limits, whatever Retries says', async () => {
    const server = await embeddingServer((_sent, index) => (index < 5 ? busy : {}));
    const source = { ...server.source, max_retries: 0 };
    expect((await ask(query(['0', '1']), source)).data).toMatchObject({
      embeddings: [
        [0, 1],
        [1, 1],
      ],
    });
    expect(server.attempts()).toBe(6);
  });

  test('wait twice as long after each rate limit that does not say how long, but 30 s at most, and less by chance', async () => {
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const server = await embeddingServer((_sent, index) => (index < 7 ? { ...busy, headers: {} } : {}));
    const { outcome, waits } = await hurried(() => ask(query(['0', '1']), server.source)).finally(() => {
      chance.mockRestore();
    });
    expect(outcome).toMatchObject({ metadata: { attempts: 8 } });
    expect(waits).toEqual([900, 1800, 3600, 7200, 14_400, 27_000, 27_000]);
  });

  test('that are refused at the same time wait once', async () => {
    const limited = { ...busy, headers: {} };
    const server = await embeddingServer((_sent, index) => (index < 4 ? limited : {}), { hold: 4 });
    const { metadata } = (await ask(query(numbered(2048 * 4)), {
      ...server.source,
      timeout_seconds: 10,
    })) as unknown as {
      metadata: object;
    };
    expect(metadata).toMatchObject({ attempts: 8 });
  });

  test.each([
    ['an error of the server', { ...busy, status: 500 }],
    ['a rate limit that no wait helps against', { ...busy, body: errorReply('Request too large for this model.') }],
    ['a rate limit that lasts longer than the query may', { ...busy, headers: { 'retry-after': '301' } }],
  ])('end at %s', async (_what, reply) => {
    const server = await embeddingServer(() => reply);
    const { data } = await askInVain(query(['0', '1']), { ...server.source, max_retries: 0 });
    expect(data['status']).toBe(reply.status);
    expect(server.attempts()).toBe(1);
  });

  test('fail as a whole when one request fails for good, and say how many were done', async () => {
    const refusal = { status: 400, body: errorReply("Invalid 'input[1]': too long.") };
    const server = await embeddingServer((sent) => (sent.input[0] === '2048' ? refusal : { delay: 20 }), { hold: 4 });
    const { data, description } = await askInVain(query(numbered(2048 * 20)), server.source);
    expect(data).toMatchObject({ kind: 'invalid_request', status: 400, message: description });
    expect(description).toMatch(
      /^Invalid 'input\[1\]': too long\. Check the fields of the query against what the message says\. The text is entry 2050 of Input\. \d+ of 40960 texts of Input were done before that\.$/
    );
    expect(server.requests.length).toBeLessThan(12);
  });

  test.each<[unknown, number, Record<string, string>, string]>([
    [['0', '1'], 400, { param: 'input' }, ' The text is entry 1 of Input.'],
    [['0', '1'], 400, { param: 'input[1]' }, ' The text is entry 2 of Input.'],
    [numbered(12), 400, { message: "Invalid 'input[11]'" }, ' The text is entry 12 of Input.'],
    [['0'], 400, { param: 'input' }, ' The text is entry 1 of Input.'],
    [['0', '1'], 400, { param: 'dimensions' }, ''],
    [['0', '1'], 400, {}, ''],
    [['0', '1'], 422, { param: 'input[1]' }, ' The text is entry 2 of Input.'],
    ['0', 400, { param: 'input' }, ''],
  ])('name the place where it is known: %j refused with %i and %j', async (input, status, rest, place) => {
    const { source } = await serving({ status, body: errorReply('No', rest) });
    const words = rest['message'] ?? 'No';
    expect((await askInVain(query(input), source)).description).toBe(
      `${words}. Check the fields of the query against what the message says.${place}`
    );
  });

  test('name the place of a text that is too long', async () => {
    const body = errorReply('Too long', { code: 'context_length_exceeded' });
    const { source } = await embeddingServer(() => ({ status: 400, body }));
    expect((await askInVain(query(['0', '1']), source)).description).toBe(
      'Too long. Shorten Prompt, System prompt, Message history or Input, or choose a model with a larger context. The text is entry 1 of Input.'
    );
  });

  test('name no place when the key is wrong', async () => {
    const { source } = await embeddingServer(() => ({ status: 401, body: errorReply('No.') }));
    expect((await askInVain(query(numbered(3)), source)).description).not.toContain('The text is');
  });

  test('in several requests come with each warning once, and the model that the server names', async () => {
    const { source } = await embeddingServer((sent, index) => ({
      body: { model: `model-${index}`, data: sent.input.map(() => ({ embedding: 'AACAPgAAAL8=' })) },
    }));
    const { metadata } = (await ask(query(numbered(2049)), source)) as unknown as { metadata: object };
    expect(metadata).toEqual({
      model: expect.stringMatching(/^model-[01]$/) as string,
      attempts: 2,
      warnings: ['The server sent Base64 although Float was asked for; the vectors were converted.'],
    });
  });

  test('of an unknown model are too many once the first reply tells how long its vectors are', async () => {
    const server = await embeddingServer((sent) => ({
      body: { data: sent.input.map((_, index) => ({ index, embedding: Array(500).fill(1) })) },
    }));
    const more = { custom_embedding_model: 'my-model', dimensions: '' };
    const { description } = await askInVain(query(numbered(40_000), more), server.source);
    expect(description).toContain('Input would give 20000000 numbers, and one query takes up to 16,000,000.');
    expect(server.requests.length).toBeLessThanOrEqual(8);
  });

  test('come back without usage when the server gives none', async () => {
    const { source } = await embeddingServer((sent) => ({
      body: { data: items(sent).map(({ embedding }) => ({ embedding })) },
    }));
    expect(await ask(query(['0', '1']), source)).toEqual({
      status: 'ok',
      data: {
        embedding: [0, 1],
        embeddings: [
          [0, 1],
          [1, 1],
        ],
      },
      metadata: { model: 'text-embedding-3-small', attempts: 1, warnings: [] },
    });
  });
});

test.each([1, 2])('The request id of %i requests is told only when there is one', async (requests) => {
  const server = await embeddingServer((_sent, index) => ({ headers: { 'x-request-id': `req_${index}` } }));
  const { metadata } = (await ask(query(numbered(2048 * requests)), server.source)) as unknown as { metadata: object };
  expect(server.requests).toHaveLength(requests);
  expect(metadata).toEqual({
    model: 'text-embedding-3-small',
    usage: { input_tokens: requests, total_tokens: requests },
    ...(requests === 1 && { request_id: 'req_0' }),
    attempts: requests,
    warnings: [],
  });
});

describe('Splitting', () => {
  test.each([
    ['2,048 texts', numbered(2048), [2048]],
    ['2,049 texts', numbered(2049), [2048, 1]],
    ['300,000 bytes', ['0', 'é'.repeat(149_999), 'x'], [3]],
    ['300,001 bytes', ['0', 'é'.repeat(149_999), 'xx'], [2, 1]],
    ['a text above the limit between others', ['0', 'x'.repeat(300_001), '2', '3'], [1, 1, 2]],
  ])('sends %s in the fewest requests', async (_name, texts, counts) => {
    const server = await embeddingServer(() => ({}));
    await ask(query(texts), server.source).catch(() => undefined);
    const sent = server.requests
      .map(({ body }) => body.input)
      .sort((a, b) => texts.indexOf(a[0] ?? '') - texts.indexOf(b[0] ?? ''));
    expect(sent.map(({ length }) => length)).toEqual(counts);
    expect(sent.flat()).toEqual(texts);
  });

  test('keeps both limits and the order of any list of texts', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.integer({ min: 0, max: 400_000 }).map((length) => 'é'.repeat(length / 2)),
      fc.constant('short')
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 40 }), fc.integer({ min: 1, max: 200 }), async (some, times) => {
        const texts = Array.from({ length: times }, () => some)
          .flat()
          .slice(0, 5000);
        const split = await batches(texts);
        expect(split.flatMap((batch) => batch.texts)).toEqual(texts);
        let first = 0;
        for (const batch of split) {
          expect(batch.first).toBe(first);
          first += batch.texts.length;
          const bytes = batch.texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
          expect(batch.texts.length).toBeLessThanOrEqual(2048);
          expect(bytes <= 300_000 || batch.texts.length === 1).toBe(true);
        }
      }),
      { numRuns: 50 }
    );
  });
});
