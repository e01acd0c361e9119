/* The page of a test, and what is done on it again and again. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** The address, with its token, that the playground printed when it started. */
export const ADDRESS = process.env['PLAYGROUND_URL'] as string;

/** A page that has loaded the playground; what goes wrong on it fails the test. */
export const test = base.extend<{ readonly errors: string[] }>({
  errors: async ({ browserName: _ }, use) => {
    await use([]);
  },
  page: async ({ page, errors }, use) => {
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(ADDRESS);
    await expect(page.getByRole('heading', { name: 'Query' })).toBeVisible();
    await use(page);
    expect(errors).toEqual([]);
  },
});

export { expect };

export const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true });

export const result = (page: Page): Locator => page.getByRole('region', { name: 'Result' });

export const run = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
};
