/* Each kind of data has a view of its own. The answers are put in place of the server's. */
import { expect, result, test } from './page';
import { HOSTILE, panel, runFor } from './result-page';

test('a text stays text, whatever a model says', async ({ page }) => {
  await runFor(page, `${HOSTILE}\n  second line`);
  await expect(panel(page).locator('.plain-text')).toHaveText(`${HOSTILE}\n  second line`, { useInnerText: true });
  await expect(panel(page).locator('img, script')).toHaveCount(0);
  await expect(page).not.toHaveTitle('taken');
});

test('a long text is shown from its start, and whole on demand', async ({ page }) => {
  await runFor(page, `${'x'.repeat(25_000)} the end`);
  await expect(panel(page)).not.toContainText('the end');
  await panel(page).getByRole('button', { name: 'Show all 25,008 characters' }).click();
  await expect(panel(page)).toContainText('the end');
});

test('a table sorts by a click on a heading, and back again', async ({ page }) => {
  const rows = [{ name: 'b10' }, { name: 'b9', score: 0.123456789 }, { name: 'a', score: 12 }];
  await runFor(page, { results: rows });
  const names = panel(page).locator('tbody td:first-child');
  const heading = panel(page).getByRole('columnheader', { name: 'name' });
  await expect(names).toHaveText(['b10', 'b9', 'a']);
  await heading.getByRole('button').click();
  await expect(names).toHaveText(['a', 'b9', 'b10']);
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await heading.getByRole('button').click();
  await expect(names).toHaveText(['b10', 'b9', 'a']);
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'none');
  await panel(page).getByRole('button', { name: 'score' }).click();
  await expect(names).toHaveText(['b9', 'a', 'b10']);
});

test('a table shows four digits, the whole number on hover, and small objects as columns', async ({ page }) => {
  await runFor(page, [{ score: 0.123456789, item: { title: HOSTILE, price: 12_345.678_91 } }]);
  await expect(panel(page).getByRole('columnheader')).toHaveText(['score', 'item.title', 'item.price']);
  await expect(panel(page).getByRole('cell')).toHaveText(['0.1235', HOSTILE, '12345.6789']);
  await expect(panel(page).getByRole('cell').first()).toHaveAttribute('title', '0.123456789');
});

test('a table shows 100 rows at first, then all; its head stays in sight', async ({ page }) => {
  await runFor(
    page,
    Array.from({ length: 150 }, (_, index) => ({ index }))
  );
  await expect(panel(page).locator('tbody tr')).toHaveCount(100);
  await expect(panel(page)).toContainText('The first 100 of 150 rows');
  await panel(page).getByRole('button', { name: 'Show all' }).click();
  await expect(panel(page).locator('tbody tr')).toHaveCount(150);
  await expect(panel(page).locator('.table-count')).toHaveText('150 rows');
  await panel(page).getByRole('cell', { name: '149' }).scrollIntoViewIfNeeded();
  await expect(panel(page).getByRole('columnheader')).toBeInViewport();
});

test('sources are links of the web only, and those learn nothing of the page', async ({ page }) => {
  const sources = [
    { url: 'https://docs.example/a', title: HOSTILE },
    { url: 'javascript:document.title="taken"', title: 'Trap' },
    { url: 'data:text/html,trap' },
  ];
  await runFor(page, { content: 'An answer', sources, response_id: 'resp_1', status: 'completed' });
  await expect(panel(page)).toContainText('An answer');
  await expect(panel(page).locator('.sources li')).toHaveCount(3);
  const links = panel(page).getByRole('link');
  await expect(links).toHaveText([HOSTILE]);
  await expect(links).toHaveAttribute('href', 'https://docs.example/a');
  await expect(links).toHaveAttribute('rel', 'noreferrer noopener');
  await expect(links).toHaveAttribute('target', '_blank');
});

test('an answer that is not there yet says what to do', async ({ page }) => {
  await runFor(page, { content: null, sources: [], response_id: 'resp_1', status: 'in_progress' });
  await expect(panel(page)).toContainText('The answer is not there yet. Run Get response again');
  await expect(panel(page)).toContainText('resp_1');
});

test('a conversation is bubbles of user, assistant and tool', async ({ page }) => {
  const call = { id: 'call_1', type: 'function', function: { name: 'find_order', arguments: '{"id":7}' } };
  const history = [
    { role: 'user', content: [{ type: 'text', text: 'Where is order 7?' }] },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: HOSTILE },
    { role: 'assistant', content: 'On its way.' },
  ];
  await runFor(page, { content: 'On its way.', finish_reason: 'stop', model: 'gpt-5.2', history, warnings: [] });
  await expect(panel(page).getByRole('list', { name: 'Conversation' }).getByRole('listitem')).toHaveText([
    'UserWhere is order 7?',
    'Assistantfind_order({"id":7})',
    `Tool${HOSTILE}`,
    'AssistantOn its way.',
  ]);
  await expect(panel(page)).toContainText('Ended bystop');
});

