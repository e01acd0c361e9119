/* Each view of a result, in light and dark, has no serious findings of axe. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Json } from '../api';
import { expect, run, test } from './page';
import { answerWith, panel, PICTURE, runFor, tab } from './result-page';

const VIEWS: Readonly<Record<string, Json>> = {
  text: 'A text',
  table: [{ ok: true, score: 0.5, note: 'x'.repeat(80) }, { ok: false }],
  picture: { url: PICTURE },
  sound: { url: 'data:audio/mpeg;base64,SUQzBAAAAAAAAA==' },
  transcript: { text: 'Hi', duration: 1, segments: [{ start: 0, end: 1, text: 'Hi', speaker: 'A' }] },
  sources: { content: 'Hi', sources: [{ url: 'https://docs.example/', title: 'Docs' }] },
  bubbles: { content: 'Hi', history: ['user', 'assistant', 'tool'].map((role) => ({ role, content: role })) },
  batch: { batch_id: 'b', status: 'in_progress', requests: { total: 3, completed: 1, failed: 1 } },
  vector: { embedding: [0.5, -0.5, 0.25] },
  verdict: { flagged: true, categories: ['hate'], scores: { hate: 0.9, harassment: 0.1 }, over_threshold: true },
  decision: { answers: { team: 'bug' }, details: { team: { probabilities: { bug: 0.8, other: 0.2 } } } },
};

type Found = { readonly violations: readonly { id: string; impact: string; nodes: { html: string }[] }[] };

async function findings(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate<Found>(`axe.run('.result')`);
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the views of a result are accessible in ${colorScheme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
    for (const [name, data] of Object.entries(VIEWS)) {
      await runFor(page, data, { attempts: 1, ...(name === 'text' && { warnings: ['A warning'] }) });
      await expect(panel(page).locator('.result-view')).toHaveCSS('opacity', '1');
      expect(await findings(page), name).toEqual([]);
    }
    for (const name of ['JSON', 'Metadata', 'Request']) {
      await tab(page, name).click();
      await expect(panel(page).locator('.cm-line').first()).toBeVisible();
      expect(await findings(page), name).toEqual([]);
    }
    const data = { kind: 'quota', retryable: false, status: 429 };
    await answerWith(page, { status: 'failed', description: 'There is no credit left.', data });
    await run(page);
    await panel(page).getByText('Details, as the app gets them').click();
    await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
    expect(await findings(page), 'failure').toEqual([]);
  });
}
