/** Directed base-2 logarithms of dyadic magnitudes, as doubles. */
import type { Dyadic } from './dyadic.js';
import { bitLength } from './integer.js';
import { powerOfTwo } from './power-of-two.js';

/** More than the error of `Math.log2`, which is only approximate, and than what cutting costs. */
const LOG2_SLACK = 2 ** -40;

/** An upper bound of `log2 |a|`, exact for powers of two; `-Infinity` for zero. */
export function log2Upper(a: Dyadic): number {
  if (a.m === 0n) return -Infinity;
  const { whole, mantissa, exact } = leading(a);
  if (exact && mantissa === 1) return whole;
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

/** `|a|` is about `mantissa * 2^whole` with `1 <= mantissa < 2`, cut off after 50 bits. */
function leading(a: Dyadic): { whole: number; mantissa: number; exact: boolean } {
  const length = bitLength(a.m);
  const cut = Math.max(0, length - 50);
  const magnitude = a.m < 0n ? -a.m : a.m;
  const top = Number(magnitude >> BigInt(cut));
  const mantissa = top * powerOfTwo(cut - length + 1);
  const exact = cut === 0 || BigInt.asUintN(cut, magnitude) === 0n;
  return { whole: length - 1 + a.e, mantissa, exact };
}