test('calls of functions are shown where there is no conversation', async ({ page }) => {
  const tool_calls = [{ id: 'call_1', name: 'find_order', arguments: { id: 7 } }];
  await runFor(page, { content: '', finish_reason: 'tool_calls', model: 'gpt-5.2', tool_calls });
  await expect(panel(page)).toContainText('find_order({"id":7})');
});

test('a batch is a progress bar, its rows, and where to go on', async ({ page }) => {
  const rows = [
    { ok: true, content: 'Hi' },
    { ok: false, error: { kind: 'timeout', message: 'Too late.' } },
  ];
  const requests = { total: 8, completed: 5, failed: 1 };
  await runFor(page, { batch_id: 'batch_1', status: 'completed', done: true, requests, rows, next_offset: 2 });
  const bar = panel(page).getByRole('progressbar', { name: 'Requests of the batch' });
  await expect(bar).toHaveAttribute('aria-valuenow', '6');
  await expect(bar).toHaveAttribute('aria-valuetext', '5 of 8 done, 1 failed');
  await expect(panel(page).locator('tbody tr')).toHaveText(['trueHi', 'falsetimeoutToo late.']);
  await expect(panel(page)).toContainText('There are more rows: set Offset to 2.');
});

test('a batch that was just sent, and a list of batches, have bars too', async ({ page }) => {
  await runFor(page, { batch_id: 'batch_1', status: 'validating', requests: 3, parts: 1 });
  await expect(panel(page)).toContainText('0 of 3 done');
  const requests = { total: 10, completed: 4, failed: 0 };
  await runFor(page, [
    { batch_id: 'batch_2', status: 'in_progress', operation: 'chat', requests },
    { batch_id: 'batch_3', status: 'expired', operation: 'chat', requests },
  ]);
  await expect(panel(page).getByRole('progressbar')).toHaveCount(2);
  await expect(panel(page).locator('.batch-head').first()).toContainText('in progress');
});

const NUMBERS = Array.from({ length: 10 }, (_, index) => (index + 1) / 8);
const BASE64 = Buffer.from(new Float32Array(NUMBERS).buffer).toString('base64');

for (const [name, embedding] of [
  ['numbers', NUMBERS],
  ['base64', BASE64],
] as const) {
  test(`a vector as ${name} is its length, norm, first numbers and a chart`, async ({ page }) => {
    await runFor(page, { embedding: embedding as string });
    await expect(panel(page)).toContainText('Length10 numbers');
    await expect(panel(page)).toContainText('Norm2.4527');
    await expect(panel(page)).toContainText('0.125, 0.25, 0.375');
    await expect(panel(page).getByRole('img', { name: 'Bar chart of numbers 1 to 10' })).toBeVisible();
  });

  test(`several vectors as ${name} are a table`, async ({ page }) => {
    const rows = [{ title: 'A', embedding: embedding as string }];
    await runFor(page, { embedding: embedding as string, embeddings: [embedding], rows });
    await expect(panel(page).getByRole('cell', { name: '10 numbers: 0.125, 0.25, 0.375, 0.5 …' })).toHaveCount(2);
    await expect(panel(page).getByRole('cell', { name: '2.4527' })).toBeVisible();
  });
}

test('a verdict of Moderate is its scores, the highest first', async ({ page }) => {
  const scores = { hate: 0.1, harassment: 0.86123456 };
  await runFor(page, { flagged: true, categories: ['harassment'], scores, over_threshold: true });
  await expect(panel(page).locator('.verdict')).toHaveText('FlaggedharassmentOver the threshold');
  await expect(panel(page).locator('.scores li')).toHaveText(['harassment0.8612', 'hate0.1']);
  await expect(panel(page).locator('.score-number').first()).toHaveAttribute('title', '0.86123456');
});

test('a decision is its answers, and how sure the model is', async ({ page }) => {
  await runFor(page, {
    answers: { urgent: true, team: 'bug', mood: null },
    details: {
      urgent: { probability: 0.93123456 },
      team: { confidence: 0.8, probabilities: { billing: 0.2, bug: 0.8 } },
      mood: { refused: true },
    },
  });
  await expect(panel(page).locator('.decision-answer')).toHaveText(['urgenttrue', 'teambug', 'moodrefused']);
  await expect(panel(page).locator('.scores li')).toHaveText(['true0.9312', 'billing0.2', 'bug0.8']);
});

test('an answer of no known kind is JSON, and nothing is lost beside a view', async ({ page }) => {
  await runFor(page, { odd: { deep: [1, 'two'] } });
  await expect(panel(page).getByRole('textbox', { name: 'Preview' })).toContainText('"two"');
  await runFor(page, { data: [{ id: 'file-1' }], has_more: false });
  await expect(panel(page).getByRole('cell', { name: 'file-1' })).toBeVisible();
  await expect(panel(page).getByRole('textbox', { name: 'Other members' })).toContainText('"has_more": false');
  await runFor(page, null);
  await expect(result(page)).toContainText('The answer is empty.');
});
