/* The page at every width, in both colours, by keyboard, and read by axe-core. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, field, result, run, test } from './page';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    readonly axe: { run: (options: object) => Promise<AxeResults> };
  }
}

const seriousFindings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

for (const width of [390, 1024, 1920]) {
  test(`at ${width} px nothing is wider than the page, and Run is in reach`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 });
    await run(page);
    await expect(result(page)).toContainText('Machine learning');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 });
  });
}

test('headings and buttons stay on one line at every width', async ({ page }) => {
  for (let width = 320; width <= 1400; width += 60) {
    await page.setViewportSize({ width, height: 800 });
    for (const name of ['Query', 'Result']) {
      const box = await page.getByRole('heading', { name, exact: true }).boundingBox();
      expect(box?.height, `${name} at ${width} px`).toBeLessThan(26);
    }
    expect(await overflow(page), `at ${width} px`).toBeLessThanOrEqual(0);
  }
});

test('App state is beside the query on a large screen and a drawer on a small one', async ({ page }) => {
  const state = page.getByRole('region', { name: 'What the app holds' });
  await expect(state).toBeVisible();
  await page.setViewportSize({ width: 1024, height: 800 });
  await expect(state).toBeHidden();
  await page.getByRole('button', { name: 'App state' }).click();
  await expect(state).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(state).toBeHidden();
  await page.getByRole('button', { name: 'App state' }).click();
  await page.getByRole('button', { name: 'Close App state' }).click();
  await expect(state).toBeHidden();
});

test('colours follow the system, and the switch when one is chosen', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background()).toBe('rgb(243, 245, 244)');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).toBe('rgb(18, 22, 26)');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Light' }).check();
  expect(await background()).toBe('rgb(243, 245, 244)');
  // Before the page has anything to show as well.
  await page.route('**/api/forms', () => undefined);
  await page.reload();
  expect(await background()).toBe('rgb(243, 245, 244)');
});

test('a query is chosen, filled in and run by keyboard alone', async ({ page }) => {
  await field(page, 'Operation').focus();
  // The second one that begins with G.
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await page.keyboard.press('Tab');
  await field(page, 'Input').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Hello there');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  await expect(result(page)).toContainText('10 numbers');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe-core has no serious finding in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page)).toEqual([]);
    await run(page);
    await expect(result(page)).toContainText('Machine learning');
    expect(await seriousFindings(page)).toEqual([]);
    for (const name of [/^Examples/, /^History/, /^Faults/, /^Connection/, /^Settings/]) {
      await page.getByRole('button', { name }).click();
      expect(await seriousFindings(page), name.source).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await seriousFindings(page)).toEqual([]);
  });
}
