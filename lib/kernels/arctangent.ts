/** The inverse tangent in fixed point. */
import { bitLength } from '../exact/integer.js';
import { roundShift } from './fixed.js';
import { sinCosFixed } from './sine-cosine.js';

const GUARD = 6;

/**
 * `atan(x)` for `0 <= x <= 1`.
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
export function atanFixed(x: bigint, p: number): bigint {
  // x^3 <= 2^-p: atan x = x to less than a unit.
  if (3 * (p - bitLength(x)) >= p) return x;
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
