/** The natural logarithm in fixed point. */
import { expFixed } from './exponential.js';
import { roundShift } from './fixed.js';

const GUARD = 5;

/**
 * `ln(x)` for `1 <= x <= 2`.
 *
 * From an approximation y, which a shorter logarithm or a double supplies: with z = (x - E) / (x + E),
 * E = exp(y), ln x = y + 2 atanh(z) = y + 2 z + 2 z^3 / 3 + R, |R| <= |z|^5 / 2 for |z| <= 1/2. Nothing is
 * assumed of y but 0 <= y < 1, which is enforced: z is measured, and the step is repeated while |z|^5 is above a unit.
 *
 * Error in units of 2^-w: E is off by less than 2, and dz/dE = -2x / (x + E)^2 is at most 1/2 in
 * magnitude for x >= 1, E >= 1, so z is off by less than 2 with its rounding; 2z by 4, the
 * cube by less than 1 (z is small), R by 1; 6 in all, which 5 guard bits bring below 1/4 unit.
 */
export function lnFixed(x: bigint, p: number): bigint {
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
    // |z|^5 <= 2^-w follows from the square of the square times z.
    const fifth = ((square + 1n) * (square + 1n) * (z < 0n ? -z : z)) >> (2n * shift);
    if (fifth <= 1n) return roundShift(y, GUARD);
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
