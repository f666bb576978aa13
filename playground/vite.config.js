/**
 * Builds the playground into static files, for any host and any folder of it: `build/site/`. It is made from the
 * sources of lib/, as the names of the package stand for them here.
 *
 *     npx vite playground          # serves it
 *     npx vite build playground    # builds it
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { lateModules } from './late/plugin.js';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const { exports } = JSON.parse(readFileSync(path('../package.json'), 'utf8'));

/** `pincer/refiner` is lib/refiner.ts: the declarations of an entry lie where its source does. */
const entries = Object.entries(exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([entry, { types }]) => ({
    find: RegExp(`^pincer${entry.slice(1)}$`),
    replacement: path(types.replace('./build', '..').replace('.d.ts', '.ts')),
  }));

/** A page that shares memory with its workers can stop their steps. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const quiet = { checks: { bundlerTimings: false } };

export default defineConfig({
  root: path('.'),
  base: './',
  resolve: {
    alias: [
      ...entries,
      { find: /^#lib\/(.*)\.js$/, replacement: `${path('../lib')}/$1.ts` },
      { find: /^#policies\/(.*)\.js$/, replacement: `${path('../policies')}/$1.ts` },
      { find: '#platform', replacement: path('engine/platform.ts') },
    ],
  },
  server: { headers },
  preview: { headers },
  worker: { format: 'es', plugins: () => [lateModules()], rolldownOptions: quiet },
  build: {
    outDir: path('../build/site'),
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page lets nothing in from a `data:` address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: quiet,
  },
});
