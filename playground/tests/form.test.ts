/* The form of a query: which fields there are, what is said of them, and what is chosen, unchosen, found and hidden. */
import { readFileSync } from 'node:fs';
import type { Field, Form } from '../api';
import { ADDRESS, choose, expect, field, optionsOf, openSaved, test } from './page';

const form = JSON.parse(readFileSync('operations.json', 'utf8')) as Form;
const operations = (form.properties['operation'] as Field).list ?? [];
const fieldsOf = (operation: string) => Object.values(form.properties[operation] ?? {}) as Field[];

for (const { name = '', value } of operations) {
  const operation = value as string;
  test(`${name} has every field, with its label, tooltip and placeholder`, async ({ page }) => {
    await openSaved(page, { operation });
    const more = page.getByRole('button', { name: /^More fields/ });
    if (await more.isVisible()) await more.click();
    const drawn = page.locator('.query [data-key]');
    await expect(drawn).toHaveCount(fieldsOf(operation).length + 1);
    expect(await drawn.evaluateAll((all) => all.slice(1).map((one) => (one as HTMLElement).dataset['key']))).toEqual(
      fieldsOf(operation).map(({ key }) => key)
    );
    for (const { key, label, tooltip = '', placeholder } of fieldsOf(operation)) {
      const one = page.locator(`.query [data-key="${key}"]`);
      await expect(one.locator('label')).toHaveText(label);
      // By id, as the panel of the query has the name of one of the fields.
      const widget = page.locator(`#query-${key}`);
      await expect(widget).toHaveAccessibleName(label);
      await expect(widget).toHaveAccessibleDescription(tooltip);
      if (placeholder) await expect(one).toContainText(placeholder);
    }
  });
}

test('a tooltip stands beneath its field, lets clicks through, and goes when one types or presses Escape', async ({
  page,
}) => {
  const tip = page.getByRole('tooltip');
  await field(page, 'Prompt').focus();
  await expect(tip).toHaveCount(1);
  const bottomOf = async (locator: typeof tip) => {
    const { y = 0, height = 0 } = (await locator.boundingBox()) ?? {};
    return y + height;
  };
  expect((await tip.boundingBox())?.y).toBeGreaterThanOrEqual(await bottomOf(field(page, 'Prompt')));
  await page.keyboard.type('x');
  await expect(tip).toHaveCount(0);
  await field(page, 'System prompt').focus();
  await expect(tip).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(tip).toHaveCount(0);
  await page.locator('label', { hasText: /^Model$/ }).hover();
  await expect(tip).toHaveCount(1);
});

test('an operation opens with its example, and what was typed is kept when another is chosen', async ({ page }) => {
  const example = page.getByRole('button', { name: 'Open its example' });
  await choose(page, 'Moderate');
  await expect(field(page, 'Name of the query')).toHaveValue('moderate1');
  await expect(field(page, 'Input')).not.toHaveText('');
  await expect(example).toHaveCount(0);
  await choose(page, 'Chat');
  await field(page, 'Prompt').fill('My own prompt');
  await choose(page, 'Ask with web search and tools');
  await expect(field(page, 'Prompt')).toHaveText('My own prompt');
  await example.click();
  await expect(field(page, 'Prompt')).not.toHaveText('My own prompt');
  await expect(field(page, 'Web search').locator(':checked')).not.toHaveText('Not chosen');
});

test('what was chosen can be unchosen, and is sent no more', async ({ page }) => {
  await openSaved(page, { operation: 'chat', prompt: 'Hello', model: 'gpt-5.2', verbosity: 'low' });
  await field(page, 'Model').selectOption({ label: 'Not chosen' });
  await field(page, 'Verbosity').selectOption({ label: 'Model default' });
  expect(await optionsOf(page)).toEqual({ operation: 'chat', prompt: 'Hello' });
  await expect(field(page, 'Verbosity')).toBeVisible();
});

test('what is emptied is sent no more, unless the saved query had it', async ({ page }) => {
  await openSaved(page, { operation: 'chat', prompt: 'Hello', system_prompt: 'Be brief' });
  await field(page, 'Message history').fill('[]');
  for (const label of ['Message history', 'System prompt']) await field(page, label).fill('');
  expect(await optionsOf(page)).toEqual({ operation: 'chat', prompt: 'Hello', system_prompt: '' });
});

