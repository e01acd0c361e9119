import { execFile } from 'node:child_process';
import { shutdownOf } from '../lib/models/shutdowns';
import { knownIds } from '../lib/models/table';
import form from '../operations.json';
import { KEY } from './support/openai';
import { withServer } from './support/scripted-server.cjs';

type Field = { list?: { value: string }[] };

/** Every model that the tables and the forms know, as an API would list it that agrees with them. */
const IDS = new Set([
  ...knownIds(),
  ...Object.values(form.properties).flatMap((fields) => {
    const { model, model_embedding } = fields as { model?: Field; model_embedding?: Field };
    return [model, model_embedding].flatMap((field) => field?.list ?? []).map(({ value }) => value);
  }),
]);
const AGREED = [...IDS].map((id) => ({ id, created: 1_767_225_600, shutdown_date: shutdownOf(id)?.date ?? null }));

/** Runs `npm run check:models` without its build. */
const check = (env: Record<string, string>) =>
  new Promise<{ code: unknown; output: string; complaint: string }>((resolve) => {
    const variables = { PATH: process.env['PATH'], SSRF_DNS_RESOLUTION_CHECK: 'false', ...env };
    execFile(process.execPath, ['scripts/check-models.mjs'], { env: variables }, (error, output, complaint) => {
      resolve({ code: error ? error.code : 0, output, complaint: complaint.trim() });
    });
  });

/** What it says of a list, and whether that is all that is asked for. */
const checkOf = (data: readonly object[], status = 200) =>
  withServer({ status, body: status === 200 ? { data } : { error: { message: 'No entry.' } } }, async (server) => {
    const said = await check({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.baseUrl });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models']);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    return said;
  });

/** The models of the table that stand in no list of a form, on purpose. */
const UNOFFERED = `Listed and in lib/models/table.ts, but in no list of operations.json:\n  gpt-5.6\n`;

const summary = (listed: number, wrong: number) =>
  `${listed} models are listed, ${knownIds().length} are known, ${wrong} to correct.\n`;

describe('npm run check:models', () => {
  test('without a key says what it needs', async () => {
    expect(await check({})).toEqual({
      code: 1,
      output: '',
      complaint:
        "Set OPENAI_API_KEY to a key of OpenAI's that may list models (with permissions: Models, Read). Nothing is paid.",
    });
  });

  test('has nothing to correct where the API lists what the plugin knows', async () => {
    expect(await checkOf(AGREED)).toEqual({ code: 0, output: UNOFFERED + summary(AGREED.length, 0), complaint: '' });
  });

  test('names what is new, gone or dated differently', async () => {
    const changed = AGREED.filter(({ id }) => !['gpt-image-2', 'gpt-5.6-sol', 'dall-e-2'].includes(id)).map((entry) =>
      entry.id === 'gpt-6-astra' ? { ...entry, shutdown_date: '2031-01-01' } : entry
    );
    const data = [
      ...changed,
      { id: 'gpt-7', created: 1_767_225_600 },
      { id: 'ft:gpt-7:acme::1' },
      // A snapshot stands for its model in the table, but not in a list to choose from.
      { id: 'gpt-5.6-sol-2026-08-01' },
      { id: 'gpt-5.1-2025-11-13', shutdown_date: '2027-04-02' },
    ];
    const output = [
      'Listed, but not in lib/models/table.ts:',
      '  gpt-7',
      'Listed and in lib/models/table.ts, but in no list of operations.json:',
      '  gpt-5.6',
      'In lib/models/table.ts, but no longer listed:',
      '  gpt-image-2',
      'In operations.json, but no longer listed:',
      '  gpt-5.6-sol (chat)',
      '  gpt-5.6-sol (ask)',
      '  gpt-image-2 (image_generation)',
      '  gpt-image-2 (edit_image)',
      'Shut down on another day than lib/models/shutdowns.ts says:',
      '  gpt-6-astra: 2031-01-01, not never',
      '  gpt-5.1-2025-11-13: 2027-04-02, not 2027-04-01',
      '',
    ].join('\n');
    expect(await checkOf(data)).toEqual({ code: 1, output: output + summary(data.length, 7), complaint: '' });
  });

  test('says why there is no list', async () => {
    const { code, output, complaint } = await checkOf([], 401);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(complaint).toMatch(/^No entry\. Check API key/);
  });
});
