/** The package as npm would publish it, in a project of somebody else's that holds nothing but it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder, run } from '#spec/support/child.js';

let project: string;

/** What a command prints in the project. */
async function printed(command: string, argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, argv, { cwd: project });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

/** What a module of the project prints. */
function program(name: string, text: string): Promise<string> {
  writeFileSync(join(project, name), text);
  return printed(process.execPath, [name]);
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'pincer-published-'));
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'pincer'), { recursive: true });
  // It has been built already, and a spec must not build it under the feet of others.
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', packing);
  const [packed] = JSON.parse(stdout) as { readonly filename: string }[];
  const tar = ['-xzf', packed!.filename, '-C', join(modules, 'pincer'), '--strip-components=1'];
  await printed('tar', tar);
  const { dependencies } = JSON.parse(
    readFileSync(join(projectFolder, 'package.json'), 'utf8'),
  ) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  // What an installation would put beside it, and no more: of the same versions, from here.
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(projectFolder, 'node_modules', name), join(modules, name), 'junction');
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('the package as published', () => {
  it('proves digits', async () => {
    const text = `
      import { pi, sqrt } from 'pincer';
      console.log(sqrt(2).add(pi).refineSync({ digits: 30 }).digits);`;
    expect(await program('digits.js', text)).toBe('4.55580621596288828726433210749');
  });

  it('loads a refiner of the project in its workers, and checks it by the laws', async () => {
    const refiner = `
      export const third = {
        name: 'third', version: 1, module: new URL(import.meta.url),
        initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
        start: () => 0,
        step: ({ state }) => {
          const bits = state + 16;
          const lo = (1n << BigInt(bits)) / 3n;
          return { state: bits, bounds: { kind: 'narrow', lo, width: 1, exp: -bits }, bits };
        },
      };`;
    writeFileSync(join(project, 'third.js'), refiner);
    const text = `
      import { createSession } from 'pincer';
      import { refined } from 'pincer/refiner';
      import { brokenRefinerLaws } from 'pincer/testing';
      import { third } from './third.js';
      console.log(brokenRefinerLaws(third, { params: null, value: ['1/3', '1/3'] }).length);
      const session = createSession({ workers: 1, placement: 'thread' });
      const { digits } = await refined(third, null).refine({ digits: 20 }, { session });
      console.log(digits, session.contexts.some((one) => one.kind === 'thread' && one.stats().settled > 0));
      await session.close();`;
    expect(await program('own.js', text)).toBe('0\n0.33333333333333333333 true');
  });

  it('brings its command', async () => {
    const { bin } = JSON.parse(
      readFileSync(join(project, 'node_modules/pincer/package.json'), 'utf8'),
    ) as { readonly bin: { readonly pincer: string } };
    const command = join(project, 'node_modules/pincer', bin.pincer);
    const argv = [command, 'eval', '1/3 + pi', '--digits', '10', '--no-progress'];
    expect(await printed(process.execPath, argv)).toBe('3.474925987');
  });
});
