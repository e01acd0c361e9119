/*
 * Writes the parameter tables of docs/ from operations.json: `npm run docs`; with --check it only names the pages that are
 * out of date. The page of an operation bears its id with hyphens. In it `<!-- parameters: prompt, size -->` begins the
 * table of these fields, `<!-- parameters: others -->` that of all the rest, and `<!-- end of parameters -->` ends either.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const { operation: chooser, ...forms } = JSON.parse(readFileSync('operations.json', 'utf8')).properties;
const TABLE = /(<!-- parameters: (.+?) -->\n)[^]*?(<!-- end of parameters -->)/g;
const DEPRECATED = ' (Deprecated)';

/** A page with its tables as the form has the fields now. */
function withTables(page, fields) {
  const keysOf = (keys) => keys.split(',').map((key) => key.trim());
  const named = [...page.matchAll(TABLE)].flatMap(([, , keys]) => keysOf(keys));
  const chosen = (keys) =>
    keys === 'others'
      ? Object.values(fields).filter(({ key }) => !named.includes(key))
      : keysOf(keys).map((key) => fields[key] ?? unknown(key));
  return page.replace(TABLE, (_, start, keys, end) => `${start}\n${table(chosen(keys))}\n\n${end}`);
}

function unknown(key) {
  throw new Error(`There is no field ${key}. Correct the marker <!-- parameters: … --> of the page.`);
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

const isCheck = process.argv.includes('--check');
const stale = chooser.list.flatMap(({ value }) => {
  const file = `docs/${value.replaceAll('_', '-')}.md`;
  const page = readFileSync(file, 'utf8');
  const current = withTables(page, forms[value]);
  if (!isCheck) writeFileSync(file, current);
  return current === page ? [] : [file];
});
if (isCheck && stale.length > 0) {
  console.error(`Run npm run docs: ${stale.join(', ')} does not show operations.json as it is.`);
  process.exit(1);
}
