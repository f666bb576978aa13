/** The natural logarithm in fixed point. */
import { bitLength } from '../exact/integer.js';
import { powerOfTwo } from '../exact/power-of-two.js';
import { expFixed } from './exponential.js';
import { roundShift } from './fixed.js';
import { oddSeries } from './odd-series.js';
import { LEVELS, LEVELS_BITS, ReductionTable } from './reduction-table.js';

const GUARD = 5;

/** Up to this many bits tables are quicker than an exponential; measured by `bench/kernel-thresholds.ts`. */
const LONGEST_TABLE_LN = 800;

/** `ln(x)` for `1 <= x <= 2`. */
export function lnFixed(x: bigint, p: number): bigint {
  return p <= LONGEST_TABLE_LN ? lnByTable(x, p) : lnByExponential(x, p);
}

const TABLE_GUARD = 6;

/** -ln(1 - j / 2^s), where the argument of the logarithm is cut by less than a unit. */
const TABLE = new ReductionTable((j, s, bits) =>
  lnByExponential((1n << BigInt(s + bits)) / ((1n << BigInt(s)) - BigInt(j)), bits),
);

/**
 * `ln(x)` for `1 <= x <= 2`, by factors `1 - j / 2^s` that bring x near 1.
 *
 * With c the exact product of the 2^s - j and v = x c / 2^50: ln x = 2 atanh(z) - sum of ln(1 - j / 2^s), z = (v - 1) / (v + 1).
 * Doubles choose j so that v >= 1 is less than 1 + 2^-20 (1 + 2^-20): v < 1 + 2^-4 from the first factor, and as j is the
 * greatest with x (1 - j / 2^s) >= 1, each further one leaves v - 1 below 2^-s v. The four products in doubles err by
 * less than 2^-49, so |z| < 2^-20. Whatever j is, the identity holds.
 *
 * Error in units of 2^-w: z by less than 1 from the division, which 2 atanh takes to less than 3, the series by less than
 * 2 * 4, the table by less than 5: 16 in all, a quarter of a unit of 2^-p. Cutting loses less than a unit.
 */
export function lnByTable(x: bigint, p: number): bigint {
  const w = p + TABLE_GUARD;
  let double = p > 52 ? Number(x >> BigInt(p - 52)) * 2 ** -52 : Number(x) * powerOfTwo(-p);
  const j = [0, 0, 0, 0];
  let product = 1;
  for (let level = 0; level < LEVELS.length; level++) {
    const size = powerOfTwo(LEVELS[level]!);
    // 1 - 1/x is at most 1/2.
    const choice = Math.max(0, Math.floor((1 - 1 / double) * size));
    j[level] = choice;
    product *= size - choice;
    double *= 1 - choice / size;
  }
  const value = x * BigInt(product);
  const one = 1n << BigInt(p + LEVELS_BITS);
  const z = ((value - one) << BigInt(w)) / (value + one);
  return (2n * oddSeries(z, 1, w) + TABLE.sum(j, w)) >> BigInt(TABLE_GUARD);
}

/**
 * `ln(x)` for `1 <= x <= 2`, from an exponential.
 *
 * From an approximation y, which a shorter logarithm or a double supplies: with z = (x - E) / (x + E),
 * E = exp(y), ln x = y + 2 atanh(z) = y + 2 z + 2 z^3 / 3 + R, |R| <= |z|^5 / 2 for |z| <= 1/2. Nothing is
 * assumed of y but 0 <= y < 1, which is enforced: z is measured, and the step is repeated while |z|^5 is above a unit.
 *
 * Error in units of 2^-w: E is off by less than 2, and dz/dE = -2x / (x + E)^2 is at most 1/2 in
 * magnitude for x >= 1, E >= 1, so z is off by less than 2 with its rounding; 2z by 4, the
 * cube by less than 1 (z is small), R by 1; 6 in all, which 5 guard bits bring below 1/4 unit.
 */
export function lnByExponential(x: bigint, p: number): bigint {
  const w = p + GUARD;
  const shift = BigInt(w);
  const value = x << BigInt(GUARD);
  let y = approximateLn(x, p, w);
  for (;;) {
    if (y < 0n) y = 0n;
    if (y >> shift !== 0n) y = (1n << shift) - 1n;
    const e = expFixed(y, w);
    const z = ((value - e) << shift) / (value + e);
    const square = (z * z) >> shift;
    y += 2n * z + ((2n * z * square) >> shift) / 3n;
    // |z| < 2^(n - w) for n bits, so its fifth power is below a unit.
    if (5 * bitLength(z) <= 4 * w) return roundShift(y, GUARD);
  }
}

/** Some approximation of ln(x) at w bits, good to about w/5 bits. */
function approximateLn(x: bigint, p: number, w: number): bigint {
  if (w <= 240) {
    const double = Math.log(Number(x >> BigInt(Math.max(0, p - 60))) * 2 ** -Math.min(p, 60));
    return (
      (BigInt(Math.round(double * 2 ** 52)) << BigInt(Math.max(0, w - 52))) >>
      BigInt(Math.max(0, 52 - w))
    );
  }
  const short = Math.ceil(w / 5) + 4;
  return lnFixed(x >> BigInt(p - short), short) << BigInt(w - short);
}
