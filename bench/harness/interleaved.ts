/**
 * Works in turn, so that what else the machine does meets all of them alike: the least CPU time per run over all rounds.
 *
 * 1. Every run has an index that no run before it had. Works that are compared see the same indices in a round.
 * 2. Making ready and checking are not timed. A check comes before the run of its index is timed; of long batches the
 *    first `MOST_CHECKS` runs of a round are checked.
 * 3. Each work warms up until it has had `warmUp` milliseconds of CPU.
 * 4. A batch is as many runs as take `batch` milliseconds, or one run. Rounds end early when one of the works has had
 *    `most` milliseconds; there are at least two.
 * 5. The fixed loop runs before the works, in every round and after them. The slowness that absolute bars are scaled by is
 *    that of its quickest round, as the times are those of the quickest rounds.
 */
import { cpuOf } from './cpu.js';
import { roundNanoseconds, slowness } from './fixed-loop.js';
import { median } from './statistics.js';

/** Makes `runs` runs ready, with the indices from `from` on; what it returns is timed. */
export type Work = (from: number, runs: number) => () => void;

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of CPU of a batch at least, of the warm-up of a work, and of a work in all rounds. */
  readonly batch: number;
  readonly warmUp: number;
  readonly most: number;
}

const WHOLE: Effort = { rounds: 40, batch: 20, warmUp: 1500, most: 4000 };
const QUICK: Effort = { rounds: 2, batch: 1, warmUp: 2, most: 10 };

export function effortOf(quick: boolean): Effort {
  return quick ? QUICK : WHOLE;
}

export interface Loop {
  readonly before: number;
  readonly between: number;
  readonly after: number;
}

export interface Times<Name extends string> {
  /** Microseconds of CPU per run. */
  readonly least: Readonly<Record<Name, number>>;
  /** How much slower than the machine of the absolute bars this one was. */
  readonly slowness: number;
  /** Nanoseconds of a round of the fixed loop. */
  readonly loop: Loop;
}

interface State {
  readonly name: string;
  readonly work: Work;
  runs: number;
  spent: number;
  least: number;
}

/** The most runs of a batch: a work without any cost would have no end. */
const MOST_RUNS = 100_000;

const MOST_CHECKS = 200;

/** Milliseconds of CPU of a batch that starts at an index. */
function batchOf({ work, runs }: State, from: number): number {
  return cpuOf(work(from, runs));
}

/** Warms up, and finds out how many runs a batch has; the next free index. */
function warmedUp(state: State, from: number, { batch, warmUp }: Effort): number {
  let next = from;
  let warm = 0;
  for (;;) {
    const time = batchOf(state, next);
    next += state.runs;
    warm += time;
    if (time < batch && state.runs < MOST_RUNS) state.runs = Math.min(MOST_RUNS, 2 * state.runs);
    else if (warm >= warmUp) {
      state.runs = Math.max(1, Math.ceil((state.runs * batch) / Math.max(time, batch / 2)));
      return next;
    }
  }
}

/**
 * @param check - is called with every index before the round in which runs with it are timed; throws where a value is wrong.
 */
export function interleaved<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  effort: Effort,
  check: (index: number) => void = () => undefined,
): Times<Name> {
  const names = Object.keys(works) as Name[];
  const states: State[] = names.map((name) => ({
    name,
    work: works[name],
    runs: 1,
    spent: 0,
    least: Infinity,
  }));
  let free = 0;
  // The check warms up too, and a value that is wrong is known at once.
  check(free);
  const before = roundNanoseconds();
  for (const state of states) free = warmedUp(state, free, effort);
  const between: number[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    if (round >= 2 && states.some(({ spent }) => spent >= effort.most)) break;
    const width = Math.max(...states.map(({ runs }) => runs));
    for (let i = 0; i < Math.min(width, MOST_CHECKS); i++) check(free + i);
    between.push(roundNanoseconds());
    // Who goes first alternates.
    for (const state of round % 2 === 0 ? states : states.toReversed()) {
      const time = batchOf(state, free);
      state.spent += time;
      state.least = Math.min(state.least, (time * 1000) / state.runs);
    }
    free += width;
  }
  const after = roundNanoseconds();
  return {
    least: Object.fromEntries(states.map(({ name, least }) => [name, least])) as Record<
      Name,
      number
    >,
    slowness: slowness(Math.min(before, after, ...between)),
    loop: { before, between: median(between), after },
  };
}
