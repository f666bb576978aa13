/** The exponential function in fixed point. */
import { bitLength } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { expBurst, LONG } from './bit-burst.js';
import { roundShift } from './fixed.js';
import { seriesFixed } from './taylor.js';

/** Squarings cost `j`, the series about `2 sqrt(p / j)`: the sum is least near `j = p^(1/3)`. */
export function halvings(p: number, factor: number): number {
  return Math.max(4, Math.round(factor * Math.cbrt(p)));
}

/**
 * `exp(x)` for `0 <= x < 1`, by halving the argument `j` times, the power series, and `j` squarings; of long
 * numbers by `expBurst`.
 *
 * Error, with u = 2^-w: the series gives y(0) = exp(x / 2^j) (1 + d) with |d| <= E u, where E counts
 * the series' error and 1 for the argument cut at w bits: E <= 7 (w / j + 2) + 1 <= 8p, because j >= 4
 * and w <= 3p. A squaring y(k+1) = floor(y(k)^2 2^w) 2^-w loses a factor between 1 - u and 1. In
 * logarithms each squaring doubles the error and adds at most 2u, so |log(y(j) / exp x)| is at most
 * 2^j (2 E u + 2u), which is below 1, and the result is off by less than 2 e times this, that is by
 * less than 2^(j + 4) (E + 1) <= 2^(j + 8) p units of 2^-w: by less than half a unit of 2^-p. Rounding
 * adds half a unit.
 */
export function expFixed(x: bigint, p: number): bigint {
  if (p >= LONG.exp) return expBurst(x, p);
  const j = halvings(p, 1.4);
  const guard = j + 9 + bitLength(BigInt(p));
  const w = p + guard;
  const reduced = (x << BigInt(guard)) >> BigInt(j);
  const shift = BigInt(w);
  let y = (1n << shift) + seriesFixed(reduced, w, (k) => k, false);
  for (let k = 0; k < j; k++) {
    checkpoint(w);
    y = (y * y) >> shift;
  }
  return roundShift(y, guard);
}
