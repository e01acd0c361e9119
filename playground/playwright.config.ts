import { defineConfig } from '@playwright/test';

const WORKERS = 2;

/** Tests the playground in Debian's Chromium: `npm run test:browser`, which starts it. */
export default defineConfig({
  testDir: 'tests',
  outputDir: '../output/playwright',
  workers: WORKERS,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    // Pictures of every moment would double the time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    },
  },
  // A server for each worker, because its memory holds the secrets that tests type.
  webServer: Array.from({ length: WORKERS }, (_, worker) => ({
    command: 'node output/playground/server.cjs --port 0',
    cwd: '..',
    wait: { stdout: new RegExp(`Open the playground at (?<PLAYGROUND_${worker}>\\S+)`) },
  })),
});
