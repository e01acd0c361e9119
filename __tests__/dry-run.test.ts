import { QUERIES } from './support/bundle';
import { answering, ask } from './support/openai';

/** What Dry run tells of a query with the fewest answers, and what the query then sends. */
async function toldAndSent(query: (typeof QUERIES)['chat']) {
  const { method = 'POST' } = query;
  const { data: told } = await ask({ ...query.options, dry_run: 'yes' });
  const sent = answering(`${method} /v1${query.path}`, [{ reply: query.reply }]);
  await ask(query.options);
  return { told, sent };
}

describe('Dry run', () => {
  const { edit_image, transcribe_audio, ...others } = QUERIES;

  test.each(Object.entries(others))('shows of %s what is sent without it', async (_operation, query) => {
    const { method = 'POST' } = query;
    const { told, sent } = await toldAndSent(query);
    const body = method === 'GET' ? undefined : sent[0]?.body;
    expect(told).toEqual({ method, path: query.path, body, requests: sent.length });
  });

  test.each([
    [edit_image, { model: 'gpt-image-2', prompt: 'A dog', image: ['image/png, 16 bytes'] }],
    [transcribe_audio, { model: 'gpt-transcribe', response_format: 'json', file: 'audio/mpeg, 10 bytes' }],
  ])('shows the parts that are sent without it, a file as its type and size (%#)', async (query, body) => {
    const { told, sent } = await toldAndSent(query);
    expect(told).toEqual({ method: 'POST', path: query.path, body, requests: sent.length });
    expect(sent[0]?.parts.map(([name]) => name)).toEqual(Object.keys(body));
  });
});
