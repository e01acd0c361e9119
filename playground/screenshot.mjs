/* Makes the README's two pictures of the running page, a result and a failure: `npm run screenshot`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium } from '@playwright/test';

const server = spawn(process.execPath, ['output/playground/server.cjs', '--port', '0']);
const [printed] = await once(server.stdout, 'data');
const [address] = /http:\S+/.exec(printed);

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const options = { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1 };

/** Opens an operation's example, does what is asked, runs it and keeps what is seen once `shown` is. */
async function take(file, { operation, colorScheme, before, shown }) {
  const page = await browser.newPage({ ...options, colorScheme });
  await page.goto(address);
  await page.getByLabel('Operation', { exact: true }).selectOption({ label: operation });
  await before?.(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('region', { name: 'Result' }).getByText(shown).first().waitFor();
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.close();
  console.log(`Wrote ${file}.`);
}

await take('playground/result.png', {
  operation: 'Generate AI Image(s)',
  colorScheme: 'light',
  shown: /pixels|×/,
});
await take('playground/failure.png', {
  operation: 'Chat',
  colorScheme: 'dark',
  before: async (page) => {
    await page.getByRole('button', { name: 'Faults' }).click();
    await page.getByRole('radio', { name: 'Rate limit' }).click();
  },
  shown: 'rate_limit',
});
await browser.close();
server.kill();
