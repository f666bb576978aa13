/** Directed base-2 logarithms of dyadic magnitudes, as doubles. */
import type { Dyadic } from './dyadic.js';
import { bitLength } from './integer.js';
import { powerOfTwo } from './power-of-two.js';

/** More than the errors of `Math.log2`, which is only approximate, and of the cut. */
const LOG2_SLACK = 2 ** -40;

/** Bits of an integer whose conversion to a double is finite, and whose scale is no subnormal. */
const LONGEST_DOUBLE = 1000;

/** Bits that are left of longer ones: the rest is below 2^-63 of them. */
const LEADING = 64;

/** An upper bound of `log2 |a|`, exact for powers of two; `-Infinity` for zero. */
export function log2Upper(a: Dyadic): number {
  if (a.m === 0n) return -Infinity;
  const { whole, mantissa } = leading(a);
  if (mantissa === 1 && isPowerOfTwo(a.m)) return whole;
  const fraction = Math.min(1, Math.log2(mantissa) + LOG2_SLACK);
  const sum = whole + fraction;
  return Math.min(whole + 1, sum + Math.abs(sum) * 2 ** -52);
}

/** A lower bound of `log2 |a|`, exact for powers of two; `-Infinity` for zero. */
export function log2Lower(a: Dyadic): number {
  if (a.m === 0n) return -Infinity;
  const { whole, mantissa } = leading(a);
  const fraction = Math.max(0, Math.log2(mantissa) - LOG2_SLACK);
  if (fraction === 0) return whole;
  const sum = whole + fraction;
  return Math.max(whole, sum - Math.abs(sum) * 2 ** -52);
}

/** `|a|` is about `mantissa * 2^whole` with `1 <= mantissa <= 2`, up to 2^-50 of it. */
function leading(a: Dyadic): { whole: number; mantissa: number } {
  const length = bitLength(a.m);
  // What a double holds needs no cut; the conversion rounds to nearest, at most up to the power of two above.
  const cut = length <= LONGEST_DOUBLE ? 0 : length - LEADING;
  const top = Math.abs(Number(cut === 0 ? a.m : a.m >> BigInt(cut)));
  return { whole: length - 1 + a.e, mantissa: top * powerOfTwo(cut - length + 1) };
}

function isPowerOfTwo(m: bigint): boolean {
  const magnitude = m < 0n ? -m : m;
  return (magnitude & (magnitude - 1n)) === 0n;
}
