/**
 * Leaves whose steps cost nothing: their enclosures were made beforehand, a rung a step, the last of
 * them a value of 50 digits. What is measured around them is what a step costs besides itself.
 */
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import type { Random } from '../harness/random.js';

/** Bits of the last rung below the magnitude: 50 digits. */
const LAST = 166;
/** Bits of one rung, at least and at most. */
const RUNG = [6, 18] as const;

/** How many different ladders there are, however many leaves. */
const LADDERS = 1024;

export interface Ladder extends Record<string, Plain> {
  readonly number: number;
}

const rungs: Enclosure[][] = [];

/** The enclosures of a leaf, the widest first. */
function rungsOf({ number }: Ladder): readonly Enclosure[] {
  return rungs[number]!;
}

export const climber: Refiner<Ladder, number> = {
  name: 'climber',
  version: 1,
  initial: (ladder) => rungsOf(ladder)[0]!,
  start: () => 0,
  step({ state }, ladder) {
    const all = rungsOf(ladder);
    const next = Math.min(state + 1, all.length - 1);
    const bounds = all[next]!;
    return next === all.length - 1
      ? { state: next, bounds, cost: 1, done: 'exhausted' }
      : { state: next, bounds, cost: 1 };
  },
};

/**
 * Draws the ladders.
 * @param scale - log2 of the magnitude of the values.
 */
export function drawLadders(random: Random, scale: number): Ladder[] {
  rungs.length = 0;
  return Array.from({ length: LADDERS }, (_, number) => {
    let value = 0n;
    for (let bits = 0; bits < LAST; bits += 30) {
      value = (value << 30n) | BigInt(random.integer(2 ** 29, 2 ** 30 - 1));
    }
    const drawn: Enclosure[] = [];
    // The value is below 2^scale, written with so many bits.
    const size = 30 * Math.ceil(LAST / 30);
    for (let bits = random.integer(4, RUNG[1]); ; bits += random.integer(...RUNG)) {
      const kept = Math.min(bits, LAST);
      drawn.push({ kind: 'narrow', lo: value >> BigInt(size - kept), width: 1, exp: scale - kept });
      if (kept === LAST) break;
    }
    rungs.push(drawn);
    return { number };
  });
}
