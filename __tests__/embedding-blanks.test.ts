import { answering, ask, askInVain, errorReply } from './support/openai';

const PATH = '/v1/embeddings';

/** Answers with so many vectors, [0], [1] and so on. */
const replying = (count: number) =>
  answering(PATH, [{ reply: { data: Array.from({ length: count }, (_, index) => ({ index, embedding: [index] })) } }]);

describe('Elements of Input without text', () => {
  test('get the embedding null among texts, and numbers and booleans are their text', async () => {
    const sent = replying(4);
    const input = [null, 'a', ' ', 7, undefined, false, '', 'b'];
    const result = await ask({ operation: 'generate_embedding', input, output: 'full' });
    expect(sent[0]?.body['input']).toEqual(['a', '7', 'false', 'b']);
    const warnings = ['4 elements of Input without text got the embedding null.'];
    expect(result).toMatchObject({
      data: { embedding: [0], embeddings: [null, [0], null, [1], null, [2], null, [3]], warnings },
      metadata: { warnings },
    });
  });

  test('get it among rows, which stay as they are', async () => {
    const sent = replying(2);
    const input = [{ id: 1 }, { id: 2, body: 0 }, null, '', { id: 3, body: ' ' }, { id: 4, body: 'b' }];
    const result = await ask({ operation: 'generate_embedding', input, input_field: 'body' });
    expect(sent[0]?.body['input']).toEqual(['0', 'b']);
    expect(result.data).toEqual({
      embedding: [0],
      rows: [
        { id: 1, embedding: null },
        { id: 2, body: 0, embedding: [0] },
        { embedding: null },
        { embedding: null },
        { id: 3, body: ' ', embedding: null },
        { id: 4, body: 'b', embedding: [1] },
      ],
    });
  });

  test('count where an error names a place', async () => {
    answering(PATH, [{ status: 400, reply: errorReply('Bad text', { code: 'invalid_value', param: 'input[1]' }) }]);
    const { description } = await askInVain({ operation: 'generate_embedding', input: [null, 'a', '', 'b'] });
    expect(description).toContain('The text is entry 4 of Input.');
  });

  test('are counted in a dry run too', async () => {
    const result = await ask({ operation: 'generate_embedding', input: ['a', ''], dry_run: 'yes' });
    expect(result).toMatchObject({
      data: { body: { input: ['a'] } },
      metadata: { warnings: ['1 element of Input without text got the embedding null.'] },
    });
  });
});

describe('Candidates without text', () => {
  const rank = (candidates: unknown, more: object = {}) => ({
    operation: 'rank_by_similarity',
    query: 'q',
    dimensions: 1,
    candidates,
    ...more,
  });

  test('are left out, while the others keep their index', async () => {
    const sent = answering(PATH, [{ reply: { data: [{ embedding: [1] }, { embedding: [1] }, { embedding: [-1] }] } }]);
    const candidates = [null, { id: 1 }, { id: 2, body: true }, '', { id: 3, embedding: [2] }, 'b'];
    const result = await ask(rank(candidates, { input_field: 'body' }));
    expect(sent[0]?.body['input']).toEqual(['q', 'true', 'b']);
    expect(result).toMatchObject({
      data: {
        results: [
          { index: 2, score: 1, item: { id: 2, body: true } },
          { index: 4, score: 1, item: { id: 3 } },
          { index: 5, score: -1, text: 'b' },
        ],
      },
      metadata: { warnings: ['3 elements of Candidates without text were left out.'] },
    });
  });

  test('count where an error names a place', async () => {
    answering(PATH, [{ status: 400, reply: errorReply('Bad text', { code: 'invalid_value', param: 'input[2]' }) }]);
    const { description } = await askInVain(rank(['', 'a', null, 'b']));
    expect(description).toContain('The text is entry 4 of Candidates.');
  });

  test('of which there is one are told of as one', async () => {
    answering(PATH, [{ reply: { data: [{ embedding: [1] }, { embedding: [1] }] } }]);
    expect(await ask(rank(['a', null]))).toMatchObject({
      metadata: { warnings: ['1 element of Candidates without text was left out.'] },
    });
  });
});

describe('Vectors that come in another form', () => {
  const [A, B] = [
    [1, 0],
    [0, 1],
  ];

  test.each<[string, unknown]>([
    ['a list of one row each', { data: [{ embedding: [A] }, { embedding: [B] }] }],
    ['a bare list of items', [{ embedding: A }, { embedding: B }]],
    ['a bare list of vectors', [A, B]],
    ['vectors in data', { data: [A, B] }],
    ['embeddings', { embeddings: [A, B] }],
    [
      'indexes as text, out of order',
      {
        data: [
          { index: '1', embedding: B },
          { index: '0', embedding: A },
        ],
      },
    ],
    [
      'indexes from 1 on',
      {
        data: [
          { index: 2, embedding: B },
          { index: 1, embedding: A },
        ],
      },
    ],
    ['no indexes', { data: [{ index: null, embedding: A }, { embedding: B }] }],
    [
      'an index at the last only',
      {
        data: [{ embedding: A }, { index: 1, embedding: B }],
      },
    ],
  ])('are read: %s', async (_what, reply) => {
    answering(PATH, [{ reply }]);
    const { data } = await ask({ operation: 'generate_embedding', input: ['a', 'b'] });
    expect(data).toEqual({ embedding: A, embeddings: [A, B] });
  });

  test('are read for one text: the vector itself', async () => {
    answering(PATH, [{ reply: [0.5, 1] }]);
    expect((await ask({ operation: 'generate_embedding', input: 'a' })).data).toEqual({ embedding: [0.5, 1] });
  });

  test.each<[string, unknown]>([
    ['two items for one text', [0, 0]],
    ['an index twice', ['1', 1]],
    ['indexes with a gap', [0, 2]],
    ['indexes from 2 on', [2, 3]],
    ['an index that is no number', [0, 'b']],
    ['an index of two texts', [0, '1,2']],
    ['a negative index', [-1, 0]],
    ['an index beside none that it contradicts', [1, undefined]],
  ])('are refused where they can be meant in two ways: %s', async (_what, indexes) => {
    const data = (indexes as unknown[]).map((index) => ({ index, embedding: A }));
    answering(PATH, [{ reply: { data } }]);
    const { description } = await askInVain({ operation: 'generate_embedding', input: ['a', 'b'] });
    expect(description).toContain('The indexes in the reply are not those of the texts.');
  });

  test.each([
    [{ data: [{ embedding: [A, B] }, { embedding: [A] }] }, 'The reply holds something that is no vector.'],
    [{ data: [{ embedding: 'AACAPg==' }, { embedding: 'AAAA' }] }, 'The reply holds something that is no vector.'],
    [[0.5, 1], 'The reply holds something that is no vector.'],
  ])('are refused where they are none: %j', async (reply, problem) => {
    answering(PATH, [{ reply }]);
    const { description } = await askInVain({ operation: 'generate_embedding', input: ['a', 'b'] });
    expect(description).toContain(problem);
  });
});
