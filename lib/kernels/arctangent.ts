/** The inverse tangent in fixed point. */
import { bitLength } from '../exact/integer.js';
import { powerOfTwo } from '../exact/power-of-two.js';
import { roundShift } from './fixed.js';
import { oddSeries } from './odd-series.js';
import { LEVELS, ReductionTable } from './reduction-table.js';
import { sinCosFixed } from './sine-cosine.js';

const GUARD = 6;

/** Up to this many bits tables are quicker than a sine and a cosine; measured by `bench/kernel-thresholds.ts`. */
const LONGEST_TABLE_ATAN = 800;

/**
 * `atan(x)` for `0 <= x <= 1`.
 * @throws RangeError for other arguments, at which Newton's iteration would not end.
 */
export function atanFixed(x: bigint, p: number): bigint {
  if (x < 0n || bitLength(x) > p + 1) throw new RangeError('atanFixed: takes 0 <= x <= 1');
  // x^3 <= 2^-p: atan x = x to less than a unit.
  if (3 * (p - bitLength(x)) >= p) return x;
  return p <= LONGEST_TABLE_ATAN ? atanByTable(x, p) : atanByCircle(x, p);
}

/** atan(j / 2^s). */
const TABLE = new ReductionTable((j, s, bits) => atanByCircle(BigInt(j) << BigInt(bits - s), bits));

/**
 * `atan(x)` by factors `1 - i j / 2^s` that bring the direction of 1 + i x near that of 1.
 *
 * With c the exact product of the 2^s - i j and (1 + i x) c = a + i b: atan x = atan(b / a) + sum of atan(j / 2^s).
 * Doubles choose j: as j is the greatest with j / 2^s <= x, the quotient (x - j / 2^s) / (1 + x j / 2^s) that is left is
 * from 0 to 2^-s. The four quotients in doubles err by less than 2^-49, so |b / a| < 2^-19. Whatever j is, the identity
 * holds, as all angles are below pi/2 together.
 *
 * Error in units of 2^-w: z = b / a by less than 1 from the division, the series by less than 4, the table by less than
 * 5: 10 in all, less than a quarter of a unit of 2^-p. Cutting loses less than a unit.
 */
export function atanByTable(x: bigint, p: number): bigint {
  const w = p + GUARD;
  let double = p > 52 ? Number(x >> BigInt(p - 52)) * 2 ** -52 : Number(x) * powerOfTwo(-p);
  const j = [0, 0, 0, 0];
  let re = 1;
  let im = 0;
  for (let level = 0; level < LEVELS.length; level++) {
    const size = powerOfTwo(LEVELS[level]!);
    const choice = Math.max(0, Math.floor(double * size));
    j[level] = choice;
    // Parts of the product stay below 2^52, so they are exact.
    const turned = re * size + im * choice;
    im = im * size - re * choice;
    re = turned;
    double = (double - choice / size) / (1 + (double * choice) / size);
  }
  const c = BigInt(re);
  const s = BigInt(im);
  const shift = BigInt(p);
  const z = ((x * c + (s << shift)) << BigInt(w)) / ((c << shift) - x * s);
  return (oddSeries(z, -1, w) + TABLE.sum(j, w)) >> BigInt(GUARD);
}

/**
 * `atan(x)` for `0 <= x <= 1`, from a sine and a cosine.
 *
 * From an approximation y, as in `lnFixed`: with q = (x cos y - sin y) / (cos y + x sin y),
 * atan x = y + atan(q) = y + q - q^3 / 3 + R, |R| <= |q|^5 / 5. Nothing is assumed of y but
 * 0 <= y <= 1, which is enforced, since q is measured.
 *
 * Error in units of 2^-w: sine and cosine are off by less than 2, so the numerator by less than 5 and
 * the denominator too; the latter is at least 1/2 and |q| is at most 1/2 in the step that counts, so
 * q is off by less than (5 + 2.5) / 0.5 + 1 = 16, the cube by less than 2, R by 1: 19 in all, which 6 guard
 * bits bring below 1/3 unit.
 */
export function atanByCircle(x: bigint, p: number): bigint {
  const w = p + GUARD;
  const shift = BigInt(w);
  const value = x << BigInt(GUARD);
  let y = approximateAtan(x, p, w);
  for (;;) {
    if (y < 0n) y = 0n;
    if (y > 1n << shift) y = 1n << shift;
    const { sin, cos } = sinCosFixed(y, w);
    const q = (value * cos - (sin << shift)) / (cos + ((value * sin) >> shift));
    const square = (q * q) >> shift;
    y += q - ((q * square) >> shift) / 3n;
    const fifth = ((square + 1n) * (square + 1n) * (q < 0n ? -q : q)) >> (2n * shift);
    if (fifth <= 1n) return roundShift(y, GUARD);
  }
}

/** Some approximation of atan(x) at w bits, good to about w/5 bits. */
function approximateAtan(x: bigint, p: number, w: number): bigint {
  if (w <= 240) {
    const double = Math.atan(Number(x >> BigInt(Math.max(0, p - 60))) * 2 ** -Math.min(p, 60));
    return (
      (BigInt(Math.round(double * 2 ** 52)) << BigInt(Math.max(0, w - 52))) >>
      BigInt(Math.max(0, 52 - w))
    );
  }
  const short = Math.ceil(w / 5) + 4;
  return atanFixed(x >> BigInt(p - short), short) << BigInt(w - short);
}
