/* Templates in fields: what they give, how they are completed, and where values come from. */
import type { Page } from '@playwright/test';
import { expect, field, note, openSaved, optionsOf, result, run, test } from './page';

const STATE = {
  components: { table1: { selectedRow: { 'name': 'Ada', 'born': 1815, 'full name': 'Ada Lovelace' } } },
  queries: { orders: { data: [{ item: 'Lamp' }, { item: 'Desk' }] } },
  variables: { money: "$& $' $1", none: null, lines: 'one\ntwo' },
};

/** A Chat with nothing in it, and an App state of the test's own. */
const begin = async (page: Page) => {
  await field(page, 'App state').fill(JSON.stringify(STATE));
  await openSaved(page, { operation: 'chat' });
};

test('a template alone keeps the type of its value, which stands beneath the field', async ({ page }) => {
  await begin(page);
  await field(page, 'Prompt').fill('{{components.table1.selectedRow.born}}');
  await expect(note(page, 'prompt')).toHaveText('= 1815');
  await field(page, 'System prompt').fill("{{ components.table1.selectedRow['full name'] }}");
  await expect(note(page, 'system_prompt')).toHaveText('= "Ada Lovelace"');
  await field(page, 'Message history').fill('{{queries.orders.data}}');
  await field(page, 'Images and PDFs').fill('{{variables.none}}');
  await expect(note(page, 'images')).toHaveText('= null');
  expect(await optionsOf(page)).toEqual({
    operation: 'chat',
    prompt: 1815,
    system_prompt: 'Ada Lovelace',
    message_history: [{ item: 'Lamp' }, { item: 'Desk' }],
    images: null,
  });
});

test('templates within a text are filled in as text, with $& as it is', async ({ page }) => {
  await begin(page);
  await field(page, 'Prompt').fill('I know {{components.table1.selectedRow.name}},\n{{queries.orders.data[0]}}.');
  await field(page, 'System prompt').fill('<{{variables.money}}>');
  expect(await optionsOf(page)).toMatchObject({ prompt: 'I know Ada, {"item":"Lamp"}.', system_prompt: "<$& $' $1>" });
});

test('a long value is cut beneath its field', async ({ page }) => {
  await begin(page);
  await field(page, 'App state').fill(JSON.stringify({ long: 'x'.repeat(5000) }));
  await field(page, 'Prompt').fill('{{long}}');
  await expect(note(page, 'prompt')).toHaveText(`= "${'x'.repeat(159)}…`);
});

test('a template that has no value is named, and nothing is sent', async ({ page }) => {
  await begin(page);
  await field(page, 'Prompt').fill('Sum: {{variables.a + 1}}');
  await expect(note(page, 'prompt')).toContainText('{{variables.a + 1}} is not a property path');
  await expect(field(page, 'Prompt')).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, 'Prompt')).toHaveAccessibleDescription(/is not a property path/);
  let runs = 0;
  page.on('request', (sent) => {
    const { options } = (sent.postDataJSON() ?? {}) as { options?: { dry_run?: string } };
    if (sent.url().endsWith('/api/run') && options?.dry_run !== 'yes') runs += 1;
  });
  await run(page);
  await field(page, 'Prompt').fill('{{variables.a}}');
  await expect(note(page, 'prompt')).toContainText('is not in App state');
  expect(runs).toBe(0);
  await field(page, 'Prompt').fill('Hello');
  await expect(field(page, 'Prompt')).not.toHaveAttribute('aria-invalid');
});

test('names are completed by keyboard at each step, lists and odd names too', async ({ page }) => {
  await begin(page);
  const popup = page.getByRole('listbox');
  const pick = async (typed: string, name: string) => {
    await page.keyboard.type(typed);
    await expect(popup.getByRole('option', { selected: true })).toContainText(name);
    // A list that has just opened takes no key yet, so that none is taken by mistake.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await expect(popup).toHaveCount(0);
  };
  await field(page, 'Prompt').focus();
  await pick('Hi {{com', 'components');
  await pick('.', 'table1');
  await pick('.sel', 'selectedRow');
  await page.keyboard.type('.');
  await expect(popup.getByRole('option', { name: /^born/ })).toContainText('1815');
  await pick('full', "['full name']");
  await expect(field(page, 'Prompt')).toHaveText("Hi {{components.table1.selectedRow['full name']}}");
  await expect(note(page, 'prompt')).toHaveText('= "Hi Ada Lovelace"');
  await page.keyboard.press('Tab');
  await expect(field(page, 'System prompt')).toBeFocused();
  await pick('{{queries.orders.data[1', '[1]');
  await pick('.', 'item');
  await expect(note(page, 'system_prompt')).toHaveText('= "Desk"');
});

test('Escape closes the completion, and Tab leaves the field with it open', async ({ page }) => {
  await begin(page);
  await field(page, 'Prompt').focus();
  await page.keyboard.type('{{');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(field(page, 'Prompt')).toBeFocused();
  await page.keyboard.type('v');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(field(page, 'System prompt')).toBeFocused();
  await expect(field(page, 'Prompt')).toHaveText('{{v}}');
});

test('what is typed fast arrives whole, and can be undone', async ({ page }) => {
  await begin(page);
  const text = 'The quick brown fox jumps over the lazy dog, and says: "don\'t".';
  await field(page, 'Prompt').focus();
  await page.keyboard.type(text);
  expect(await optionsOf(page)).toMatchObject({ prompt: text });
  await page.keyboard.press('Control+Z');
  await expect(field(page, 'Prompt')).not.toHaveText(text);
});

test('a result is bound by the next query, by a click where the cursor was', async ({ page }) => {
  await begin(page);
  await field(page, 'Prompt').fill('A secret word');
  await field(page, 'Name of the query').fill('first');
  await run(page);
  const bind = page.getByRole('button', { name: '{{queries.first.data}}' });
  await expect(bind).toBeVisible();
  await field(page, 'Name of the query').fill('second');
  await field(page, 'Prompt').fill('Say again: ');
  await page.keyboard.press('Control+End');
  await bind.click();
  await expect(field(page, 'Prompt')).toHaveText('Say again: {{queries.first.data}}');
  await expect(field(page, 'Prompt')).toBeFocused();
  await run(page);
  await expect(result(page)).toContainText(/You said: Say again: .*A secret word/);
  await page.getByRole('button', { name: 'Remove queries.first' }).click();
  await expect(note(page, 'prompt')).toContainText('{{queries.first.data}} is not in App state');
});

test('broken App state is said, and can be put back', async ({ page }) => {
  await openSaved(page, { operation: 'chat', prompt: '{{variables.x}}' });
  await field(page, 'App state').fill('{ "variables": ');
  await expect(page.getByText('App state is not valid JSON')).toBeVisible();
  await expect(field(page, 'App state')).toHaveAttribute('aria-invalid', 'true');
  await expect(note(page, 'prompt')).toContainText('App state is broken');
  await field(page, 'App state').fill('[]');
  await expect(page.getByText('App state must be a JSON object')).toBeVisible();
  await page.getByRole('button', { name: 'Reset to the example' }).click();
  await expect(field(page, 'App state')).toContainText('"components"');
  await expect(page.getByRole('button', { name: 'Reset to the example' })).toHaveCount(0);
});
