import { answering, ask, askInVain, askWithEveryField, complaint, errorReply, KEY } from './support/openai';
import { serving } from './support/server';

const PATH = '/v1/models';
const list = (more: object = {}) => ({ operation: 'list_models', ...more });

/** An entry as OpenAI sends it; created so many days after the beginning of 2026. */
const entry = (id: string, days: number, more: object = {}) => ({
  id,
  object: 'model',
  created: 1_767_225_600 + days * 86_400,
  owned_by: 'system',
  shutdown_date: null,
  ...more,
});

/** The models that a query gives for these entries. */
async function modelsOf(data: unknown, more: object = {}) {
  answering(`GET ${PATH}`, [{ reply: { object: 'list', data } }]);
  return (await ask(list(more))).data as { models: Record<string, unknown>[] };
}

const idsOf = async (data: unknown, more: object) => (await modelsOf(data, more)).models.map(({ value }) => value);

describe('List models', () => {
  test('sends what the form says and gives the newest first, ready for a Dropdown', async () => {
    const data = [
      entry('gpt-4o', 1, { shutdown_date: '2027-01-14' }),
      entry('gpt-6-luna', 250, { owned_by: 'openai' }),
      entry('text-embedding-3-small', 0),
    ];
    const sent = answering(`GET ${PATH}`, [{ reply: { object: 'list', data } }]);
    const filled = { model_filter: ' GPT ', model_purpose: 'chat', dry_run: 'no' };
    expect(await askWithEveryField('list_models', filled)).toEqual({
      status: 'ok',
      data: {
        models: [
          {
            label: 'gpt-6-luna',
            value: 'gpt-6-luna',
            owned_by: 'openai',
            created_at: '2026-09-08T00:00:00.000Z',
            purpose: 'chat',
          },
          {
            label: 'gpt-4o',
            value: 'gpt-4o',
            owned_by: 'system',
            created_at: '2026-01-02T00:00:00.000Z',
            shutdown_date: '2027-01-14',
            purpose: 'chat',
          },
        ],
      },
      metadata: { request_id: 'req_1', attempts: 1, warnings: [] },
    });
    expect(sent.map(({ uri }) => uri)).toEqual([PATH]);
  });

  const ALL = [
    entry('gpt-6-luna', 9),
    entry('ft:gpt-4o-2024-08-06:acme::7p4lURel', 8),
    entry('gpt-image-2', 7),
    entry('text-embedding-3-large', 6),
    entry('gpt-transcribe', 5),
    entry('sora-2', 4),
  ];

  test.each([
    ['', ALL.map(({ id }) => id)],
    ['any', ALL.map(({ id }) => id)],
    ['chat', ['gpt-6-luna', 'ft:gpt-4o-2024-08-06:acme::7p4lURel']],
    ['image', ['gpt-image-2']],
    ['embedding', ['text-embedding-3-large']],
    ['other', ['gpt-transcribe', 'sora-2']],
  ])('for the purpose %j tells models apart by the names it knows', async (model_purpose, ids) => {
    expect(await idsOf(ALL, { model_purpose })).toEqual(ids);
  });

  test.each([
    ['GPT-4O', ['ft:gpt-4o-2024-08-06:acme::7p4lURel']],
    ['nothing', []],
  ])('whose names contain %j, in any letter case', async (model_filter, ids) => {
    expect(await idsOf(ALL, { model_filter })).toEqual(ids);
  });

  test('has the date at which a model is shut down from the list, else from what OpenAI has announced', async () => {
    const { models } = await modelsOf([
      entry('gpt-4o', 3, { shutdown_date: '2030-01-01' }),
      entry('gpt-4.1', 2, { shutdown_date: undefined }),
      // The list knows better.
      entry('gpt-5', 1, { shutdown_date: null }),
      entry('unheard-of', 0, { shutdown_date: undefined }),
    ]);
    expect(models.map(({ value, shutdown_date }) => [value, shutdown_date])).toEqual([
      ['gpt-4o', '2030-01-01'],
      ['gpt-4.1', '2027-01-14'],
      ['gpt-5', undefined],
      ['unheard-of', undefined],
    ]);
  });

  test('may be one without any', async () => {
    expect(await modelsOf([])).toEqual({ models: [] });
    expect(await modelsOf(null)).toEqual({ models: [] });
  });
});

