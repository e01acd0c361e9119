/* Bundles the playground's page and its server into output/playground/: `node playground/build.mjs`. */
import { build } from 'esbuild';

const shared = { bundle: true, outdir: 'output/playground', logLevel: 'warning', sourcemap: 'linked' };

await build({
  ...shared,
  entryPoints: { page: 'playground/page/main.tsx', style: 'playground/page/style.css' },
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  target: 'es2022',
});

await build({
  ...shared,
  entryPoints: { server: 'playground/server/main.ts', worker: 'playground/server/worker.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  packages: 'external',
  target: 'node18.18',
});
