/* What tests of the result do: answers in place of the server's own, for what the embedded server cannot give. */
import type { Locator, Page } from '@playwright/test';
import type { Json, Options, Result, RunQuestion } from '../api';
import type { Memory } from '../page/state/memory';
import { expect, result, run } from './page';

/** Each run of the query gives this from now on; what a dry run of the page's own gives stays the plugin's. */
export async function answerWith(page: Page, answer: Result): Promise<void> {
  await page.unroute('**/api/run');
  await page.route('**/api/run', async (route) => {
    const { options } = route.request().postDataJSON() as RunQuestion;
    await (options['dry_run'] === 'yes' ? route.continue() : route.fulfill({ json: answer }));
  });
}

/** Runs the query and gets the data. */
export async function runFor(page: Page, data: Json, metadata: Result['metadata'] = { attempts: 1 }): Promise<void> {
  await answerWith(page, { status: 'ok', data, metadata });
  await run(page);
}

/** How the run ended, in words. */
export const words = (page: Page): Locator => result(page).locator('.result-words');

export const tab = (page: Page, name: string): Locator => result(page).getByRole('tab', { name });

export const panel = (page: Page): Locator => result(page).getByRole('tabpanel');

/** A picture of 8 × 6 pixels. */
export const PICTURE =
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI4IiBoZWlnaHQ9IjYiPjxyZWN0IHdpZHRoPSI4IiBoZWlnaHQ9IjYiIGZpbGw9InRlYWwiLz48L3N2Zz4=';

/** What must stay text, whoever said it. */
export const HOSTILE = '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script>';

/** Opens the page with what the browser is said to have kept. */
export async function openWith(page: Page, memory: Memory): Promise<void> {
  await page.addInitScript((kept) => {
    localStorage.setItem('openai-plugin-playground', kept);
  }, JSON.stringify(memory));
  await page.reload();
  await page.getByRole('heading', { name: 'Query' }).waitFor();
}

/** Opens the page with a query of the options. */
export const openQuery = (page: Page, options: Options): Promise<void> =>
  openWith(page, { query: { name: 'query1', options } });

/** What lies on the clipboard once the menu has copied. */
export async function copied(page: Page, item: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
  await result(page).getByRole('button', { name: 'Copy', exact: true }).first().click();
  await page.getByRole('button', { name: item }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(clipboard).not.toBe('nothing yet');
  return clipboard();
}
