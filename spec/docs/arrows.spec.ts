import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';

const config = join(projectFolder, '.dependency-cruiser.cjs');
const cruiser = join(projectFolder, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The violations that the check finds below `cwd`, one `rule: from -> to` each, sorted. */
async function violations(cwd: string): Promise<readonly string[]> {
  const { stdout, code } = await run(
    process.execPath,
    [cruiser, 'lib', '--config', config, '--output-type', 'json'],
    { cwd },
  );
  expect(code).toBe(0); // this output type leaves the verdict to its reader
  const { summary } = JSON.parse(stdout) as {
    summary: {
      totalCruised: number;
      violations: readonly { from: string; to: string; rule: { name: string } }[];
    };
  };
  expect(summary.totalCruised).toBeGreaterThan(0);
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`).sort();
}

/** The violations in a small project of its own that holds these files. */
async function violationsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pincer-arrows-'));
  try {
    for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await violations(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
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

describe('the arrows between the folders', () => {
  it('are kept by the library', async () => {
    expect(await violations(projectFolder)).toEqual([]);
  });

  it('let a folder import itself and whatever it stands on', async () => {
    const pairs = [
      ['lib/cli', 'lib/observe'],
      ['lib/cli', 'lib/exact'],
      ['lib/expression', 'lib/real'],
      ['lib/real', 'lib/solvers'],
      ['lib/session', 'lib/execution'],
      ['lib/coordinator', 'lib/graph'],
      ['lib/coordinator', 'lib/exact'],
      ['lib/solvers', 'lib/tape'],
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
      ['lib/execution', 'lib/observe'],
      ['lib/observe', 'lib/execution'],
      ['lib/observe', 'lib/real'],
    ] as const;
    expect(await violationsIn(importing(pairs, keyword))).toEqual(
      pairs
        .map(([from, to], i) => {
          const rule = `${from.slice('lib/'.length)}-imports-only-what-it-stands-on`;
          return `${rule}: ${from}/${i}.ts -> ${to}/target.ts`;
        })
        .sort(),
    );
  });

  it('refuse cycles at run time, folders without arrows and imports of the entry', async () => {
    const found = await violationsIn({
      'lib/index.ts': "export * from './misc/b.js';\n",
      'lib/misc/b.ts': 'export const b = 1;\n',
      'lib/cli/main.ts': "export * from '../index.js';\n",
      'lib/real/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'lib/real/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
      'lib/graph/a.ts': "export { b } from './b.js';\nexport type A = number;\n",
      'lib/graph/b.ts': "import type { A } from './a.js';\nexport const b: A = 1;\n",
    });
    expect(found).toEqual([
      'cli-imports-only-what-it-stands-on: lib/cli/main.ts -> lib/index.ts',
      'every-folder-has-its-arrows: lib/index.ts -> lib/misc/b.ts',
      'no-cycles: lib/real/a.ts -> lib/real/b.ts',
    ]);
  });

  it("let only the command line and platform files of execution import node's modules", async () => {
    const text = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
    const files = [
      'cli/a',
      'execution/a.node',
      'execution/worker/a.node',
      'execution/a',
      'session/a.node',
      'graph/a',
    ];
    const found = await violationsIn(
      Object.fromEntries(files.map((file) => [`lib/${file}.ts`, text])),
    );
    expect(found).toEqual(
      ['execution/a.ts', 'graph/a.ts', 'session/a.node.ts'].map(
        (file) => `node-only-at-the-rim: lib/${file} -> fs`,
      ),
    );
  });
});
