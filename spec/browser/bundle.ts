/** Bundles the page and its workers with Vite into a folder: a program of its own, as users run it. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

await build({
  configFile: false,
  logLevel: 'warn',
  root: fileURLToPath(new URL('./page/', import.meta.url)),
  worker: { format: 'es' },
  build: {
    outDir: process.argv[2]!,
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      input: fileURLToPath(new URL('./page/main.js', import.meta.url)),
      output: { entryFileNames: 'main.js' },
    },
  },
});
