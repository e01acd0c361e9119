/*
 * Writes what ToolJet takes, after a build:
 *   release/marketplace-assets/openai/   the four files ToolJet installs, to be served under TOOLJET_MARKETPLACE_URL
 *   release/plugins/openai/              a folder to drop into marketplace/plugins/ of a ToolJet checkout
 * and checks the second by the rules of ToolJet's validate:plugin and with tsc.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ASSETS = 'release/marketplace-assets/openai';
const PLUGIN = 'release/plugins/openai';
const FORMS = ['manifest.json', 'operations.json', 'icon.svg'];

const read = (file) => readFileSync(file, 'utf8');
const write = (file, text) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

rmSync('release', { recursive: true, force: true });

for (const folder of [ASSETS, PLUGIN]) {
  cpSync('dist/index.js', join(folder, 'dist/index.js'));
  for (const file of FORMS) cpSync(file, join(folder, 'lib', file));
}

// In ToolJet's checkout the forms lie in lib/, not above it.
for (const file of readdirSync('lib', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const source = read(join('lib', file));
  write(join(PLUGIN, 'lib', file), source.replace(/'\.\.\/(manifest|operations)\.json'/g, "'./$1.json'"));
}
// Pictures and pages of this repository are not there, so links to them become plain text.
const readme = read('README.md').replace(/!\[[^\]]*\]\((?!https?:)[^)]*\)\n+/g, '');
write(join(PLUGIN, 'README.md'), readme.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1'));
const { name, version, description, license, main, dependencies } = JSON.parse(read('package.json'));
const reduced = { name, version, description, license, main, files: ['dist', 'lib'], dependencies };
write(join(PLUGIN, 'package.json'), `${JSON.stringify(reduced, null, 2)}\n`);

const problems = validate(PLUGIN);
if (problems.length > 0) {
  console.error(
    `${PLUGIN} breaks rules of ToolJet's validate:plugin:\n${problems.map((line) => `- ${line}`).join('\n')}`
  );
  process.exit(1);
}
typeCheck();
console.log(`Wrote ${ASSETS} and ${PLUGIN} (version ${version}); both checked.`);

/** What ToolJet's `npm run validate:plugin` would complain about. */
function validate(folder) {
  const missing = ['lib/index.ts', 'lib/types.ts', 'lib/icon.svg', 'package.json'].filter(
    (file) => !existsSync(join(folder, file))
  );
  if (missing.length > 0) return missing.map((file) => `${file} is missing`);
  const texts = ['manifest.json', 'operations.json'].map((file) => read(join(folder, 'lib', file)));
  const [manifest, operations] = texts.map((text) => JSON.parse(text));
  const code = readdirSync(join(folder, 'lib'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(folder, 'lib', file)))
    .join('\n');
  const values = operations.properties.operation.list.map(({ value }) => value);
  return [
    ...values.filter((value) => !code.includes(`'${value}'`)).map((value) => `no lib/*.ts holds '${value}' in quotes`),
    ...texts.filter((text) => /\{\{[A-Z_]+\}\}/.test(text)).map(() => 'a form holds an unfilled {{PLACEHOLDER}}'),
    ...(manifest.source.kind === 'openai' ? [] : ['the kind in manifest.json differs from the folder']),
  ];
}

function typeCheck() {
  const config = join('release', 'tsconfig.json');
  write(config, JSON.stringify({ extends: '../tsconfig.json', include: ['plugins/openai/lib'] }));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', config], { stdio: 'inherit' });
  rmSync(config);
}
