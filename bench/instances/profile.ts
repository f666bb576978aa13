/**
 * Profiles: what a refiner's steps bring and cost, laid down in advance, so that an oracle can know it.
 *
 * Widths are single-precision numbers: they are exact in doubles, short as dyadics, and the bounds
 * made of them nest exactly.
 */
import type { Random } from '../harness/random.js';

export interface Profile {
  /** `widths[k]` after k steps; `widths[0]` holds before the first. Never rising. */
  readonly widths: readonly number[];
  /** `costs[k]` is the declared cost of step k + 1. */
  readonly costs: readonly number[];
}

/** How a profile is drawn: down to a width of at most `least`, costs around `MEAN_COST` * 2^(+-spread). */
export interface Drawing {
  readonly least: number;
  readonly spread: number;
}

export type Shape = (random: Random, drawing: Drawing) => Profile;

const LONGEST = 4000;

/** A tenth of a millisecond: dear enough for a scheduler to think about every step. */
const MEAN_COST = 100_000;

/** Lays down a profile from the bits gained by each step and what it costs. */
function lay(
  { least, spread }: Drawing,
  random: Random,
  step: (k: number) => { readonly bits: number; readonly cost: number },
): Profile {
  const widths = [Math.fround(2 ** random.between(-2, 2))];
  const costs: number[] = [];
  const base = MEAN_COST * 2 ** random.between(-spread, spread);
  let logarithm = Math.log2(widths[0]!);
  // Ends: a shape that has not reached the least width by then is cut off.
  for (let k = 1; k <= LONGEST && widths.at(-1)! > least; k++) {
    const { bits, cost } = step(k);
    logarithm -= bits;
    widths.push(Math.min(widths.at(-1)!, Math.fround(2 ** logarithm)));
    costs.push(Math.max(1, Math.round(base * cost)));
  }
  return { widths, costs };
}

/** So many bits a step, give or take a tenth; each step costs a little more than the one before. */
export const linear: Shape = (random, drawing) => {
  const rate = random.between(0.3, 4);
  const growth = 1 + random.between(0, 0.2);
  return lay(drawing, random, (k) => ({
    bits: rate * random.between(0.9, 1.1),
    cost: growth ** (k - 1),
  }));
};

/** The terms of an exponential series: x^k / k!. */
export const factorial: Shape = (random, drawing) => {
  const x = random.between(0.5, 3);
  return lay(drawing, random, (k) => ({
    bits: Math.max(0.1, Math.log2((k + 1) / x)),
    cost: k ** 0.5,
  }));
};

/** Every step multiplies the bits, as Newton's method does, at the price of longer numbers. */
export const doubling: Shape = (random, drawing) => {
  const first = random.between(0.5, 3);
  const ratio = random.pick([2, 2, 2, 3]);
  const growth = ratio ** random.between(0.7, 1.6);
  return lay(drawing, random, (k) => ({
    bits: k === 1 ? first : first * (ratio - 1) * ratio ** (k - 2),
    cost: growth ** (k - 1),
  }));
};

/** A power law: the width after k steps is (1 + k / a)^-p. */
export const harmonic: Shape = (random, drawing) => {
  const p = random.between(1.5, 4);
  const a = random.between(0.5, 3);
  return lay(drawing, random, (k) => ({ bits: p * Math.log2((a + k) / (a + k - 1)), cost: 1 }));
};

/** Gains nothing in most steps and much in every m-th. */
export const plateaus: Shape = (random, drawing) => {
  const every = random.integer(2, 5);
  const phase = random.integer(0, every - 1);
  const rate = random.between(0.5, 3) * every;
  return lay(drawing, random, (k) => ({
    bits: k % every === phase ? rate * random.between(0.9, 1.1) : 0,
    cost: 1,
  }));
};

/** High and low steps in an order that repeats. */
export const staircase: Shape = (random, drawing) => {
  const heights = Array.from({ length: random.integer(2, 4) }, () => drawHeight(random));
  heights.push(random.between(1, 5));
  return lay(drawing, random, (k) => ({
    bits: heights[k % heights.length]! * random.between(0.9, 1.1),
    cost: random.between(0.9, 1.1),
  }));
};

/** Steps of all sizes, without a rule. */
export const irregular: Shape = (random, drawing) =>
  lay(drawing, random, () => ({ bits: drawHeight(random), cost: random.between(0.7, 1.4) }));

function drawHeight(random: Random): number {
  return random.next() < 0.5 ? random.between(0, 0.3) : random.between(1, 5);
}

/** Bits as a power of the steps: faster and faster, or slower and slower. */
export const curved: Shape = (random, drawing) => {
  const rate = random.between(0.5, 3);
  const power = random.between(0.6, 1.6);
  const growth = random.between(0, 0.5);
  return lay(drawing, random, (k) => ({
    bits: rate * (k ** power - (k - 1) ** power),
    cost: k ** growth,
  }));
};
