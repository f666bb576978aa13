/** What two workers bring to one constant, whose steps are divided, beside what two bare threads bring. */
import type { Desk } from '../harness/desk.js';
import { answerOf } from '../harness/programs.js';
import { median } from '../harness/statistics.js';
import { BareThreads } from '../work/bare.js';
import type { ConstantQuestion } from './one-constant.js';

/** Where two bare threads bring less than this, no two cores were free. */
const LEAST_BARE_SPEEDUP = 1.6;

const ROUNDS = 3;
const NAMES = ['pi', 'exp of a long argument'] as const;
const QUICK_NAMES = ['pi'] as const;
const BARS = { pi: 0.7, 'exp of a long argument': 0.8 } as const;

function timeOf(question: ConstantQuestion): number {
  return answerOf('refiners/one-constant', question) as number;
}

/** Milliseconds in which so many bare threads compute four values. */
async function bareTime(threads: number, digits: number): Promise<number> {
  const bare = new BareThreads(threads);
  const orders = (from: number) =>
    Array.from({ length: 4 }, (_, i) => ({
      name: 'exp(sin(x))' as const,
      number: from + i,
      digits,
    }));
  try {
    // The first values compute the constants and show the compiler the code.
    await bare.compute(orders(0));
    const before = performance.now();
    await bare.compute(orders(4));
    return performance.now() - before;
  } finally {
    await bare.end();
  }
}

export async function division(desk: Desk): Promise<void> {
  const digits = desk.quick ? 2000 : 1_000_000;
  const bareDigits = desk.quick ? 300 : 50_000;
  const metric = 'one_constant_two_workers';
  for (const name of desk.quick ? QUICK_NAMES : NAMES) {
    const bare: number[] = [];
    const workers: number[] = [];
    for (let round = 0; round < (desk.quick ? 1 : ROUNDS); round++) {
      bare.push((await bareTime(1, bareDigits)) / (await bareTime(2, bareDigits)));
      workers.push(timeOf({ name, digits, workers: 0 }) / timeOf({ name, digits, workers: 2 }));
    }
    const speedup = median(bare);
    desk.tell(name, 'bare_speedup', speedup);
    desk.tell(name, 'speedup', median(workers));
    if (speedup < LEAST_BARE_SPEEDUP)
      desk.lack(
        name,
        metric,
        `two bare threads bring ${speedup.toFixed(2)}: no two cores were free`,
      );
    else desk.hold(name, metric, median(workers) / speedup, BARS[name], '>=');
  }
}
