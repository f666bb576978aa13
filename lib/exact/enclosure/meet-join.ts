/** Intersection, hull, minimum, maximum and absolute value, exactly. */
import { compare, max, negate as negateEnd, ZERO } from '../dyadic.js';
import type { Dyadic } from '../dyadic.js';
import { powerOfTwo } from '../power-of-two.js';
import type { Enclosure, Narrow } from './kinds.js';
import {
  fromExactEndsOpen,
  lowerEnd,
  maxLower,
  maxUpper,
  minLower,
  minUpper,
  negate,
  upperEnd,
} from './ends.js';

/**
 * The exact intersection; `undefined` if it is empty. Returns `a` itself if `a` lies inside `b`.
 *
 * The intersection of two narrow enclosures is narrow: it lies on the finer of their grids and is no wider
 * than the enclosure that came on that grid.
 */
export function intersect(a: Enclosure, b: Enclosure): Enclosure | undefined {
  if (a.kind === 'narrow' && b.kind === 'narrow') {
    if (b.exp <= a.exp && isInside(b, a)) {
      // Exact: a power of two scales without rounding, and an infinite product is larger all the same.
      return b.width < a.width * powerOfTwo(a.exp - b.exp) ? b : a;
    }
    if (a.exp < b.exp && isInside(a, b)) return a;
  } else if (b.kind === 'below' && isFrom(a, b.lo)) {
    return a;
  }
  const aLo = lowerEnd(a);
  const aHi = upperEnd(a);
  const bLo = lowerEnd(b);
  const bHi = upperEnd(b);
  const lo = maxLower(aLo, bLo);
  const hi = minUpper(aHi, bHi);
  // On a tie maxLower and minUpper return their first argument, so a's own ends.
  if (lo === aLo && hi === aHi) return a;
  if (lo !== null && hi !== null && compare(lo, hi) > 0) return undefined;
  return lo === bLo && hi === bHi ? b : fromExactEndsOpen(lo, hi);
}

/** Whether every point of `x` is at least `least`. */
function isFrom(x: Enclosure, least: Dyadic): boolean {
  const lo = lowerEnd(x);
  return lo !== null && compare(lo, least) >= 0;
}

/** Grids farther apart than this are not brought together: a shift would cost more than it saves. */
const NEAR_GRIDS = 4096;

/**
 * Whether a narrow enclosure on the finer grid lies inside one on the coarser grid: the usual case of a
 * step that narrows, decided without making ends of either. False where it would take a long shift.
 */
function isInside(fine: Narrow, coarse: Narrow): boolean {
  const shift = coarse.exp - fine.exp;
  if (shift > NEAR_GRIDS) return false;
  const by = BigInt(shift);
  const offset = fine.lo - (shift === 0 ? coarse.lo : coarse.lo << by);
  // Below 2^52 the conversion is exact, so is the sum of integers up to 2^53, and a power of two scales exactly.
  const near = Number(offset);
  if (near < 2 ** 52 && fine.width < 2 ** 52) {
    return near >= 0 && near + fine.width <= coarse.width * powerOfTwo(shift);
  }
  return offset >= 0n && offset + BigInt(fine.width) <= BigInt(coarse.width) << by;
}

/** The least enclosure that contains both, exactly. */
export function hull(a: Enclosure, b: Enclosure): Enclosure {
  return fromExactEndsOpen(minLower(lowerEnd(a), lowerEnd(b)), maxUpper(upperEnd(a), upperEnd(b)));
}

/** `min(a, b)`, exactly. */
export function minimum(a: Enclosure, b: Enclosure): Enclosure {
  return fromExactEndsOpen(minLower(lowerEnd(a), lowerEnd(b)), minUpper(upperEnd(a), upperEnd(b)));
}

/** `max(a, b)`, exactly. */
export function maximum(a: Enclosure, b: Enclosure): Enclosure {
  return fromExactEndsOpen(maxLower(lowerEnd(a), lowerEnd(b)), maxUpper(upperEnd(a), upperEnd(b)));
}

/** `|x|`, exactly; never below zero. */
export function absolute(x: Enclosure): Enclosure {
  const lo = lowerEnd(x);
  if (lo !== null && lo.m >= 0n) return x;
  const hi = upperEnd(x);
  if (hi !== null && hi.m <= 0n) return negate(x);
  return fromExactEndsOpen(ZERO, lo && hi && max(negateEnd(lo), hi));
}
