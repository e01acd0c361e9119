/* What docs/ name: the file file-abc123, and the batch batch_abc123, the tickets of the example state, classified an hour ago. */
import { readFileSync } from 'node:fs';
import fake from '../fake-batches.cjs';

const DOCUMENT = {
  filename: 'terms.md',
  purpose: 'assistants',
  content: 'You can return an order within 30 days.\nOrders are shipped within two working days.\n',
};
const ID = 'batch_abc123';
const HOUR = 3600 * 1000;
const { state } = JSON.parse(readFileSync('docs/examples.json', 'utf8'));

/** The request for a row, as the plugin writes it. */
const lineOf = ({ subject, body }, index) => ({
  custom_id: `row-${index}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: {
    model: 'gpt-5.2',
    messages: [{ role: 'user', content: `Classify: ${subject} ${body}` }],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'reply', schema: { properties: { kind: { enum: ['billing', 'bug', 'other'] } } } },
    },
  },
});

/** What the plugin notes in a batch to find its rows again. */
const noteOn = (rows) => ({
  reading: 'json',
  job: 'tooljet-example',
  operation: 'chat',
  ...Object.fromEntries(
    Object.entries({ part: 1, parts: 1, first: 0, blank: 0 }).map(([key, value]) => [key, `${value}`])
  ),
  ...Object.fromEntries(['rows', 'count', 'requests'].map((key) => [key, `${rows}`])),
});

/** The fake of files and batches, in which that batch has run. */
export async function batchesWithExample(stage, run) {
  let ago = HOUR;
  const all = fake.fakeBatches({
    run: (url, body) => run(url.replace(/^\/v1/, ''), body),
    step: stage,
    now: () => Date.now() - ago,
  });
  all.files.set('file-abc123', DOCUMENT);
  const { data: tickets } = state.queries.tickets;
  const content = tickets.map((ticket, index) => JSON.stringify(lineOf(ticket, index))).join('\n');
  all.files.set('file-tickets', { filename: 'tickets.jsonl', purpose: 'batch', content });
  const job = { endpoint: '/v1/chat/completions', completion_window: '24h', metadata: noteOn(tickets.length) };
  const { body } = await all.handle({
    method: 'POST',
    path: '/batches',
    headers: {},
    body: { ...job, input_file_id: 'file-tickets' },
  });
  const batch = all.batches.get(body.id);
  all.batches.delete(body.id);
  all.batches.set(ID, Object.assign(batch, { id: ID }));
  await all.handle({ method: 'GET', path: `/batches/${ID}` });
  ago = 0;
  return all;
}
