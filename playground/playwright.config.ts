import { defineConfig } from '@playwright/test';

/** Tests the playground in Debian's Chromium: `npm run test:browser`, which starts it on a port of its own. */
export default defineConfig({
  testDir: 'tests',
  outputDir: '../output/playwright',
  // One server, whose memory holds the secrets that tests type.
  workers: 1,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    },
  },
  webServer: {
    command: `node output/playground/server.cjs --port ${process.env['PLAYGROUND_PORT'] ?? '4190'}`,
    cwd: '..',
    wait: { stdout: /Open the playground at (?<PLAYGROUND_URL>\S+)/ },
  },
});
