/**
 * What nothing uses: files, exports, dependencies. `npm run unused` asks twice: whether anything in the
 * repository uses it, and (`--production`) whether anything but specs and benches uses what is in lib/.
 */
const production = process.argv.includes('--production');

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    // package.json names the declarations of the entries; these are bundled for its command and for workers.
    'lib/cli/main.ts!',
    'lib/cli/thread.ts!',
    'lib/cli/check-thread.ts!',
    'lib/execution/worker/*.{node,browser}.ts!',
    // Invariants that specs check.
    'lib/*/invariants.ts!',
    // Kept for features to come: saying which steps a value stands on.
    'lib/graph/provenance.ts!',
    'spec/**/*.spec.ts',
    'spec/support/plain-reporter.ts',
    // Programs that specs start, and modules that workers import.
    'spec/*/programs/*.ts',
    'spec/*/refiners/*.ts',
    'bench/{main,hunt,soak,choosing,kernel-thresholds}.ts',
    'bench/execution/{endless,mishap,toil}.ts',
    'bench/determinism/dawdler.ts',
    'bench/value/*.mjs',
    'bench/remote/client.ts',
    'bench/remote/worker.ts',
    'bench/kernels/{resume-one,uncached-e}.ts',
    'bench/refiners/{saved-run,one-constant}.ts',
    'bench/seed/one.ts',
    'bench/work/anytime-run.ts',
    'examples/**/*.ts',
    // The page and its workers, which are started by their addresses, and the tools beside it.
    'playground/{main,worker}.ts',
    'playground/vite.config.js',
    // What stands in the place of modules of the library there.
    'playground/{engine/platform,late/late}.ts',
    'playground/tools/{measure,screenshots}.js',
  ],
  project: [
    'lib/**/*.ts!',
    'spec/**/*.ts',
    'bench/**/*.ts',
    'examples/**/*.ts',
    '{playground,policies}/**/*.{ts,js}',
  ],
  // A type may be part of a public signature and written nowhere else. A function that its own file uses
  // may be exported for its spec.
  ignoreExportsUsedInFile: production || { interface: true, type: true },
  // A page that a spec serves.
  ignoreDependencies: production ? [] : ['speedscope'],
  // PARI and the pseudo-terminal of util-linux, asked by specs and a bench where they are installed.
  ignoreBinaries: ['gp', 'script', 'redis-server', 'nats-server', 'mkfifo'],
};
