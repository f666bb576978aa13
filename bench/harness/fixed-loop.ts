/**
 * How fast the machine is while something is measured: a loop of BigInt arithmetic that never changes.
 *
 * Absolute bars hold where a round of it takes `ROUND_NANOSECONDS`. Elsewhere, and where neighbours are busy, bars are
 * scaled by what a round takes.
 */
import { cpuOf } from './cpu.js';
import { sink } from './sink.js';

const ROUND_NANOSECONDS = 115;

const A = 2n ** 200n / 3n;
const B = 2n ** 200n / 7n;

/** The loop: a product of 200 bits by 200, a shift, and a quotient of 400 bits by 200. */
function fixedLoop(rounds: number): void {
  let shifted = 0n;
  let quotient = 0n;
  for (let i = 0; i < rounds; i++) {
    const m = A * (B + BigInt(i % 1024));
    shifted = m >> 200n;
    quotient = m / (A + BigInt(i % 512));
  }
  sink.value = [shifted, quotient];
}

const ROUNDS = 4000;
const TRIALS = 3;

let isWarm = false;

function trial(): number {
  return (
    (cpuOf(() => {
      fixedLoop(ROUNDS);
    }) *
      1e6) /
    ROUNDS
  );
}

/** Nanoseconds of CPU of a round, the least of a few trials of milliseconds. */
export function roundNanoseconds(): number {
  if (!isWarm) for (let i = 0; i < 30; i++) fixedLoop(ROUNDS);
  isWarm = true;
  return Math.min(...Array.from({ length: TRIALS }, trial));
}

/** How much slower than the machine of the bars one is whose round takes so long. */
export function slowness(nanoseconds: number): number {
  return nanoseconds / ROUND_NANOSECONDS;
}
