import { describe, expect, it } from '@jest/globals';
import {
  forChildProcess,
  inheritsInputType,
  withoutText,
} from '#lib/execution/platform/execution-arguments.node.js';
import { projectFolder, run } from '#spec/support/child.js';

describe('what a worker inherits of the command line', () => {
  it('is all but a program given as text, and the kind of it', () => {
    const options = ['--expose-gc', '--input-type=module', '-e', 'f()', '--import', './x.js'];
    expect(inheritsInputType(options)).toBe(true);
    expect(withoutText(options)).toEqual(['--expose-gc', '--import', './x.js']);
    expect(withoutText(['--input-type', 'module', '--eval=f()', '-p', '1'])).toEqual([]);
    expect(inheritsInputType(['--expose-gc'])).toBe(false);
  });

  it('is without a debugger’s port in another process', () => {
    expect(forChildProcess(['--inspect-brk=9229', '--expose-gc'])).toEqual(['--expose-gc']);
  });

  it('lets a program that is given as text have threads and processes', async () => {
    const text = `
      import { createSession, sqrt } from 'pincer';
      for (const placement of ['thread', 'process']) {
        const session = createSession({ workers: 1, placement });
        await sqrt(2).refine({ digits: 30 }, { session });
        console.log(session.contexts.map(({ kind, alive }) => kind + ' ' + alive).join());
      }`;
    const options = ['--expose-gc', '--input-type=module', '-e', text];
    const { stdout, code } = await run(process.execPath, options, { cwd: projectFolder });
    expect({ stdout, code }).toEqual({ stdout: 'thread true\nprocess true\n', code: 0 });
  }, 60_000);
});
