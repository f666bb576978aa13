import { power } from '../exact/enclosure/arithmetic.js';
import { magnitudeLog2, mignitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Combinator } from './combinator.js';
import { powerRange } from './exact-range.js';
import { steepPower } from './steep-power.js';

/** x^n for an integer n. Even powers are at least 0 exactly; x^0 is 1, 0^0 included. */
export const integerPower: Combinator<bigint> = {
  name: 'pow',
  combine: ([x], grid, n) => (n > 0n ? steepPower(x!, n, grid) : undefined) ?? power(x!, n, grid),
  exactRange: ([x], n, mostBits) => powerRange(x!, n, mostBits),
  estimate: {
    value: ([x], n) => x! ** Number(n),
    slope: (_input, [x], value, n) => Math.abs((Number(n) * value) / x!),
  },
  // |n| |x|^(n-1): largest where |x| is largest for n > 1, where it is smallest for n < 1.
  sensitivities([x], output, n, into) {
    if (n === 0n) {
      into[0] = -Infinity;
      return;
    }
    const exponent = Number(n - 1n);
    const base = exponent >= 0 ? magnitudeLog2(x!) : mignitudeLog2(x!);
    if (exponent > 0 && base === -Infinity) {
      into[0] = -Infinity;
      return;
    }
    const growth = exponent === 0 ? 0 : exponent * base;
    // The product of doubles above errs by 2^-52 of itself, which for steep powers is many bits.
    const count = Math.log2(Math.abs(Number(n))) + 2 ** -40;
    const byInput = growth + Math.abs(growth) * 2 ** -50 + count;
    // |n| |x^n| / |x| says the same by the bounds of the power, where these are known.
    const size = magnitudeLog2(output);
    const least = mignitudeLog2(x!);
    const byOutput = size - least + (Math.abs(size) + Math.abs(least)) * 2 ** -50 + count;
    into[0] = byOutput < byInput ? byOutput : byInput;
    // An exponent beyond the doubles, or a base that reaches zero or infinity.
    if (Number.isNaN(into[0])) into[0] = Infinity;
  },
};
