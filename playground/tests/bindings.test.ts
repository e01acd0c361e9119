/* Templates in fields: what they give, how they are completed, and where values come from. */
import { truncateSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { choose, expect, field, note, openSaved, optionsOf, result, run, test } from './page';

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: PIXEL });

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

const pickFiles = (page: Page, ...files: ReturnType<typeof png>[]) =>
  page.getByLabel('Pick files').setInputFiles(files);

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

test('picked pictures go to Edit Image(s) and to Chat, with a thumbnail', async ({ page }) => {
  await pickFiles(page, png('cat.png'), png('dog.png'));
  await choose(page, 'Edit Image(s)');
  await field(page, 'Source images').fill('{{components.filepicker1.file[1]}}');
  await expect(note(page, 'source_images')).toHaveText(/^= dog\.png \(image\/png, \d+ B\)$/);
  await expect(page.locator('[data-key=source_images] img')).toHaveJSProperty('naturalWidth', 1);
  const options = await optionsOf(page);
  const base64Data = PIXEL.toString('base64');
  expect(options['source_images']).toEqual({
    name: 'dog.png',
    type: 'image/png',
    content: new TextDecoder().decode(PIXEL),
    dataURL: `data:image/png;base64,${base64Data}`,
    base64Data,
  });
  await expect(result(page)).toContainText('image/png');
  await openSaved(page, { operation: 'chat', prompt: 'What is this?', images: '{{components.filepicker1.file}}' });
  await expect(page.locator('[data-key=images] img')).toHaveCount(2);
  await run(page);
  await expect(result(page)).toContainText('You said: What is this?');
});

test('a file can be dropped, removed, and be too large', async ({ page }, info) => {
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['Hello'], 'notes.txt', { type: 'text/plain' }));
    return data;
  });
  const picker = page.getByRole('region', { name: 'File picker' });
  await picker.dispatchEvent('drop', { dataTransfer: dropped });
  await openSaved(page, { operation: 'chat', prompt: '{{components.filepicker1.file[0].content}}' });
  await expect(note(page, 'prompt')).toHaveText('= "Hello"');
  await page.getByRole('button', { name: 'Remove notes.txt' }).click();
  await expect(note(page, 'prompt')).not.toHaveText('= "Hello"');
  const large = info.outputPath('large.bin');
  writeFileSync(large, '');
  truncateSync(large, 50 * 1024 * 1024 + 1);
  await page.getByLabel('Pick files').setInputFiles(large);
  await expect(picker).toContainText('large.bin is larger than 50 MB.');
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

test('a binding is copied when the cursor was in no field', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pickFiles(page, png('cat.png'));
  await page.getByRole('button', { name: '{{components.filepicker1.file[0]}}' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('{{components.filepicker1.file[0]}}');
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
