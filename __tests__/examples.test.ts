import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import examples from '../docs/examples.json';
import form from '../operations.json';
import manifest from '../manifest.json';
import type { Examples, Json, JsonObject, Options, Query } from '../playground/api';
import { pathOf, resolve, valueAt } from '../playground/page/state/templates';
import { type Outcome, runEmbedded, startEmbedded, stopEmbedded } from './support/embedded';

const { state, queries, recipes } = examples as unknown as Examples;
const { operation, ...forms } = form.properties;
const IDS = operation.list.map(({ value }) => value);

/** A step that ran: what it gave, and what was wrong with its templates. */
type Ran = { readonly name: string; readonly outcome: Outcome; readonly problems: readonly string[] };

async function ran({ name, options }: Query, app: JsonObject): Promise<Ran> {
  const { value, problems } = resolve(options, app);
  return { name, problems, outcome: await runEmbedded(value as Options) };
}

const withResult = (app: JsonObject, { name, outcome }: Ran): JsonObject => ({
  ...app,
  queries: { ...(app['queries'] as JsonObject), [name]: { data: outcome.data as Json } },
});

type Run = { readonly app: JsonObject; readonly all: readonly Ran[] };

/** What an app holds after the steps, which are run once. */
const runs = new Map<string, Promise<Run>>();
function afterAllOf(steps: readonly Query[]): Promise<Run> {
  const key = JSON.stringify(steps);
  const run = runs.get(key) ?? runAll(steps);
  runs.set(key, run);
  return run;
}

async function runAll(steps: readonly Query[]): Promise<Run> {
  const all: Ran[] = [];
  let app = state;
  for (const step of steps) {
    const one = await ran(step, app);
    app = withResult(app, one);
    all.push(one);
  }
  return { app, all };
}

const exampleOf = (id: string): Query => {
  const { name, options } = queries[id] as Query;
  return { name, options: { operation: id, ...options } };
};

beforeAll(startEmbedded);
afterAll(stopEmbedded);

test('every operation has an example, and there is no other', () => {
  expect(Object.keys(queries)).toEqual(IDS);
});

test.each(IDS)('the example of %s runs, and nothing in it is left out', async (id) => {
  const { all } = await afterAllOf([exampleOf(id)]);
  expect(all).toMatchObject([{ problems: [], outcome: { status: 'ok', metadata: { warnings: [] } } }]);
});

test.each(recipes.map(({ title, steps }) => [title, steps] as const))('the recipe “%s” runs', async (_title, steps) => {
  const { all } = await afterAllOf(steps);
  expect(all.map(({ name, problems, outcome }) => [name, problems, outcome.status, outcome.description])).toEqual(
    steps.map(({ name }) => [name, [], 'ok', undefined])
  );
});

/** The data of the recipe's last query, which is run until it is as it should be. */
async function untilDone(title: string, isDone: (data: JsonObject) => boolean): Promise<JsonObject> {
  const { steps = [] } = recipes.find((recipe) => recipe.title === title) ?? {};
  const { app } = await afterAllOf(steps);
  for (;;) {
    const { outcome } = await ran(steps.at(-1) as Query, app);
    if (isDone(outcome.data as JsonObject)) return outcome.data as JsonObject;
    await sleep(20);
  }
}

test('an answer in the background is there a moment later', async () => {
  const data = await untilDone('What takes longer than a query may', ({ status }) => status === 'completed');
  expect(data['content']).toContain('How do I reset my password?');
});

test('a batch ends with a result for each row', async () => {
  const data = await untilDone('A batch with its progress', ({ done }) => done === true);
  const row = { ok: true, json: { kind: expect.any(String) as string } };
  expect(data['rows']).toMatchObject([row, row, row]);
});

type Field = { key: string; list?: { value: string }[] };
const options = [
  ...IDS.map((id) => exampleOf(id).options),
  ...recipes.flatMap(({ steps }) => steps.map((step) => step.options)),
];

test('examples fill in fields that there are, with values that they offer', () => {
  for (const { operation: id, ...filled } of options) {
    const fields = Object.values(forms[id as keyof typeof forms]) as Field[];
    for (const [key, value] of Object.entries(filled)) {
      const field = fields.find((one) => one.key === key);
      expect([id, key, field?.key]).toEqual([id, key, key]);
      if (field?.list) expect(field.list.map((entry) => entry.value)).toContain(value);
    }
  }
});

/** The property paths in the templates of a text, without the methods that are called at their ends. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/\{\{([^]*?)\}\}/g)].flatMap(([, code = '']) =>
    [...code.matchAll(/\b(?:components|queries|variables)(?:\.\w+|\[\d+\])+(?![\w([])/g)].map(([path]) =>
      code.includes(`${path}(`) ? path.replace(/\.\w+$/, '') : path
    )
  );

const hasValue = (path: string, app: JsonObject) => valueAt(pathOf(path) ?? [], app) !== undefined;

test('App state holds whatever a form binds', () => {
  const texts = [form, manifest].map((one) => JSON.stringify(one));
  const paths = [...new Set(texts.flatMap(pathsIn))];
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !hasValue(path, state))).toEqual([]);
});

test('what the pages bind is in App state, or in what an example or a recipe gives', async () => {
  const pages = ['README.md', ...readdirSync('docs').map((file) => `docs/${file}`)].filter((file) =>
    file.endsWith('.md')
  );
  const paths = [...new Set(pages.flatMap((file) => pathsIn(readFileSync(file, 'utf8'))))];
  const lists = [...IDS.map((id) => [exampleOf(id)]), ...recipes.map(({ steps }) => steps)];
  const apps: JsonObject[] = [state];
  for (const steps of lists) apps.push((await afterAllOf(steps)).app);
  expect(paths.filter((path) => !apps.some((app) => hasValue(path, app)))).toEqual([]);
});

test('each recipe is described in a page under its title', () => {
  const pages = readdirSync('docs').map((file) => readFileSync(`docs/${file}`, 'utf8'));
  const headings = pages.flatMap((page) => [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading));
  const titles = recipes.map(({ title }) => title);
  expect(titles.filter((title) => !headings.includes(title))).toEqual([]);
  expect(new Set(titles).size).toBe(titles.length);
});
