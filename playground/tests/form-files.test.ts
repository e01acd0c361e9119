/* Files that are picked or dropped, and what binds them. */
import { truncateSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { choose, expect, field, note, openSaved, optionsOf, result, run, test } from './page';

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: PIXEL });

const pickFiles = (page: Page, ...files: ReturnType<typeof png>[]) =>
  page.getByLabel('Pick files').setInputFiles(files);

test('picked pictures go to Edit Image(s) and to Chat, with a thumbnail', async ({ page }) => {
  await pickFiles(page, png('cat.png'), png('dog.png'));
  await choose(page, 'Edit Image(s)');
  await field(page, 'Source images').fill('{{components.filepicker1.file[1]}}');
  await expect(note(page, 'source_images')).toHaveText(/^= dog\.png \(image\/png, \d+\sB\)$/);
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
  await field(page, 'Prompt').dispatchEvent('drop', { dataTransfer: dropped });
  await openSaved(page, { operation: 'chat', prompt: '{{components.filepicker1.file[0].content}}' });
  await expect(note(page, 'prompt')).toHaveText('= "Hello"');
  await page.getByRole('button', { name: 'Remove notes.txt' }).click();
  await expect(note(page, 'prompt')).toContainText('is not in App state, so its value is undefined.');
  const large = info.outputPath('large.bin');
  writeFileSync(large, '');
  truncateSync(large, 50 * 1024 * 1024 + 1);
  await page.getByLabel('Pick files').setInputFiles(large);
  await expect(picker).toContainText('large.bin is larger than 50 MB.');
  await page.getByRole('button', { name: 'Reset to the example' }).click();
  await expect(note(page, 'prompt')).toHaveText(/^= "/);
});

test('a binding is copied when the cursor was in no field', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pickFiles(page, png('cat.png'));
  await page.getByRole('button', { name: '{{components.filepicker1.file[0]}}' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('{{components.filepicker1.file[0]}}');
});
