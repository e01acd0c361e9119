import { randomInt } from 'node:crypto';
import vm from 'node:vm';
import fc from 'fast-check';
import manifest from '../manifest.json';
import form from '../operations.json';
import { dataOf, expectNowhere, OPERATIONS, QUERIES, service } from './support/bundle';
import { chatReply, errorReply } from './support/openai';
import { type Server, startServer } from './support/scripted-server.cjs';

const RUNS = process.env['CI'] ? 2000 : 200;
const SEED = Number(process.env['SEED'] ?? randomInt(2 ** 31));

process.stdout.write(`Properties: seed ${SEED}, ${RUNS} runs each; SEED=${SEED} repeats them\n`);

/** A reply that is good for every operation: as many vectors as texts. */
const fine = ({ input, questions = [] }: { input?: unknown; questions?: unknown }) => ({
  ...chatReply({ content: 'Hi' }),
  data: [input].flat().map((_, index) => ({ id: 'a', index, embedding: [0.5], b64_json: 'iVBORw0KGgo=' })),
  results: [input].flat().map(() => ({ categories: {} })),
  text: 'Hi',
  answers: [questions].flat().map(() => ({ type: 'predicate', probability: 0.5 })),
});

/** What the server answers instead, now and then. */
const REPLIES: readonly [number, string][] = [
  [200, '{"choices":[{"mess'],
  [200, 'null'],
  [200, '{"__proto__":{"polluted":true},"choices":[{"__proto__":{"polluted":true}}]}'],
  [400, JSON.stringify(errorReply("Unsupported parameter: 'temperature'.", { code: 'unsupported_parameter' }))],
  [401, '<h1>No</h1>'],
  [500, ''],
];

let server: Server;

beforeAll(async () => {
  server = await startServer(({ headers: { authorization }, body }, index) => {
    const [status, text] = REPLIES[index % 8] ?? [200, JSON.stringify(fine(body))];
    const echo = String(authorization).slice(0, 200);
    return { status, body: text.replace('No', echo), headers: { 'retry-after-ms': '1', 'x-request-id': echo } };
  });
});

afterAll(() => server.close());

const EXOTIC = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'length', ''];

/** Anything an app can bind, and what only JavaScript knows. */
const anything = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.anything({ key: fc.oneof(fc.string(), fc.constantFrom(...EXOTIC)), withNullPrototype: true }),
  },
  { weight: 2, arbitrary: fc.json() },
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...EXOTIC, '\ud800', 'a\udc00b', '[', '{"a":', '[""]', '1e999', '-0', ' ', '\0', '\r\n'),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 2 ** 53, 1e-320, null, undefined, true, 10n),
  fc.integer({ min: 0, max: 400 }),
  fc.constantFrom(20_000, 200_000).map((length) => 'x'.repeat(length)),
  fc.constantFrom(100, 20_000).map(nested)
);

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { value };
  return value;
}

/** An object with any of these keys and exotic ones besides, made as JSON.parse makes it: `__proto__` is a plain key. */
const filled = (keys: readonly string[]) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keys, ...EXOTIC), anything), { selector: ([key]) => key, maxLength: 12 })
    .map((entries) => Object.fromEntries(entries));

const FIELDS = Object.values(form.properties).flatMap((group) => Object.keys(group));
const HISTORY = fc.array(fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), content: anything }));

const options = fc.oneof(
  { weight: 1, arbitrary: anything },
  { weight: 1, arbitrary: filled([...FIELDS, 'query_timeout', 'input_M1']) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...OPERATIONS), filled([...FIELDS, 'query_timeout']), fc.option(HISTORY))
      .map(([operation, odd, message_history]) => ({
        ...odd,
        ...(message_history && { message_history }),
        ...QUERIES[operation].options,
      })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...OPERATIONS), filled(FIELDS))
      .map(([operation, odd]) => ({ ...QUERIES[operation].options, ...odd, operation })),
  }
);

