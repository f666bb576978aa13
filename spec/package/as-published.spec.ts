import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { entries, InstalledPackage } from './installed.js';

const installed = new InstalledPackage();

/** The checked program of one file in the project, which is made for the browser and skips no declarations. */
function checked(name: string, text: string): ts.Program {
  const file = installed.write(name, text);
  return ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    preserveSymlinks: true,
  });
}

function complaints(program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName ?? ''}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

beforeAll(() => installed.install(), 120_000);

afterAll(() => {
  installed.remove();
});

describe('the package as published', () => {
  it('proves digits', async () => {
    const text = `
      import { pi, sqrt } from 'pincer';
      console.log(sqrt(2).add(pi).refineSync({ digits: 30 }).digits);`;
    expect(await installed.program('digits.js', text)).toBe('4.55580621596288828726433210749');
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
    installed.write('third.js', refiner);
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
    expect(await installed.program('own.js', text)).toBe('0\n0.33333333333333333333 true');
  });

  it('has declarations that compile in a project for the browser, and say what a result has', () => {
    const text = `
      ${entries.map((entry, i) => `import * as entry${String(i)} from '${entry}';`).join('\n')}
      import { pi, sqrt, type Goal, type Result } from 'pincer';
      export const all = [${entries.map((_, i) => `entry${String(i)}`).join(', ')}];
      const result = sqrt(2).refineSync({ digits: 5 });
      if (result.status === 'met') console.log(result.digits.length, result.lower.toFixed(2));
      if (result.status === 'partial') console.log(result.reason.length);
      if (result.status === 'error') console.log(result.error.message);
      export const of = (goal: Goal): Result => pi.refineSync(goal, { signal: undefined });
      // @ts-expect-error: a sign has no digits
      pi.refineSync({ sign: true }).digits.length;
      // @ts-expect-error: two goals
      pi.refineSync({ digits: 5, eps: '1' });
      // @ts-expect-error: no number
      pi.refineSync({ eps: true });
      // @ts-expect-error: no number
      pi.refineSync({ eps: {} });
      // @ts-expect-error: no number
      pi.refineSync({ eps: () => 1 });
      // @ts-expect-error: a misspelt option
      pi.refineSync({ digits: 5 }, { timout: 4 });
      // @ts-expect-error: arithmetic is by methods
      console.log(pi + 1);`;
    expect(complaints(checked('surface.mts', text))).toEqual([]);
  }, 120_000);

  it('has no name that shadows a global one, and each in one entry', () => {
    const text = entries.map((entry) => `export * as ${entry.replace(/\W/, '_')} from '${entry}';`);
    const program = checked('names.mts', `${text.join('\n')}\n`);
    const checker = program.getTypeChecker();
    const file = program.getSourceFile(join(installed.project, 'names.mts'))!;
    const globals = new Set(
      [ts.SymbolFlags.Value, ts.SymbolFlags.Type].flatMap((kind) =>
        checker.getSymbolsInScope(file, kind).map(({ name }) => name),
      ),
    );
    expect(globals).toContain('Event'); // of the DOM
    const names = checker
      .getExportsOfModule(checker.getSymbolAtLocation(file)!)
      .flatMap((each) => checker.getExportsOfModule(checker.getAliasedSymbol(each)))
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((name) => globals.has(name))).toEqual([]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('holds what its documents link to, and runs nothing when it is installed', () => {
    const { folder, manifest } = installed;
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts).not.toHaveProperty(name);
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  it('brings its command', async () => {
    const { folder, manifest } = installed;
    const command = join(folder, manifest.bin.pincer);
    const argv = [command, 'eval', '1/3 + pi', '--digits', '10', '--no-progress'];
    expect(await installed.printed(process.execPath, argv)).toBe('3.474925987');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(await installed.printed(process.execPath, [command, '--version'])).toBe(version);
  });
});
