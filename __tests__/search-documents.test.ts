import { answering, ask, askInVain, askWithEveryField, complaint } from './support/openai';

const PATH = '/v1/vector_stores/vs_1/search';
const search = (more: object = {}) => ({
  operation: 'search_documents',
  vector_store_ids: 'vs_1',
  query: 'returns',
  ...more,
});

const result = (score: number, ...texts: unknown[]) => ({
  file_id: `file-${score}`,
  filename: 'terms.md',
  score,
  attributes: { year: 2026 },
  content: texts.map((text) => ({ type: 'text', text })),
});

describe('Search documents', () => {
  test('sends every field of the form and gives the best passages first', async () => {
    const sent = answering(PATH, [{ reply: { data: [result(0.5, 'b'), result(0.9, 'a', 'c')], has_more: false } }]);
    const filled = {
      vector_store_ids: ' vs_1 ',
      query: 'returns',
      max_results: '5',
      score_threshold: '0.25',
      filters: '{"region":"us","year":[2025,2026]}',
      dry_run: 'no',
    };
    expect(await askWithEveryField('search_documents', filled)).toEqual({
      status: 'ok',
      data: {
        results: [
          { score: 0.9, text: 'a\nc', filename: 'terms.md', file_id: 'file-0.9', attributes: { year: 2026 } },
          { score: 0.5, text: 'b', filename: 'terms.md', file_id: 'file-0.5', attributes: { year: 2026 } },
        ],
      },
      metadata: { request_id: 'req_1', attempts: 1, warnings: [] },
    });
    expect(sent.map(({ body }) => body)).toEqual([
      {
        query: 'returns',
        max_num_results: 5,
        filters: {
          type: 'and',
          filters: [
            { type: 'eq', key: 'region', value: 'us' },
            { type: 'in', key: 'year', value: [2025, 2026] },
          ],
        },
        ranking_options: { score_threshold: 0.25 },
      },
    ]);
  });

  test('sends no more than the query, and takes the id in a list', async () => {
    const sent = answering(PATH, [{ reply: { data: [] } }]);
    expect((await ask(search({ vector_store_ids: '["vs_1"]' }))).data).toEqual({ results: [] });
    expect(sent[0]?.body).toEqual({ query: 'returns' });
  });

  test('reads results that lack something', async () => {
    const odd = { content: [{ type: 'text', text: 7 }, 'x'], score: 'high' };
    answering(PATH, [{ reply: { data: [odd, result(0.1, 'a')] } }]);
    expect((await ask(search())).data).toEqual({
      results: [
        { score: 0.1, text: 'a', filename: 'terms.md', file_id: 'file-0.1', attributes: { year: 2026 } },
        { score: 0, text: '', attributes: {} },
      ],
    });
  });

  test.each<[object, object]>([
    [{ region: 'us' }, { type: 'eq', key: 'region', value: 'us' }],
    [{ isOpen: true }, { type: 'eq', key: 'isOpen', value: true }],
    [{ type: 'pdf' }, { type: 'eq', key: 'type', value: 'pdf' }],
    [
      { type: 'gt', key: 'year', value: 2020 },
      { type: 'gt', key: 'year', value: 2020 },
    ],
    [
      { type: 'or', filters: [] },
      { type: 'or', filters: [] },
    ],
    [
      { type: 'eq', key: 7 },
      {
        type: 'and',
        filters: [
          { type: 'eq', key: 'type', value: 'eq' },
          { type: 'eq', key: 'key', value: 7 },
        ],
      },
    ],
  ])('makes of the filters %j what OpenAI takes', async (filters, expected) => {
    expect((await ask(search({ filters, dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/vector_stores/vs_1/search',
      body: { query: 'returns', filters: expected },
      requests: 1,
    });
  });

  test.each([
    [{ vector_store_ids: '' }, 'Vector store is empty. Enter the id of one, such as vs_abc123.'],
    [{ vector_store_ids: 'vs_1, vs_2' }, 'Vector store takes one id here. Run a query for each of several.'],
    [{ vector_store_ids: '../files' }, 'Vector store must hold ids of letters, digits, _ and -, not "../files".'],
    [{ vector_store_ids: [7] }, 'Vector store must hold ids of letters, digits, _ and -, not 7.'],
    [{ vector_store_ids: ' , ' }, 'Vector store is empty. Enter the id of one, such as vs_abc123.'],
    [{ vector_store_ids: [null] }, 'Vector store must hold ids of letters, digits, _ and -, not null.'],
    [{ vector_store_ids: { id: 'vs_1' } }, 'Vector store is an object. Bind its id alone, at the end of {{…}}.'],
    [{ query: ' ' }, 'Query is empty. Enter what to look for.'],
    [
      { max_results: 51 },
      'Most results must be a whole number from 1 to 50, not 51. Correct it or leave the field blank.',
    ],
    [{ score_threshold: 2 }, 'Least score must be a number from 0 to 1, not 2. Correct it or leave the field blank.'],
    [{ filters: 'us' }, 'Filters must be a JSON object such as {"region": "us"}, not "us".'],
    [{ filters: {} }, 'Filters must be a JSON object such as {"region": "us"}, not {}.'],
    [{ filters: { a: {} } }, 'Filters: a must be a text, a number, true, false, or a list of them, not {}.'],
    [{ filters: { a: [] } }, 'Filters: a must be a text, a number, true, false, or a list of them, not [].'],
    [{ filters: { a: [null] } }, 'Filters: a must be a text, a number, true, false, or a list of them, not [null].'],
    [
      { filters: { a: ['b', null] } },
      'Filters: a must be a text, a number, true, false, or a list of them, not ["b",null].',
    ],
  ])('refuses %j before anything is sent', async (more, problem) => {
    expect(await complaint(search(more))).toBe(problem);
  });

  test.each([{ object: 'list' }, { data: [null] }, { data: [{}] }])(
    'is an error when the reply is %j',
    async (reply) => {
      answering(PATH, [{ reply }]);
      expect((await askInVain(search())).data).toMatchObject({ kind: 'unusable_reply' });
    }
  );

  test('says which store is not there', async () => {
    const message = "Vector store with id 'vs_1' not found.";
    answering(PATH, [{ status: 404, reply: { error: { message, type: 'invalid_request_error' } } }]);
    expect((await askInVain(search())).description).toBe(
      `${message} Check Vector store: its id stands on the page Storage of OpenAI's platform, and it belongs to the project of the API key.`
    );
  });
});
