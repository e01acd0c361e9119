/* Makes the README's screenshot from the running page: `npm run screenshot`. */
import { openPage, startBrowser } from './browser.mjs';
import { startPlayground } from './server.mjs';

const FILE = 'playground/screenshot.png';

const browser = await startBrowser();
const playground = await startPlayground(0);
const page = await openPage(browser, playground.url, { viewport: { width: 1180, height: 900 }, colorScheme: 'light' });
await page.selectOption('#query-operation', { label: 'Generate AI Image(s)' });
await page.fill('#query-prompt', 'A city at dusk, seen by {{components.table1.selectedRow.name}}');
await page.click('#run');
await page.locator('#preview figcaption', { hasText: 'pixels' }).waitFor();
await page.evaluate(() => globalThis.scrollTo(0, 0));
await page.screenshot({ path: FILE });
await browser.close();
await playground.stop();
console.log(`Wrote ${FILE}.`);
