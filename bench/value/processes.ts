/**
 * What a process pays before it is warm: CPU of processes of their own, in turn, the least of 15.
 *
 * `first_100_calls_ms`: its first 100 values exp(i/101) to 50 digits, from after the import on.
 * `start_over_node_ms`: a program from start to end, less one that does nothing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '#spec/support/child.js';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { roundNanoseconds, slowness } from '../harness/fixed-loop.js';
import { DIGITS, Wide } from './wide.js';

const RUNS = 15;

const HOOK = join(projectFolder, 'bench/value/report-cpu.cjs');
/** Not compiled: from there the name of the package means what is published, and not single modules. */
const program = (name: string): string => join(projectFolder, `bench/value/${name}.mjs`);

/** Milliseconds of CPU of a whole process. */
function processCpu(parameters: readonly string[]): number {
  const { status, output } = spawnSync(process.execPath, ['--require', HOOK, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${parameters.join(' ')}: exit code ${String(status)}`);
  return Number(output[3]) / 1000;
}

/** Milliseconds of CPU of the first calls of a process, whose values are checked. */
function firstCalls(): number {
  const { status, stdout } = spawnSync(process.execPath, [program('first-calls')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const [spent, ...texts] = stdout.trim().split('\n');
  if (status !== 0 || texts.length !== 100) throw new Error('the first calls came to nothing');
  for (const [i, text] of texts.entries()) {
    const peer = new Wide(i + 1).div(101).exp().toString();
    mustAgree(`exp(${String(i + 1)}/101)`, text, peer, DIGITS);
  }
  return Number(spent);
}

export function processes(desk: Desk): void {
  const bare = (): number => processCpu([program('bare')]);
  const evaluation = (): number =>
    processCpu([join(projectFolder, 'build/node/cli/main.js'), 'eval', 'sqrt(2)']);
  const importing = (): number => processCpu([program('import-pincer')]);
  const least = { bare: Infinity, evaluation: Infinity, importing: Infinity, calls: Infinity };
  let loop = Infinity;
  for (let run = 0; run < (desk.quick ? 1 : RUNS); run++) {
    loop = Math.min(loop, roundNanoseconds());
    least.bare = Math.min(least.bare, bare());
    least.evaluation = Math.min(least.evaluation, evaluation());
    least.importing = Math.min(least.importing, importing());
    least.calls = Math.min(least.calls, firstCalls());
  }
  const slower = slowness(Math.min(loop, roundNanoseconds()));
  desk.hold('exp(i/101)', 'first_100_calls_ms', least.calls, 40 * slower);
  desk.tell('node alone', 'process_ms', least.bare);
  const start = 'start_over_node_ms';
  desk.hold('eval "sqrt(2)"', start, least.evaluation - least.bare, 65 * slower);
  desk.hold("import 'pincer'", start, least.importing - least.bare, 45 * slower);
}
