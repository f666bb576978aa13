/** A program that somebody bundles into one file of CommonJS, with Pincer in it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder } from '#spec/support/child.js';
import { InstalledPackage } from './installed.js';

const installed = new InstalledPackage();

const program = `
  import { createSession, pi, sqrt } from 'pincer';
  const value = sqrt(2).add(pi);
  console.log(value.refineSync({ digits: 10 }).digits);
  async function main() {
    for (const workers of [0, 1]) {
      const placement = workers === 0 ? 'auto' : 'thread';
      const session = createSession({ workers, placement, onWarning: console.log });
      console.log(workers, (await value.refine({ digits: 20 }, { session })).digits);
      await session.close();
    }
    const session = createSession({ deterministic: true });
    console.log('virtual', (await value.refine({ digits: 20 }, { session })).digits);
  }
  main();`;

/** Bundles the program, and gives what the bundle prints. */
async function bundled(name: string, ...flags: readonly string[]): Promise<string[]> {
  const bundler = join(projectFolder, 'node_modules/rolldown/bin/cli.mjs');
  const to = ['--format', 'cjs', '--platform', 'node', '--file', name, '--no-codeSplitting'];
  await installed.printed(process.execPath, [bundler, 'main.js', ...to, ...flags]);
  return (await installed.printed(process.execPath, [name])).split('\n');
}

const lines = (reason: string): readonly unknown[] => [
  '4.555806216',
  '0 4.5558062159628882873',
  expect.stringMatching(
    `NoWorkerModuleError: .*${reason}.*a bundle that holds Pincer has no workers`,
  ),
  '1 4.5558062159628882873',
  'virtual 4.5558062159628882873',
];

describe('a bundle of CommonJS', () => {
  beforeAll(async () => {
    await installed.install();
    installed.write('main.js', program);
  }, 120_000);

  afterAll(() => {
    installed.remove();
  });

  it('loads, and reports that it has no workers when a step is to run on one', async () => {
    expect(await bundled('bundle.cjs')).toEqual(lines('there is no file:'));
  }, 60_000);

  it('does so where modules have no address, as esbuild leaves them', async () => {
    const flags = ['--transform.define', 'import.meta.url:undefined'];
    expect(await bundled('plain.cjs', ...flags)).toEqual(lines('this module has no address'));
  }, 60_000);
});
