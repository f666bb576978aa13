import { toDoubles } from './enclosure/enclosure.js';
import type { Enclosure } from './enclosure/enclosure.js';

/**
 * Estimates: a function and its slopes at a point, in doubles.
 *
 * Laws
 * 1. An estimate proves nothing: it only chooses how precisely to compute. A wrong one costs time.
 * 2. `NaN` says that nothing is known, and everything that is made of it is unknown too.
 */
export interface Estimate<Params = unknown> {
  /** f at a point; `NaN` outside the domain, and where f jumps. */
  value(inputs: readonly number[], params: Params): number;
  /** |df / d input| at a point, where f is `value`. */
  slope(input: number, inputs: readonly number[], value: number, params: Params): number;
}

/** The estimate of a function of one argument, by its value and by its slope, of whichever sign. */
export function estimateOf(
  f: (x: number) => number,
  slope: (x: number, value: number) => number,
): Estimate {
  return {
    value: ([x]) => f(x!),
    slope: (_input, [x], value) => Math.abs(slope(x!, value)),
  };
}

/** An estimate by the middle of an enclosure; `NaN` where it cannot be computed, as outside a domain. */
export function estimateBy(compute: () => Enclosure): number {
  try {
    const { lo, hi } = toDoubles(compute());
    const middle = lo + (hi - lo) / 2;
    return Number.isFinite(middle) ? middle : NaN;
  } catch {
    return NaN;
  }
}