describe('Of another server', () => {
  const OTHER = 'https://llm.example.com';
  const source = { apiKey: KEY, base_url: `${OTHER}/v1` };
  const modelsFrom = async (reply: object) => {
    answering(`GET ${PATH}`, [{ reply }], OTHER);
    return (await ask(list(), source)).data;
  };

  test('a bare list without more than ids keeps its order, after those that have a date', async () => {
    const reply = [{ id: 'llama' }, { id: 'gpt-4o' }, { id: 'new', created: 1_767_225_600 }, { id: 'gemma' }];
    expect(await modelsFrom(reply)).toEqual({
      models: [
        { label: 'new', value: 'new', created_at: '2026-01-01T00:00:00.000Z' },
        { label: 'llama', value: 'llama' },
        // Its date of shutdown is OpenAI's own affair.
        { label: 'gpt-4o', value: 'gpt-4o', purpose: 'chat' },
        { label: 'gemma', value: 'gemma' },
      ],
    });
  });

  test('Azure’s names of members are read', async () => {
    const data = [{ id: 'gpt-4o', created_at: 1_767_225_600, deprecation: { inference: 1_798_761_600 } }];
    expect(await modelsFrom({ data })).toEqual({
      models: [
        {
          label: 'gpt-4o',
          value: 'gpt-4o',
          created_at: '2026-01-01T00:00:00.000Z',
          shutdown_date: '2027-01-01',
          purpose: 'chat',
        },
      ],
    });
  });

  test.each<[unknown, string | undefined]>([
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.000Z'],
    [0, undefined],
    [-1, undefined],
    [1_767_225_600_000, undefined],
    [1e300, undefined],
    ['soon', undefined],
    [null, undefined],
    [{}, undefined],
  ])('a time given as %j is %j', async (created, created_at) => {
    expect(await modelsFrom({ data: [{ id: 'a', created, owned_by: 7 }] })).toEqual({
      models: [{ label: 'a', value: 'a', ...(created_at && { created_at }) }],
    });
  });

  test.each([{}, { data: 'none' }, { data: null }])('the reply %j is no list of models', async (reply) => {
    answering(`GET ${PATH}`, [{ reply }], OTHER);
    const { data, description } = await askInVain(list(), source);
    expect(data['kind']).toBe('unusable_reply');
    expect(description).toMatch(/^The reply holds no list of models\. /);
  });

  test.each([null, 'gpt-4o', {}, { id: 7 }, { id: '' }])('an entry that is %j is no model', async (item) => {
    answering(`GET ${PATH}`, [{ reply: { data: [{ id: 'a' }, item] } }], OTHER);
    expect((await askInVain(list(), source)).description).toMatch(/^The reply holds something that is no model\. /);
  });

  test.each([404, 405])('that lists none (%i) it is said, and asked but once', async (status) => {
    const server = await serving({ status, body: errorReply('Not Found') });
    expect((await askInVain(list(), server.source)).description).toBe(
      'Not Found. Check Base URL in the data source: its path usually ends in /v1. Some servers, such as those of deployments, list no models.'
    );
    expect(server.attempts()).toBe(1);
  });
});

test('A wrong key is told as everywhere, and asked for again is what may pass', async () => {
  answering(`GET ${PATH}`, [{ status: 401, reply: errorReply(`Incorrect API key provided: ${KEY}.`) }]);
  expect((await askInVain(list())).description).toBe(
    'Incorrect API key provided: ***. Check API key in the data source, and that it belongs to the server in Base URL.'
  );
  const { source, attempts } = await serving<unknown>([
    { status: 500, body: errorReply('Oops.'), headers: { 'retry-after-ms': '1' } },
    { body: { data: [] } },
  ]);
  expect((await ask(list(), source)).data).toEqual({ models: [] });
  expect(attempts()).toBe(2);
});

test('Dry run shows the request', async () => {
  expect((await ask(list({ model_filter: 'gpt', dry_run: 'yes' }))).data).toEqual({
    method: 'GET',
    path: '/models',
    requests: 1,
  });
});

test.each([
  [{ model_purpose: 'speech' }, 'Purpose must be any, chat, image, embedding, or other, not "speech".'],
  [{ model_filter: ['gpt'] }, 'Name contains must be one text, not a list. Join the list into a text first.'],
])('List models refuses %j before anything is sent', async (more, problem) => {
  expect(await complaint(list(more))).toBe(problem);
});
