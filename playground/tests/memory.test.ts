/* What survives a reload, and what must not. */
import { expect, field, result, run, test } from './page';

const kept = 'openai-plugin-playground';

test('the query, App state and the last result survive a reload', async ({ page }) => {
  await field(page, 'Prompt').fill('Do you remember {{variables.name}}?');
  await field(page, 'Name of the query').fill('memory1');
  await field(page, 'App state').fill('{ "variables": { "name": "Ada" } }');
  await run(page);
  await expect(result(page)).toContainText('You said: Do you remember Ada?');
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), kept)).toContain('You said: Do you');
  await page.reload();
  await expect(field(page, 'Name of the query')).toHaveValue('memory1');
  await expect(field(page, 'Prompt')).toHaveText('Do you remember {{variables.name}}?');
  await expect(field(page, 'App state')).toContainText('"name": "Ada"');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('button', { name: /memory1 / }).click();
  await expect(result(page)).toContainText('You said: Do you remember Ada?');
});

test('what is changed just before the page is left is kept', async ({ page }) => {
  await field(page, 'Name of the query').fill('late1');
  await page.reload();
  await expect(field(page, 'Name of the query')).toHaveValue('late1');
});

test('neither keys nor headers nor files are kept by the browser', async ({ page }) => {
  await page.getByRole('button', { name: /^Connection/ }).click();
  await field(page, 'OpenAI, or any server at a Base URL').check();
  await field(page, 'API key').fill('sk-proj-memory-0123456789');
  await page.getByLabel('Headers: key 1').fill('X-Gate');
  await page.getByLabel('Headers: value 1').fill('gate-secret');
  await field(page, 'Base URL').fill('http://user:url-secret@localhost:1/v1?key=query-secret');
  await page.keyboard.press('Escape');
  await page
    .getByLabel(/pick.*file/i)
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('file text') });
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), kept)).toContain('http://localhost:1/v1');
  await field(page, 'Operation').selectOption({ label: 'Ask with web search and tools' });
  await page.getByRole('button', { name: /More fields/ }).click();
  await field(page, 'MCP servers').fill('[{ "url": "https://mcp.example.com", "authorization": "mcp-secret" }]');
  await field(page, 'Name of the query').fill('kept1');
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), kept)).toContain('kept1');
  const all = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  for (const secret of [
    'memory-0123456789',
    'gate-secret',
    'url-secret',
    'query-secret',
    'mcp-secret',
    'file text',
    btoa('file text'),
  ])
    expect(all).not.toContain(secret);
});

test('results above 1 MB are not kept, and smaller ones are', async ({ page }) => {
  let data = 'x'.repeat(1_100_000);
  await page.route('**/api/run', (route) => route.fulfill({ json: { status: 'ok', data } }));
  const stored = () => page.evaluate((key) => localStorage.getItem(key)?.length ?? 0, kept);
  await run(page);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
  await page.waitForTimeout(500);
  expect(await stored()).toBeLessThan(500_000);
  data = 'x'.repeat(500_000);
  await run(page);
  await expect.poll(stored).toBeGreaterThan(500_000);
});

test('one button forgets it all', async ({ page }) => {
  await field(page, 'Name of the query').fill('gone1');
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), kept)).toContain('gone1');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Forget all of it' }).click();
  await expect(field(page, 'Name of the query')).toHaveValue('chat1');
});

test('a page whose memory is broken, or has none, works', async ({ page }) => {
  await page.addInitScript((key) => {
    localStorage.setItem(key, '{ "query": ');
  }, kept);
  await page.reload();
  await run(page);
  await expect(result(page)).toContainText('Machine learning');
});

test('the last 20 runs can be opened again', async ({ page }) => {
  await page.route('**/api/run', (route) => route.fulfill({ json: { status: 'ok', data: 'Hi' } }));
  for (let turn = 1; turn <= 22; turn += 1) {
    await field(page, 'Name of the query').fill(`turn${turn}`);
    await run(page);
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
  }
  await page.getByRole('button', { name: 'History' }).click();
  const entries = page.getByRole('navigation', { name: 'Playground' }).getByRole('button', { name: /turn\d+/ });
  await expect(entries).toHaveCount(20);
  await entries.last().click();
  await expect(field(page, 'Name of the query')).toHaveValue('turn3');
});
