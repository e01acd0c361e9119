/*
 * Proves that release/plugins/openai/ works where ToolJet builds it: makes a monorepo of the shape and settings of
 * ToolJet's marketplace/, with our stand-in as its `common`, drops the folder in, installs and builds all workspaces.
 * Then the types are checked with both TypeScripts, strict and not, the folder's tests run, and its bundle, and one made
 * with ncc, answer on the Nodes of ToolJet's servers (where .ci/nodes is installed; else on the Node at hand).
 */
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = mkdtempSync(join(tmpdir(), 'marketplace-'));
const COMMON = join(ROOT, 'plugins/common');
const PLUGIN = join(ROOT, 'plugins/openai');

/** The Nodes of ToolJet's servers. */
const NODES = {
  '.ci/nodes/node_modules/node1820/bin/node': 'v18.20.8',
  '.ci/nodes/node_modules/node22/bin/node': 'v22.15.1',
};

const writeJson = (file, content) => writeFileSync(file, JSON.stringify(content, null, 2));

function run(title, cwd, command, ...args) {
  console.log(`--- ${title}`);
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

function makeMonorepo() {
  mkdirSync(COMMON, { recursive: true });
  writeJson(join(ROOT, 'package.json'), {
    name: 'marketplace',
    private: true,
    type: 'module',
    workspaces: ['plugins/*'],
    scripts: { build: 'npm run build --workspaces' },
    peerDependencies: { typescript: '4.9.5' },
    devDependencies: { '@vercel/ncc': '0.34.0' },
  });
  writeJson(join(ROOT, 'tsconfig.json'), {
    compilerOptions: {
      module: 'commonjs',
      moduleResolution: 'node',
      target: 'es2015',
      strict: false,
      skipLibCheck: true,
      esModuleInterop: true,
      composite: true,
      declaration: true,
      resolveJsonModule: true,
    },
  });
  cpSync('common/lib', join(COMMON, 'lib'), { recursive: true });
  writeJson(join(COMMON, 'package.json'), {
    name: '@tooljet-marketplace/common',
    version: '1.0.0',
    main: 'dist/index.js',
    types: 'dist/index.d.ts',
    scripts: { build: 'tsc -b' },
  });
  writeJson(join(COMMON, 'tsconfig.json'), {
    extends: '../../tsconfig.json',
    compilerOptions: { outDir: 'dist', rootDir: 'lib', lib: ['ES2022'] },
    exclude: ['node_modules', 'dist'],
  });
  cpSync('release/plugins/openai', PLUGIN, { recursive: true });
  rmSync(join(PLUGIN, 'dist'), { recursive: true });
}

function checkMonorepo() {
  makeMonorepo();
  run('npm install', ROOT, 'npm', 'install', '--no-audit', '--no-fund');
  run('npm run build', ROOT, 'npm', 'run', 'build');
  const [built, ours] = [join(PLUGIN, 'dist/index.js'), 'dist/index.js'].map((file) => readFileSync(file, 'utf8'));
  assert.ok(built === ours, 'The monorepo builds another dist/index.js than this folder.');

  for (const folder of [ROOT, process.cwd()]) {
    const tsc = join(folder, 'node_modules/typescript/bin/tsc');
    for (const strict of ['true', 'false']) {
      run(`tsc --strict ${strict} (${version(folder, 'typescript')})`, PLUGIN, 'node', tsc, '--strict', strict);
    }
  }
  run('npm test', PLUGIN, 'npm', 'test');

  const ncc = join(ROOT, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  run(`ncc ${version(ROOT, '@vercel/ncc')}`, PLUGIN, 'node', ncc, 'build', 'lib/index.ts', '-o', 'dist-ncc');
  const nodes = Object.entries(NODES).filter(([node]) => existsSync(node));
  for (const [node, number] of nodes.length > 0 ? nodes : [[process.execPath, process.version]]) {
    run('the bundle', '.', node, 'scripts/smoke.cjs', 'A,C1,C2', number, join(PLUGIN, 'dist/index.js'));
    // Without the stub a plugin needs what the newest servers give it.
    run('the bundle made with ncc', '.', node, 'scripts/smoke.cjs', 'A,C2', number, join(PLUGIN, 'dist-ncc/index.js'));
  }
}

function version(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

try {
  checkMonorepo();
} finally {
  rmSync(ROOT, { recursive: true, force: true });
}
