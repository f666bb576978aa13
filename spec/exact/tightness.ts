/** The quality law of outward rounding, measured against the exact ends. */
import { bitLength } from '#lib/exact/integer.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import type { Rational } from '#lib/exact/rational.js';
import { ratCompare, ratFromDyadic, ratMultiply, ratSubtract } from '#lib/exact/rational.js';
import type { Ends } from './arbitraries.js';
import { endsOf } from './arbitraries.js';

/**
 * Whether `x` contains the exact ends and each of its own is at most `times` rounding units outside: a
 * unit of the grid or 2^-50 of the width, whichever is more, but never more than 2^-63 of the end
 * itself.
 */
export function isTight(x: Enclosure, exact: Ends, grid: number, times = 1): boolean {
  const { lo, hi } = exact;
  const width = lo === null || hi === null ? Infinity : topOf(ratSubtract(hi, lo)) - 51;
  const ends = endsOf(x);
  return (
    (lo === null || containsRational(x, lo)) &&
    (hi === null || containsRational(x, hi)) &&
    endIsTight(ends.lo, lo, Math.max(grid, width), times) &&
    endIsTight(ends.hi, hi, Math.max(grid, width), times)
  );
}

function endIsTight(
  end: Rational | null,
  exact: Rational | null,
  grid: number,
  times: number,
): boolean {
  if (end === null || exact === null) return end === exact;
  const unit = Math.min(grid, topOf(exact) - 64);
  const difference = ratSubtract(end, exact);
  if (difference.n === 0n || unit === -Infinity) return difference.n === 0n;
  const error = { n: difference.n < 0n ? -difference.n : difference.n, d: difference.d };
  const allowed = ratMultiply({ n: BigInt(times), d: 1n }, ratFromDyadic({ m: 1n, e: unit }));
  return ratCompare(error, allowed) <= 0;
}

/** An exponent `t` with `2^(t - 2) < |r| < 2^t`; `-Infinity` for zero. */
function topOf(r: Rational): number {
  return r.n === 0n ? -Infinity : bitLength(r.n) - bitLength(r.d) + 1;
}
