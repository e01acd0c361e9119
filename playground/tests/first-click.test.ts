import { expect, result, run, test } from './page';

test('Chat runs on the first click', async ({ page }) => {
  await run(page);
  await expect(result(page)).toContainText('Machine learning is the part of artificial intelligence');
});