test('a value that is not in the list is shown as it is', async ({ page }) => {
  await openSaved(page, { operation: 'chat', prompt: 'Hello', model: 'text-davinci-003' });
  await expect(field(page, 'Model').locator(':checked')).toHaveText('text-davinci-003 (not in the list, but sent)');
  expect(await optionsOf(page)).toMatchObject({ model: 'text-davinci-003' });
});

test('empty and rare fields are behind a button, in the order of the form, and stay on show once they were', async ({
  page,
}) => {
  await openSaved(page, { operation: 'chat', prompt: 'Hello', suffix: '!' });
  const labels = () => page.locator('.query [data-key] label').allTextContents();
  const inOrder = fieldsOf('chat').map(({ label }) => label);
  await expect(field(page, 'Suffix')).toHaveText('!');
  await expect(field(page, 'Rows')).toHaveCount(0);
  const few = (await labels()).slice(1);
  expect(few).toEqual(inOrder.filter((label) => few.includes(label)));
  const more = page.getByRole('button', { name: `More fields (${inOrder.length - few.length})` });
  await more.click();
  expect((await labels()).slice(1)).toEqual(inOrder);
  await field(page, 'Rows').fill('[]');
  await page.getByRole('button', { name: 'Fewer fields' }).click();
  await expect(field(page, 'Stop sequence')).toHaveCount(0);
  await field(page, 'Rows').fill('');
  await expect(field(page, 'Rows')).toBeFocused();
  await choose(page, 'Moderate');
  await choose(page, 'Chat');
  await page.getByRole('button', { name: /^More fields/ }).click();
  await expect.poll(() => page.evaluate(() => Object.values(localStorage).join())).toContain('"chat":true');
  await page.goto(ADDRESS);
  await expect(page.getByRole('button', { name: 'Fewer fields' })).toBeVisible();
});

test('a field is found by its label, also one that is not on show', async ({ page }) => {
  const find = page.getByRole('searchbox', { name: 'Find a field' });
  await find.fill('SEQUENCE');
  await expect(page.locator('.query [data-key] label')).toHaveText(['Operation', 'Stop sequence']);
  await field(page, 'Stop sequence').fill('END');
  await find.fill('nothing like it');
  await expect(page.getByText('No field of this operation is called that.')).toBeVisible();
  await find.fill('');
  await expect(field(page, 'Prompt')).toBeVisible();
  await expect(field(page, 'Stop sequence')).toHaveText('END');
});

test('any field is drawn by its type alone, and a type that is not known is said', async ({ page }) => {
  await page.route('**/api/forms', async (route) => {
    const forms = (await (await route.fetch()).json()) as { query: Form };
    const list = [
      { name: 'Nothing', value: '' },
      { label: 'Five', value: 5 },
    ];
    Object.assign(forms.query.properties['chat'] ?? {}, {
      model: { label: 'Tags', key: 'tags', type: 'react-component-headers', button_text: 'Add tag' },
      system_prompt: { label: 'Level', key: 'level', type: 'dropdown', list },
      message_history: { label: 'Odd', key: 'odd', type: 'toggle' },
    });
    await route.fulfill({ json: forms });
  });
  await page.goto(ADDRESS);
  await openSaved(page, { operation: 'chat', prompt: 'Hello' });
  await field(page, 'App state').fill('{ "born": 1815 }');
  await page.getByRole('textbox', { name: 'Tags: key 1' }).fill('name');
  await page.getByRole('textbox', { name: 'Tags: value 1' }).fill('{{born}}');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect(page.getByRole('textbox', { name: 'Tags: key 2' })).toBeFocused();
  await field(page, 'Level').selectOption({ label: 'Five' });
  await expect(page.locator('[data-key=odd]')).toContainText('cannot draw a field of the type toggle');
  const pairs = [
    ['name', 1815],
    ['', ''],
  ];
  expect(await optionsOf(page)).toEqual({ operation: 'chat', prompt: 'Hello', tags: pairs, level: 5 });
});

test('a query is filled in and run with the keyboard only', async ({ page }) => {
  const tabTo = async (label: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      const focused = page.locator(':focus');
      if ((await focused.count()) > 0 && (await focused.and(field(page, label)).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${label}`);
  };
  await tabTo('Operation');
  await page.keyboard.type('Generate Emb');
  await tabTo('Input');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('First line');
  await page.keyboard.press('Enter');
  await page.keyboard.type('and second');
  await tabTo('Text field');
  const sent = page.waitForRequest('**/api/run');
  await page.keyboard.press('Control+Enter');
  expect((await sent).postDataJSON()).toMatchObject({
    options: { operation: 'generate_embedding', input: 'First line\nand second' },
  });
});
