/* The tabs, JSON, metadata and the request. */
import { expect, field, result, run, test } from './page';
import { openQuery, panel, runFor, tab } from './result-page';

test('the arrow keys choose among the tabs, and one of them is in the order of Tab', async ({ page }) => {
  await runFor(page, { answer: 42 }, { attempts: 7 });
  await tab(page, 'Preview').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab(page, 'JSON')).toBeFocused();
  await expect(tab(page, 'JSON')).toHaveAttribute('aria-selected', 'true');
  await expect(panel(page)).toContainText('"answer": 42');
  await page.keyboard.press('ArrowRight');
  await expect(panel(page)).toContainText('"attempts": 7');
  await page.keyboard.press('End');
  await expect(tab(page, 'Request')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab(page, 'Preview')).toBeFocused();
  await expect(result(page).locator('[role=tab][tabindex="0"]')).toHaveCount(1);
});

test('JSON is folded and unfolded', async ({ page }) => {
  await runFor(page, { outer: { inner: 'here' } });
  await tab(page, 'JSON').click();
  await expect(panel(page)).toContainText('"inner": "here"');
  await panel(page).locator('.cm-foldGutter').getByText('▾').nth(1).click();
  await expect(panel(page)).not.toContainText('"inner": "here"');
  await panel(page).locator('.cm-foldGutter').getByText('▸').last().click();
  await expect(panel(page)).toContainText('"inner": "here"');
});

test('a text is found in JSON, one place after another', async ({ page }) => {
  const items = Array.from({ length: 90 }, (_, index) => ({ name: index % 40 === 39 ? 'Needle' : 'hay', index }));
  await runFor(page, { items });
  await tab(page, 'JSON').click();
  await panel(page).getByRole('searchbox', { name: 'Find in JSON' }).fill('needle');
  await expect(panel(page).getByText('1 of 2')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText('2 of 2')).toBeVisible();
  await expect(panel(page).locator('.found-now')).toBeInViewport();
  await panel(page).getByRole('searchbox').fill('nowhere');
  await expect(panel(page).getByText('Not found')).toBeVisible();
});

test('long texts and lists are cut for show, and copied whole', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const data = { text: 'x'.repeat(3000), numbers: Array.from({ length: 250 }, (_, index) => index) };
  await runFor(page, data);
  await tab(page, 'JSON').click();
  await expect(panel(page)).toContainText(`${'x'.repeat(200)}… (3,000 characters)`);
  await expect(panel(page)).toContainText('98, 99, "… (250 in all)"');
  await panel(page).getByRole('button', { name: 'Copy' }).click();
  await expect(panel(page).getByText('Copied')).toBeVisible();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(data);
});

test('Request shows what the plugin got, and what it would send for the query as it is now', async ({ page }) => {
  await run(page);
  await expect(panel(page)).toContainText('Machine learning');
  await field(page, 'Prompt').fill('A later prompt');
  await tab(page, 'Request').click();
  await expect(panel(page)).toContainText('POST /chat/completions');
  await expect(panel(page).getByRole('textbox', { name: 'Body' })).toContainText('"content": "A later prompt"');
  await expect(panel(page).getByRole('textbox', { name: 'What the plugin got' })).toContainText('key principles');
});

test('Request says what is wrong with a query that cannot be sent', async ({ page }) => {
  await openQuery(page, { operation: 'chat', prompt: '' });
  await tab(page, 'Request').click();
  await expect(panel(page)).toContainText('Prompt is empty. Fill it in');
});
