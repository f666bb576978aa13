/**
 * Arithmetic on base-2 logarithms of non-negative magnitudes. Results are rounded up: `-Infinity` is
 * zero, and a sum is never below the sum of what the logarithms stand for.
 */
import type { Log2 } from './enclosure/enclosure.js';

// Engines err by a few ulp (2^-53 relative) in Math.log2 and Math.exp, and the argument of Math.exp, 64 at
// most, by 2^-47, so 2^-40 is ample for a term of at most 1; the second part covers the rounding of the
// addition to a large logarithm. `2 ** gap` would take twice as long.
const slack = (a: Log2): number => 2 ** -40 + Math.abs(a) * 2 ** -51;

/** An upper bound of `log2(2^a + 2^b)`. */
export function logAdd(a: Log2, b: Log2): Log2 {
  if (a < b) return logAdd(b, a);
  if (b === -Infinity || a === Infinity) return a;
  const gap = b - a;
  // Below 2^-64 of the larger term the sum still moves up: one step that is visible at this scale.
  if (gap < -64) return a + slack(a);
  return a + Math.log2(1 + Math.exp(gap * Math.LN2)) + slack(a);
}

/** An upper bound of `log2(2^x1 + 2^x2 + ...)`. */
export function logSum(logarithms: Float64Array): Log2 {
  let largest = -Infinity;
  for (const each of logarithms) if (each > largest) largest = each;
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const each of logarithms) sum += Math.exp((each - largest) * Math.LN2);
  // Each term and each addition errs by less than 2^-48 of the sum.
  return largest + Math.log2(sum * (1 + logarithms.length * 2 ** -48)) + slack(largest);
}

/** An upper bound of `log2(2^a - 2^b)` for a >= b; `-Infinity` where they are equal or b is larger. */
export function logSubtract(a: Log2, b: Log2): Log2 {
  if (b >= a) return -Infinity;
  if (b === -Infinity || a === Infinity) return a;
  const gap = b - a;
  if (gap < -40) return a;
  return a + Math.log2(1 - 2 ** gap) + slack(a);
}
