/*
 * Writes what ToolJet takes, after a build:
 *   release/marketplace-assets/openai/   the four files ToolJet installs, to be served under TOOLJET_MARKETPLACE_URL
 *   release/plugins/openai/              a workspace of ToolJet's monorepo: a folder to drop into marketplace/plugins/
 * and checks the second: the rules of ToolJet's validate:plugin, types, and that it builds the same bundle.
 * With --serve it then serves release/ to ToolJet servers, at port 8099 or --port N, until it is stopped.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from './serve.mjs';

const ASSETS = 'release/marketplace-assets/openai';
const PLUGIN = 'release/plugins/openai';
const FORMS = ['manifest.json', 'operations.json', 'icon.svg'];

/** The tests that need nothing but the plugin itself and jest. */
const TESTS = ['forms.test.ts', 'models.test.ts'];

const OPTIONS = { serve: { type: 'boolean' }, port: { type: 'string', default: '8099' } };
const { values: asked } = parseArgs({ options: OPTIONS });

const read = (file) => readFileSync(file, 'utf8');
const write = (file, text) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

rmSync('release', { recursive: true, force: true });

cpSync('dist/index.js', join(ASSETS, 'dist/index.js'));
for (const folder of [ASSETS, PLUGIN]) for (const file of FORMS) cpSync(file, join(folder, 'lib', file));

// In ToolJet's monorepo the forms lie in lib/, not above it.
const sources = readdirSync('lib', { recursive: true }).filter((name) => name.endsWith('.ts'));
for (const file of [...sources.map((name) => join('lib', name)), ...TESTS.map((name) => join('__tests__', name))]) {
  const lib = relative(dirname(file), 'lib') || '.';
  write(join(PLUGIN, file), read(file).replace(/'(?:\.\.\/)+(manifest|operations)\.json'/g, `'${lib}/$1.json'`));
}
cpSync('scripts/build.mjs', join(PLUGIN, 'scripts/build.mjs'));
cpSync('LICENSE', join(PLUGIN, 'LICENSE'));
cpSync('scripts/package', PLUGIN, { recursive: true });
const { version, ...ours } = JSON.parse(read('package.json'));
write(join(PLUGIN, 'package.json'), `${JSON.stringify(workspace(), null, 2)}\n`);

const problems = validate(PLUGIN);
if (problems.length > 0) fail(`breaks rules of ToolJet's validate:plugin:\n- ${problems.join('\n- ')}`);
node('../../../node_modules/typescript/bin/tsc');
node('scripts/build.mjs');
if (read(join(PLUGIN, 'dist/index.js')) !== read('dist/index.js'))
  fail('builds another dist/index.js than this folder');
console.log(`Wrote ${ASSETS} and ${PLUGIN} (version ${version}); both checked.`);
if (asked.serve) serve('release', Number(asked.port));

/** Its package.json: ours, with what a workspace of ToolJet's monorepo needs and the TypeScript used there. */
function workspace() {
  const { name, description, license, main, dependencies, devDependencies } = ours;
  const tools = ['@types/jest', '@types/node', 'esbuild', 'jest', 'ts-jest'].map((tool) => [
    tool,
    devDependencies[tool],
  ]);
  return {
    name,
    version,
    description,
    license,
    main,
    files: ['dist', 'lib'],
    scripts: { build: 'node scripts/build.mjs', watch: 'node scripts/build.mjs --watch', test: 'jest' },
    jest: { preset: 'ts-jest' },
    dependencies,
    devDependencies: { ...Object.fromEntries(tools), typescript: '4.9.5' },
  };
}

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

/** Runs a script in the packaged folder. */
function node(script) {
  execFileSync(process.execPath, [script], { cwd: resolve(PLUGIN), stdio: 'inherit' });
}

function fail(problem) {
  console.error(`${PLUGIN} ${problem}`);
  process.exit(1);
}
