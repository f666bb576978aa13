/**
 * Tries the library on tens of thousands of random expressions and reports what it finds:
 *
 *     npm run hunt -- --seed 1 --cases 20000 --bits 2000
 *     npm run hunt -- --seed 1 --cases 20000 --known
 *
 * With `--known` the cases have values that are known by construction: recurrences, steep and remote powers, long
 * integers, special angles; with every goal, every way to print, and time limits. A finding is then also an answer that
 * is not given, and a time limit that is overrun by more than 100 ms and a tenth.
 *
 * The cases run in a thread, so that one that hangs is found, told and left behind. A finding is told
 * in its smallest form, with the number that repeats it: `--seed N --cases 1`.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import { toText } from '#lib/testing/index.js';
import { endingWithWorker, judged } from '#spec/support/known/judge.js';
import { smallest } from '#spec/support/trial/smallest.js';
import { attempt, trialOf } from '#spec/support/trial/trial.js';

interface Work {
  readonly from: number;
  readonly to: number;
  readonly bits: number;
  readonly known: boolean;
}

type Word =
  | { readonly kind: 'start'; readonly seed: number; readonly what: string }
  | {
      readonly kind: 'end';
      readonly outcome: string;
      readonly elapsed: number;
      readonly what: string;
    }
  | { readonly kind: 'finding'; readonly text: string; readonly fault: string }
  | { readonly kind: 'all' };

/** Milliseconds after which a case hangs, whatever its own budgets say. */
const HANGS = 60_000;

/** How many of the slowest cases are told. */
const SLOWEST = 8;

/** Of so many cases one is tried with a worker too. */
const WITH_WORKER = 64;

async function huntKnown({ from, to }: Work): Promise<void> {
  const report = (word: Word): void => parentPort?.postMessage(word);
  for (let seed = from; seed < to; seed++) {
    report({ kind: 'start', seed, what: String(seed) });
    const one = judged(seed);
    const { known, goal, timeout, elapsed, ending, finding } = one;
    const limit = timeout === undefined ? '' : ` within ${String(timeout)} ms`;
    const what = `${String(seed)}: ${known.text} ${JSON.stringify(goal)}${limit}`;
    report({ kind: 'end', outcome: `${known.kind}: ${ending}`, elapsed, what });
    if (seed % WITH_WORKER === 0 && timeout === undefined) {
      const other = await endingWithWorker(one);
      const text = `workers at ${what}\n    ${other} with one, ${ending} without`;
      if (other !== ending) report({ kind: 'finding', fault: 'workers', text });
    }
    if (finding === undefined) continue;
    const { fault, message } = finding;
    report({ kind: 'finding', fault, text: `${fault} at ${what}\n    ${message}` });
  }
  report({ kind: 'all' });
}

function hunt({ from, to, bits }: Work): void {
  const tell = (word: Word): void => parentPort?.postMessage(word);
  for (let seed = from; seed < to; seed++) {
    const trial = trialOf(seed, { bits });
    const what = `${String(seed)}: ${toText(trial.expression)} ${JSON.stringify(trial.goal)}`;
    tell({ kind: 'start', seed, what });
    const { opinion, result, finding, elapsed } = attempt(trial);
    const ending =
      result === undefined
        ? 'thrown'
        : `${result.status}${result.reason === null ? '' : ` (${result.reason})`}`;
    const error =
      result?.error === null || result?.error === undefined ? '' : ` ${result.error.name}`;
    tell({ kind: 'end', outcome: `${opinion.kind}: ${ending}${error}`, elapsed, what });
    if (finding === undefined) continue;
    const { fault } = finding;
    // What takes long is not tried again and again.
    const least =
      elapsed > 2000 ? trial : smallest(trial, (one) => attempt(one).finding?.fault === fault);
    const { finding: last = finding } = elapsed > 2000 ? { finding } : attempt(least);
    const text = `${fault} at ${what}\n    ${toText(least.expression)} ${JSON.stringify(least.goal)}\n    ${last.message}`;
    tell({ kind: 'finding', fault, text });
  }
  tell({ kind: 'all' });
}

async function watch(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      cases: { type: 'string', default: '1000' },
      bits: { type: 'string', default: '500' },
      known: { type: 'boolean', default: false },
    },
  });
  const first = Number(values.seed);
  const to = first + Number(values.cases);
  const outcomes = new Map<string, number>();
  const faults = new Map<string, number>();
  const slowest: { elapsed: number; what: string }[] = [];
  const count = (of: Map<string, number>, what: string): void => {
    of.set(what, (of.get(what) ?? 0) + 1);
  };
  let next = first;
  while (next < to) {
    next = await part(
      { from: next, to, bits: Number(values.bits), known: values.known },
      (word) => {
        if (word.kind === 'finding') {
          count(faults, word.fault);
          console.log(word.text);
        }
        if (word.kind === 'end') {
          count(outcomes, word.outcome);
          slowest.push(word);
          slowest.sort((a, b) => b.elapsed - a.elapsed);
          slowest.splice(SLOWEST);
        }
      },
    );
  }
  console.log(`\n${String(to - first)} cases from ${String(first)}`);
  for (const [outcome, n] of [...outcomes].sort())
    console.log(`  ${String(n).padStart(7)}  ${outcome}`);
  console.log('slowest');
  for (const { elapsed, what } of slowest)
    console.log(`  ${elapsed.toFixed(0).padStart(7)} ms  ${what.slice(0, 400)}`);
  console.log('findings');
  for (const [fault, n] of [...faults].sort()) console.log(`  ${String(n).padStart(7)}  ${fault}`);
  process.exitCode = faults.size === 0 ? 0 : 1;
}

/** Runs cases in a thread until all are done or one hangs; answers with the next seed. */
function part(work: Work, listen: (word: Word) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: work });
    let running: { seed: number; what: string } | undefined;
    let watchdog: NodeJS.Timeout | undefined;
    const leave = (next: number): void => {
      clearTimeout(watchdog);
      void worker.terminate();
      resolve(next);
    };
    worker.on('message', (word: Word) => {
      listen(word);
      if (word.kind === 'all') {
        leave(work.to);
      } else if (word.kind === 'start') {
        running = word;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => {
          listen({ kind: 'finding', fault: 'hang', text: `hang at ${word.what}` });
          leave(word.seed + 1);
        }, HANGS);
      }
    });
    worker.on('error', (error) => {
      if (running === undefined) {
        reject(error);
        return;
      }
      listen({
        kind: 'finding',
        fault: 'death',
        text: `death at ${running.what}\n    ${String(error.stack)}`,
      });
      leave(running.seed + 1);
    });
  });
}

if (isMainThread) await watch();
else if ((workerData as Work).known) await huntKnown(workerData as Work);
else hunt(workerData as Work);
