/* What the panel says of a run, and of the time before and while it runs. */
import { expect, field, result, run, test } from './page';
import { answerWith, openQuery, openWith, panel, runFor, tab, words } from './result-page';

const tone = '.result-status';

test('a success says how long it took, what it used, how large it is and where it went', async ({ page }) => {
  await expect(result(page)).toContainText('Nothing has run yet');
  await run(page);
  await expect(words(page)).toHaveText(/^Done in \d+\.\d+ s · \d+ tokens · 1 request · [\d.]+\sK?B$/);
  await expect(result(page)).toContainText('From the embedded test server: answers are made up');
  await expect(result(page).locator(tone)).toHaveAttribute('data-tone', 'good');
});

test('tokens are those in and out where no sum is told, and large data is in KB', async ({ page }) => {
  await runFor(page, 'x'.repeat(3098), { attempts: 2, usage: { prompt_tokens: 300, completion_tokens: 45 } });
  await expect(words(page)).toHaveText(/ · 345 tokens · 2 requests · 3\.1\sKB$/);
});

test('a success with warnings is amber and lists them', async ({ page }) => {
  await runFor(page, 'Hello', { attempts: 1, warnings: ['Temperature was left out.', 'Seed was left out.'] });
  await expect(words(page)).toHaveText(/^Done with 2 warnings in /);
  await expect(result(page).getByRole('list', { name: 'Warnings' }).getByRole('listitem')).toHaveText([
    'Temperature was left out.',
    'Seed was left out.',
  ]);
  await expect(result(page).locator(tone)).toHaveAttribute('data-tone', 'warn');
});

test('a failure shows its kind, the sentence, whether to retry, and the details', async ({ page }) => {
  await tab(page, 'JSON').click();
  const data = { kind: 'rate_limit', message: 'Wait 20 s.', retryable: true, retry_after_seconds: 20, status: 429 };
  await answerWith(page, {
    status: 'failed',
    message: 'Query could not be completed',
    description: 'Wait 20 s.',
    data,
  });
  await run(page);
  await expect(words(page)).toHaveText(/^Failed after /);
  await expect(result(page).locator(tone)).toHaveAttribute('data-tone', 'bad');
  await expect(panel(page).locator('.badge')).toHaveText('rate_limit');
  await expect(panel(page).locator('.failure-sentence')).toHaveText('Wait 20 s.');
  await expect(panel(page)).toContainText('May help, after 20 s.');
  await expect(panel(page).getByRole('textbox', { name: 'Details' })).toBeHidden();
  await panel(page).getByText('Details, as the app gets them').click();
  await expect(panel(page).getByRole('textbox', { name: 'Details' })).toContainText('"retry_after_seconds": 20');
});

test('a failure that stays one says that retrying does not help', async ({ page }) => {
  await answerWith(page, { status: 'failed', description: 'No.', data: { kind: 'permission', retryable: false } });
  await run(page);
  await expect(panel(page)).toContainText('Does not help: the same query fails again.');
});

test('a failure without a kind, such as a server that is gone, is a sentence', async ({ page }) => {
  await answerWith(page, { status: 'failed', message: 'The query ended its process.' });
  await run(page);
  await expect(panel(page).locator('.failure-sentence')).toHaveText('The query ended its process.');
});

test('while a query runs, the result of the run before is dimmed and called so', async ({ page }) => {
  await runFor(page, 'The first answer');
  await expect(panel(page)).toContainText('The first answer');
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.unroute('**/api/run');
  await page.route('**/api/run', async (route) => {
    await held;
    await route.fulfill({ json: { status: 'ok', data: 'The second answer' } });
  });
  await run(page);
  await expect(words(page)).toHaveText('Running… this is the result of the run before');
  await expect(panel(page)).toContainText('The first answer');
  await expect(panel(page).locator('.result-view')).toHaveCSS('opacity', '0.45');
  go();
  await expect(panel(page)).toContainText('The second answer');
  await expect(words(page)).toHaveText(/^Done/);
  await expect(panel(page).locator('.result-view')).toHaveCSS('opacity', '1');
});

test('a result of another query than the one filled in says so', async ({ page }) => {
  await runFor(page, 'An answer');
  await expect(words(page)).toHaveText(/^Done/);
  const notice = result(page).getByText('not of the query that is filled in now');
  await expect(notice).toBeHidden();
  await field(page, 'Prompt').fill('Something else');
  await expect(notice).toBeVisible();
});

test('a query that was stopped may still be billed, but not by the embedded server', async ({ page }) => {
  await answerWith(page, { status: 'stopped' });
  await run(page);
  await expect(words(page)).toHaveText(/^Stopped after \d+\.\d+ s\.$/);
  await expect(panel(page)).toContainText('There is no result, because the query was stopped.');
  await openWith(page, { isEmbedded: false });
  await run(page);
  await expect(words(page)).toHaveText(/^Stopped after \d+\.\d+ s\. The provider may still bill it\.$/);
  await expect(result(page)).toContainText('From OpenAI');
});

test('a dry run says that nothing was sent, and shows the request', async ({ page }) => {
  await openQuery(page, { operation: 'chat', model: 'gpt-5.2', prompt: 'Not sent', dry_run: 'yes' });
  await run(page);
  await expect(words(page)).toHaveText('Dry run: nothing was sent.');
  await expect(panel(page)).toContainText('POST /chat/completions');
  await expect(panel(page).getByRole('textbox', { name: 'Body' })).toContainText('"content": "Not sent"');
});

test('a run that would send templates without a value is held, and runs anyway when asked to', async ({ page }) => {
  await openQuery(page, { operation: 'chat', model: 'gpt-5.2', prompt: 'Hello {{variables.nobody}}' });
  await run(page);
  const held = result(page).getByRole('alert');
  await expect(held).toContainText('Run sends nothing yet');
  await expect(held).toContainText('Prompt: {{variables.nobody}} is not in App state');
  await expect(words(page)).toBeEmpty();
  await held.getByRole('button', { name: 'Run anyway' }).click();
  await expect(panel(page)).toContainText('Hello undefined');
  await expect(held).toBeHidden();
});

test('on a phone the page goes to how the query ended, and Run stays in reach', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await runFor(page, 'An answer');
  await expect(words(page)).toHaveText(/^Done/);
  await expect(words(page)).toBeInViewport({ ratio: 1 });
  await expect(panel(page).getByText('An answer')).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 });
});
