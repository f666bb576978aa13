/**
 * A test runner for Stryker: jest in a process of its own per mutant, which ends with the first spec file that fails. The
 * files nearest to the mutant come first, so a mutant that is found costs a few seconds. Stryker's own runner for jest
 * loads every file for every mutant, and goes on after a failure.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { relative } from 'node:path';

/** Found from here: a copy of the build has no packages where they lie behind a link. */
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');

/**
 * A mutant that lets no spec file end for so many seconds of computing is taken for one that hangs: the longest of them
 * takes 12. Time that the machine gives to others does not count.
 */
const LONGEST_FILE = 60;

/** One that waits for what never comes fails by the limit of jest, in milliseconds. */
const LONGEST_WAIT = 300_000;

const BETWEEN_LOOKS = 5_000;

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
        ...[JEST, '--config', 'jest.core.config.js', '--runInBand'],
        ...[
          '--bail',
          `--testTimeout=${LONGEST_WAIT}`,
          '--testSequencer',
          './.ci/mutation/nearest-first.js',
        ],
        `build/spec/${this.#subject}/`,
      ],
      { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    return new Promise((resolve, reject) => {
      let output = '';
      let end;
      let computedBefore = 0;
      const look = setInterval(() => {
        if (secondsOf(child.pid) - computedBefore < LONGEST_FILE) return;
        end = 'hung';
        child.kill('SIGKILL');
      }, BETWEEN_LOOKS);
      child.stderr.on('data', (chunk) => {
        output = (output + chunk).slice(-2000);
        computedBefore = secondsOf(child.pid);
      });
      child.on('error', reject);
      child.on('close', (code) => {
        clearInterval(look);
        resolve({ end: end ?? (code === 0 ? 'passed' : 'failed'), output });
      });
    });
  }
}

/** What a process has computed so far; 0 once it has ended. */
function secondsOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' });
  const [, days = 0, clock] = /^\s*(?:(\d+)-)?([\d:.]+)/.exec(stdout) ?? [0, 0, '0'];
  return clock.split(':').reduce((sum, each) => 60 * sum + Number(each), 0) + 86_400 * days;
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'near', injectableClass: Runner }];
