/**
 * A test runner for Stryker: jest in a process of its own per mutant, which ends with the first spec file that fails. The
 * files nearest to the mutant come first, so a mutant that is found costs a few seconds. Stryker's own runner for jest
 * loads every file for every mutant, and goes on after a failure.
 */
import { spawn } from 'node:child_process';
import { relative } from 'node:path';

/** A mutant that lets no spec file end for so long is taken for one that hangs: the longest of them takes 12 s. */
const SILENCE = 120_000;

/** What Stryker is told about: all specs count as one. */
const ALL = 'all specs';

class Runner {
  #subject = JSON.parse(process.env['MUTATION']).subject;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const start = performance.now();
    const { end, output } = await this.#run({});
    if (end !== 'passed') return { status: 'error', errorMessage: `the specs ${end}: ${output}` };
    const timeSpentMs = performance.now() - start;
    return { status: 'complete', tests: [{ id: ALL, name: ALL, status: 0, timeSpentMs }] };
  }

  async mutantRun({ activeMutant, sandboxFileName }) {
    const { end, output } = await this.#run({
      MUTATED: relative('build/lib', sandboxFileName),
      __STRYKER_ACTIVE_MUTANT__: activeMutant.id,
    });
    switch (end) {
      case 'passed':
        return { status: 'survived', nrOfTests: 1 };
      case 'hung':
        return { status: 'timeout' };
      default:
        return { status: 'killed', killedBy: [ALL], failureMessage: output, nrOfTests: 1 };
    }
  }

  /** How the specs of the subject end, in the working directory: the copy of the build that Stryker has made. */
  #run(variables) {
    const child = spawn(
      process.execPath,
      [
        ...['--experimental-vm-modules', '--no-warnings', '--max-old-space-size=2048'],
        ...['node_modules/jest/bin/jest.js', '--config', 'jest.core.config.js', '--runInBand'],
        ...['--bail', '--testSequencer', './.ci/mutation/nearest-first.js'],
        `build/spec/${this.#subject}/`,
      ],
      { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    return new Promise((resolve, reject) => {
      let output = '';
      const hang = () => {
        child.kill('SIGKILL');
        resolve({ end: 'hung', output });
      };
      let silence = setTimeout(hang, SILENCE);
      child.stderr.on('data', (chunk) => {
        output = (output + chunk).slice(-2000);
        clearTimeout(silence);
        silence = setTimeout(hang, SILENCE);
      });
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(silence);
        resolve({ end: code === 0 ? 'passed' : 'failed', output });
      });
    });
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'near', injectableClass: Runner }];