/** 20 characters or more, as keys are, of which a few cannot stand in a header. */
const key = fc.stringMatching(/^sk-[abcXYZ0189"\\'%+/ _-]{20,50}[\n\u2019é]?-end$/);

const address = fc.oneof(
  { weight: 6, arbitrary: fc.constant('the server') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['http://localhost:1/v1', 'http://127.0.0.1/v1', 'http://[::1]:80', 'file:///etc/passwd', 'http://', '//x'],
      ...['https://user:password@localhost/v1', 'http://localhost/#a', 'http://169.254.169.254/', 'javascript:alert(1)']
    ),
  },
  { weight: 1, arbitrary: anything.filter((value) => !reaches(value)) }
);

/** Whether a value could, as text, be an address beyond this machine. */
const reaches = (value: unknown) => typeof value === 'string' && /^\s*https?:/i.test(value);

const source = fc
  .tuple(
    fc.oneof(fc.constant({}), filled(Object.keys(manifest.source.options))),
    key,
    address,
    fc.constantFrom('', ' ', '\n'),
    fc.boolean()
  )
  .map(([odd, apiKey, place, around, inHeader]) => ({
    apiKey,
    make: () => ({
      max_retries: 0,
      timeout_seconds: 5,
      ...odd,
      apiKey: around + apiKey + around,
      ...(inHeader && { headers: [['X-Gate', apiKey]] }),
      base_url: place === 'the server' ? server.baseUrl : place,
    }),
  }));

const PROTOTYPES = '[Object.prototype, Array.prototype, Function.prototype, Promise.prototype]';

/** All members of the prototypes of Node's main realm, where the plugin runs, and of the one the queries come from. */
const prototypes = () =>
  [...(vm.runInThisContext(PROTOTYPES) as object[]), Object.prototype, Array.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String)
  );

const settings = { numRuns: RUNS, seed: SEED, endOnFailure: true };

jest.setTimeout(300_000);

/** Operations that ask for no model; what they fetch may name one. */
const WITHOUT_MODEL = 'search_documents get_response batch_results list_batches list_models call_api'.split(' ');

describe('Whatever the source and the query hold', () => {
  const before = prototypes();

  afterEach(() => {
    expect(prototypes()).toEqual(before);
  });

  test('run gives a result or a QueryError, and the error never holds the key', async () => {
    const count = { ok: 0, failed: 0 };
    await fc.assert(
      fc.asyncProperty(source, options, async ({ apiKey, make }, query) => {
        const [outcome] = await Promise.allSettled([service().run(make(), query)]);
        if (outcome.status === 'rejected') {
          count.failed += 1;
          dataOf(outcome.reason, apiKey);
          return;
        }
        count.ok += 1;
        const { status, data, metadata } = outcome.value;
        expect([status, data === undefined]).toEqual(['ok', false]);
        expect(metadata).toMatchObject({ attempts: expect.any(Number) as number });
        if (!WITHOUT_MODEL.includes(String((query as { operation?: unknown }).operation)))
          expect(metadata['model']).toEqual(expect.any(String));
        expect(Array.isArray(metadata['warnings'])).toBe(true);
        expectNowhere(apiKey, metadata);
      }),
      settings
    );
    expect(count.ok).toBeGreaterThan(0);
    expect(count.failed).toBeGreaterThan(0);
  });

  test('testConnection gives ok or failed with a message, and never the key', async () => {
    await fc.assert(
      fc.asyncProperty(source, async ({ apiKey, make }) => {
        const result = await service().testConnection(make());
        expect(['ok', 'failed']).toContain(result['status']);
        if (result['status'] === 'failed') expect(result['message']).toMatch(/\S/);
        expectNowhere(apiKey, result);
      }),
      settings
    );
  });

  test('a source that is no object at all gives the same', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, async (odd, query) => {
        expect(['ok', 'failed']).toContain((await service().testConnection(odd))['status']);
        const [outcome] = await Promise.allSettled([service().run(odd, query)]);
        expect(outcome.status === 'rejected' && dataOf(outcome.reason)['kind']).toBe('invalid_input');
      }),
      { ...settings, numRuns: RUNS / 2 }
    );
  });
});
