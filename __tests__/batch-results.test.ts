import fc from 'fast-check';
import type { ResultLine } from '../scripts/fake-batches.cjs';
import { servingBatches } from './support/batches';
import {
  answering,
  ask,
  askInVain,
  askWithEveryField,
  chatReply,
  complaint,
  errorReply,
  hurried,
} from './support/openai';
import queries from './support/queries.json';
import type { Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

type Json = Record<string, unknown>;

const going = queries.batch_results.reply;
const ended = {
  ...going,
  status: 'completed',
  output_file_id: 'file-2',
  request_counts: { total: 3, completed: 3, failed: 0 },
};
const counts = (total: number, completed: number, failed: number) => ({ total, completed, failed });
const chats = (more: object = {}) => ({
  operation: 'chat',
  run_as: 'batch',
  prompt: '{row}',
  rows: ['a', 'b', 'c'],
  ...more,
});
const results = (more: object = {}) => ({ operation: 'batch_results', batch_id: 'batch_1', ...more });
const vectors = (more: object) => ({ operation: 'generate_embedding', run_as: 'batch', ...more });

/** Answers with the prompt itself. */
const echo = (_url: string, body: Json) => {
  const messages = body['messages'] as { content: string }[];
  return { body: chatReply({ content: String(messages.at(-1)?.content) }) };
};
const said = (content: string) => ({ ok: true, content, finish_reason: 'stop' });
const lineOf = (row: number | string, response: unknown, error: unknown = null) => ({
  id: 'r',
  custom_id: `row-${row}`,
  response,
  error,
});
const reply = (content: string) => ({ status_code: 200, request_id: 'req_1', body: chatReply({ content }) });

/** The data of a batch that has ended, whose files have these lines. */
const serverWith = (lines: readonly unknown[], batch: object = ended) =>
  serving<Json>(({ path }) =>
    path.endsWith('/content')
      ? { body: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') }
      : { body: batch }
  );

async function rowsFrom(lines: readonly unknown[], batch?: object, more: object = {}) {
  const { source } = await serverWith(lines, batch);
  const { data } = await ask(results(more), source);
  return (data as { rows: unknown[] }).rows;
}

describe('Batch results', () => {
  test('sends what the form says and tells how a batch stands', async () => {
    const sent = answering('GET /v1/batches/batch_1', [
      { reply: { ...going, usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 }, model: 'gpt-5.2' } },
    ]);
    const filled = {
      batch_id: ' batch_1 ',
      batch_wait: 'no',
      batch_offset: '0',
      batch_limit: '10',
      batch_action: 'get',
      dry_run: 'no',
    };
    expect(await askWithEveryField('batch_results', filled)).toEqual({
      status: 'ok',
      data: {
        batch_id: 'batch_1',
        status: 'in_progress',
        done: false,
        requests: counts(3, 1, 0),
        expires_at: '2026-11-28T03:00:00.000Z',
      },
      metadata: {
        model: 'gpt-5.2',
        usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
        warnings: [],
        attempts: 1,
      },
    });
    expect(sent.map(({ uri }) => uri)).toEqual(['/v1/batches/batch_1']);
  });

  test('gives what came of each row, in the order in which they were sent', async () => {
    const server = await servingBatches({
      run: (url, body) => {
        const { content } = (body['messages'] as { content: string }[])[0] as { content: string };
        return content === 'b'
          ? { status: 400, body: errorReply('No.', { code: 'content_policy_violation' }) }
          : echo(url, body);
      },
    });
    const { data } = await ask(chats({ suffix: '!' }), server.source);
    expect(await server.results((data as Json)['batch_id'])).toEqual({
      status: 'ok',
      data: {
        batch_id: 'batch_1',
        status: 'completed',
        done: true,
        requests: counts(3, 2, 1),
        expires_at: '2026-11-28T03:00:00.000Z',
        rows: [
          said('a!'),
          {
            ok: false,
            error: {
              message:
                'No. The request was blocked by a content policy. Reword the prompt; retrying it unchanged will not help.',
              kind: 'content_policy',
              retryable: false,
              status: 400,
              code: 'content_policy_violation',
              type: 'invalid_request_error',
              request_id: 'req_1',
            },
          },
          said('c!'),
        ],
      },
      metadata: { model: 'gpt-5.2-2025-12-11', warnings: [], rows: { ok: 2, failed: 1 }, attempts: 3 },
    });
  });

  test('counts no request as done before the batch has begun', async () => {
    const server = await servingBatches({ run: echo });
    await ask(chats(), server.source);
    const at = async (seconds: number) => {
      server.pass(seconds);
      return (await ask(results(), server.source)).data;
    };
    expect(await at(0)).toMatchObject({ status: 'validating', done: false, requests: counts(3, 0, 0) });
    expect(await at(1.7)).toMatchObject({ status: 'in_progress', requests: counts(3, 2, 0) });
    expect(await at(1)).toMatchObject({ status: 'finalizing', done: false });
    expect(await at(1)).toMatchObject({ status: 'completed', done: true, requests: counts(3, 3, 0) });
  });

  test('takes the number of requests from what was sent where the server counts none', async () => {
    const { source } = await serving({ body: { ...going, request_counts: null } });
    expect((await ask(results(), source)).data).toMatchObject({ requests: counts(3, 0, 0) });
  });

  test('waits until it has ended', async () => {
    const { source, requests } = await serving(({ path }, index) => {
      if (path.endsWith('/content'))
        return { body: [0, 1, 2].map((row) => JSON.stringify(lineOf(row, reply('Hi')))).join('\n') };
      return { body: index < 3 ? going : ended };
    });
    const { outcome, waits } = await hurried(() => ask(results({ batch_wait: 'yes' }), source));
    expect(outcome.data).toMatchObject({ done: true, rows: [said('Hi'), said('Hi'), said('Hi')] });
    expect(waits).toEqual([2000, 3000, 4500]);
    expect(requests).toHaveLength(5);
  });

  test('fetches slices, and says where the next one begins', async () => {
    const lines = [0, 1, 2].map((row) => lineOf(row, reply(`${row}`)));
    const { source } = await serverWith(lines);
    const slice = async (more: object) => (await ask(results(more), source)).data;
    expect(await slice({ batch_limit: 2 })).toMatchObject({ rows: [said('0'), said('1')], next_offset: 2 });
    const last = await slice({ batch_limit: 2, batch_offset: 2 });
    expect(last).toMatchObject({ rows: [said('2')] });
    expect(last).not.toHaveProperty('next_offset');
    expect(await slice({ batch_offset: 3 })).toMatchObject({ done: true, rows: [] });
  });

  test('gives up to 1,000 rows unless Limit says else', async () => {
    const server = await servingBatches({ run: echo });
    await ask(chats({ rows: Array.from({ length: 1001 }, (_, index) => index) }), server.source);
    const rowsOf = async (more: object) => ((await server.results('batch_1', more)).data as { rows: unknown[] }).rows;
    const usual = await rowsOf({});
    expect(usual).toHaveLength(1000);
    expect(usual[999]).toEqual(said('999'));
    expect(await rowsOf({ batch_limit: 1001 })).toHaveLength(1001);
  });

  test('cancels a batch that goes on, and gives what was done of one that has ended', async () => {
    const server = await servingBatches({ run: echo });
    await ask(chats(), server.source);
    const cancel = async () => (await ask(results({ batch_action: 'cancel' }), server.source)).data;
    expect(await cancel()).toMatchObject({ status: 'cancelling', done: false });
    server.pass(10);
    expect(await cancel()).toMatchObject({
      status: 'cancelled',
      done: true,
      rows: [said('a'), { ok: false }, said('c')],
    });
    expect(server.requests.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(1);
  });

  const cancelling = (batch_id: string, answer: (path: string) => Reply, batch: object = going) =>
    serving<Json>(({ method, path }) => {
      if (method === 'POST') return answer(path);
      const id = path.split('/').at(-1);
      return { body: { ...batch, id, metadata: { ...going.metadata, part: id?.slice(-1), parts: '3' } } };
    }).then(({ source, requests }) => ({
      query: () => ask(results({ batch_id, batch_action: 'cancel' }), source),
      vain: () => askInVain(results({ batch_id, batch_action: 'cancel' }), source),
      posts: () => requests.filter(({ method }) => method === 'POST').map(({ path }) => path),
    }));

  const REFUSED = 'It may not be cancelled. Check the fields of the query against what the message says.';
  const refusing = (status: number) => () => ({ status, body: errorReply('It may not be cancelled.') });

  test.each([400, 409])('is no failure when the server does not cancel it (%i), but says why', async (status) => {
    const { query } = await cancelling('batch_1', refusing(status));
    expect(await query()).toMatchObject({
      data: { status: 'in_progress', done: false },
      metadata: { warnings: [`batch_1 was not cancelled: ${REFUSED}`, expect.stringContaining('1 of the 3 parts')] },
    });
  });

  test('names each part that the server does not cancel and that goes on', async () => {
    const { query } = await cancelling('batch_1,batch_2', refusing(400));
    expect(await query()).toMatchObject({
      metadata: {
        warnings: [
          `batch_1 was not cancelled: ${REFUSED}`,
          `batch_2 was not cancelled: ${REFUSED}`,
          'Batch ID holds 2 of the 3 parts of the query, so other rows are missing.',
        ],
      },
    });
  });

  test('says nothing of a part that the server takes a moment to cancel', async () => {
    const { query } = await cancelling('batch_1,batch_2', (path) =>
      path.includes('batch_2') ? refusing(409)() : { body: {} }
    );
    expect(await query()).toMatchObject({
      metadata: { warnings: [`batch_2 was not cancelled: ${REFUSED}`, expect.stringContaining('2 of the 3 parts')] },
    });
  });

  test.each(['cancelling', 'cancelled', 'failed', 'expired'])(
    'says nothing of a refusal where the batch is %s afterwards',
    async (after) => {
      let asked = 0;
      const { source } = await serving<Json>(({ method }) => {
        if (method === 'POST') return refusing(409)();
        asked += 1;
        return { body: { ...going, status: asked > 1 ? after : 'in_progress' } };
      });
      const outcome = await ask(results({ batch_action: 'cancel' }), source).catch((error: unknown) => error);
      expect(JSON.stringify(outcome)).not.toContain('not cancelled');
      expect(asked).toBe(2);
    }
  );

  test('tries to cancel every part, and names those that could not be', async () => {
    const { vain, posts } = await cancelling('batch_1,batch_2,batch_3', (path) =>
      path.includes('batch_2') ? { body: {} } : { status: 403, body: errorReply('Not yours.') }
    );
    const { data } = await vain();
    expect(data).toMatchObject({ kind: 'permission', status: 403 });
    expect(data['message']).toMatch(/^Not yours\. .* Not cancelled: batch_1, batch_3\.$/);
    expect(posts()).toHaveLength(3);
  });

  test('cancels nothing that the plugin did not make, and nothing of several queries', async () => {
    const { source, requests } = await serving(({ path }) => ({
      body: {
        ...going,
        id: 'b',
        metadata: path.endsWith('1') ? going.metadata : { ...going.metadata, job: 'tooljet-2' },
      },
    }));
    await askInVain(results({ batch_id: 'batch_1,batch_2', batch_action: 'cancel' }), source);
    expect(requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('shows with Dry run what would be asked', async () => {
    const shown = async (more: object) =>
      (await ask(results({ batch_id: ['batch_1', 'batch_2'], dry_run: 'yes', ...more }))).data;
    expect(await shown({})).toEqual({ method: 'GET', path: '/batches/batch_1', body: undefined, requests: 2 });
    expect(await shown({ batch_action: 'cancel' })).toMatchObject({ method: 'POST', path: '/batches/batch_1/cancel' });
  });

  test.each([
    [{ batch_id: ' ' }, 'Batch ID is empty. Bind the batch_id of a query that was run as a batch.'],
    [
      { batch_id: { batch_id: 'batch_1,batch_2' } },
      'Batch ID is an object. Bind its batch_id alone, at the end of {{…}}.',
    ],
    [
      { batch_id: ['batch_1', { data: { id: 'batch_2' } }] },
      'Batch ID is an object. Bind its data.id alone, at the end of {{…}}.',
    ],
    [{ batch_id: '../models' }, 'Batch ID must hold ids of letters, digits, _ and -, not "../models".'],
    [
      { batch_id: Array.from({ length: 101 }, (_, index) => `batch_${index}`) },
      'Batch ID takes up to 100 ids, not 101.',
    ],
    [{ batch_offset: -1 }, 'Offset must be a whole number from 0 up, not -1. Correct it or leave the field blank.'],
    [{ batch_limit: 0 }, 'Limit must be a whole number from 1 up, not 0. Correct it or leave the field blank.'],
    [{ batch_action: 'stop' }, 'Action must be get or cancel, not "stop".'],
    [{ batch_wait: 'maybe' }, 'Wait for it must be no or yes, not "maybe".'],
  ])('refuses %j', async (more, problem) => {
    expect(await complaint(results(more))).toBe(problem);
  });

  test.each([
    ['another program', { metadata: { run: '7' } }],
    ['nobody', { metadata: null }],
    ['a job without numbers', { metadata: { ...going.metadata, rows: 'many' } }],
    ['a job of half a row', { metadata: { ...going.metadata, rows: '2.5' } }],
    ['a job of more rows than there can be', { metadata: { ...going.metadata, rows: '5000000', count: '5000000' } }],
    ['less than no rows', { metadata: { ...going.metadata, count: '-3' } }],
  ])('refuses a batch of %s, whose results belong to no rows', async (_name, more) => {
    const { source } = await serving({ body: { ...going, ...more } });
    expect((await askInVain(results(), source)).data['message']).toBe(
      'Batch ID: batch_1 was not made by this plugin, so its results belong to no rows. Take the id from Chat or Generate Embedding with Run as Batch, or from List batches.'
    );
  });

  test('refuses batches that say they are for more rows than a job can have', async () => {
    const metadata = { ...going.metadata, rows: '1000000', count: '600000', parts: '2' };
    const { source, requests } = await serving({ body: { ...going, status: 'cancelled', metadata } });
    const query = results({ batch_id: 'batch_1,batch_2', batch_limit: 5_000_000 });
    expect((await askInVain(query, source)).data).toEqual({
      message: 'Batch ID holds batches that say they are for more than 1,000,000 rows together. Fetch them one by one.',
      kind: 'invalid_input',
      retryable: false,
    });
    expect(requests).toHaveLength(2);
  });

  test('gives the rows of cancelled batches, with one error for all of each', async () => {
    const metadata = { ...going.metadata, rows: '200000', count: '50000', requests: '50000', parts: '4' };
    const { source } = await serving(({ path }) => {
      const part = Number(path.at(-1));
      const place = { part: String(part), first: String((part - 1) * 50_000) };
      return { body: { ...going, id: `batch_${part}`, status: 'cancelled', metadata: { ...metadata, ...place } } };
    });
    const query = results({ batch_id: 'batch_1,batch_2,batch_3,batch_4', batch_limit: 200_000 });
    const result = await ask(query, source);
    const { rows } = result.data as { rows: unknown[] };
    expect(rows[0]).toEqual({
      ok: false,
      error: { message: 'The batch was cancelled before this row was done.', kind: 'server', retryable: true },
    });
    expect(new Set(rows).size).toBe(4);
    expect(result).toMatchObject({ metadata: { rows: { ok: 0, failed: 200_000 } } });
  });

  test('refuses a batch of a later version', async () => {
    const { source } = await serving({ body: { ...going, metadata: { ...going.metadata, operation: 'toString' } } });
    expect((await askInVain(results(), source)).data['message']).toBe(
      'Batch ID: the batch is of "toString", which this version does not know.'
    );
  });

  test.each([[{ status: 7 }], [{ id: 7 }]])('refuses a reply with %j, which is no batch', async (more) => {
    const { source } = await serving({ body: { ...going, ...more } });
    expect((await askInVain(results(), source)).data).toMatchObject({
      kind: 'unusable_reply',
      message: expect.stringContaining('The reply is no batch.') as string,
    });
  });

  test('says what may be wrong with an id that is not found', async () => {
    const { source } = await serving({ status: 404, body: errorReply('No batch found.') });
    expect((await askInVain(results(), source)).data['message']).toBe(
      'No batch found. Check Batch ID: batches belong to the project of the API key.'
    );
  });
});

describe('A line of the results', () => {
  const fine = [lineOf(0, reply('a')), lineOf(2, reply('c'))];
  const error = (message: string, more: object = {}) => ({
    ok: false,
    error: { message, kind: 'server', retryable: true, ...more },
  });

  test.each([
    [
      'is missing',
      [],
      error('The results have nothing for this row. Run Batch results again; if that stays so, send the row again.'),
    ],
    [
      'has the status 0',
      [lineOf(1, { status_code: 0, request_id: '', body: {} })],
      error('The server gave an empty reply to this row. Send it again.'),
    ],
    [
      'has an empty body',
      [lineOf(1, { status_code: 200, request_id: 'req_1', body: {} })],
      error('The server gave an empty reply to this row. Send it again.'),
    ],
    [
      'has no body',
      [lineOf(1, { status_code: 200, request_id: 'req_1' })],
      error('The server gave an empty reply to this row. Send it again.'),
    ],
    [
      'has neither response nor error',
      [lineOf(1, null)],
      error('The server gave an empty reply to this row. Send it again.'),
    ],
    [
      'is no JSON',
      ['{"custom_id":"row-1", "resp'],
      error('The results have nothing for this row. Run Batch results again; if that stays so, send the row again.'),
    ],
    [
      'holds more than may be read',
      [`{"id":"r","custom_id":"row-1","response":{"status_code":200,"body":{"a":[${'{},'.repeat(1_000_000)}{}]}}}`],
      {
        ok: false,
        error: {
          message: 'The reply holds more than 1,000,000 objects and lists.',
          kind: 'unusable_reply',
          retryable: false,
        },
      },
    ],
    [
      'was not run in time',
      [lineOf(1, null, { code: 'batch_expired', message: 'Too late.' })],
      error('The batch ended after its 24 hours, before this row was done. Send it again.', { kind: 'timeout' }),
    ],
    [
      'has an error of another kind',
      [lineOf(1, null, { code: 'odd', message: 'Something broke' })],
      error('Something broke. The server had a problem of its own. Run the query again in a moment.', {
        status: 500,
        code: 'odd',
      }),
    ],
    [
      'has a reply that ended early',
      [lineOf(1, { status_code: 200, request_id: 'req_9', body: chatReply({ content: '' }, {}, 'content_filter') })],
      error('A content filter stopped the reply. Reword Prompt and run the query again.', {
        kind: 'content_policy',
        retryable: false,
        request_id: 'req_9',
      }),
    ],
    ['has no id of its own', [lineOf(1, { status_code: 200, body: chatReply({ content: 'b' }) })], said('b')],
    ['stands there twice', [lineOf(1, reply('first')), lineOf(1, reply('second'))], said('first')],
  ])('that %s tells so in its row alone', async (_name, lines, row) => {
    expect(await rowsFrom([...fine, ...lines])).toEqual([said('a'), row, said('c')]);
  });

  test('that holds more than may be read, and does not begin with its id, belongs to no row', async () => {
    const lines = [...fine, lineOf(1, reply('b')), `{"response":[${'[],'.repeat(1_000_001)}[]],"custom_id":"row-0"}`];
    expect(await rowsFrom(lines.reverse())).toEqual([said('a'), said('b'), said('c')]);
  });

  test.each(['row-3', 'row--1', 'row-1-3', 'row-0-0', 'row-1x', 'other', undefined])(
    'of %s belongs to no row',
    async (custom_id) => {
      const lines = [...fine, lineOf(1, reply('b')), { ...lineOf(0, reply('stray')), custom_id }];
      expect(await rowsFrom(lines.reverse())).toEqual([said('a'), said('b'), said('c')]);
    }
  );

  test('may end with a carriage return, and blank ones do not count', async () => {
    expect(await rowsFrom([`${JSON.stringify(lineOf(1, reply('b')))}\r`, '', ...fine, '', ''])).toEqual([
      said('a'),
      said('b'),
      said('c'),
    ]);
  });

  test('comes whole, however the file is cut on its way', async () => {
    const { source } = await serving<Json>(({ path }) => {
      if (!path.endsWith('/content')) return { body: ended };
      const bytes = Buffer.from(
        ['ä', 'b€', 'c😀'].map((text, row) => JSON.stringify(lineOf(row, reply(text)))).join('\n')
      );
      return {
        raw: async (response) => {
          for (let at = 0; at < bytes.length; at += 37) {
            response.write(bytes.subarray(at, at + 37));
            if (at % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          }
          response.end();
        },
      };
    });
    expect((await ask(results(), source)).data).toMatchObject({ rows: [said('ä'), said('b€'), said('c😀')] });
  });

  test('is read once, when the connection breaks and all come again', async () => {
    let broken = false;
    const { source, attempts } = await serving<Json>(({ path }) => {
      if (!path.endsWith('/content')) return { body: ended };
      const text = ['a', 'b', 'c'].map((content, row) => JSON.stringify(lineOf(row, reply(content)))).join('\n');
      if (broken) return { body: text };
      broken = true;
      return {
        raw: (response) => {
          response.writeHead(200, { 'content-length': text.length });
          response.write(text.slice(0, text.length / 2), () => setTimeout(() => response.destroy(), 50));
        },
      };
    });
    expect((await ask(results(), source)).data).toMatchObject({ rows: [said('a'), said('b'), said('c')] });
    expect(attempts()).toBe(3);
  });

  test.each([
    [chats({ rows: ['1'], response_format: 'json_object' }), '1', { json: 1 }],
    [
      chats({ rows: ['1'], response_format: 'json_schema', json_schema: ['number'] }),
      '{"items":[1,2]}',
      { json: [1, 2] },
    ],
    [
      chats({ rows: ['1'], response_format: 'json_schema', json_schema: { type: 'array', items: {} } }),
      '{"items":[]}',
      { json: [] },
    ],
    [chats({ rows: ['1'], model: 'o3', stop_sequence: ['.'], suffix: '?' }), 'One. Two.', { content: 'One?' }],
    [chats({ rows: ['1'], suffix: ' 😀' }), 'Hi', { content: 'Hi 😀' }],
  ])('is read as the form %j says', async (query, content, row) => {
    const server = await servingBatches({ run: () => ({ body: chatReply({ content }) }) });
    await ask(query, server.source);
    expect((await server.results('batch_1')).data).toMatchObject({ rows: [{ ok: true, content, ...row }] });
  });

  test('whose reply was cut names the limit that was asked for', async () => {
    const run = () => ({ body: chatReply({ content: '' }, {}, 'length') });
    const server = await servingBatches({ run });
    await ask(chats({ rows: ['a'], max_tokens: 20 }), server.source);
    await expect(server.results('batch_1')).rejects.toMatchObject({
      description: expect.stringContaining('6 of the 20 tokens of Max Tokens') as string,
    });
  });

  test('has its warnings among those of the query, each once', async () => {
    const server = await servingBatches({ run: () => ({ body: chatReply({ content: 'Hi' }, {}, 'length') }) });
    await ask(chats(), server.source);
    expect((await server.results('batch_1')) as object).toMatchObject({
      metadata: { warnings: ['The reply was cut at the token limit. Raise Max Tokens for a longer one.'] },
    });
  });
});

describe('A batch without results', () => {
  const message = async (batch: object, lines: readonly unknown[] = []) => {
    const { source } = await serverWith(lines, batch);
    return (await askInVain(results(), source)).data['message'];
  };

  test('is no success, though it says completed', async () => {
    const refusal = (row: number) =>
      lineOf(row, { status_code: 400, request_id: 'req_1', body: errorReply(`No ${row}.`) });
    const batch = { ...ended, output_file_id: null, error_file_id: 'file-3', request_counts: counts(3, 0, 3) };
    const { source } = await serverWith([refusal(1), refusal(0), refusal(2)], batch);
    expect((await askInVain(results(), source)).data).toEqual({
      message:
        'No 0. Check the fields of the query against what the message says. No row succeeded: of 3 requests 0 were completed and 3 failed.',
      kind: 'invalid_request',
      retryable: false,
      status: 400,
      type: 'invalid_request_error',
      request_id: 'req_1',
    });
  });

  test('fails in a slice of it, too', async () => {
    const batch = { ...ended, output_file_id: null, error_file_id: 'file-3', request_counts: counts(3, 0, 3) };
    const { source } = await serverWith([lineOf(9, null)], batch);
    expect((await askInVain(results({ batch_offset: 1, batch_limit: 1 }), source)).data).toMatchObject({
      kind: 'server',
    });
  });

  test('of which a slice has nothing but errors gives these', async () => {
    const lines = [lineOf(0, reply('a'))];
    expect(await rowsFrom(lines, ended, { batch_offset: 1 })).toMatchObject([{ ok: false }, { ok: false }]);
  });

  test('has lost all rows when there is no file', async () => {
    expect(await message({ ...ended, output_file_id: null, error_file_id: '' })).toBe(
      'The results have nothing for this row. Run Batch results again; if that stays so, send the row again. No row succeeded: of 3 requests 3 were completed and 0 failed.'
    );
  });

  test('because its file holds something else says so, and that asking again may help', async () => {
    const { source } = await serverWith(['<html>Sorry</html>']);
    expect((await askInVain(results(), source)).data).toMatchObject({
      kind: 'unusable_reply',
      retryable: true,
      message: 'The files of results hold none. Run Batch results again.',
    });
  });

  test('because a line never ends is no danger to the server', async () => {
    const { source } = await serving<Json>(({ path }) =>
      path.endsWith('/content') ? { body: Buffer.alloc(65 * 1024 ** 2, 'a') } : { body: ended }
    );
    expect((await askInVain(results(), source)).data).toMatchObject({
      kind: 'unusable_reply',
      message: 'A line of the reply is longer than 64 MB.',
    });
  });

  test('because it was cancelled is no failure', async () => {
    const { source } = await serverWith([], { ...ended, status: 'cancelled', output_file_id: null });
    expect((await ask(results(), source)).data).toMatchObject({
      status: 'cancelled',
      done: true,
      rows: [{ ok: false }, { ok: false }, { ok: false }],
    });
  });

  test('because its files are gone says so', async () => {
    const { source } = await serving(({ path }) =>
      path.endsWith('/content') ? { status: 404, body: errorReply('No such File object: file-2') } : { body: ended }
    );
    expect((await askInVain(results(), source)).data).toMatchObject({
      message: 'The results of this batch are gone: OpenAI keeps them for 30 days after it has ended.',
      status: 404,
    });
  });

  test('because its files cannot be had says why', async () => {
    const { source } = await serving(({ path }) =>
      path.endsWith('/content') ? { status: 403, body: errorReply('Not yours.') } : { body: ended }
    );
    expect((await askInVain(results(), source)).data).toMatchObject({ kind: 'permission', status: 403 });
  });

  const failedBatch = (errors: unknown, metadata: object = {}) => ({
    ...going,
    status: 'failed',
    request_counts: counts(0, 0, 0),
    errors,
    metadata: { ...going.metadata, ...metadata },
  });

  test.each([
    [
      { data: [{ code: 'invalid_json_line', line: 2, message: 'Not JSON.', param: null }] },
      {},
      'The batch was refused: Not JSON. It is about row 2 of what was sent. Correct the query and run it again.',
    ],
    [
      { data: [{ code: 'mismatched_model', line: 2, message: 'Not one model' }] },
      { part: '2', parts: '3', first: '7' },
      'The batch was refused: Not one model. It is about row 9 of what was sent. Correct the query and run it again.',
    ],
    [
      { data: [{ code: 'invalid_json_line', line: 2, message: 'Not JSON.' }] },
      { operation: 'generate_embedding', requests: '2', part: '2', parts: '3' },
      'The batch was refused: Not JSON. It is about line 2 of part 2 of 3 of what was sent. Correct the query and run it again.',
    ],
    [
      { data: [{ code: 'token_limit_exceeded', line: null, message: 'Enqueued token limit reached.' }] },
      {},
      'The batch was refused: Enqueued token limit reached. Wait until other batches have ended, then send these rows again.',
    ],
    [null, {}, 'The batch was refused: the server does not say why. Correct the query and run it again.'],
  ])('because %j was found in it names the row', async (errors, metadata, problem) => {
    const { source } = await serverWith([], failedBatch(errors, metadata));
    const { data } = await askInVain(results(), source);
    expect(data).toMatchObject({ kind: 'invalid_request', retryable: false, message: problem });
    expect(data['code']).toBe(errors?.data[0]?.code);
  });

  test.each([
    ['expired', 'batch_1 ended after its 24 hours; rows that were not done by then are errors.', 'timeout'],
    ['cancelled', 'batch_1 was cancelled; rows that were not done before are errors.', 'server'],
  ])('for the rest of its rows has %s', async (status, warning, kind) => {
    const lines = [lineOf(0, reply('a')), lineOf(1, null, { code: `batch_${status}`, message: 'No.' })];
    const { source } = await serverWith(lines, { ...ended, status });
    const result = await ask(results(), source);
    expect(result.data).toMatchObject({
      status,
      done: true,
      rows: [said('a'), { ok: false, error: { kind, retryable: true } }, { ok: false, error: { kind } }],
    });
    expect(result).toMatchObject({ metadata: { warnings: [warning], rows: { ok: 1, failed: 2 } } });
  });
});

describe('Several parts', () => {
  const metadata = (part: number, more: object = {}) => ({
    ...going.metadata,
    rows: '4',
    parts: '2',
    part: `${part}`,
    first: part === 1 ? '0' : '3',
    count: part === 1 ? '3' : '1',
    requests: part === 1 ? '3' : '1',
    ...more,
  });
  const lines: Record<string, readonly ResultLine[]> = {
    'file-1': [0, 1, 2].map((row) => lineOf(row, reply(`${row}`)) as ResultLine),
    'file-2': [lineOf(3, reply('3')) as ResultLine],
  };
  const server = (first: object, second: object) =>
    serving<Json>(({ path }) => {
      const [, file] = /files\/(.*)\/content/.exec(path) ?? [];
      if (file) return { body: lines[file]?.map((line) => JSON.stringify(line)).join('\n') };
      const part = path.endsWith('1') ? 1 : 2;
      const batch = { ...ended, id: `batch_${part}`, output_file_id: `file-${part}`, metadata: metadata(part) };
      return { body: { ...batch, ...(part === 1 ? first : second) } };
    });
  const both = { batch_id: 'batch_2, batch_1,batch_2' };

  test('give their rows in one list, and all counts, times and tokens together', async () => {
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const { source } = await server({ usage }, { usage, request_counts: counts(1, 1, 0), expires_at: 1795834801 });
    expect(await ask(results(both), source)).toEqual({
      status: 'ok',
      data: {
        batch_id: 'batch_1,batch_2',
        status: 'completed',
        done: true,
        requests: counts(4, 4, 0),
        expires_at: '2026-11-28T03:00:01.000Z',
        rows: ['0', '1', '2', '3'].map(said),
      },
      metadata: {
        model: 'gpt-5.2-2025-12-11',
        usage: { input_tokens: 2, output_tokens: 4, total_tokens: 6 },
        warnings: [],
        rows: { ok: 4, failed: 0 },
        attempts: 4,
      },
    });
  });

  test('fetch only the files in which the slice is', async () => {
    const { source, requests } = await server({}, {});
    const slice = async (batch_offset: number, batch_limit: number) =>
      (await ask(results({ ...both, batch_offset, batch_limit }), source)).data;
    expect(await slice(3, 1)).toMatchObject({ rows: [said('3')] });
    expect(requests.filter(({ path }) => path.endsWith('/content')).map(({ path }) => path)).toEqual([
      '/v1/files/file-2/content',
    ]);
    expect(await slice(2, 2)).toMatchObject({ rows: [said('2'), said('3')] });
    expect(await slice(1, 2)).toMatchObject({ rows: [said('1'), said('2')], next_offset: 3 });
  });

  test.each([
    ['validating', 'in_progress', 'validating', false],
    ['completed', 'in_progress', 'in_progress', false],
    ['failed', 'cancelling', 'cancelling', false],
    ['completed', 'cancelled', 'cancelled', true],
    ['expired', 'cancelled', 'expired', true],
    ['completed', 'failed', 'failed', true],
    ['completed', 'paused', 'paused', false],
    ['paused', 'validating', 'paused', false],
  ])('that are %s and %s are %s together', async (first, second, status, done) => {
    const { source } = await server({ status: first }, { status: second });
    expect((await ask(results(both), source)).data).toMatchObject({ status, done });
  });

  test('of which one was refused give the rows of the others', async () => {
    const errors = { data: [{ code: 'token_limit_exceeded', message: 'Too much.' }] };
    const { source } = await server({}, { status: 'failed', errors, output_file_id: null });
    const problem = 'The batch was refused: Too much. Wait until other batches have ended, then send these rows again.';
    const result = await ask(results(both), source);
    const error = { message: problem, kind: 'invalid_request', retryable: false, code: 'token_limit_exceeded' };
    expect(result.data).toMatchObject({ rows: [said('0'), said('1'), said('2'), { ok: false, error }] });
    expect(result).toMatchObject({ metadata: { warnings: [problem] } });
  });

  test('of which one was refused say so while the others go on', async () => {
    const errors = { data: [{ code: 'a key: sk-1', message: 'Bad line.' }] };
    const { source } = await server({ status: 'in_progress' }, { status: 'failed', errors });
    expect(await ask(results(both), source)).toMatchObject({
      data: { status: 'in_progress', done: false },
      metadata: { warnings: ['The batch was refused: Bad line. Correct the query and run it again.'] },
    });
  });

  test('that are not all there say so', async () => {
    const { source } = await server({}, {});
    const result = await ask(results({ batch_id: 'batch_2' }), source);
    expect(result.data).toMatchObject({ batch_id: 'batch_2', rows: [said('3')] });
    expect(result).toMatchObject({
      metadata: { warnings: ['Batch ID holds 1 of the 2 parts of the query, so other rows are missing.'] },
    });
  });

  test('of different queries are refused', async () => {
    const { source } = await server({}, { metadata: metadata(2, { job: 'tooljet-2' }) });
    expect((await askInVain(results({ batch_id: 'batch_1,batch_2' }), source)).data['message']).toBe(
      'Batch ID holds batches of different queries, such as "batch_2". Fetch them one by one.'
    );
  });
});

describe('A batch of embeddings', () => {
  const base64 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64');
  const run = (_url: string, { input }: Json) => ({
    body: {
      data: (input as string[]).map((text, index) => ({ index, embedding: base64(Number(text), 0.5) })),
      model: 'text-embedding-3-small',
    },
  });
  const rowsOf = async (query: Json, more: object = {}, fakeRun: typeof run = run) => {
    const server = await servingBatches({ run: fakeRun });
    await ask(vectors(query), server.source);
    return ((await server.results('batch_1', more)).data as { rows: unknown[] }).rows;
  };
  const vector = (number: number) => ({ ok: true, embedding: [number, 0.5] });
  const none = { ok: true, embedding: null };

  test('gives a vector for each text in its place, and null for an element without text', async () => {
    expect(await rowsOf({ input: [null, 1, 2, '', ' ', 3, null] })).toEqual([
      none,
      vector(1),
      vector(2),
      none,
      none,
      vector(3),
      none,
    ]);
  });

  test('gives vectors in the encoding that was chosen', async () => {
    const rows = await rowsOf({ input: ['1'], encoding_format: 'base64' });
    expect(rows).toEqual([{ ok: true, embedding: base64(1, 0.5) }]);
  });

  test('gives a slice from within a request', async () => {
    const input = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(await rowsOf({ input }, { batch_offset: 3, batch_limit: 2 })).toEqual([vector(4), vector(5)]);
  });

  test('gives its error to each text of a request that failed', async () => {
    const refusing: typeof run = (url, body) =>
      (body['input'] as string[]).includes('2')
        ? ({ status: 400, body: errorReply('Too long.') } as unknown as ReturnType<typeof run>)
        : run(url, body);
    const failed = {
      ok: false,
      error: expect.objectContaining({ message: expect.stringMatching(/^Too long\./) as string }) as object,
    };
    expect(await rowsOf({ input: ['1', '', '2', '3'] }, {}, refusing)).toEqual([vector(1), none, failed, failed]);
  });

  test('cannot tell an element without text from one whose line is lost', async () => {
    const server = await servingBatches({ run, change: (lines) => lines.slice(1) });
    await ask(vectors({ input: ['1', '', '2'] }), server.source);
    expect((await server.results('batch_1')).data).toMatchObject({ rows: [{ ok: false }, { ok: false }, vector(2)] });
  });

  test('checks the vectors against Dimensions', async () => {
    const server = await servingBatches({ run });
    await ask(vectors({ input: ['1'], dimensions: 3 }), server.source);
    await expect(server.results('batch_1')).rejects.toMatchObject({
      description: expect.stringContaining('a vector of 2 numbers, not the 3 of Dimensions') as string,
    });
  });

  /** A server with the vectors of so many texts, 100,000 numbers each. */
  const longVectors = (count: number) => {
    const embedding = base64(...new Array<number>(100_000).fill(1));
    const lines = Array.from({ length: count }, (_, row) =>
      lineOf(row, { status_code: 200, request_id: 'req_1', body: { data: [{ index: 0, embedding }] } })
    );
    const span = { rows: `${count}`, count: `${count}`, requests: `${count}` };
    const metadata = { ...going.metadata, ...span, operation: 'generate_embedding', encoding: 'base64' };
    return serverWith(lines, { ...ended, metadata });
  };

  test('has a warning when a browser will be slow with it', async () => {
    const { source } = await longVectors(47);
    expect(await ask(results({ batch_limit: 46 }), source)).toMatchObject({ metadata: { warnings: [] } });
    expect(await ask(results({ batch_limit: 47 }), source)).toMatchObject({
      metadata: { warnings: ['The rows are about 25 MB, which is slow in a browser. Lower Limit.'] },
    });
  });

  test('gives no more numbers than one query may', async () => {
    const { source } = await longVectors(161);
    expect((await askInVain(results(), source)).data['message']).toBe(
      'Limit: these rows are more than the 400 MB or 16,000,000 numbers that one query may give. Lower it.'
    );
    expect((await ask(results({ batch_limit: 160 }), source)).data).toMatchObject({ next_offset: 160 });
  });
});

test('Batch results gives of any rows what Rows gives now', async () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('refuse', 'cut', 'json', 'odd', 'tool'));
  const row = fc.oneof(word, fc.integer(), fc.boolean(), fc.record({ row: word }));
  const run = (_url: string, body: Json) => {
    const prompt = String((body['messages'] as { content: string }[]).at(-1)?.content);
    if (prompt.includes('refuse'))
      return { status: 400, body: errorReply('No.', { code: 'content_policy_violation' }) };
    if (prompt.includes('cut')) return { body: chatReply({ content: '{"half' }, {}, 'length') };
    if (prompt.includes('odd')) return { body: { odd: true } };
    if (prompt.includes('tool'))
      return {
        body: chatReply({
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        }),
      };
    return { body: chatReply({ content: prompt.includes('json') ? '{"a":12345678901234567890}' : prompt }) };
  };
  const forms = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 12 }),
    suffix: fc.constantFrom('', '!'),
    response_format: fc.constantFrom('', 'json_object'),
    stop_sequence: fc.constantFrom('', 'e'),
    model: fc.constantFrom('gpt-5.2', 'o3'),
  });
  await fc.assert(
    fc.asyncProperty(forms, async (form) => {
      const server = await servingBatches({ run });
      const query = { ...form, operation: 'chat', prompt: 'Say {row}' };
      const [now] = await Promise.allSettled([ask(query, server.source)]);
      const { data } = await ask({ ...query, run_as: 'batch' }, server.source);
      const [later] = await Promise.allSettled([server.results((data as Json)['batch_id'])]);
      if (now.status === 'fulfilled' && later.status === 'fulfilled') {
        expect((later.value.data as Json)['rows']).toEqual(now.value.data);
      } else {
        const { data: ours } = (later as PromiseRejectedResult).reason as { data: Json };
        const { data: theirs } = (now as PromiseRejectedResult).reason as { data: Json };
        expect({ ...ours, message: '' }).toEqual({ ...theirs, message: '' });
        expect(ours['message']).toContain(theirs['message']);
      }
      await server.close();
    }),
    { numRuns: 60 }
  );
});
