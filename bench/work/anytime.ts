/**
 * Digits that a timeout leaves, of a goal that is far out of reach, over those of goals that somebody doubles by hand in
 * the same time. Each runs in a process of its own, since constants are kept from one value to the next.
 */
import { pi, real, sqrt } from 'pincer';
import type { Real } from 'pincer';
import type { Row } from '../harness/bench.js';
import { answerOf } from '../harness/programs.js';
import { geometricMean } from '../harness/statistics.js';

/** A constant and a root, and functions of long arguments, of short ones, and of both. */
export const VALUES: Readonly<Record<string, () => Real>> = {
  'sqrt(2) + pi': () => sqrt(2).add(pi),
  'sin(sqrt(2) + pi)': () => sqrt(2).add(pi).sin(),
  'exp(sin(17/30011))': () => real('17/30011').sin().exp(),
  'ln(7/3) atan(sqrt(5))': () => real('7/3').ln().multiply(sqrt(5).atan()),
};

export interface AnytimeQuestion {
  readonly value: string;
  readonly workers: number;
  /** One timeout; or the times at which the digits of goals by hand are read off, in milliseconds. */
  readonly times: readonly number[];
  readonly byHand: boolean;
}

/** The digits at each of the times. */
export type AnytimeAnswer = readonly number[];

const TIMES = [500, 2000, 8000];
const QUICK_TIMES = [100];

export function anytime(quick: boolean, end: number): Row[] {
  const times = quick ? QUICK_TIMES : TIMES;
  const rows: Row[] = [];
  const shares: number[] = [];
  for (const value of quick ? ['sin(sqrt(2) + pi)'] : Object.keys(VALUES)) {
    for (const workers of quick ? [0] : [0, 2]) {
      if (performance.now() >= end) break;
      const ask = (byHand: boolean, of: readonly number[]): AnytimeAnswer =>
        answerOf('work/anytime-run', { value, workers, times: of, byHand }) as AnytimeAnswer;
      const byHand = ask(true, times);
      for (const [i, time] of times.entries()) {
        const name = `${value} in ${String(time / 1000)} s, ${String(workers)} workers`;
        const row = { bench: 'work', case: name, metric: 'anytime_share' } as const;
        if (byHand[i] === 0) {
          rows.push({ ...row, value: null, unmeasured: 'no goal by hand was met in time' });
          continue;
        }
        const share = ask(false, [time])[0]! / byHand[i]!;
        shares.push(share);
        rows.push({ ...row, value: share });
      }
    }
  }
  return [...rows, ...judged(shares, quick)];
}

function judged(shares: readonly number[], quick: boolean): Row[] {
  const row = (of: string, value: number, bar: number): Row => {
    const at = { bench: 'work', case: of, metric: 'anytime_share' } as const;
    if (shares.length === 0) return { ...at, value: null, unmeasured: 'no time was left' };
    return quick ? { ...at, value } : { ...at, value, bar, sense: '>=' };
  };
  return [row('mean', geometricMean(shares), 0.7), row('worst', Math.min(...shares), 0.5)];
}
