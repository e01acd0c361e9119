/*
 * Builds dist/index.js, the one file ToolJet loads: `node scripts/build.mjs`, or with --watch again at every change. With
 * --debug it builds dist/debug.js instead: the same code unpacked, with its source map beside it.
 *
 * ToolJet evaluates the file in a new vm context for every query. So the file is a small stub that holds the plugin as
 * compressed text. The first evaluation in a server process compiles that text in the server's main realm, where all
 * globals exist in every version of ToolJet, and leaves the module on the main realm's global object; later ones find
 * it there. The key holds a hash of the code, so a new version never meets an old one's module.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { context } from 'esbuild';

const NAME = '@tooljet-marketplace/openai';
const NEEDS =
  'The OpenAI plugin cannot start: it needs a host that passes Node’s require and allows vm.compileFunction.';

/** The stub. `runInThisContext` and not `global`: early versions of ToolJet make a new `global` for every query. */
function stub(code) {
  const id = `${NAME}@${createHash('sha256').update(code).digest('hex').slice(0, 16)}`;
  const text = brotliCompressSync(code).toString('base64');
  return `'use strict';
var key = Symbol.for('${id}');
try {
  var vm = require('vm');
  var realm = vm.runInThisContext('globalThis');
  if (!realm[key]) {
    var code = require('zlib').brotliDecompressSync(Buffer.from('${text}', 'base64')).toString();
    var plugin = { exports: {} };
    vm.compileFunction(code, ['module', 'exports', 'require'], { filename: '${id}.js' })(plugin, plugin.exports, require);
    Object.defineProperty(realm, key, { value: plugin.exports });
  }
} catch (error) {
  throw new Error('${NEEDS} Reason: ' + (error && error.message), { cause: error });
}
module.exports = realm[key];
`;
}

const writeStub = {
  name: 'write-stub',
  setup: ({ onEnd }) => {
    onEnd(async ({ outputFiles, errors }) => {
      if (errors.length > 0) return;
      // esbuild names a CommonJS module by its path, and where node_modules lies must not change the bundle.
      const code = outputFiles[0].text.replace(/"(?:\.\.\/)+node_modules\//g, '"node_modules/');
      await mkdir('dist', { recursive: true });
      await writeFile('dist/index.js', stub(code));
    });
  },
};

/** Of the forms the plugin knows labels only, for errors: the rest of operations.json is for ToolJet and not bundled. */
const labelsOnly = {
  name: 'labels-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /operations\.json$/ }, async ({ path }) => {
      const isKept = (key, value) => key === 'label' || (typeof value === 'object' && !Array.isArray(value));
      const form = JSON.parse(await readFile(path, 'utf8'));
      const contents = JSON.stringify(form, (key, value) => (isKept(key, value) ? value : undefined));
      return { contents, loader: 'json' };
    });
  },
};

/**
 * The same bundle without the stub, for comparison in the benchmark. It is the same wherever it is built: compiler options
 * stand here and not in a tsconfig.json, and `common` is taken from its sources and not from what ToolJet made of them.
 */
export const bundle = {
  entryPoints: ['lib/index.ts'],
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  charset: 'utf8',
  alias: { '@tooljet-marketplace/common': '@tooljet-marketplace/common/lib' },
  tsconfigRaw: { compilerOptions: { target: 'ES2022', strict: true } },
  plugins: [labelsOnly],
};

/** Names stay, because hosts look at the name of QueryError, and esbuild's keepNames would make every query slower. */
const smaller = { minifyWhitespace: true, minifySyntax: true };

const packed = { ...bundle, ...smaller, write: false, plugins: [labelsOnly, writeStub] };
const unpacked = { ...bundle, outfile: 'dist/debug.js', sourcemap: true };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { debug: { type: 'boolean' }, watch: { type: 'boolean' } } });
  const builder = await context(values.debug ? unpacked : packed);
  await builder.rebuild();
  const again = values.watch ? ', and writes it again at every change' : '';
  if (values.debug || values.watch) console.log(`Wrote dist/${values.debug ? 'debug' : 'index'}.js${again}.`);
  if (values.watch) await builder.watch();
  else await builder.dispose();
}
