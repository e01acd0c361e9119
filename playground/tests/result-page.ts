/* What tests of the result do: answers in place of the server's own, for what the embedded server cannot give. */
import type { Locator, Page } from '@playwright/test';
import type { Json, Result, RunQuestion } from '../api';
import { result, run } from './page';

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
