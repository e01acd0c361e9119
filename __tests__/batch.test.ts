import { servingBatches } from './support/batches';
import { answering, ask, askInVain, chatReply, complaint, errorReply, hurried, KEY, linesIn } from './support/openai';
import type { Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

type Json = Record<string, unknown>;

const JOB = /^tooljet-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const chatOf = (more: object) => ({ operation: 'chat', run_as: 'batch', prompt: 'Say {word}', ...more });
const embeddingOf = (more: object) => ({ operation: 'generate_embedding', run_as: 'batch', ...more });
const line = (custom_id: string, url: string, body: object) => ({ custom_id, method: 'POST', url, body });

const warningsOf = (result: unknown) => (result as { metadata: { warnings: string[] } }).metadata.warnings;

/** OpenAI's replies to the upload of a file and the start of a batch; what was sent. */
const started = () => ({
  files: answering('/v1/files', [{ reply: { id: 'file-1', object: 'file' } }]),
  batches: answering('/v1/batches', [{ reply: { id: 'batch_1', object: 'batch', status: 'validating' } }]),
});

/** A server that takes files and answers the start of each batch by a function of how many were started before. */
function serverOf(start: (before: number) => Reply, rest: (path: string) => Reply = () => ({ body: {} })) {
  let begun = 0;
  return serving<Json>(({ path, method }) => {
    if (path === '/v1/files') return { body: { id: 'file-1' } };
    return path === '/v1/batches' && method === 'POST' ? start(begun++) : rest(path);
  });
}

const batch = (before: number) => ({ body: { id: `batch_${before + 1}`, status: 'validating' } });

/** Texts whose vectors are so long that a batch takes 18 of them. */
const inParts = (parts: number) =>
  embeddingOf({ input: Array.from({ length: 18 * parts }, () => 'a'), dimensions: 1_000_000 });

describe('Chat with Rows and Run as Batch', () => {
  test('uploads the requests of all rows and starts a batch of them', async () => {
    const { files, batches } = started();
    const result = await ask(
      chatOf({
        model: 'gpt-4o',
        system_prompt: 'Be brief.',
        rows: [{ word: 'ä\ud83d' }, { word: 7 }],
        response_format: 'json_schema',
        json_schema: ['string'],
        max_tokens: 50,
        temperature: 0,
        output: 'full',
        concurrency: 3,
      })
    );
    const messages = (word: string) => [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: `Say ${word}` },
    ];
    const body = {
      model: 'gpt-4o',
      max_completion_tokens: 50,
      temperature: 0,
      response_format: expect.anything() as object,
    };
    const [upload] = files;
    expect(upload && linesIn(upload.parts)).toEqual([
      line('row-0', '/v1/chat/completions', { ...body, messages: messages('ä\ufffd') }),
      line('row-1', '/v1/chat/completions', { ...body, messages: messages('7') }),
    ]);
    const [job] = (upload?.parts[0]?.[1].filename ?? '').split('-1.jsonl');
    expect(job).toMatch(JOB);
    expect(upload?.parts).toEqual([
      ['file', { filename: `${job}-1.jsonl`, type: 'application/jsonl', value: expect.any(String) as string }],
      ['purpose', { value: 'batch' }],
      ['expires_after[anchor]', { value: 'created_at' }],
      ['expires_after[seconds]', { value: '604800' }],
    ]);
    expect(batches.map(({ body }) => body)).toEqual([
      {
        input_file_id: 'file-1',
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
        metadata: {
          job,
          part: '1',
          parts: '1',
          operation: 'chat',
          rows: '2',
          first: '0',
          count: '2',
          blank: '0',
          requests: '2',
          reading: 'list',
          limit: '50',
        },
      },
    ]);
    expect(result).toEqual({
      status: 'ok',
      data: { batch_id: 'batch_1', status: 'validating', requests: 2, parts: 1, model: 'gpt-4o', warnings: [] },
      metadata: { model: 'gpt-4o', warnings: [], attempts: 2 },
    });
    expect(JSON.stringify([upload?.parts, batches[0]?.body])).not.toContain(KEY);
  });

  test('keeps with the batch what reading its replies needs, and says what was changed', async () => {
    const { batches } = started();
    const result = await ask(
      chatOf({ model: 'o3', rows: ['a'], prompt: '{row} {other}', suffix: '\\n!', stop_sequence: ['END', '\n'] })
    );
    expect(batches[0]?.body).toMatchObject({ metadata: { reading: 'text', suffix: '\n!', stops: '["END","\\n"]' } });
    expect(warningsOf(result)).toEqual([
      'Stop sequence was not sent, because o3 does not take it; the reply is cut at it here instead.',
      '{other} stayed as typed, because Rows have only {row}.',
    ]);
  });

  test.each([
    [{ suffix: 'a'.repeat(513) }, 'Suffix takes up to 512 characters with Run as Batch, not 513.'],
    [
      { model: 'o3', stop_sequence: 'a'.repeat(509) },
      'Stop sequence takes up to 512 characters with Run as Batch, not 513.',
    ],
  ])('refuses %j, which a batch cannot keep', async (more, problem) => {
    expect(await complaint(chatOf({ rows: ['a'], ...more }))).toBe(`${problem} Shorten it, or set Run as to Now.`);
  });

  const NO_ROWS =
    'Rows is empty, and Run as Batch sends one request for each of them. Bind Rows, or set Run as to Now.';
  const whole = (row: number) => `This is about entry ${row} of Rows, and a batch is sent whole or not at all.`;
  test.each([
    ['no Rows', {}, NO_ROWS],
    ['blank Rows', { rows: ' ' }, NO_ROWS],
    ['empty Rows', { rows: [] }, NO_ROWS],
    ['another value', { rows: ['a'], run_as: 'later' }, 'Run as must be now or batch, not "later".'],
    [
      'an element that is no row',
      { rows: [{ word: 'a' }, null] },
      `Rows: an element must be a text, number, boolean or object, not null. Entry 2 is one, and a batch is sent whole or not at all.`,
    ],
    [
      'a row without a prompt',
      { rows: ['a', 'b', ' '], prompt: '' },
      `The prompt for this row is empty. Fill in Prompt or the row, or leave the row out. ${whole(3)}`,
    ],
    [
      'a misspelt placeholder',
      { rows: [{ words: 'a' }] },
      'Prompt: {word} is no column of Rows. Did you mean {words}? To send it as it is, write \\{word}.',
    ],
    [
      'a row of more than 5 MB',
      { rows: [{ word: 'a' }, { word: 'ä'.repeat(2_500_000) }] },
      'Rows: entry 2 makes a request of more than 5 MB, the most that one may have. Shorten the row, Prompt, System prompt, Message history or Images and PDFs.',
    ],
    [
      'a row of more than 5 MB as JSON',
      { rows: [{ word: 'a' }, { word: '"'.repeat(2_500_000) }] },
      'A request of a batch may have 5 MB, and this one would have more: shorten entry 2 of Rows.',
    ],
    [
      'more than 200,000 rows',
      { rows: new Array<string>(200_001).fill('a') },
      'Rows takes up to 200,000 elements, not 200001.',
    ],
    [
      'what all rows share a thousand times',
      { rows: new Array<string>(1001).fill('a'), images: `data:image/png;base64,iVBORw0KGgo${'A'.repeat(1_000_001)}` },
      'Rows make 1002 MB of text with Prompt and System prompt, and one query takes up to 1000 MB. Send fewer rows at once or shorten Prompt.',
    ],
  ])('with %s sends nothing', async (_name, more, problem) => {
    expect(await complaint(chatOf(more))).toBe(problem);
  });

  test('takes 200,000 rows, 50,000 in each batch', async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => ({ word: index }));
    expect((await ask(chatOf({ rows, dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/batches',
      body: line('row-0', '/v1/chat/completions', { model: 'gpt-5.2', messages: [{ role: 'user', content: 'Say 0' }] }),
      requests: 200_000,
      parts: 4,
    });
  });

  test('sends more rows than a batch takes as several, and gives their ids in order', async () => {
    const server = await servingBatches({ run: () => ({ body: chatReply({ content: 'Hi' }) }) });
    const rows = Array.from({ length: 50_001 }, (_, index) => index);
    const { data } = await ask(chatOf({ rows, prompt: '' }), server.source);
    expect(data).toEqual({ batch_id: 'batch_1,batch_2', status: 'validating', requests: 50_001, parts: 2 });
    const [first, second] = [...server.batches.values()].map(({ metadata }) => metadata as Json);
    expect(first).toMatchObject({
      part: '1',
      parts: '2',
      rows: '50001',
      first: '0',
      count: '50000',
      requests: '50000',
    });
    expect(second).toMatchObject({ part: '2', parts: '2', rows: '50001', first: '50000', count: '1', requests: '1' });
    expect(second?.['job']).toBe(first?.['job']);
    const lines = [...server.files.values()].map(({ content }) => content.trim().split('\n'));
    expect(lines.map(({ length }) => length)).toEqual([50_000, 1]);
    expect(JSON.parse(lines[1]?.[0] ?? '')).toMatchObject({
      custom_id: 'row-50000',
      body: { messages: [{ content: '50000' }] },
    });
  });

  test('splits the rows where a file would be larger than 190 MB', async () => {
    const word = 'a'.repeat(4_000_000);
    const parts = async (length: number) =>
      (await ask(chatOf({ rows: new Array<Json>(length).fill({ word }), dry_run: 'yes' }))).data;
    expect(await parts(47)).toMatchObject({ requests: 47, parts: 1 });
    expect(await parts(48)).toMatchObject({ requests: 48, parts: 2 });
  });

  test('without Batch takes no more than 1,000 rows', async () => {
    expect(await complaint(chatOf({ rows: new Array<string>(1001).fill('a'), run_as: 'now' }))).toBe(
      'Rows takes up to 1,000 elements, not 1001. Set Run as to Batch for up to 200,000.'
    );
  });
});

describe('Generate Embedding with Run as Batch', () => {
  test('puts neighbouring texts into one request, which begins anew after an element without text', async () => {
    const { files, batches } = started();
    const input = [null, { a: 'one' }, { a: 'two' }, { a: ' ' }, { a: 'three' }, {}];
    const result = await ask(
      embeddingOf({
        input,
        input_field: 'a',
        encoding_format: 'float',
        dimensions: 2,
        model_embedding: 'text-embedding-3-large',
      })
    );
    const body = { model: 'text-embedding-3-large', encoding_format: 'base64', dimensions: 2 };
    expect(linesIn(files[0]?.parts ?? [])).toEqual([
      line('row-1-2', '/v1/embeddings', { ...body, input: ['one', 'two'] }),
      line('row-4', '/v1/embeddings', { ...body, input: ['three'] }),
    ]);
    expect(batches[0]?.body).toEqual({
      input_file_id: 'file-1',
      endpoint: '/v1/embeddings',
      completion_window: '24h',
      metadata: {
        job: expect.stringMatching(JOB) as string,
        part: '1',
        parts: '1',
        operation: 'generate_embedding',
        rows: '6',
        first: '0',
        count: '6',
        blank: '3',
        requests: '2',
        encoding: 'float',
        dimensions: '2',
      },
    });
    expect(result.data).toEqual({ batch_id: 'batch_1', status: 'validating', requests: 2, parts: 1 });
    expect(warningsOf(result)).toEqual(['3 elements of Input without text got the embedding null.']);
  });

  const NO_LIST = 'Input must be a list of texts or objects with Run as Batch. Bind one, or set Run as to Now.';
  test.each([
    ['one text', { input: 'a' }, NO_LIST],
    [
      'an empty list',
      { input: [] },
      'Input is an empty list, and Run as Batch sends requests for its elements. Bind one that has some, or set Run as to Now.',
    ],
    [
      'more than 200,000 texts',
      { input: new Array<string>(200_001).fill('a') },
      'Input takes up to 200,000 texts with Run as Batch, not 200001. Send fewer rows at once.',
    ],
    [
      'more than 1,000,000 elements, most of them blank',
      { input: ['a', ...new Array<string>(1_000_000).fill('')] },
      'A batch takes up to 1,000,000 elements, blank ones counted, not 1000001. Send fewer at once.',
    ],
    [
      'a text of more than 5 MB',
      { input: ['a', 'a'.repeat(5_000_000)] },
      'A request of a batch may have 5 MB, and this one would have more: shorten entry 2 of Input.',
    ],
  ])('of %s sends nothing', async (_name, more, problem) => {
    expect(await complaint(embeddingOf(more))).toBe(problem);
  });

  test.each([
    ['text-embedding-3-small', 12_207],
    ['text-embedding-3-large', 6103],
    ['text-embedding-ada-002', 12_207],
  ])('of %s puts so many vectors as 100 MB hold into a batch', async (model_embedding, most) => {
    const parts = async (length: number) => {
      const input = new Array<string>(length).fill('a'.repeat(1000));
      return (await ask(embeddingOf({ model_embedding, input, dry_run: 'yes' }))).data;
    };
    // A request has 300 of these texts.
    const whole = most - (most % 300);
    expect(await parts(whole)).toMatchObject({ requests: whole / 300, parts: 1 });
    expect(await parts(whole + 300)).toMatchObject({ requests: whole / 300 + 1, parts: 2 });
  });

  test('puts 50,000 texts into a batch where vectors are short', async () => {
    const input = new Array<string>(102_400).fill('a');
    const { data } = await ask(embeddingOf({ input, dimensions: 8, dry_run: 'yes' }));
    expect(data).toMatchObject({ requests: 50, parts: 3 });
  });
});

describe('A batch that cannot be started', () => {
  test('is not begun when its file is refused', async () => {
    const { source, requests } = await serving({ status: 400, body: errorReply('Too many files.') });
    const { data } = await askInVain(inParts(2), source);
    expect(data).toEqual({
      message: 'Too many files. Check the fields of the query against what the message says.',
      kind: 'invalid_request',
      retryable: false,
      status: 400,
      type: 'invalid_request_error',
    });
    expect(requests.map(({ path }) => path)).toEqual(['/v1/files']);
  });

  test('is an error when the upload gives no id', async () => {
    const { source } = await serving({ body: { object: 'file' } });
    expect((await askInVain(inParts(1), source)).data['message']).toBe(
      'The reply has no id. Check Base URL in the data source: its path usually ends in /v1. The reply begins: {"object":"file"}'
    );
  });

  test.each(['/v1/files', '/v1/batches'])('because a server lacks %s is told so', async (missing) => {
    const { source } = await serving(({ path }) =>
      path === missing ? { status: 404, body: errorReply('Not Found') } : { body: { id: 'file-1' } }
    );
    const { data } = await askInVain(inParts(1), source);
    expect(data['message']).toBe('Not Found. This server has no Batch API. Set Run as to Now.');
  });

  test('has the parts before it cancelled', async () => {
    const { source, requests } = await serverOf((before) =>
      before < 2 ? batch(before) : { status: 400, body: errorReply('Enqueued token limit reached.') }
    );
    const { data } = await askInVain(inParts(3), source);
    expect(data['message']).toBe(
      'Enqueued token limit reached. Check the fields of the query against what the message says. Part 3 was not started. Cancelled: batch_1, batch_2.'
    );
    expect(requests.slice(6).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/batches/batch_1/cancel',
      'POST /v1/batches/batch_2/cancel',
    ]);
  });

  test('names the parts that could not be cancelled', async () => {
    const { source } = await serverOf(
      (before) => (before < 2 ? batch(before) : { status: 400, body: errorReply('No.') }),
      (path) => (path.includes('batch_1') ? { status: 400, body: errorReply('No.') } : { body: {} })
    );
    expect((await askInVain(inParts(3), source)).data['message']).toMatch(
      / Part 3 was not started\. Cancelled: batch_2\. Still running, and paid: batch_1\. Cancel them with Batch results\.$/
    );
  });

  test.each([
    ['a broken connection', { raw: (response: { destroy(): unknown }) => response.destroy() }],
    ['a server error', { status: 500, body: errorReply('Oops.') }],
    ['a reply without an id', { body: { status: 'validating' } }],
    ['a reply with an id that no query could ask for', { body: { id: 'arn:aws/1' } }],
  ])('may be running after %s, which is said, and is not started again', async (_name, reply) => {
    const { source, requests } = await serverOf(() => reply);
    expect((await askInVain(inParts(1), source)).data['message']).toMatch(
      / It may be running all the same: look with List batches\.$/
    );
    expect(requests.filter(({ path }) => path === '/v1/batches')).toHaveLength(1);
  });

  test('because no answer comes has the parts before it cancelled in the time kept for that, each by itself', async () => {
    const never: Reply = { raw: () => undefined };
    const { source, requests } = await serverOf(
      (before) => (before < 2 ? batch(before) : never),
      (path) => (path.includes('batch_1') ? never : { body: {} })
    );
    expect((await askInVain(inParts(3), { ...source, timeout_seconds: 8 })).data).toEqual({
      message:
        "No complete reply came within 8 s. Ask for a shorter reply or raise Timeout in the data source (and the query's own timeout, if it has one). Part 3 may be running all the same: look with List batches. Cancelled: batch_2. Still running, and paid: batch_1. Cancel them with Batch results.",
      kind: 'timeout',
      retryable: true,
    });
    expect(requests.slice(6).map(({ path }) => path)).toEqual([
      '/v1/batches/batch_1/cancel',
      '/v1/batches/batch_2/cancel',
    ]);
  });

  test('waits out a rate limit', async () => {
    const { source, attempts } = await serverOf((before) =>
      before === 0 ? { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after': '1' } } : batch(before)
    );
    expect((await ask(inParts(1), source)).data).toMatchObject({ batch_id: 'batch_2' });
    expect(attempts()).toBe(3);
  });

  /** A server that refuses the first uploads so, and how long the plugin waits before it sends them again. */
  const refusing = async (refusal: Reply, times: number, more: object = {}) => {
    const { source, requests } = await serving(({ path }, index) =>
      index < times ? refusal : path === '/v1/files' ? { body: { id: 'file-1' } } : batch(0)
    );
    const { outcome, waits } = await hurried(() => Promise.allSettled([ask(inParts(1), { ...source, ...more })]));
    return { outcome: outcome[0], waits, paths: requests.map(({ path }) => path) };
  };

  test.each([
    ['a rate limit', { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after': '7' } }, 7000],
    ['an overload', { status: 503, body: errorReply('Busy.') }, 1000],
  ])('has its file sent again, whole, after %s', async (_name, refusal, wait) => {
    const { outcome, waits, paths } = await refusing(refusal, 2);
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { data: { batch_id: 'batch_1' } } });
    expect(waits).toEqual([wait, wait]);
    expect(paths).toEqual(['/v1/files', '/v1/files', '/v1/files', '/v1/batches']);
  });

  test.each([
    ['three times', { status: 429, body: errorReply('Slow down.') }, {}, 3],
    ['because there is no credit', { status: 429, body: errorReply('No.', { code: 'insufficient_quota' }) }, {}, 1],
    ['by an error of its own', { status: 500, body: errorReply('Oops.') }, {}, 1],
    [
      'for longer than the query may take',
      { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after': '200' } },
      { timeout_seconds: 200 },
      1,
    ],
  ])('fails when the server refuses its file %s', async (_name, refusal, more, uploads) => {
    const { outcome, paths } = await refusing(refusal, 9, more);
    expect(outcome.status).toBe('rejected');
    expect(paths).toEqual(new Array<string>(uploads).fill('/v1/files'));
  });
});
