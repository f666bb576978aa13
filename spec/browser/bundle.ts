/** Bundles the page and its workers with Vite into a folder: a program of its own, as users run it. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

await build({
  configFile: false,
  logLevel: 'warn',
  root: fileURLToPath(new URL('./page/', import.meta.url)),
  worker: { format: 'es', rolldownOptions: { checks: { bundlerTimings: false } } },
  build: {
    outDir: process.argv[2]!,
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      input: fileURLToPath(new URL('./page/main.js', import.meta.url)),
      // How long it takes on a busy machine is no fault of the bundle.
      checks: { bundlerTimings: false },
      output: { entryFileNames: 'main.js' },
    },
  },
});
