/*
 * Writes what docs/ show of operations.json and docs/examples.json: `npm run docs`; with --check it only names the pages that
 * are out of date. The page of an operation bears its id with hyphens.
 * - `<!-- parameters: prompt, size -->` begins the table of these fields, `<!-- parameters: others -->` that of all the rest,
 *   and `<!-- end of parameters -->` ends either.
 * - `<!-- example -->` begins the operation's example below the heading "Example Values", below any other the recipe that has
 *   the heading for its title, and `<!-- end of example -->` ends it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { operation: chooser, ...forms } = read('operations.json').properties;
const { queries, recipes } = read('docs/examples.json');
const TABLE = /(<!-- parameters: (.+?) -->\n)[^]*?(<!-- end of parameters -->)/g;
const EXAMPLE = /(<!-- example -->\n)[^]*?(<!-- end of example -->)/g;
const DEPRECATED = ' (Deprecated)';

/** A page with its tables as the form has the fields now. */
function withTables(page, id) {
  const fields = forms[id] ?? {};
  const keysOf = (keys) => keys.split(',').map((key) => key.trim());
  const named = [...page.matchAll(TABLE)].flatMap(([, , keys]) => keysOf(keys));
  const chosen = (keys) =>
    keys === 'others'
      ? Object.values(fields).filter(({ key }) => !named.includes(key))
      : keysOf(keys).map((key) => fields[key] ?? unknown(`field ${key}`));
  return page.replace(TABLE, (_, start, keys, end) => `${start}\n${table(chosen(keys))}\n\n${end}`);
}

function unknown(what) {
  throw new Error(`There is no ${what}. Correct the marker of the page.`);
}

/** Not aligned: one long cell would put hundreds of spaces into all others. */
const table = (fields) =>
  [
    '<!-- prettier-ignore -->',
    '| Parameter | What it takes | Values, or what the blank field shows |',
    '| --- | --- | --- |',
    ...fields.map(({ label, tooltip, list, placeholder }) =>
      row(`**${label}**`, tooltip, list ? valuesOf(list) : `\`${placeholder}\``)
    ),
  ].join('\n');

const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** The names of a list, with the many deprecated models at its end. */
function valuesOf(list) {
  const names = list.map(({ name }) => name);
  const current = names.filter((name) => !name.endsWith(DEPRECATED)).join(', ');
  const deprecated = names.filter((name) => name.endsWith(DEPRECATED)).map((name) => name.slice(0, -DEPRECATED.length));
  return deprecated.length > 0 ? `${current}. Deprecated: ${deprecated.join(', ')}` : current;
}

/** A page with its examples as they are now. */
function withExamples(page, id) {
  return page.replace(EXAMPLE, (_, start, end, at) => {
    const heading = [...page.slice(0, at).matchAll(/^##+ (.+)$/gm)].at(-1)?.[1];
    const lines =
      heading === 'Example Values'
        ? filled(id, (queries[id] ?? unknown(`example of ${id} in docs/examples.json`)).options)
        : recipe(heading);
    return `${start}\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\`\n\n${end}`;
  });
}

/** The queries of a recipe, each under its name. */
function recipe(heading) {
  const { steps } =
    recipes.find(({ title }) => title === heading) ?? unknown(`recipe “${heading}” in docs/examples.json`);
  return steps.flatMap(({ name, options: { operation, ...options } }) => [
    `${name}:`,
    ...[`Operation: ${plain(chooser, operation)}`, ...filled(operation, options)].map((line) => `  ${line}`),
  ]);
}

/** A line for each field: its label, and its value as it is typed or chosen. */
const filled = (id, options) =>
  Object.entries(options).map(([key, value]) => `${forms[id][key].label}: ${quoted(plain(forms[id][key], value))}`);

/** The name of a value in the field's list, without what stands in parentheses after it; a typed value as it is. */
function plain({ list }, value) {
  const name = list?.find((entry) => entry.value === value)?.name;
  return name?.replace(/ \(.*\)$/, '') ?? value;
}

/** In quotes where YAML would read something else. */
const quoted = (text) => (/^[^\p{L}\p{N}/]|: | #/u.test(text) ? `'${text.replaceAll("'", "''")}'` : text);

const isCheck = process.argv.includes('--check');
const pages = readdirSync('docs').filter((file) => file.endsWith('.md'));
const stale = pages.flatMap((name) => {
  const file = `docs/${name}`;
  const id = name.replace('.md', '').replaceAll('-', '_');
  const page = readFileSync(file, 'utf8');
  const current = withExamples(withTables(page, id), id);
  if (!isCheck) writeFileSync(file, current);
  return current === page ? [] : [file];
});
if (isCheck && stale.length > 0) {
  console.error(
    `Run npm run docs: ${stale.join(', ')} does not show operations.json and docs/examples.json as they are.`
  );
  process.exit(1);
}
