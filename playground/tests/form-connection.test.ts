/* The form of the connection, and its secrets. */
import type { Page } from '@playwright/test';
import { expect, field, result, run, test } from './page';

const KEY = 'sk-proj-secret-0123456789';

const openConnection = async (page: Page) => {
  await page.getByRole('button', { name: 'Connection' }).click();
  await field(page, 'OpenAI, or any server at a Base URL').check();
};

test('the connection has a masked key, help with links, and pairs', async ({ page }) => {
  await openConnection(page);
  await expect(field(page, 'API key')).toHaveAttribute('type', 'password');
  await expect(page.getByRole('link', { name: 'API keys page of OpenAI' })).toHaveAttribute(
    'href',
    'https://platform.openai.com/api-keys'
  );
  await page.getByRole('textbox', { name: 'Headers: key 1' }).fill('X-Team');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Headers: key 2' })).toBeFocused();
  await page.keyboard.type('X-Other');
  await page.getByRole('button', { name: 'Remove Headers 1' }).click();
  await expect(page.getByRole('textbox', { name: 'Headers: key 1' })).toHaveValue('X-Other');
});

test('a key stays in the memory of the server, and can be forgotten', async ({ page }) => {
  const bodies: [string, string][] = [];
  page.on('request', (sent) => bodies.push([new URL(sent.url()).pathname, sent.postData() ?? '']));
  await openConnection(page);
  await field(page, 'API key').fill(KEY);
  await field(page, 'Base URL').fill('http://localhost:1/v1');
  await field(page, 'Retries').fill('0');
  await expect(field(page, 'API key')).toHaveAttribute('placeholder', /kept in the server’s memory/);
  await expect(field(page, 'API key')).toHaveValue('');
  await page.keyboard.press('Escape');
  await run(page);
  await expect(result(page)).toContainText('connection');
  expect(bodies.filter(([, body]) => body.includes(KEY)).map(([path]) => path)).toEqual(['/api/secrets']);
  expect(await page.content()).not.toContain(KEY);
  await page.reload();
  await page.getByRole('button', { name: 'Connection' }).click();
  await page.getByRole('button', { name: 'Forget API key' }).click();
  await expect(field(page, 'API key')).toHaveAttribute('placeholder', 'sk-…');
  await expect(field(page, 'API key')).toBeFocused();
});

test('a key that was typed over and emptied is not called kept', async ({ page }) => {
  await openConnection(page);
  await field(page, 'API key').fill(KEY);
  await field(page, 'API key').blur();
  await expect(field(page, 'API key')).toHaveAttribute('placeholder', /kept/);
  await field(page, 'API key').focus();
  await page.keyboard.type('x');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Tab');
  await expect(field(page, 'API key')).toHaveAttribute('placeholder', 'sk-…');
});
