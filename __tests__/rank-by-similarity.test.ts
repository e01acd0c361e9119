import fc from 'fast-check';
import { cosine } from '../lib/embeddings/vectors';
import { answering, ask, askInVain, askWithEveryField, complaint, errorReply } from './support/openai';

const PATH = '/v1/embeddings';
const rank = (candidates: unknown, more: object = {}) => ({
  operation: 'rank_by_similarity',
  query: 'reset password',
  dimensions: 2,
  candidates,
  ...more,
});

const replying = (...vectors: number[][]) =>
  answering(PATH, [
    {
      reply: {
        model: 'text-embedding-3-small',
        data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
        usage: { prompt_tokens: 8, total_tokens: 8 },
      },
    },
  ]);

describe('Rank by similarity', () => {
  test('sends every field of the form and gives the most similar first', async () => {
    const sent = replying([1, 0], [0, 1], [1, 1]);
    const filled = {
      model_embedding: 'text-embedding-3-large',
      query: 'reset password',
      candidates: '["billing","login"]',
      input_field: 'unused',
      top_k: '5',
      custom_embedding_model: 'text-embedding-3-small',
      dimensions: '2',
      output: 'reply',
      dry_run: 'no',
    };
    const result = await askWithEveryField('rank_by_similarity', filled);
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'text-embedding-3-small',
        input: ['reset password', 'billing', 'login'],
        encoding_format: 'base64',
        dimensions: 2,
      },
    ]);
    expect(result).toEqual({
      status: 'ok',
      data: {
        results: [
          { index: 1, score: expect.closeTo(Math.SQRT1_2, 12) as number, text: 'login' },
          { index: 0, score: 0, text: 'billing' },
        ],
      },
      metadata: {
        model: 'text-embedding-3-small',
        usage: { input_tokens: 8, total_tokens: 8 },
        request_id: 'req_1',
        attempts: 1,
        warnings: ['Text field was left out, because Candidates holds no objects.'],
      },
    });
  });

  test('embeds only what has no vector yet, and gives objects without theirs', async () => {
    const sent = replying([1, 0], [1, 0]);
    const candidates = [
      { id: 1, body: 'a', embedding: [0, 2] },
      { id: 2, body: 'b', embedding: '[-3, 0]' },
      { id: 3, body: 'c', embedding: null },
      { id: 4, body: 'd', embedding: [5, 0] },
    ];
    const { data } = await ask(rank(candidates, { input_field: 'body' }));
    expect(sent[0]?.body['input']).toEqual(['reset password', 'c']);
    expect(data).toEqual({
      results: [
        { index: 2, score: 1, item: { id: 3, body: 'c' } },
        { index: 3, score: 1, item: { id: 4, body: 'd' } },
        { index: 0, score: 0, item: { id: 1, body: 'a' } },
        { index: 1, score: -1, item: { id: 2, body: 'b' } },
      ],
    });
  });

  test('gives ten by default, or as many as asked', async () => {
    const candidates = Array.from({ length: 12 }, (_, index) => ({ embedding: [index + 1, 1] }));
    replying([1, 0]);
    const ten = (await ask(rank(candidates))).data as { results: { index: number }[] };
    expect(ten.results.map(({ index }) => index)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    replying([1, 0]);
    expect((await ask(rank(candidates, { top_k: 1 }))).data).toMatchObject({ results: [{ index: 11 }] });
  });

  test('takes up to 10,000 candidates, and reads their Text field without white space around it', async () => {
    const candidates = Array.from({ length: 10_000 }, () => ({ body: 'a' }));
    const more = { input_field: ' body ', dry_run: 'yes' };
    expect((await ask(rank(candidates, more))).data).toMatchObject({ requests: 5 });
  });

  test('keeps scores within -1 and 1, whatever the rounding', async () => {
    replying([0.6, 0.1]);
    const { data } = await ask(rank([{ embedding: [0.6, 0.1] }, { embedding: [-0.6, -0.1] }]));
    expect(data).toMatchObject({ results: [{ score: 1 }, { score: -1 }] });
  });

  test('gives nothing for nothing, and sends nothing', async () => {
    expect(await ask(rank([]))).toEqual({
      status: 'ok',
      data: { results: [] },
      metadata: { model: 'text-embedding-3-small', attempts: 0, warnings: [] },
    });
  });

  test('shows the request in a dry run', async () => {
    const body = {
      model: 'text-embedding-3-small',
      input: ['reset password', 'a'],
      encoding_format: 'base64',
      dimensions: 2,
    };
    const shown = { method: 'POST', path: '/embeddings' };
    expect((await ask(rank(['a'], { dry_run: 'yes' }))).data).toEqual({ ...shown, body, requests: 1 });
    expect((await ask(rank([], { dry_run: 'yes' }))).data).toEqual({ ...shown, requests: 0 });
  });

  test.each<[object, string]>([
    [rank(['a'], { query: ' ' }), 'Query is empty. Enter the text to compare with.'],
    [rank(''), 'Candidates is empty. Bind an array of texts or objects.'],
    [rank('a'), 'Candidates must be an array or the text of a JSON array, not "a".'],
    [rank(['a', ['b']]), 'Candidates: entry 2 must be a text, not ["b"].'],
    [
      rank([{ a: 'b' }]),
      'Candidates: entry 1 is an object. Enter in Text field the name of the member that holds the text.',
    ],
    [
      rank([{ a: 'b' }, null, ' '], { input_field: 'b' }),
      'Candidates has no text in any of its elements. Bind texts, or objects that have one in Text field.',
    ],
    [
      rank([{ embedding: 'AACAPwAAAAA=' }]),
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.',
    ],
    [
      rank([{ embedding: [1, 'x'] }]),
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.',
    ],
    [
      rank([{ embedding: [] }]),
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.',
    ],
    [rank([{ embedding: [0, 0] }]), 'Candidates: entry 1: its embedding has only zeros, so it has no direction.'],
    [
      rank([{ embedding: [1, 2, 3] }]),
      "Candidates: entry 1: its embedding has 3 numbers, but the query's has 2. Use the same Model and Dimensions for both.",
    ],
    [
      rank([{ embedding: [1] }], { dimensions: '' }),
      "Candidates: entry 1: its embedding has 1 numbers, but the query's has 1536. Use the same Model and Dimensions for both.",
    ],
    [rank(['a'], { input_field: ['a'] }), 'Text field must be one text, not a list. Join the list into a text first.'],
    [rank(['a'], { query: ['a'] }), 'Query must be one text, not a list. Join the list into a text first.'],
    [
      rank([{ embedding: '[broken' }]),
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.',
    ],
    [
      rank(['a'], { top_k: 0 }),
      'Top results must be a whole number from 1 up, not 0. Correct it or leave the field blank.',
    ],
  ])('refuses %j before anything is sent', async (options, problem) => {
    expect(await complaint(options)).toBe(problem);
  });

  test.each([
    [10_001, {}, 'Candidates takes up to 10,000 elements, not 10001.'],
    [
      6000,
      { model_embedding: 'text-embedding-3-large', dimensions: '', dry_run: 'yes' },
      'Candidates would give 18435072 numbers, and one query takes up to 16,000,000. Send fewer rows, or lower Dimensions.',
    ],
  ])('refuses %i candidates with %j before anything is sent', async (count, more, problem) => {
    expect(await complaint(rank(Array(count).fill('a'), more))).toBe(problem);
  });

  test('lets other queries of the server run while it reads vectors', async () => {
    const embedding = JSON.stringify(Array.from({ length: 1536 }, (_, index) => Math.sin(index + 1)));
    let turns = 0;
    let isOver = false;
    const others = () => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    await ask(rank(Array(1000).fill({ embedding }), { dimensions: '', dry_run: 'yes' }));
    isOver = true;
    expect(turns).toBeGreaterThan(1);
  });

  test('takes no list with gaps for a vector', async () => {
    const embedding = [1, 2];
    embedding.length = 3;
    expect(await complaint(rank([{ embedding }], { dimensions: 3 }))).toContain(
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.'
    );
  });

  test.each([1e200, 1e-200])('compares numbers of any size: %p', async (size) => {
    replying([1, 0]);
    const { data } = await ask(rank([{ embedding: [size, size] }]));
    const score = expect.closeTo(Math.SQRT1_2, 12) as number;
    expect(data).toEqual({ results: [{ index: 0, score, item: {} }] });
  });

  test('says so when the server sends zeros for a candidate', async () => {
    replying([1, 0], [0, 0]);
    const { description, data } = await askInVain(rank(['a']));
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
    expect(description).toBe('The server sent a vector of zeros only, which is similar to nothing. Try another model.');
  });

  test('takes no infinite number, and says so before anything is sent', async () => {
    expect(await complaint(rank([{ embedding: '[1,1e999]' }]))).toContain(
      'Candidates: entry 1: its embedding must be an array of numbers or the text of one, not base64.'
    );
  });

  test('compares lengths after the reply when the model is unknown', async () => {
    replying([1, 2, 3]);
    const more = { custom_embedding_model: 'my-model', dimensions: '' };
    expect(await complaint(rank([{ embedding: [1, 2] }], more))).toBe(
      "Candidates: entry 1: its embedding has 2 numbers, but the query's has 3. Use the same Model and Dimensions for both."
    );
  });

  test.each([
    ['input[0]', 'Query'],
    ['input[2]', 'entry 3 of Candidates'],
  ])('says where the text is that the API blames: %s', async (param, place) => {
    answering(PATH, [{ status: 400, reply: errorReply('Too long.', { param }) }]);
    const { description } = await askInVain(rank(['a', { embedding: [1, 2] }, 'c']));
    expect(description).toContain(`The text is ${place}.`);
  });

  test('is an error when the server sends only zeros', async () => {
    replying([0, 0], [1, 0]);
    expect((await askInVain(rank(['a']))).data).toMatchObject({ kind: 'unusable_reply' });
  });

  test('agrees with a plain computation', () => {
    // Numbers of 32 bits, as embeddings have; the squares of the smallest 64-bit ones lose their digits in both.
    const vector = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        let [dot, aa, bb] = [0, 0, 0];
        for (let i = 0; i < 8; i += 1) {
          const [x = 0, y = 0] = [a[i], b[i]];
          [dot, aa, bb] = [dot + x * y, aa + x * x, bb + y * y];
        }
        const plain = dot / (Math.sqrt(aa) * Math.sqrt(bb));
        if (Number.isFinite(plain)) expect(Math.abs(cosine(a, b) - plain)).toBeLessThan(1e-9);
      })
    );
  });
});
