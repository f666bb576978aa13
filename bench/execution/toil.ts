/** Refiners that do a given amount of work a step, for as many steps as are wanted of them. */
import type { Refiner } from 'pincer/refiner';

export interface Toil {
  /** Turns of a loop of about a nanosecond each. */
  readonly turns: number;
  /** Distinguishes the nodes of one round from those of every other. */
  readonly nonce: number;
  readonly [key: string]: number;
}

/** Bits that one step brings. */
export const BITS_A_STEP = 4;

/** About so many nanoseconds of arithmetic, whatever else runs: time spent waiting does not count as work. */
export function work(turns: number): number {
  let x = 1;
  for (let i = 0; i < turns; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return x;
}

/** A third, four bits narrower with every step. */
function make(name: string): Refiner<Toil, { bits: number; seen: number }> {
  return {
    name,
    version: 1,
    module: new URL(import.meta.url),
    initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
    start: () => ({ bits: 0, seen: 0 }),
    step: ({ state }, { turns }) => {
      const bits = state.bits + BITS_A_STEP;
      return {
        state: { bits, seen: work(turns) },
        bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
        cost: turns,
        bits,
      };
    },
  };
}

// One for each size: what a step of a kind costs tells what the next will cost.
export const toil = make('toil');
export const toil1 = make('toil-1');
export const toil10 = make('toil-10');
export const toil100 = make('toil-100');
export const toil1000 = make('toil-1000');
export const toil5000 = make('toil-5000');
export const toil10000 = make('toil-10000');
export const toil20000 = make('toil-20000');

/** The refiner whose steps take about so many microseconds. */
export function toilOf(microseconds: number): typeof toil {
  const made = [toil1, toil10, toil100, toil1000, toil5000, toil10000, toil20000];
  return made.find(({ name }) => name === `toil-${String(microseconds)}`) ?? toil;
}

/** How many turns of {@link work} take a microsecond, at the best of several tries. */
export function turnsPerMicrosecond(): number {
  const turns = 1_000_000;
  let best = Infinity;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    work(turns);
    best = Math.min(best, performance.now() - start);
  }
  return turns / (best * 1000);
}
