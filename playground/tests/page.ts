/* The page of a test, and what is done on it again and again. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** The address, with its token, that the playground of this worker printed when it started. */
export const ADDRESS = process.env[`PLAYGROUND_${process.env['TEST_PARALLEL_INDEX'] ?? 0}`] as string;

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

/** Chooses an operation by its name in the list. */
export const choose = async (page: Page, operation: string): Promise<void> => {
  await field(page, 'Operation').selectOption({ label: operation });
};

/** What stands beneath the field of the key: the value of its templates, or what is wrong with them. */
export const note = (page: Page, key: string): Locator => page.locator(`#query-${key}-note`);

/** Opens a saved query, or the one of that name among those in an exported app. */
export const openSaved = async (page: Page, json: object, name?: string): Promise<void> => {
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(JSON.stringify(json));
  const found = dialog.getByRole('list').getByRole('button');
  await (name === undefined ? found : found.filter({ hasText: name })).click();
};

/** Runs the query and gives the options that the plugin got. */
export const optionsOf = async (page: Page): Promise<Record<string, unknown>> => {
  const [sent] = await Promise.all([page.waitForRequest('**/api/run'), run(page)]);
  return (sent.postDataJSON() as { options: Record<string, unknown> }).options;
};
