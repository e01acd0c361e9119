// Bundles lib/ into dist/index.js, the one file ToolJet loads.
import { build } from 'esbuild';

await build({
  entryPoints: ['lib/index.ts'],
  outfile: 'dist/index.js',
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  keepNames: true,
});
