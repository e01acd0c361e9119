import { answering, ask, askInVain, errorReply } from './support/openai';
import type { Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

type Sent = { input: string | string[] };

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const embed = (input: unknown) => ({ operation: 'generate_embedding', custom_embedding_model: 'm', input });

/** A server that takes what `takes` says, and gives each text its number as a vector. */
async function limited(takes: (texts: readonly string[]) => boolean, refusal: Reply = TOO_MANY, delay = 0) {
  const embedded: string[] = [];
  const server = await serving<Sent>(({ body }) => {
    const texts = [body.input].flat();
    if (!takes(texts)) return refusal;
    embedded.push(...texts);
    const data = texts.map((text, index) => ({ index, embedding: [Number(text.split(' ')[0]), 1] }));
    return { delay, body: { data, usage: { prompt_tokens: texts.length, total_tokens: texts.length } } };
  });
  return { ...server, embedded, sizes: () => server.requests.map(({ body }) => [body.input].flat().length) };
}

const sorted = (sizes: number[]) => [...sizes].sort((a, b) => b - a);

const TOO_MANY = { status: 400, body: errorReply('Too many inputs.') };

/** That each text was embedded once, and came back at its place. */
async function expectAll(server: Awaited<ReturnType<typeof limited>>, texts: readonly string[]) {
  const { data, metadata } = (await ask(embed(texts), server.source)) as unknown as {
    data: { embeddings: number[][] };
    metadata: object;
  };
  expect(data.embeddings.map(([number]) => String(number))).toEqual(texts.map((text) => text.split(' ')[0]));
  expect([...server.embedded].sort()).toEqual([...texts].sort());
  expect(metadata).toMatchObject({ usage: { input_tokens: texts.length }, attempts: server.attempts() });
}

describe('A list of texts is asked for in smaller parts', () => {
  test.each<[string, Reply]>([
    ['400', TOO_MANY],
    ['413', { status: 413, body: 'Payload Too Large' }],
    [
      '422 in pydantic’s words',
      { status: 422, body: { detail: [{ loc: ['body', 'input'], msg: 'List should have at most 10 items' }] } },
    ],
    ['a blamed input', { status: 400, body: errorReply('Too long.', { param: 'input' }) }],
    ['a list that is no supported value', { status: 400, body: errorReply('Unsupported value: input must be a text') }],
    [
      'a context that is too short',
      { status: 400, body: errorReply('Too long.', { code: 'context_length_exceeded' }) },
    ],
  ])('after %s', async (_what, refusal) => {
    const server = await limited((texts) => texts.length <= 10, refusal);
    await expectAll(server, numbered(33));
    // All, one alone, halves of what was refused, and then the size that worked.
    expect(sorted(server.sizes())).toEqual([33, 16, 16, 8, 8, 8, 8, 1]);
  });

  test('of one text at once, where a server takes no more', async () => {
    const server = await limited((texts) => texts.length === 1);
    await expectAll(server, numbered(9));
    expect(sorted(server.sizes())).toEqual([9, 4, 4, 2, 2, ...Array<number>(9).fill(1)]);
  });

  test('of the tokens that a server takes', async () => {
    const server = await limited((texts) => texts.join().length <= 16_384);
    await expectAll(
      server,
      numbered(100).map((number) => `${number} ${'x'.repeat(1000)}`)
    );
    expect(server.sizes().filter((size) => size === 12).length).toBeGreaterThan(3);
  });

  test('of one text at once four at a time, of two thousand too, after a few dozen refusals', async () => {
    const server = await limited((texts) => texts.length === 1, TOO_MANY, 1);
    await expectAll(server, numbered(2048));
    expect(server.sizes().filter((size) => size > 1).length).toBeLessThanOrEqual(44);
    expect([2, 3, 4]).toContain(server.most());
  });

  test('in all requests of a query, once the size is known', async () => {
    const server = await limited((texts) => texts.length <= 500);
    await expectAll(server, numbered(10_000));
    const refused = server.sizes().filter((size) => size > 500);
    expect(refused.length).toBeLessThanOrEqual(16);
    expect(server.most()).toBeLessThanOrEqual(4);
  });

  test('to rank them, too', async () => {
    const server = await limited((texts) => texts.length <= 2);
    const query = { operation: 'rank_by_similarity', custom_embedding_model: 'm', query: '1', candidates: numbered(5) };
    expect((await ask(query, server.source)).data).toMatchObject({
      results: [{ index: 1, score: expect.closeTo(1) as number }, {}, {}, {}, {}],
    });
    expect(sorted(server.sizes())).toEqual([6, 3, 2, 1, 1, 1, 1]);
  });
});

describe('A list of texts fails', () => {
  test.each<[string, Reply, string]>([
    ['the model', { status: 404, body: errorReply('No model.', { code: 'model_not_found' }) }, 'model_not_found'],
    ['a parameter', { status: 400, body: errorReply('No.', { param: 'dimensions' }) }, 'invalid_request'],
    ['a text', { status: 400, body: errorReply('Bad.', { param: 'input[1]' }) }, 'invalid_request'],
    ['the key', { status: 401, body: errorReply('No.') }, 'authentication'],
    ['the account', { status: 400, body: errorReply('No.', { code: 'billing_hard_limit_reached' }) }, 'quota'],
    ['the content', { status: 400, body: errorReply('No.', { code: 'content_policy_violation' }) }, 'content_policy'],
    ['the key’s rights', { status: 403, body: errorReply('No.') }, 'permission'],
  ])('at once when %s is to blame', async (_what, refusal, kind) => {
    const server = await limited(() => false, refusal);
    expect((await askInVain(embed(numbered(8)), server.source)).data['kind']).toBe(kind);
    expect(server.sizes()).toEqual([8]);
  });

  test('when one text alone is refused as well, with that error', async () => {
    const server = await limited(() => false, { status: 400, body: errorReply('No such thing.') });
    expect((await askInVain(embed(numbered(8)), server.source)).description).toBe(
      'No such thing. Check the fields of the query against what the message says.'
    );
    expect(server.sizes()).toEqual([8, 1]);
  });

  test('with the place of the text that is refused alone, and what was done before', async () => {
    const server = await limited((texts) => !texts.includes('5'));
    expect((await askInVain(embed(numbered(8)), server.source)).description).toBe(
      'Too many inputs. Check the fields of the query against what the message says. The text is entry 6 of Input. 5 of 8 texts of Input were done before that.'
    );
    expect(sorted(server.sizes()).slice(0, 4)).toEqual([8, 4, 3, 1]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['names', { param: 'input[1]' }, ' The text is entry 7 of Input.'],
    ['does not blame', { param: 'dimensions' }, ''],
  ])('with the place of a text within a smaller part only where the server %s it', async (_what, rest, place) => {
    const server = await serving<Sent>(({ body }) => {
      const texts = [body.input].flat();
      if (texts.includes('6') && texts.length < 3) return { status: 400, body: errorReply('Bad.', rest) };
      return texts.length > 2 ? TOO_MANY : { body: { data: texts.map(() => ({ embedding: [1] })) } };
    });
    const { description } = await askInVain(embed(numbered(9)), server.source);
    const words = `Bad. Check the fields of the query against what the message says.${place}`;
    expect(description.replace(/ \d of 9 texts of Input were done before that\.$/, '')).toBe(words);
  });

  test('with the place of the first text when that alone is blamed', async () => {
    const refusal = { status: 400, body: errorReply('Bad.', { param: 'input' }) };
    const server = await limited(() => false, refusal);
    expect((await askInVain(embed(numbered(8)), server.source)).description).toBe(
      'Bad. Check the fields of the query against what the message says. The text is entry 1 of Input.'
    );
    expect(server.sizes()).toEqual([8, 1]);
  });

  test('with the places that the request held when the server itself fails', async () => {
    const server = await limited(() => false, { status: 500, body: errorReply('Oops.') });
    const source = { ...server.source, max_retries: 0 };
    expect((await askInVain(embed(['', ...numbered(3)]), source)).description).toContain(
      'The request held the texts between entry 2 of Input and entry 4 of Input.'
    );
    expect((await askInVain(embed(numbered(1)), source)).description).toContain('The request held entry 1 of Input.');
    expect((await askInVain(embed('a'), source)).description).not.toContain('The request held');
  });

  test('with the place of a text that llama.cpp finds too large, which is not tried again', async () => {
    const body = errorReply('input is too large to process. increase the physical batch size', { code: 500 });
    const server = await limited(() => false, { status: 500, body });
    const { data } = await askInVain(embed(numbered(2)), server.source);
    expect(data).toMatchObject({ kind: 'context_length', retryable: false });
    expect(data['message']).toContain('The text is between entry 1 of Input and entry 2 of Input.');
    expect(server.attempts()).toBe(1);
  });

  test('at once at OpenAI’s own server, whose limits are kept', async () => {
    const sent = answering('/v1/embeddings', [
      { status: 400, reply: errorReply('Too long.', { code: 'context_length_exceeded' }) },
    ]);
    const { description } = await askInVain({ ...embed(numbered(2)) });
    expect(description).toContain('The text is between entry 1 of Input and entry 2 of Input.');
    expect(sent).toHaveLength(1);
  });
});
