/** The bundles that the package consists of: what several of them use is there once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entries, InstalledPackage } from './installed.js';

const installed = new InstalledPackage();

/** A module that imports every entry and names what is there more than once, or under another name. */
const copies = `
  ${entries.map((entry, i) => `import * as entry${String(i)} from '${entry}';`).join('\n')}
  import { PincerError, Real, defaultSession, pi, sqrt } from 'pincer';
  import { refined } from 'pincer/refiner';
  import { builtinRegistry, place } from 'pincer/execution';
  import { admission, Graph } from 'pincer/coordinator';
  import { toReal } from 'pincer/testing';

  const all = [${entries.map((_, i) => `entry${String(i)}`).join(', ')}];

  export function copies(refiner) {
    const found = [];
    let errors = 0;
    for (const [name, value] of all.flatMap((entry) => Object.entries(entry))) {
      if (!/^[A-Z]/.test(name) || typeof value !== 'function') continue;
      if (value.name !== name) found.push(name + ' is called ' + value.name);
      if (!name.endsWith('Error')) continue;
      errors++;
      if (value !== PincerError && !(value.prototype instanceof PincerError)) found.push(name);
    }
    if (errors < 20) found.push('only ' + errors + ' errors');
    // The default session finds a value again that another entry has built.
    const value = sqrt(2).add(pi).sin();
    value.refineSync({ digits: 40 });
    const { nodes } = defaultSession().stats();
    const two = { op: 'number', args: [], value: '2' };
    const args = [{ op: 'sqrt', args: [two] }, { op: 'pi', args: [] }];
    const same = toReal({ op: 'sin', args: [{ op: 'add', args }] });
    same.refineSync({ digits: 40 });
    if (nodes === 0 || defaultSession().stats().nodes !== nodes) found.push('the interner');
    // Placed in the default session where no synchronous call can wait for it.
    place(value, 'process');
    if (value.refineSync({ digits: 60 }).status !== 'error') found.push('the default session');
    place(value, 'auto');
    const own = refined(refiner, null);
    for (const real of [value, same, own]) if (!(real instanceof Real)) found.push('Real');
    const admit = admission(new Graph(), builtinRegistry());
    if (admit(value).root !== admit(same).root) found.push('the graph');
    return found;
  }`;

/** A refiner of 1/3 that is defined where it is imported, and gives nothing where something is there twice. */
const third = `
  import { defineRefiner } from 'pincer/refiner';
  import { copies } from './copies.js';
  export const third = defineRefiner({
    name: 'third', version: 1, module: new URL(import.meta.url),
    initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
    start: () => 0,
    step: ({ state }) => {
      const found = copies(third);
      if (found.length > 0) throw new Error(found.join());
      const bits = state + 64;
      const lo = (1n << BigInt(bits)) / 3n;
      return { state: bits, bounds: { kind: 'narrow', lo, width: 1, exp: -bits }, bits };
    },
  });`;

beforeAll(async () => {
  await installed.install();
  installed.write('copies.js', copies);
  installed.write('third.js', third);
}, 120_000);

afterAll(() => {
  installed.remove();
});

/** What the refiner gives in a worker, and how many steps the worker took. */
const inWorker = (options: string): string => `
  import { Worker } from 'node:worker_threads';
  import { createSession } from 'pincer';
  import { refined } from 'pincer/refiner';
  import { third } from './third.js';
  const session = createSession({ workers: 1, placement: 'thread'${options} });
  const { digits, error } = await refined(third, null).refine({ digits: 30 }, { session });
  console.log(digits ?? error);
  console.log(session.contexts.some((one) => one.kind === 'thread' && one.stats().settled > 0));
  await session.close();`;

/** The sources of a bundle, by its map, as paths in the package. */
function sourcesOf(file: string): string[] {
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as {
    readonly sources: readonly string[];
  };
  return map.sources.map((source) => relative(installed.folder, join(file, '..', source)));
}

