/** The quality law of outward rounding, measured against the exact ends. */
import type { Dyadic } from '#lib/exact/dyadic.js';
import { compare, dyadic, subtract, topExponent } from '#lib/exact/dyadic.js';
import type { Enclosure } from '#lib/exact/enclosure.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure.js';

/**
 * Whether each end of `x` is at most `times` rounding units from the exact one: a unit of the grid or
 * 2^-51 of the width, whichever is more, but never more than 2^-63 of the end itself.
 */
export function isTight(
  x: Enclosure,
  lo: Dyadic | null,
  hi: Dyadic | null,
  grid: number,
  times = 1n,
): boolean {
  const width = lo === null || hi === null ? Infinity : topExponent(subtract(hi, lo)) - 51;
  return (
    endIsTight(lowerEnd(x), lo, Math.max(grid, width), times) &&
    endIsTight(upperEnd(x), hi, Math.max(grid, width), times)
  );
}

function endIsTight(
  end: Dyadic | null,
  exact: Dyadic | null,
  grid: number,
  times: bigint,
): boolean {
  if (end === null || exact === null) return end === exact;
  const unit = Math.min(grid, topExponent(exact) - 64);
  const difference = subtract(end, exact);
  const error = difference.m < 0n ? dyadic(-difference.m, difference.e) : difference;
  return unit === -Infinity ? error.m === 0n : compare(error, dyadic(times, unit)) <= 0;
}
