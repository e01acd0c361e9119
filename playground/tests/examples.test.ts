/* Each operation's example runs at the first click, and each recipe of docs/ step by step from the menu. */
import { readFileSync } from 'node:fs';
import type { Examples, Field } from '../api';
import { choose, expect, result, run, test } from './page';

const read = (path: string): unknown => JSON.parse(readFileSync(`${__dirname}/../../${path}`, 'utf8'));
const { recipes } = read('docs/examples.json') as Examples;
const { operation: chooser } = (read('operations.json') as { properties: { operation: Field } }).properties;

for (const { name = '', value } of chooser.list ?? []) {
  const own = recipes.filter(({ steps: [first] }) => first?.options['operation'] === value);

  test(`${name} runs at the first click, and so does each step of its recipes (${own.length})`, async ({ page }) => {
    test.setTimeout(180_000);
    const status = result(page)
      .getByRole('status')
      .filter({ hasText: /^(Done|Failed)/ });
    await choose(page, name);
    await run(page);
    await expect(status).toHaveText(/^Done/);
    for (const { title, steps } of own) {
      for (const [index, { name: query }] of steps.entries()) {
        await page.getByRole('button', { name: 'Examples' }).click();
        const group = page.locator('.menu-box details', { has: page.locator('summary', { hasText: name }) }).filter({
          has: page.getByRole('heading', { name: title, exact: true, includeHidden: true }),
        });
        if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
        const section = group.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });
        await section.getByRole('button').nth(index).click();
        await expect(page.getByLabel('Name of the query')).toHaveValue(query);
        const [answered] = await Promise.all([page.waitForResponse('**/api/run'), run(page)]);
        expect(await answered.json(), `${title}: ${query}`).toMatchObject({ status: 'ok' });
        await expect(status).toHaveText(/^Done/);
      }
    }
  });
}
