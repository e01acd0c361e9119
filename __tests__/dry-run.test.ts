import { answering, ask } from './support/openai';
import QUERIES from './support/queries.json';

/** What Dry run tells of a query with the fewest answers, and what the query then sends. */
async function toldAndSent(query: (typeof QUERIES)[keyof typeof QUERIES], method = 'POST') {
  const { data: told } = await ask({ ...query.options, dry_run: 'yes' });
  const sent = answering(`${method} /v1${query.path}`, [{ reply: query.reply }]);
  await ask(query.options);
  return { told, sent };
}

/** Operations whose smallest query only reads. */
const READING = ['get_response', 'list_models', 'call_api'];

describe('Dry run', () => {
  const { edit_image: files, ...others } = QUERIES;

  test.each(Object.entries(others))('shows of %s what is sent without it', async (operation, query) => {
    const method = READING.includes(operation) ? 'GET' : 'POST';
    const { told, sent } = await toldAndSent(query, method);
    const body = method === 'GET' ? undefined : sent[0]?.body;
    expect(told).toEqual({ method, path: query.path, body, requests: sent.length });
  });

  test('shows of edit_image the parts that are sent without it, a file as its type and size', async () => {
    const { told, sent } = await toldAndSent(files);
    expect(told).toEqual({
      method: 'POST',
      path: files.path,
      body: { model: 'gpt-image-2', prompt: 'A dog', image: ['image/png, 16 bytes'] },
      requests: sent.length,
    });
  });
});
