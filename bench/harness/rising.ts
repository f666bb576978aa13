/**
 * Runs whose constants are computed: the process keeps the longest value of pi, e and ln 2, so each run asks for a little more
 * than the one before it.
 *
 * It needs a process of its own, in which nothing has asked for as much. The first runs warm up, and ask for less.
 */
import { createSession } from 'pincer';
import type { Session } from 'pincer';
import { cpu, cpuOf } from './cpu.js';
import { roundNanoseconds } from './fixed-loop.js';

export interface Rising {
  /** What the first timed run asks for, in the units of `ask`. */
  readonly from: number;
  /** Timed runs at most; fewer where they have had `most` milliseconds. */
  readonly runs: number;
  readonly most: number;
  /** Milliseconds of CPU of the runs that warm up. */
  readonly warmUp: number;
}

export interface Risen {
  /** Microseconds of CPU of each run. */
  readonly times: readonly number[];
  /** The least of a round of the fixed loop, before and after. */
  readonly loop: number;
}

const FEWEST = 3;

/** @param ask - builds a value and narrows it in a session that has seen nothing. */
export function rising(
  { from, runs, most, warmUp }: Rising,
  ask: (amount: number, session: Session) => void,
): Risen {
  const until = cpu() + warmUp;
  // Half of the amounts below the first timed one, and then the highest of them again and again.
  const below = Math.max(1, Math.floor(from / 2));
  for (
    let amount = below;
    cpu() < until || amount === below;
    amount = Math.min(from - 1, amount + 1)
  )
    ask(amount, createSession());
  const before = roundNanoseconds();
  const times: number[] = [];
  let spent = 0;
  for (let run = 0; run < runs && (run < FEWEST || spent < most); run++) {
    const session = createSession();
    const time = cpuOf(() => {
      ask(from + run, session);
    });
    spent += time;
    times.push(time * 1000);
  }
  return { times, loop: Math.min(before, roundNanoseconds()) };
}
