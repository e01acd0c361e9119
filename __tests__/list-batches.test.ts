import { servingBatches } from './support/batches';
import { answering, ask, askInVain, askWithEveryField, chatReply, complaint, errorReply } from './support/openai';
import queries from './support/queries.json';
import { serving } from './support/server';

const batch = queries.list_batches.reply.data[0];
const list = (more: object = {}) => ({ operation: 'list_batches', ...more });
const jobs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    ...batch,
    id: `batch_${from + index}`,
    metadata: { ...batch?.metadata, job: `tooljet-${from + index}` },
  }));

describe('List batches', () => {
  test('sends what the form says and lists the batches that the plugin made', async () => {
    const others = [
      { ...batch, id: 'batch_0', metadata: null },
      { ...batch, id: 'batch_9', status: 'queued', metadata: { job: 'night' } },
    ];
    const sent = answering('GET /v1/batches', [{ reply: { ...queries.list_batches.reply, data: [...others, batch] } }]);
    expect(await askWithEveryField('list_batches', { list_limit: '5', dry_run: 'no' })).toEqual({
      status: 'ok',
      data: [
        {
          batch_id: 'batch_1',
          status: 'in_progress',
          operation: 'chat',
          requests: { total: 3, completed: 1, failed: 0 },
          created_at: '2026-11-27T03:00:00.000Z',
          expires_at: '2026-11-28T03:00:00.000Z',
        },
      ],
      metadata: { warnings: [], attempts: 1 },
    });
    expect(sent.map(({ uri }) => uri)).toEqual(['/v1/batches?limit=100']);
  });

  test('lists the others beside one with an odd status, none, or an odd time', async () => {
    const odd = { ...batch, id: 'batch_2', status: 'paused', metadata: { ...batch?.metadata, job: 'tooljet-2' } };
    const none = { ...odd, id: 'batch_3', status: null };
    const late = {
      ...odd,
      id: 'batch_4',
      status: 'completed',
      created_at: 1_795_748_400_000_000,
      expires_at: 1e300,
      metadata: { ...batch?.metadata, job: 'tooljet-4' },
    };
    answering('GET /v1/batches', [{ reply: { ...queries.list_batches.reply, data: [batch, odd, none, late] } }]);
    const times = { created_at: '2026-11-27T03:00:00.000Z', expires_at: '2026-11-28T03:00:00.000Z' };
    const rest = { operation: 'chat', requests: { total: 3, completed: 1, failed: 0 } };
    expect((await ask(list())).data).toEqual([
      { batch_id: 'batch_1', status: 'in_progress', ...rest, ...times },
      { batch_id: 'batch_2', status: 'paused', ...rest, ...times },
      { batch_id: 'batch_4', status: 'completed', ...rest },
    ]);
  });

  test('finds a batch whose start was not answered, its parts together and in order', async () => {
    const server = await servingBatches({ run: () => ({ body: chatReply({ content: 'Hi' }) }) });
    const input = new Array<string>(40).fill('a');
    await ask({ operation: 'generate_embedding', run_as: 'batch', input, dimensions: 1_000_000 }, server.source);
    await ask({ operation: 'chat', run_as: 'batch', rows: ['a'] }, server.source);
    expect((await ask(list(), server.source)).data).toMatchObject([
      { batch_id: 'batch_4', operation: 'chat', requests: { total: 1 } },
      { batch_id: 'batch_1,batch_2,batch_3', operation: 'generate_embedding', requests: { total: 3 } },
    ]);
  });

  test('gives the latest 20 unless Limit says else', async () => {
    const { source } = await serving({ body: { data: jobs(0, 50), has_more: true } });
    const found = async (more: object) => (await ask(list(more), source)).data as unknown as { batch_id: string }[];
    expect(await found({})).toHaveLength(20);
    expect((await found({ list_limit: 3 })).map(({ batch_id }) => batch_id)).toEqual(['batch_0', 'batch_1', 'batch_2']);
  });

  test('turns pages until there are enough, so that all parts of the last one are there', async () => {
    const pages = [jobs(0, 2), [...jobs(1, 2), ...jobs(2, 3)], jobs(3, 4)];
    const { source, requests } = await serving((_request, index) => ({ body: { data: pages[index], has_more: true } }));
    const { data } = await ask(list({ list_limit: 2 }), source);
    expect(data).toMatchObject([{ batch_id: 'batch_0' }, { batch_id: 'batch_1,batch_1' }]);
    expect(requests.map(({ path }) => path)).toEqual(['/v1/batches?limit=100', '/v1/batches?limit=100&after=batch_1']);
  });

  test('ends with the last page, one without ids, and after ten', async () => {
    const asked = async (body: object) => {
      const { source, attempts } = await serving({ body });
      await ask(list(), source);
      return attempts();
    };
    expect(await asked({ data: [], has_more: true })).toBe(1);
    expect(await asked({ data: jobs(0, 1) })).toBe(1);
    expect(await asked({ data: jobs(0, 1), has_more: false })).toBe(1);
    expect(await asked({ data: jobs(0, 1), has_more: true })).toBe(10);
  });

  test('leaves out times that the server does not give', async () => {
    const { source } = await serving({ body: { data: [{ ...batch, created_at: null, expires_at: 0 }] } });
    expect((await ask(list(), source)).data).toEqual([
      {
        batch_id: 'batch_1',
        status: 'in_progress',
        operation: 'chat',
        requests: { total: 3, completed: 1, failed: 0 },
      },
    ]);
  });

  test('says of a server without a Batch API that it has none', async () => {
    const { source } = await serving({ status: 404, body: errorReply('Not Found') });
    expect((await askInVain(list(), source)).data['message']).toBe('Not Found. This server has no Batch API.');
  });

  test('refuses a reply that is no list', async () => {
    const { source } = await serving({ body: { data: 'none' } });
    expect((await askInVain(list(), source)).data['message']).toMatch(/^The reply holds no batches\./);
  });

  test.each([0, 101])('refuses the limit %i', async (list_limit) => {
    expect(await complaint(list({ list_limit }))).toBe(
      `Limit must be a whole number from 1 to 100, not ${list_limit}. Correct it or leave the field blank.`
    );
  });
});
