/**
 * Three bundles by esbuild: a module and a file of CommonJS that hold Pincer, and a module that leaves it out. Workers
 * start from modules of the package, so only the last one has them.
 */
import { build } from 'esbuild';

const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };
const whole = { ...common, entryPoints: ['whole.js'] };
await build({ ...whole, format: 'esm', outfile: 'dist/whole.mjs' });
// A file of CommonJS has no address of its own, and Pincer needs none where it starts no worker.
await build({
  ...whole,
  format: 'cjs',
  outfile: 'dist/whole.cjs',
  logOverride: { 'empty-import-meta': 'silent' },
});
await build({
  ...{ ...common, entryPoints: ['main.js'], external: ['pincer'] },
  ...{ format: 'esm', outfile: 'dist/with-workers.mjs' },
});
