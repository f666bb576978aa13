/**
 * What it costs that a process is killed: the CPU time of the steps of a run that was killed and of the run that went on
 * from its file, over that of a run which nobody killed. Both save themselves every second. `ladder_over_leap` is the
 * price of the ladder and of saving: over a run that does neither.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '#spec/support/child.js';
import type { Options, Row } from '../harness/bench.js';
import { Random } from '../harness/random.js';
import type { SavedRun, SavedRunReport } from './saved-run.js';

const DIGITS = 1_000_000;
const QUICK_DIGITS = 3_000;
const KILLS = 5;
const MOST = 1.3;

export async function killedRuns({ seed, quick }: Options): Promise<Omit<Row, 'bench'>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pincer-killed-'));
  const digits = quick ? QUICK_DIGITS : DIGITS;
  const random = new Random(seed);
  try {
    const leap = await whole({ digits });
    const alone = await whole({ digits, save: join(folder, 'alone.json') });
    const ratios: number[] = [];
    for (let i = 0; i < (quick ? 1 : KILLS); i++) {
      const file = join(folder, `${String(i)}.json`);
      const lost = await killed({ digits, save: file }, random.next() * alone.cpu);
      // What was never saved begins again.
      const resumed = await whole({
        digits,
        save: file,
        ...(existsSync(file) ? { resume: file } : {}),
      });
      if (resumed.digits !== alone.digits) throw new Error('killed-runs: the digits differ');
      ratios.push((lost + resumed.cpu) / alone.cpu);
    }
    const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
    const metric = 'resume_over_uninterrupted';
    const label = `${String(digits)} digits`;
    return [
      ...ratios.map((value, i) => ({ case: `${label}, kill ${String(i + 1)}`, metric, value })),
      { case: `${label}, mean of kills`, metric, value: mean, bar: MOST },
      { case: label, metric: 'ladder_over_leap', value: alone.cpu / leap.cpu },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function start(question: SavedRun): ChildProcess {
  const program = join(projectFolder, 'build/bench/refiners/saved-run.js');
  return spawn(process.execPath, [program, JSON.stringify(question)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** A run to its end. */
async function whole(question: SavedRun): Promise<SavedRunReport> {
  const child = start(question);
  let report: SavedRunReport | undefined;
  child.on('message', (message) => (report = message as SavedRunReport));
  await once(child, 'close');
  if (report?.digits === undefined) throw new Error('killed-runs: a run ended without digits');
  return report;
}

/**
 * A run that is killed once its steps have had some CPU time.
 * @returns milliseconds of CPU of its steps by then.
 */
async function killed(question: SavedRun, after: number): Promise<number> {
  const child = start(question);
  let spent = 0;
  const gone = once(child, 'close');
  const [begun] = (await once(child, 'message')) as [SavedRunReport];
  while (child.exitCode === null) {
    spent = cpuOf(child.pid!) - begun.cpu;
    if (spent >= after) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  await gone;
  return spent;
}

/** Milliseconds of CPU that another process has had, by Linux in hundredths of a second. */
function cpuOf(process: number): number {
  const text = readFileSync(`/proc/${String(process)}/stat`, 'utf8');
  // After the name, which may contain anything but ends with the last parenthesis.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
