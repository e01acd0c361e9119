/* Saved queries of ToolJet, also of old versions. */
import { expect, field, openSaved, optionsOf, result, run, test } from './page';

const completion = { operation: 'completion', prompt: 'Hello', max_tokens: 67 };
const embedding = { operation: 'generate_embedding', model_embedding: 'text-embedding-3-large', input_M2: 'Hi' };

test('the queries of an exported app are found, none runs, and those of an old version work', async ({ page }) => {
  let runs = 0;
  await page.route('**/api/run', (route) => {
    runs += 1;
    return route.continue();
  });
  const dataQueries = [
    { name: 'ask', options: completion },
    { name: 'embed', options: embedding },
  ];
  await openSaved(page, { app: { dataQueries } }, 'ask (completion)');
  await expect(field(page, 'Operation').locator(':checked')).toHaveText('completion (not in the list, but sent)');
  await expect(page.getByText('prompt, max_tokens')).toBeVisible();
  await expect(field(page, 'Name of the query')).toHaveValue('ask');
  expect(runs).toBe(0);
  await run(page);
  await expect(result(page)).toContainText('You said: Hello');
  await openSaved(page, { app: { dataQueries } }, 'embed (generate_embedding)');
  expect(await optionsOf(page)).toEqual(embedding);
  await expect(result(page)).toContainText(/numbers|"embedding"/);
});

test('a saved query is read from a file, and again from the same file', async ({ page }) => {
  const buffer = Buffer.from('{ "name": "ask", "options": { "operation": "chat", "prompt": "From a file" } }');
  for (let reads = 0; reads < 2; reads += 1) {
    await page.getByRole('button', { name: 'Open…' }).click();
    await page.getByLabel(/read a file/).setInputFiles({ name: 'app.json', mimeType: 'application/json', buffer });
    await page.getByRole('button', { name: 'ask (chat)' }).click();
    await expect(field(page, 'Prompt')).toHaveText('From a file');
    await field(page, 'Prompt').fill('Changed');
  }
});

test('what is wrong with a saved query is said', async ({ page }) => {
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a saved query' });
  const text = dialog.getByRole('textbox');
  await text.fill('{ "operation": ');
  await expect(dialog).toContainText('This is not valid JSON');
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  await text.fill('{ "name": "ask" }');
  await expect(dialog).toContainText('No query is in here');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Open…' }).click();
  await expect(text).toHaveValue('');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});
