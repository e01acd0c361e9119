import { answering, ask, chatReply, complaint } from './support/openai';
import { serving } from './support/server';

/*
 * Limits of many megabytes, apart from the tests of their operations: each of these takes as long as a hundred others, and
 * `npm run mutate` would run them for every change.
 */
const MB = 1024 * 1024;
const PNG = '89504e470d0a1a0a';
const PDF = '255044462d312e340a00';

/** A file of so many bytes that begins like this, as base64. */
const file = (start: string, bytes: number) =>
  Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(bytes - start.length / 2)]).toString('base64');

test('Images of a reply larger than 25 MB in all come with a warning, and smaller ones without', async () => {
  const images = [12, 13].map((megabytes) => ({ b64_json: file(PNG, megabytes * MB) }));
  answering('/v1/images/generations', [
    { reply: { data: images } },
    { reply: { data: [...images, { b64_json: 'iVBORw0KGgo=' }] } },
  ]);
  const query = { operation: 'image_generation', prompt: 'A futuristic cityscape' };
  expect(await ask(query)).toMatchObject({ metadata: { warnings: [] } });
  const warnings = [
    'The images are larger than 25 MB in all. Choose JPEG or WebP in Output format and lower Compression.',
  ];
  expect(await ask(query)).toMatchObject({ metadata: { warnings } });
});

test.each([
  ['Source images', 50, PNG, (source_images: string) => ({ operation: 'edit_image', source_images })],
  ['Images and PDFs', 20, PNG, (images: string) => ({ operation: 'chat', images })],
  ['Images and PDFs', 32, PDF, (images: string) => ({ operation: 'chat', images })],
])('%s take a file of %i MB, and none larger', async (label, megabytes, start, query) => {
  const of = (bytes: number) => ({ prompt: 'Look', dry_run: 'yes', ...query(file(start, bytes)) });
  expect(await ask(of(megabytes * MB))).toMatchObject({ data: { requests: 1 } });
  const problem = `${label}: entry 1 is larger than ${megabytes} MB. Make the file smaller.`;
  expect(await complaint(of(megabytes * MB + 1))).toBe(problem);
});

test('Rows keep what fits into 200 MB, and send no more after that', async () => {
  const content = 'x'.repeat(45_000_000);
  const { source, requests } = await serving({ body: chatReply({ content }) });
  const rows = Array.from({ length: 6 }, (_, index) => `row ${index}`);
  const result = await ask({ operation: 'chat', rows, concurrency: 1 }, source);
  const message =
    'Rows: the replies to the rows before this one fill the 200 MB that one query may give. Send fewer rows at once or ask for shorter replies.';
  const tooMuch = { ok: false, error: { message, kind: 'output_limit', retryable: false } };
  expect((result.data as unknown[]).slice(4)).toEqual([tooMuch, tooMuch]);
  expect(result).toMatchObject({ metadata: { rows: { ok: 4, failed: 2 } } });
  expect(requests).toHaveLength(5);
});

const atOnce = (most: number, fields: string, megabytes: number) =>
  `Rows at once was lowered to ${most}, because ${fields} make ${megabytes} MB of each request, and 250 MB may be under way at the same time.`;

test('Rows at once of Decide is lowered where what goes with each row is large', async () => {
  const server = await serving({ body: { answers: [{ type: 'predicate', probability: 1 }] }, delay: 50 });
  const query = {
    operation: 'decide',
    decide_rows: [1, 2, 3, 4, 5, 6],
    questions: { urgent: 'It is urgent' },
    decide_images: Array(3).fill(file(PNG, 10 * MB)) as string[],
    decide_concurrency: 20,
    additional_decision_parameters: { metadata: 'x'.repeat(5_000_000) },
  };
  const result = await ask(query, server.source);
  expect(result).toMatchObject({
    metadata: { attempts: 6, warnings: [atOnce(5, 'Images and Questions', 47)] },
  });
  expect(server.most()).toBeLessThanOrEqual(5);
  expect(await ask({ ...query, decide_rows: [1, 2, 3, 4, 5], dry_run: 'yes' })).toMatchObject({
    metadata: { warnings: [] },
  });
});

test('Rows at once of Chat is lowered where what goes with each row is large', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const query = { operation: 'chat', rows, concurrency: 20, images: Array(2).fill(file(PNG, 11 * MB)) as string[] };
  const warningsOf = async (more: object) =>
    ((await ask({ ...query, dry_run: 'yes', ...more })) as unknown as { metadata: { warnings: string[] } }).metadata
      .warnings;
  expect(await warningsOf({})).toEqual([atOnce(8, 'Message history, Images and PDFs', 31)]);
  expect(await warningsOf({ concurrency: '' })).toEqual([]);
  expect(await warningsOf({ rows: '', prompt: 'a' })).toEqual([]);
});

describe('JSON as text with more than 1,000,000 objects and lists', () => {
  const much = `[${'{"a":"]"},'.repeat(1_000_000)}[]]`;
  const decision = { operation: 'decide', decide_input: 'a', questions: { urgent: 'It is urgent' } };

  test.each<[string, object]>([
    ['Rows', { ...decision, decide_rows: much }],
    ['Images', { ...decision, decide_images: much }],
    ['Questions', { ...decision, questions: much }],
    ['Additional parameters', { ...decision, additional_decision_parameters: much }],
    ['JSON schema', { operation: 'chat', prompt: 'a', response_format: 'json_schema', json_schema: much }],
    ['Stop sequence', { operation: 'chat', prompt: 'a', stop_sequence: much }],
    ['Filters', { operation: 'search_documents', query: 'a', vector_store_ids: 'vs_1', filters: much }],
    ['Search country', { operation: 'ask', prompt: 'a', web_search: 'auto', search_country: `{"a":${much}}` }],
    ['Body', { operation: 'call_api', path: '/files', body: much }],
    ['Query parameters', { operation: 'call_api', path: '/files', query_parameters: much }],
  ])('in %s is refused before it is read', async (label, query) => {
    expect(await complaint(query)).toBe(
      `${label} is a text with more than 1,000,000 objects and lists. Bind the value itself, a {{…}} alone in the field and without JSON.stringify, or send less.`
    );
  });

  test('is no JSON whose texts hold as many brackets', async () => {
    const text = `"${'\\[{'.repeat(600_000)}"`;
    const { source, requests } = await serving({ body: {} });
    await ask({ operation: 'call_api', path: '/files', body: `{"a":${text.replaceAll('\\', '\\\\')}}` }, source);
    expect(requests.map(({ body }) => body)).toEqual([{ a: text.slice(1, -1) }]);
  });

  test('is read where it was bound', async () => {
    const list = new Array<object>(1_000_001).fill({});
    expect(await complaint({ ...decision, decide_rows: list })).toBe('Rows takes up to 1,000 elements, not 1000001.');
  });
});
