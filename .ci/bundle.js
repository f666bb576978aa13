/**
 * Bundles what the package publishes, after the compiler: `build/node/` and `build/browser/`, which `exports` and
 * `bin` of package.json name. The declarations stay where the compiler wrote them, in `build/lib/`.
 *
 * 1. All entries of a platform are bundled together. A file that several entries import is in a chunk of its own, so a
 *    program has one copy of everything, whichever entries it imports.
 * 2. Chunks lie in `chunks/`, beside the modules of workers in `worker/`: `lib/execution/platform/` starts a worker by
 *    the address `../worker/<name>.js`, which is right in the sources and in the bundle.
 * 3. The name of an error is the name of its class, so no class of an error is renamed: two of one name end this script.
 * 4. Dependencies are not bundled: a program shares them with its other packages. What draws pictures is: few programs
 *    load it, and nobody else installs it. The licences of bundled packages are written to
 *    `build/THIRD-PARTY-NOTICES.txt`, which the package publishes.
 * 5. What `pincer` loads when it is imported lies in two chunks, of which workers load one: to resolve and read a file
 *    takes a millisecond. Modules that are imported later lie in chunks of their own.
 *
 * Writes `build/package.json` too: specs, benches and examples are compiled into `build/` and look at single modules,
 * so within `build/` the name of the package stands for the compiled modules, not for the bundles.
 *
 *     node .ci/bundle.js
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const PLATFORMS = ['node', 'browser'];

/** The published entries: the path of each in the package, and its module in lib/ on a platform, if it has one there. */
const ENTRIES = {
  index: () => 'index',
  refiner: () => 'refiner',
  execution: () => 'execution',
  coordinator: () => 'coordinator',
  snapshot: () => 'snapshot',
  observe: () => 'observe',
  testing: () => 'testing/index',
  worker: (platform) => `execution/worker/serve.${platform}`,
  bullmq: (platform) => (platform === 'node' ? 'bullmq/index' : undefined),
};

/** Modules that are started by their addresses. */
const STARTED = {
  node: {
    'cli/main': 'cli/main',
    'cli/thread': 'cli/thread',
    'check-thread': 'cli/check-thread',
    'worker/entry.node': 'execution/worker/entry.node',
    'worker/process-entry.node': 'execution/worker/process-entry.node',
  },
  browser: { 'worker/entry.browser': 'execution/worker/entry.browser' },
};

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * Names the chunk of a module, for law 5: `steps` is what programs and workers load, `values` what programs load.
 * The bundler splits the others by the entries that import them.
 */
function chunkName(index, worker) {
  let ofProgram;
  let ofWorker;
  return (id, graph) => {
    ofProgram ??= staticallyImported(index, graph);
    ofWorker ??= staticallyImported(worker, graph);
    if (!ofProgram.has(id)) return null;
    return ofWorker.has(id) ? 'steps' : 'values';
  };
}

/** The modules that a module loads, itself excepted. */
function staticallyImported(entry, graph) {
  const found = new Set([entry]);
  for (const id of found)
    for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  found.delete(entry);
  return found;
}

async function bundle(platform) {
  const modules = {
    ...Object.fromEntries(
      Object.entries(ENTRIES)
        .map(([name, of]) => [name, of(platform)])
        .filter(([, module]) => module !== undefined),
    ),
    ...STARTED[platform],
  };
  const build = await rolldown({
    input: Object.fromEntries(
      Object.entries(modules).map(([name, module]) => [name, `lib/${module}.ts`]),
    ),
    platform,
    external: [
      /^node:/,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).map((name) =>
        RegExp(`^${name}(/|$)`),
      ),
    ],
    resolve: {
      extensionAlias: { '.js': ['.ts'] },
      alias: { '#platform': resolve(`lib/execution/platform/platform.${platform}.ts`) },
    },
    transform: { target: 'es2022' },
    checks: { bundlerTimings: false },
  });
  const worker = resolve(`lib/execution/worker/serve.${platform}.ts`);
  const { output } = await build.write({
    codeSplitting: { groups: [{ name: chunkName(resolve('lib/index.ts'), worker) }] },
    dir: `build/${platform}`,
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    sourcemap: true,
    sourcemapExcludeSources: true, // the package has them in lib/
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  await build.close();
  for (const { fileName, code } of output) {
    const [renamed] = /\bclass \w*Error\$\d+\b/.exec(code ?? '') ?? [];
    if (renamed !== undefined)
      throw new Error(`${fileName} has two errors of one name: ${renamed}`);
  }
  return output.flatMap(({ moduleIds = [] }) => moduleIds).flatMap(packageOf);
}

/** The folder of the package that a module is part of; none for modules of this one. */
function packageOf(id) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? [];
}

/** Names, versions, licences and copyright notices of bundled packages. One without a licence ends this script. */
function noticesOf(folders) {
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} has no file of its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  const intro = 'The bundles in node/ and browser/ contain these packages:\n';
  return [intro, ...notices.sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The manifest for `build/`: as that of the package, with the compiled modules as entries. */
function manifestOfBuild() {
  const { name, type, imports } = manifest;
  // Every spec runs something when it is imported, as do the modules of a page.
  const sideEffects = [...manifest.sideEffects, './build/spec/**'];
  const exports = Object.entries(ENTRIES).map(([entry, of]) => [
    entry === 'index' ? '.' : `./${entry}`,
    {
      node: `./lib/${of('node')}.js`,
      ...(of('browser') === undefined ? {} : { default: `./lib/${of('browser')}.js` }),
    },
  ]);
  const all = { name, type, sideEffects, exports: Object.fromEntries(exports), imports };
  return JSON.stringify(all, null, 2).replaceAll('./build/', './');
}

const packages = await Promise.all(PLATFORMS.map(bundle));
writeFileSync('build/THIRD-PARTY-NOTICES.txt', noticesOf([...new Set(packages.flat())]));
writeFileSync('build/package.json', `${manifestOfBuild()}\n`);
