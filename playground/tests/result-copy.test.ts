/* What the Copy menu copies is run: by a shell whose curl prints its words, and by Node with a fetch that prints its question. */
import { execFileSync } from 'node:child_process';
import { expect, test } from './page';
import { copied, openQuery, openWith, PICTURE, runFor } from './result-page';

const hostile = `It's "quoted", $HOME, \`id\`, $(id), \\n and a back\\slash\n— ü`;

/** The words that curl gets. */
const wordsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], {
    env: { OPENAI_API_KEY: 'the-key' },
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1);

/** What fetch gets. */
const askedBy = (code: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', `${FETCH}\n${code}`], {
      env: { OPENAI_API_KEY: 'the-key' },
      encoding: 'utf8',
    })
  );
const FETCH = `globalThis.fetch = (url, init) => (console.log(JSON.stringify({ url, ...init })), process.exit());`;

const body = { model: 'gpt-5.2', messages: [{ role: 'user', content: hostile }] };

test('a query is copied as curl, with nothing in it that a shell expands, and without a key', async ({ page }) => {
  await openQuery(page, { operation: 'chat', model: 'gpt-5.2', prompt: hostile });
  const command = await copied(page, 'Copy as curl');
  expect(command).toContain('Bearer $OPENAI_API_KEY');
  const words = wordsOf(command);
  expect(words.slice(0, -1)).toEqual([
    'https://api.openai.com/v1/chat/completions',
    ...['-H', 'Authorization: Bearer the-key', '-H', 'Content-Type: application/json', '-d'],
  ]);
  expect(JSON.parse(words.at(-1) as string)).toEqual(body);
});

test('a query is copied as fetch, without a key', async ({ page }) => {
  await openQuery(page, { operation: 'chat', model: 'gpt-5.2', prompt: hostile });
  const code = await copied(page, 'Copy as fetch');
  expect(code).toContain('process.env.OPENAI_API_KEY');
  expect(askedBy(code)).toEqual({
    url: 'https://api.openai.com/v1/chat/completions',
    method: 'POST',
    headers: { 'Authorization': 'Bearer the-key', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
});

test('a request of an own server goes there, with its query parameters', async ({ page }) => {
  await openWith(page, {
    isEmbedded: false,
    own: { base_url: 'https://gate.example/openai/v1/' },
    query: {
      name: 'files1',
      options: { operation: 'call_api', method: 'DELETE', path: '/files/a', query_parameters: '{"a b":["x&y","z"]}' },
    },
  });
  const words = wordsOf(await copied(page, 'Copy as curl'));
  expect(words.slice(0, 3)).toEqual([
    ...['-X', 'DELETE'],
    'https://gate.example/openai/v1/files/a?a%20b%5B%5D=x%26y&a%20b%5B%5D=z',
  ]);
  expect(words).not.toContain('-d');
});

test('a query with files is copied as a form, with names of files in their places', async ({ page }) => {
  const png =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await openQuery(page, { operation: 'edit_image', prompt: '@not a file', source_images: png });
  const words = wordsOf(await copied(page, 'Copy as curl'));
  expect(words.slice(3)).toEqual([
    ...['--form-string', 'model=gpt-image-2', '--form-string', 'prompt=@not a file'],
    ...['-F', 'image[]=@file3.png;type=image/png'],
  ]);
  expect(await copied(page, 'Copy as fetch')).toContain(
    "body.append('image[]', await openAsBlob('file3.png', { type: 'image/png' }), 'file3.png');"
  );
});

test('of several requests the first is copied, and says so', async ({ page }) => {
  await openQuery(page, { operation: 'chat', model: 'gpt-5.2', prompt: 'Hi {row}', rows: ['a', 'b'], run_as: 'batch' });
  const command = await copied(page, 'Copy as curl');
  expect(command).toMatch(/^# The query makes 2 requests; this is one of its rows, sent on its own\.\n/);
  const words = wordsOf(command);
  expect(words[0]).toBe('https://api.openai.com/v1/chat/completions');
  expect(JSON.parse(words.at(-1) as string)).toMatchObject({ messages: [{ role: 'user', content: 'Hi a' }] });
});

test('a query that cannot be sent is not copied, and says why', async ({ page }) => {
  await openQuery(page, { operation: 'chat', prompt: '' });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(page.getByText('Not copied. Prompt is empty.')).toBeVisible();
});

test('the query is copied as ToolJet keeps it, with its templates', async ({ page }) => {
  const options = { operation: 'chat', model: 'gpt-5.2', prompt: 'Hi {{components.textinput1.value}}' };
  await openQuery(page, options);
  expect(JSON.parse(await copied(page, 'Copy as ToolJet query'))).toEqual(options);
});

test('the whole result is copied, a text as it is', async ({ page }) => {
  const data = { url: PICTURE, long: 'x'.repeat(5000) };
  await runFor(page, data);
  expect(JSON.parse(await copied(page, 'Copy result'))).toEqual(data);
  await runFor(page, hostile);
  await expect(page.getByText('a back\\slash')).toBeVisible();
  expect(await copied(page, 'Copy result')).toBe(hostile);
});
