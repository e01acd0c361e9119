/* Debian's Chromium, for the browser test and the screenshot. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/** Starts Chromium; ends the process with 77 (skipped) where it is not installed. */
export async function startBrowser() {
  if (!existsSync(EXECUTABLE)) {
    console.log(`Skipped: ${EXECUTABLE} is missing. Install it as root: apt-get install chromium fonts-liberation`);
    process.exit(77);
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that has loaded the playground; what goes wrong on it is added to `errors`. */
export async function openPage(browser, url, options = {}, errors = []) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) errors.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('main');
  return page;
}
