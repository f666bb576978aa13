import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { projectFolder } from '#spec/support/child.js';
import { inProject } from '#spec/support/project.js';

let options: ICruiseOptions;

beforeAll(async () => {
  options = await extractOptions(join(projectFolder, '.dependency-cruiser.cjs'));
});

/** The violations that the check finds in the folders `cruised` of a project, one `rule: from -> to` each, sorted. */
async function violations(baseDir: string, cruised: string[]): Promise<readonly string[]> {
  const { output } = await cruise(cruised, { ...options, baseDir });
  const { summary } = output as ICruiseResult;
  expect(summary.totalCruised).toBeGreaterThan(0);
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`).sort();
}

/** The violations in a small project of its own that holds these files. */
async function violationsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const tops = [...new Set(Object.keys(files).map((file) => file.split('/')[0]!))];
  return await inProject(files, (folder) => violations(folder, tops));
}

/** Files for these imports: the i-th is `from/i.ts` and imports `to/target.ts`. */
function importing(pairs: readonly (readonly [string, string])[], keyword = 'import') {
  const files: Record<string, string> = {};
  for (const [i, [from, to]] of pairs.entries()) {
    const up = '../'.repeat(from.split('/').length);
    files[`${from}/${i}.ts`] =
      `${keyword} { T } from '${up}${to}/target.js';\nexport type U = T;\n`;
    files[`${to}/target.ts`] = 'export class T {}\n';
  }
  return files;
}

// That the library keeps them is what `npm run arrows` shows.
describe('the arrows between the folders', () => {
  it('let a folder import itself and whatever it stands on', async () => {
    const pairs = [
      ['lib/cli', 'lib/observe'],
      ['lib/cli', 'lib/exact'],
      ['lib/expression', 'lib/real'],
      ['lib/session', 'lib/execution'],
      ['lib/real', 'lib/observe'],
      ['lib/coordinator/goals', 'lib/graph'],
      ['lib/coordinator/queue', 'lib/exact'],
      ['lib/coordinator/transitions', 'lib/coordinator/goals'],
      ['lib/execution/worker', 'lib/execution/host'],
      ['lib/execution/pool', 'lib/execution/plan'],
      ['lib/refiners/functions', 'lib/refiners'],
    ] as const;
    expect(await violationsIn(importing(pairs))).toEqual([]);
  });

  it.each(['import', 'import type'])('refuse every other %s', async (keyword) => {
    const pairs = [
      ['lib/exact', 'lib/graph'],
      ['lib/kernels', 'lib/refiners'],
      ['lib/refiners', 'lib/combinators'],
      ['lib/graph', 'lib/coordinator'],
      ['lib/execution/pool', 'lib/observe'],
      ['lib/observe', 'lib/execution'],
      ['lib/observe', 'lib/real'],
      ['lib/coordinator/wave', 'lib/coordinator/operations'],
      ['lib/coordinator/queue', 'lib/coordinator/transitions'],
      ['lib/coordinator/operations', 'lib/coordinator/leases'],
      ['lib/execution/host', 'lib/execution/contexts'],
      ['lib/execution/plan', 'lib/execution/pool'],
      ['lib/execution/platform', 'lib/execution/host'],
    ] as const;
    expect(await violationsIn(importing(pairs, keyword))).toEqual(
      pairs
        .map(([from, to], i) => {
          const [folder, room] = from.slice('lib/'.length).split('/');
          const inside = to.startsWith(`lib/${folder}/`);
          const place = inside ? `${folder}-${room}` : folder;
          const rule = `${place}-imports-only-what-it-stands-on`;
          return `${rule}: ${from}/${i}.ts -> ${to}/target.ts`;
        })
        .sort(),
    );
  });

  it('refuse folders without arrows, imports of the entry, and of a room above', async () => {
    const found = await violationsIn({
      'lib/index.ts': "export * from './misc/b.js';\n",
      'lib/misc/b.ts': 'export const b = 1;\n',
      'lib/cli/main.ts': "export * from '../index.js';\n",
      'lib/exact/enclosure/a.ts': "export * from '../decimal/b.js';\n",
      'lib/exact/decimal/b.ts': 'export const b = 1;\n',
      'lib/coordinator/a.ts': "export * from './goals/b.js';\n",
      'lib/coordinator/goals/b.ts': 'export const b = 1;\n',
    });
    expect(found).toEqual([
      'cli-imports-only-what-it-stands-on: lib/cli/main.ts -> lib/index.ts',
      'every-folder-has-its-arrows: lib/index.ts -> lib/misc/b.ts',
      'every-room-of-coordinator-has-its-arrows: lib/coordinator/a.ts -> lib/coordinator/goals/b.ts',
      'rooms-stand-on-one-another: lib/exact/enclosure/a.ts -> lib/exact/decimal/b.ts',
    ]);
  });

  it('refuse circles of files in lib, spec and bench, also those that an import of types closes', async () => {
    const found = await violationsIn({
      'lib/real/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'lib/real/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
      'spec/a.ts': "export { b } from './b.js';\nexport type A = number;\n",
      'spec/b.ts': "import type { A } from './a.js';\nexport const b: A = 1;\n",
      'bench/a.ts': "import type { B } from './b.js';\nexport type A = B | number;\n",
      'bench/b.ts': "import type { A } from './a.js';\nexport type B = A[];\n",
    });
    expect(found).toEqual([
      'no-cycles: bench/a.ts -> bench/b.ts',
      'no-cycles: lib/real/a.ts -> lib/real/b.ts',
      'no-cycles: spec/a.ts -> spec/b.ts',
    ]);
  });

  it('lead from specs to benches, from both to the support of specs, and from the library to itself', async () => {
    const text = 'export type T = number;\n';
    const found = await violationsIn({
      'bench/a.ts': "export type { T } from '../spec/support/b.js';\n",
      'bench/c.ts': "export type { T } from '../spec/graph/b.js';\n",
      'spec/support/a.ts': "export type { T } from './d.js';\n",
      'spec/support/b.ts': text,
      'spec/support/d.ts': "export type { T } from '../../bench/e.js';\n",
      'bench/e.ts': text,
      'spec/graph/a.spec.ts': "export type { T } from '../../bench/a.js';\n",
      'spec/graph/b.ts': text,
      'lib/graph/a.ts': "export type { T } from '../../spec/graph/b.js';\n",
    });
    expect(found).toEqual([
      'bench-imports-only-support-of-spec: bench/c.ts -> spec/graph/b.ts',
      'library-imports-only-itself: lib/graph/a.ts -> spec/graph/b.ts',
      'support-reaches-no-bench: spec/support/a.ts -> bench/e.ts',
      'support-reaches-no-bench: spec/support/d.ts -> bench/e.ts',
    ]);
  });

  it('keep policies below benches and the playground, and what computes out of its page', async () => {
    const found = await violationsIn({
      'bench/a.ts': "export type { T } from '../policies/a.js';\n",
      'policies/a.ts': "export { T } from '../lib/graph/b.js';\n",
      'policies/b.ts': "export { T } from '../bench/b.js';\n",
      'bench/b.ts': 'export class T {}\n',
      'lib/graph/b.ts': 'export class T {}\n',
      'playground/engine/a.ts': "export { T } from '../../policies/a.js';\n",
      'playground/page/a.ts': "export type { T } from '../../lib/graph/b.js';\n",
      'playground/page/b.ts': "export { T } from '../engine/a.js';\n",
    });
    expect(found).toEqual([
      'page-computes-nothing: playground/page/b.ts -> playground/engine/a.ts',
      'policies-import-only-the-library: policies/b.ts -> bench/b.ts',
    ]);
  });

  it("let only the command line and platform files of execution import node's modules", async () => {
    const text = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
    const files = [
      'cli/a',
      'execution/platform/b.node',
      'execution/worker/a.node',
      'execution/host/a',
      'session/a.node',
      'graph/a',
    ];
    const found = await violationsIn(
      Object.fromEntries(files.map((file) => [`lib/${file}.ts`, text])),
    );
    expect(found).toEqual(
      ['execution/host/a.ts', 'graph/a.ts', 'session/a.node.ts'].map(
        (file) => `node-only-at-the-rim: lib/${file} -> fs`,
      ),
    );
  });
});
