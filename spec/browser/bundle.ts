/** Bundles the page and its workers with Vite into a folder: a program of its own, as users run it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { projectFolder } from '#spec/support/child.js';

const { exports } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly default?: string }>>;
};

/** The entries of the package as a browser gets them; that of a queue is for Node alone. */
const alias = Object.entries(exports).flatMap(([path, target]) =>
  typeof target === 'string' || target.default === undefined
    ? []
    : [
        {
          find: RegExp(`^pincer${path.slice(1)}$`),
          replacement: join(projectFolder, target.default),
        },
      ],
);

await build({
  configFile: false,
  logLevel: 'warn',
  resolve: { alias },
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