/** The sources in a bundle and in those that it imports at once, and how many files these are. */
function loadedBy(bundle: string): { readonly sources: readonly string[]; readonly files: number } {
  const files = new Set([join(installed.folder, bundle)]);
  const sources: string[] = [];
  for (const file of files) {
    // A bundle that only re-exports has no map.
    if (existsSync(`${file}.map`)) sources.push(...sourcesOf(file));
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/^import .*?"(\..*)";$/gm))
      files.add(join(dirname(file), path!));
  }
  return { sources, files: files.size };
}

describe('the bundles', () => {
  it('share one copy of classes, registry, interner and default session, whichever entries are imported', async () => {
    const text = `
      import { copies } from './copies.js';
      import { third } from './third.js';
      console.log(JSON.stringify(copies(third)));`;
    expect(await installed.program('main.js', text)).toBe('[]');
  });

  it('share them with a refiner module in a worker of Pincer', async () => {
    expect(await installed.program('own.js', inWorker(''))).toBe(`0.${'3'.repeat(30)}\ntrue`);
  });

  it('share them with the modules of a worker that serves what they define', async () => {
    const entry = `import './third.js'; import { serve } from 'pincer/worker'; serve();`;
    installed.write('entry.js', entry);
    const worker = ", worker: () => new Worker(new URL('./entry.js', import.meta.url))";
    expect(await installed.program('served.js', inWorker(worker))).toBe(
      `0.${'3'.repeat(30)}\ntrue`,
    );
  });

  for (const platform of ['node', 'browser'])
    it(`hold each source once for ${platform}`, () => {
      const folder = join(installed.folder, 'build', platform);
      const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.js.map'))
        .flatMap((name) => sourcesOf(join(folder, name.slice(0, -'.map'.length))));
      const own = sources.filter((source) => source.startsWith('lib'));
      expect(own.length).toBeGreaterThan(200);
      expect(own.filter((source, i) => own.indexOf(source) !== i)).toEqual([]);
    });

  for (const platform of ['node', 'browser'])
    it(`load contexts, simulations and the loop of the deterministic mode later for ${platform}`, () => {
      const { sources, files } = loadedBy(`build/${platform}/index.js`);
      expect(files).toBeLessThan(6);
      expect(sources).toEqual(
        expect.arrayContaining(['lib/real/real.ts', 'lib/execution/pool/deferred-slots.ts']),
      );
      const later = [
        'lib/execution/contexts/remote-context.ts',
        'lib/execution/pool/worker-slots.ts',
        'lib/execution/simulation/simulation.ts',
        'lib/session/drivers/deterministic-loop.ts',
      ];
      expect(sources.filter((source) => later.includes(source))).toEqual([]);
    });

  for (const platform of ['node', 'browser'])
    it(`draw by packages of others that no entry loads at once, and whose licences are told, for ${platform}`, () => {
      const isOfOthers = (source: string): boolean => source.includes('node_modules');
      const { sources } = loadedBy(`build/${platform}/observe.js`);
      expect(sources).toContain('lib/observe/pictures/plot.ts');
      expect(sources.filter(isOfOthers)).toEqual([]);
      const drawn = sourcesOf(join(installed.folder, `build/${platform}/chunks/drawn.js`));
      const packages = drawn
        .filter(isOfOthers)
        .map((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)![1]!);
      expect(packages).toEqual(expect.arrayContaining(['d3-scale', 'd3-shape', '@dagrejs/dagre']));
      const notices = readFileSync(join(installed.folder, 'build/THIRD-PARTY-NOTICES.txt'), 'utf8');
      for (const name of packages) expect(notices).toMatch(RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    });

  it('answer the version without numbers and expressions', () => {
    const { sources } = loadedBy('build/node/cli/main.js');
    expect(sources).toContain('lib/cli/version.ts');
    expect(sources.filter((source) => !source.startsWith('lib/cli/'))).toEqual([]);
  });
});
