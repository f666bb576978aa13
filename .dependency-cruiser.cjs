const path = require('node:path');

/**
 * The arrows between the folders of lib/: what each may import directly. What it stands on, it may
 * import as well, so `coordinator -> graph -> kernels` lets coordinator/ import kernels/.
 */
const arrows = {
  cli: ['expression', 'observe', 'real', 'bullmq'],
  expression: ['real'],
  testing: ['real', 'enclosures'],
  real: ['session', 'observe'],
  bullmq: ['remote'],
  remote: ['execution'],
  session: ['persistence'],
  persistence: ['execution', 'coordinator'],
  execution: ['coordinator'],
  observe: ['coordinator'],
  coordinator: ['identity'],
  identity: ['graph'],
  graph: ['combinators', 'refiners'],
  enclosures: ['refiners'],
  combinators: ['kernels'],
  refiners: ['kernels'],
  kernels: ['exact'],
  exact: [],
};

/** Arrows between the rooms of a folder: no file of the first imports one of the second. */
const rooms = [
  ['exact/(enclosure/|[^/]+$)', 'exact/decimal/'],
  ['refiners/(evaluation|constants)/', 'refiners/functions/'],
  ['refiners/(evaluation|functions)/', 'refiners/constants/'],
  ['graph/columns/', 'graph/graph.ts'],
];

/** The folders that `folder` stands on, itself included. */
function reachable(folder, below = arrows) {
  return [...new Set([folder, ...below[folder].flatMap((next) => reachable(next, below))])];
}

/**
 * The rooms of a folder, from the top: each may import what it stands on. Those that `topFiles` lists are
 * files at the folder's top; the others are its subfolders.
 */
const roomsOf = {
  coordinator: {
    contract: ['transitions'],
    transitions: ['state'],
    state: ['queue', 'leases'],
    queue: ['operations'],
    leases: ['operations'],
    operations: ['wave'],
    wave: ['goals'],
    goals: ['ground'],
    ground: [],
  },
  execution: {
    simulation: ['pool', 'worker'],
    pool: ['contexts', 'plan'],
    worker: ['contexts'],
    contexts: ['host', 'platform'],
    plan: ['platform'],
    host: ['ground'],
    platform: ['ground'],
    ground: [],
  },
};

const topFiles = {
  coordinator: {
    contract: '(coordinator|invariants)\\.ts$',
    state: '(state|event-log|events|lease-events)\\.ts$',
    ground: '(errors|time)\\.ts$',
  },
  execution: { ground: '(check-count|errors|recent-map|source-errors)\\.ts$' },
};

const roomPath = (folder, room) => `^lib/${folder}/${topFiles[folder][room] ?? `${room}/`}`;

const folders = Object.keys(arrows);

/** Files that only re-export: the entries of the package. */
const entries =
  '^lib/(index|refiner|execution|coordinator|observe|snapshot|testing/index|bullmq/index)\\.ts$';

/** Files in folders that have arrows, and the entries. */
const known = `^lib/((index|refiner|execution|coordinator|observe|snapshot)\\.ts$|(${folders.join('|')})/)`;

/** The files that know node. */
const platform = '^lib/(cli/|remote/|bullmq/|execution/.+\\.node\\.ts$)';

const downwards = folders.map((folder) => ({
  name: `${folder}-imports-only-what-it-stands-on`,
  severity: 'error',
  from: { path: `^lib/${folder}/`, pathNot: entries },
  to: { path: '^lib/', pathNot: `^lib/(${reachable(folder).join('|')})/` },
}));

const between = rooms.map(([from, to]) => ({
  name: 'rooms-stand-on-one-another',
  severity: 'error',
  from: { path: `^lib/${from}` },
  to: { path: `^lib/${to}` },
}));

const roomsDownwards = Object.entries(roomsOf).flatMap(([folder, below]) => [
  ...Object.keys(below).map((room) => ({
    name: `${folder}-${room}-imports-only-what-it-stands-on`,
    severity: 'error',
    from: { path: roomPath(folder, room) },
    to: {
      path: `^lib/${folder}/`,
      pathNot: reachable(room, below).map((reached) => roomPath(folder, reached)),
    },
  })),
  {
    name: `every-room-of-${folder}-has-its-arrows`,
    comment: 'A new room is added to the rooms of its folder at the top of this file.',
    severity: 'error',
    from: {
      path: `^lib/${folder}/`,
      pathNot: Object.keys(below).map((room) => roomPath(folder, room)),
    },
    to: {},
  },
]);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downwards,
    ...between,
    ...roomsDownwards,
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
      comment: 'Imports of types count: who reads one file of a circle must read them all.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'bench-imports-only-support-of-spec',
      comment: 'Specs import benches, and both import spec/support/, which stands below.',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^spec/', pathNot: '^spec/support/' },
    },
    {
      name: 'support-reaches-no-bench',
      severity: 'error',
      from: { path: '^spec/support/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^bench/', reachable: true },
    },
    {
      name: 'library-imports-only-itself',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(spec|bench|examples|policies|playground)/' },
    },
    {
      name: 'policies-import-only-the-library',
      comment: 'Benches and the playground both import them.',
      severity: 'error',
      from: { path: '^policies/' },
      to: { path: '^(spec|bench|examples|playground)/' },
    },
    {
      name: 'playground-imports-no-bench',
      severity: 'error',
      from: { path: '^playground/' },
      to: { path: '^(spec|bench|examples)/' },
    },
    {
      name: 'page-computes-nothing',
      comment:
        'The engine is a worker: page and engine share their messages, and no module that computes.',
      severity: 'error',
      from: { path: '^playground/(main\\.ts|page/)' },
      to: { path: '^(playground/(engine|lane)|lib|policies)/', dependencyTypesNot: ['type-only'] },
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
      from: { path: '^lib/', pathNot: '^lib/observe/pictures/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        // Optional peers, which are installed here for the specs.
        pathNot: 'node_modules/(bullmq|ioredis)/',
      },
    },
    {
      name: 'peers-only-in-their-folder',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/bullmq/' },
      to: { path: 'node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'pictures-import-only-what-is-bundled',
      comment: 'What draws pictures is part of the bundle, so it is no run-time dependency.',
      severity: 'error',
      from: { path: '^lib/observe/pictures/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(@types/)?(d3-scale|d3-shape|@dagrejs/dagre)/',
      },
    },
    {
      name: 'only-the-drawing-chunk-reaches-what-is-bundled',
      comment: 'It is loaded with the first picture: nobody else pays for it.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/observe/pictures/' },
      to: {
        path: '^lib/observe/pictures/',
        pathNot: '/(plot|notebook|options|shown-result)[.]ts$',
      },
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
      // `sources`: a circle or an arrow may go through #lib and the like, which otherwise lead into build/.
      conditionNames: ['sources', 'import', 'node', 'default', 'types'],
    },
  },
};
