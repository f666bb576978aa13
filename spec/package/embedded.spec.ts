/** A project of somebody else's, with refiners of its own: tested, run everywhere, and saved. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';
import { InstalledPackage } from './installed.js';

const installed = new InstalledPackage();

/** What its tests are written with, beside the package. */
const TOOLS = ['.bin', 'fast-check', 'jest', '@jest/globals', 'vitest'];

const FILES = ['own.js', 'own.jest.test.js', 'own.vitest.test.js'].flatMap((name) => [
  name,
  `${name}.map`,
]);

beforeAll(async () => {
  await installed.install();
  for (const name of TOOLS) {
    const link = join(installed.project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(projectFolder, 'node_modules', name), link, 'junction');
  }
  for (const name of FILES)
    copyFileSync(join(projectFolder, 'build/examples/laws', name), join(installed.project, name));
}, 120_000);

afterAll(() => {
  installed.remove();
});

/** What a test runner says at its end. */
async function tested(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, argv, { cwd: installed.project });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

/** The quick ones run here, with the tools of this project; `npm run embed` installs and runs all of them. */
const recipes = join(projectFolder, 'examples/embed');

/** Runs a recipe beside the package, by the script that its manifest names. */
async function followed(recipe: string): Promise<string> {
  const folder = join(installed.project, recipe);
  cpSync(join(recipes, recipe), folder, { recursive: true });
  const modules = join(folder, 'node_modules');
  symlinkSync(join(installed.project, 'node_modules'), modules, 'junction');
  const { code, stdout, stderr } = await run('npm', ['test', '--silent'], { cwd: folder });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

describe('a recipe for embedding', () => {
  const names = readdirSync(recipes, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it('runs its tests with jest and with vitest, on workers too', async () => {
    expect(await followed('jest')).toMatch(/Tests: +2 passed, 2 total/);
    expect(await followed('vitest')).toMatch(/Tests.*2 passed/);
  }, 60_000);

  it('stands in the guide, and is locked to versions without the address of a registry', () => {
    const guide = readFileSync(join(projectFolder, 'docs/embedding.md'), 'utf8');
    expect(names.length).toBeGreaterThanOrEqual(9);
    for (const name of names) {
      expect(guide).toContain(`../examples/embed/${name}/`);
      const locked = JSON.parse(readFileSync(join(recipes, name, 'package-lock.json'), 'utf8')) as {
        readonly packages: Readonly<Record<string, { resolved?: string; integrity?: string }>>;
      };
      for (const [path, { resolved, integrity }] of Object.entries(locked.packages)) {
        if (path === 'node_modules/pincer') expect(resolved).toBe('file:pincer.tgz');
        else if (path !== '')
          expect([path, resolved, typeof integrity]).toEqual([path, undefined, 'string']);
      }
    }
  });
});

describe('a project with refiners of its own', () => {
  it('holds them to the laws in jest', async () => {
    installed.write(
      'jest.config.js',
      "export default { transform: {}, testMatch: ['**/*.jest.test.js'] };",
    );
    const flags = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    expect(await tested(flags)).toMatch(/Tests: +28 passed, 28 total/);
  }, 60_000);

  it('holds them to the laws in vitest', async () => {
    const argv = [
      'node_modules/vitest/vitest.mjs',
      'run',
      'own.vitest.test.js',
      '--pool',
      'threads',
    ];
    expect(await tested(argv)).toMatch(/Tests.*28 passed/);
  }, 60_000);

  it('runs them on the calling thread, on threads and in processes, with the same digits', async () => {
    const text = `
      import { createSession } from 'pincer';
      import { example } from './own.js';
      const digits = { digits: 200 };
      console.log(example('1/7').refineSync(digits).digits.slice(0, 30));
      for (const placement of ['thread', 'process']) {
        await using session = createSession({ placement, workers: 2, processes: 1 });
        const { digits: found } = await example('1/7').refine(digits, { session });
        const ran = session.contexts.some(({ kind }) => kind === placement);
        console.log(placement, ran, found === example('1/7').refineSync(digits).digits);
      }`;
    const printed = await installed.program(
      'everywhere.mjs',
      text.replaceAll('await using', 'const'),
    );
    expect(printed.split('\n')).toEqual([
      '0.1681243926141885325558794946',
      'thread true true',
      'process true true',
    ]);
  }, 60_000);

  it('saves what they know in one process and goes on in another, without a step', async () => {
    const saving = `
      import { writeFileSync } from 'node:fs';
      import { createSession } from 'pincer';
      import { example } from './own.js';
      const session = createSession();
      const value = example('1/7');
      console.log((await value.refine({ digits: 200 }, { session })).digits.slice(0, 12));
      writeFileSync('saved.json', await session.snapshot({ value }));`;
    expect(await installed.program('saving.mjs', saving)).toBe('0.1681243926');
    const resuming = (definitions: string): string => `
      import { readFileSync } from 'node:fs';
      import { createSession } from 'pincer';
      import { readSnapshot } from 'pincer/snapshot';
      import { cube, mean, third } from './own.js';
      const text = readFileSync('saved.json', 'utf8');
      const session = createSession({ restore: readSnapshot(text, { definitions: ${definitions} }) });
      const result = await session.get('value').refine({ digits: 150 }, { session });
      console.log(result.status, result.digits.slice(0, 12), result.statistics.steps);`;
    const program = resuming('[cube, mean, third]');
    expect(await installed.program('resuming.mjs', program)).toBe('met 0.1681243926 0');
  }, 60_000);

  it('takes a module that was loaded again, on the calling thread and on threads', async () => {
    const source = (n: number): string => `
      const half = { kind: 'narrow', lo: ${String(n)}n, width: 0, exp: -1 };
      const step = () => ({ state: null, bounds: half });
      const module = new URL(import.meta.url);
      export const reloaded = { name: 'reloaded', version: 1, module, start: () => null, step };`;
    const text = `
      import { writeFileSync } from 'node:fs';
      import { createSession } from 'pincer';
      import { refined } from 'pincer/refiner';
      for (const placement of ['inline', 'thread']) {
        writeFileSync('reloaded.mjs', ${JSON.stringify(source(1))});
        const session = createSession({ placement, workers: 1 });
        const before = refined((await import('./reloaded.mjs?' + placement)).reloaded, null);
        console.log((await before.refine({ digits: 3 }, { session })).digits);
        writeFileSync('reloaded.mjs', ${JSON.stringify(source(3))});
        const after = refined((await import('./reloaded.mjs?again=' + placement)).reloaded, null);
        console.log((await after.refine({ digits: 3 }, { session })).digits);
        console.log((await before.add(after).refine({ digits: 3 }, { session })).digits);
        await session.close();
      }`;
    const printed = await installed.program('reload.mjs', text);
    expect(printed.split('\n')).toEqual(['0.500', '1.50', '2.00', '0.500', '1.50', '2.00']);
  }, 60_000);
});
