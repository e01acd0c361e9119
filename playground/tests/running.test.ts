/* While a query runs, and how it is stopped. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, field, result, run, test } from './page';

test('Stop ends a query that is running, and the next one runs', async ({ page }) => {
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('radio', { name: /Slow/ }).click();
  await run(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(result(page)).toContainText('Stopped');
  await expect(result(page)).not.toContainText('Machine learning');
  await page.getByRole('button', { name: /Fault/ }).click();
  await page.getByRole('radio', { name: 'None' }).click();
  await run(page);
  await expect(result(page)).toContainText('Machine learning');
});

test('Ctrl+Enter runs the query from within a field, once while it is held', async ({ page }) => {
  let runs = 0;
  await page.route('**/api/run', async (route) => {
    runs += 1;
    await route.fulfill({ json: { status: 'ok', data: 'Hi' } });
  });
  await field(page, 'Prompt').click();
  await page.keyboard.down('Control');
  for (let held = 0; held < 5; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  await expect(result(page)).toContainText('Hi');
  expect(runs).toBe(1);
  await expect(field(page, 'Prompt')).toHaveText('What are the key principles of machine learning?');
});

test('the button keeps the focus from Run to Stop and back', async ({ page }) => {
  await page.getByRole('button', { name: 'Run', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(result(page)).toContainText('Machine learning');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeFocused();
});

test('a fault on purpose fails the query as an app would see it', async ({ page }) => {
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('radio', { name: 'Quota used up' }).click();
  await run(page);
  await expect(result(page)).toContainText('quota');
  await expect(page.getByRole('button', { name: 'Fault: Quota used up' })).toBeVisible();
});

test('says that the playground’s server is gone', async ({ page, errors }) => {
  await page.route('**/api/run', (route) => route.abort());
  await run(page);
  await expect(result(page)).toContainText(
    'The playground’s server does not answer. Start it again: npm run playground'
  );
  // The browser's own word for it.
  expect(errors.splice(0)).toEqual(['Failed to load resource: net::ERR_FAILED']);
});

test('a query whose page is gone is ended', async ({ page }) => {
  let ended = () => {};
  const closed = new Promise<void>((resolve) => (ended = resolve));
  const provider = createServer((request) => {
    request.socket.once('close', ended);
  });
  const port = await new Promise<number>((resolve) => {
    provider.listen(0, 'localhost', () => {
      resolve((provider.address() as AddressInfo).port);
    });
  });
  await page.getByRole('button', { name: /^Connection/ }).click();
  await field(page, 'OpenAI, or any server at a Base URL').click();
  await field(page, 'Base URL').fill(`http://localhost:${port}/v1`);
  await page.keyboard.press('Escape');
  const asked = new Promise((resolve) => provider.once('request', resolve));
  await run(page);
  await asked;
  await page.reload();
  await closed;
  provider.close();
});
