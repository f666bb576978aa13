const path = require('node:path');

/**
 * The arrows between the folders of lib/: what each may import directly. What it stands on, it may
 * import as well, so `coordinator -> graph -> kernels` lets coordinator/ import kernels/.
 */
const arrows = {
  cli: ['expression', 'observe', 'real'],
  expression: ['real'],
  testing: ['real'],
  real: ['observe', 'solvers', 'session'],
  session: ['execution', 'coordinator'],
  execution: ['coordinator'],
  observe: ['coordinator'],
  coordinator: ['graph'],
  graph: ['combinators', 'refiners'],
  solvers: ['refiners', 'tape'],
  combinators: ['kernels'],
  refiners: ['kernels'],
  tape: ['kernels', 'exact'],
  kernels: ['exact'],
  exact: [],
};

/** The folders that `folder` stands on, itself included. */
function reachable(folder) {
  return [...new Set([folder, ...arrows[folder].flatMap(reachable)])];
}

const folders = Object.keys(arrows);

/** Files that only re-export: the entries of the package. */
const entries = '^lib/(index|refiner|execution|coordinator|testing/index)\\.ts$';

/** Files in folders that have arrows, and the entries. */
const known = `^lib/((index|refiner|execution|coordinator)\\.ts$|(${folders.join('|')})/)`;

/** The files that know node. */
const platform = '^lib/(cli/|execution/.+\\.node\\.ts$)';

const downwards = folders.map((folder) => ({
  name: `${folder}-imports-only-what-it-stands-on`,
  severity: 'error',
  from: { path: `^lib/${folder}/`, pathNot: entries },
  to: { path: '^lib/', pathNot: `^lib/(${reachable(folder).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'every-folder-has-its-arrows',
      comment: 'A new folder of lib/ is added to the arrows at the top of this file.',
      severity: 'error',
      from: { path: '^lib/', pathNot: known },
      to: {},
    },
    {
      name: 'every-folder-has-its-arrows',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: known },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle that an import of types closes is gone at run time.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'node-only-at-the-rim',
      severity: 'error',
      from: { path: '^lib/', pathNot: platform },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-run-time-dependencies',
      severity: 'error',
      from: { path: '^lib/' },
      to: { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'threads-only-in-execution',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/execution/' },
      to: { path: 'node_modules/threads' },
    },
    {
      name: 'platform-files-only-through-execution',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/execution/' },
      to: { path: '^(#|build/)' },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: { path: '^lib/' },
      to: { couldNotResolve: true, pathNot: '^#platform$' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^build/'] },
    // Imports of types are arrows too: a reader follows them.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
