import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import examples from '../docs/examples.json';
import form from '../operations.json';
import type { Examples, Options } from '../playground/api';
import { resolve } from '../playground/page/state/templates';
import { ask, complaint } from './support/openai';

const { state, queries } = examples as unknown as Examples;

type Field = { label: string; key: string; list?: { name: string; value: string }[] };

const { operation, ...forms } = form.properties;
const sorted = (texts: readonly string[]) => [...texts].sort();
const read = (file: string) => readFileSync(file, 'utf8');
const pageOf = (id: string) => `docs/${id.replaceAll('_', '-')}.md`;
const fieldsOf = (id: string): Field[] => Object.values(forms[id as keyof typeof forms]);

/** Every operation: its id and its name in the form. */
const OPERATIONS = operation.list.map(({ value, name }): [string, string] => [value, name]);

/** A page's example under the keys of the form, with what App state holds in place of its templates. */
function example(id: string): Options {
  const { options = {} } = queries[id] ?? {};
  return { operation: id, ...(resolve(options, state).value as Options) };
}

const dryRun = (answers: object) => ask({ ...answers, dry_run: 'yes' });

/** The fields that a page calls required. */
function requiredOf(id: string): Field[] {
  const [, keys = ''] = /## Required Parameters\n\n<!-- parameters: (.+?) -->/.exec(read(pageOf(id))) ?? [];
  return keys
    .split(', ')
    .filter(Boolean)
    .map((key) => fieldsOf(id).find((field) => field.key === key) as Field);
}

test.each(OPERATIONS)('%s has a page of its name and a row in the README that links to it', (id, name) => {
  expect(read(pageOf(id)).split('\n')[0]).toBe(`# ${name}`);
  expect(read('README.md')).toMatch(
    new RegExp(`^\\| \\[${name.replace(/[()]/g, '\\$&')}\\]\\(${pageOf(id)}\\) +\\|`, 'm')
  );
});

/** Pages about several operations. */
const GUIDES = ['docs/batch.md'];

test('every page but the guides is about an operation', () => {
  const pages = [...GUIDES, ...OPERATIONS.map(([id]) => pageOf(id))];
  const found = readdirSync('docs').filter((file) => file.endsWith('.md'));
  expect(found.map((file) => `docs/${file}`)).toEqual(sorted(pages));
});

test('the pages show operations.json and docs/examples.json as they are', () => {
  execFileSync(process.execPath, ['scripts/docs.mjs', '--check']);
});

describe.each(OPERATIONS)('the page of %s', (id) => {
  test('lists every field of the form once', () => {
    const listed = [...read(pageOf(id)).matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, label = '']) => label);
    expect(sorted(listed)).toEqual(sorted(fieldsOf(id).map(({ label }) => label)));
  });

  test('has an example that can be run, and nothing in it is left out', async () => {
    expect(await dryRun(example(id))).toMatchObject({
      status: 'ok',
      data: { requests: 1 },
      metadata: { warnings: [] },
    });
  });

  test('calls required what a query cannot do without, and nothing else', async () => {
    const required = requiredOf(id);
    const filled = Object.fromEntries(required.map(({ key }) => [key, example(id)[key]]));
    expect(await dryRun({ operation: id, ...filled })).toMatchObject({ status: 'ok' });
    for (const { key, label } of required) {
      const without = await complaint({ operation: id, ...filled, [key]: '' });
      expect(without.slice(0, label.length)).toBe(label);
    }
  });

  test('has only examples of JSON that are JSON', () => {
    const examples = [...read(pageOf(id)).matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => json);
    expect(examples.length).toBeGreaterThan(0);
    for (const json of examples) JSON.parse(json);
  });
});

test('no recipe needs what ToolJet 2.x does not show to apps', () => {
  const recipes = (id: string) => read(pageOf(id)).split('## Recipes')[1] ?? '';
  const newer = OPERATIONS.filter(([id]) => /\bmetadata\b|\.error\b/.test(recipes(id)));
  expect(newer).toEqual([]);
});

test.each(['chat', 'image_generation', 'generate_embedding'])('the page of %s says what each model takes', (id) => {
  const [, section = ''] = /### What each model takes\n([^]*?)\n## /.exec(read(pageOf(id))) ?? [];
  const cells = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell = '']) => cell).slice(2);
  const offered = (fieldsOf(id).find(({ label }) => label === 'Model')?.list ?? []).map(({ name }) =>
    name.replace(' (Deprecated)', '')
  );
  expect(sorted(cells.flatMap((cell) => cell.split(', ')))).toEqual(sorted(offered));
});

test('no link between the project’s own pages leads nowhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    ...OPERATIONS.map(([id]) => pageOf(id)),
  ];
  const anchors = (file: string) =>
    [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
      .filter(([, path, anchor]) => {
        const file = path ? join(dirname(page), path) : page;
        return !existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor));
      })
      .map(([link]) => `${page}: ${link}`)
  );
  expect(dead).toEqual([]);
});
