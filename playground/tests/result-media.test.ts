/* Pictures, sounds, files, transcripts and subtitles. The answers are put in place of the server's. */
import { readFileSync } from 'node:fs';
import { expect, test } from './page';
import { HOSTILE, panel, PICTURE, runFor } from './result-page';

test('pictures have their size and a link that saves them; remote ones are not fetched', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const remote = 'https://images.example/1.png';
  await runFor(page, { status: 'success', data: { url: PICTURE, images: [{ url: PICTURE }, { url: remote }] } });
  await expect(panel(page).locator('figcaption').first()).toContainText('8 × 6 pixels, image/svg+xml');
  await expect(panel(page).getByText(remote)).toBeVisible();
  await expect(panel(page)).toContainText('Remote image, not fetched');
  const [download] = await Promise.all([page.waitForEvent('download'), panel(page).getByText('Download').click()]);
  expect(download.suggestedFilename()).toBe('image1.svg');
  expect(readFileSync(await download.path(), 'utf8')).toContain('<svg');
  expect(asked.filter((url) => url.startsWith('https:'))).toEqual([]);
});

test('a picture that cannot be read says so', async ({ page }) => {
  await runFor(page, { url: 'data:image/png;base64,AAAA', mime_type: 'image/png', size: 3 });
  await expect(panel(page)).toContainText('Not a readable image, image/png');
});

test('a sound can be played and saved', async ({ page }) => {
  await runFor(page, { url: 'data:audio/mpeg;base64,SUQzBAAAAAAAAA==', mime_type: 'audio/mpeg', size: 10 });
  await expect(panel(page).locator('audio[controls]')).toBeVisible();
  await expect(panel(page)).toContainText('audio/mpeg, 10 B');
  await expect(panel(page).getByRole('link', { name: 'Download' })).toHaveAttribute('download', 'file.mp3');
});

test('a file of another kind can be saved', async ({ page }) => {
  await runFor(page, { url: 'data:application/pdf;base64,JVBERg==', mime_type: 'application/pdf', size: 4 });
  await expect(panel(page).getByRole('link', { name: 'Download' })).toHaveAttribute('download', 'file.pdf');
});

test('a transcript has its speakers and times', async ({ page }) => {
  const segments = [
    { start: 0, end: 1.4, text: 'Good morning.', speaker: 'A' },
    { start: 61.4, end: 3664.2, text: HOSTILE, speaker: 'B' },
  ];
  await runFor(page, { text: 'Good morning.', language: 'english', duration: 4.2, segments });
  await expect(panel(page).locator('.cues li')).toHaveText([
    '0:00.0 – 0:01.4A: Good morning.',
    `1:01.4 – 1:01:04.2B: ${HOSTILE}`,
  ]);
  await expect(panel(page).locator('.facts')).toContainText('english');
});

for (const [kind, subtitles] of [
  ['srt', '1\n00:00:00,000 --> 00:00:01,400\nGood morning.\n\n2\n00:00:01,400 --> 00:00:04,200\nHow can I\nhelp?\n'],
  ['vtt', 'WEBVTT\n\n00:00.000 --> 00:01.400\nGood morning.\n\n00:01.400 --> 00:04.200\nHow can I\nhelp?\n'],
] as const) {
  test(`subtitles as ${kind} are a list with times, and can be saved`, async ({ page }) => {
    await runFor(page, { text: 'Good morning. How can I help?', subtitles });
    await expect(panel(page).locator('.cues li')).toHaveText([
      '0:00.0 – 0:01.4Good morning.',
      /0:01\.4 – 0:04\.2How can I\s+help\?/,
    ]);
    const [download] = await Promise.all([page.waitForEvent('download'), panel(page).getByText('Download').click()]);
    expect(download.suggestedFilename()).toBe(`subtitles.${kind}`);
    expect(readFileSync(await download.path(), 'utf8')).toBe(subtitles);
  });
}
