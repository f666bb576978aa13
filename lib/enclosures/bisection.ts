import { fromExactEnds } from '../exact/enclosure/ends.js';
import { lowerEnd, upperEnd, widthLog2 } from '../exact/enclosure/enclosure.js';
import { dyadic, floorTo } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';

/** How much one call may do. */
export interface Effort {
  /** The most halvings or terms; 64 halvings or 4,096 terms without it. */
  readonly most?: number | undefined;
  /** Ends the work where it stands, such as `stopRequested` of a step. */
  readonly stopRequested?: (() => boolean) | undefined;
}

const MOST_HALVINGS = 64;

/**
 * Bounds by halving: the half of `x` in which the value lies, again and again, exactly.
 *
 * @param x - contains the value; with finite ends.
 * @param isBelow - whether a point is below the value or is the value. It proves its answer: an error in it is an error
 *   of the bounds.
 * @param width - Log2 of the width at which halving ends.
 * @returns bounds of at most `2^width`, or wider ones after the most halvings or a stop.
 * @throws RangeError where an end of `x` is infinite.
 */
export function bisect(
  x: Enclosure,
  isBelow: (point: Dyadic) => boolean,
  width: Log2,
  { most = MOST_HALVINGS, stopRequested = () => false }: Effort = {},
): Enclosure {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (lo === null || hi === null)
    throw new RangeError('bisect: an enclosure with an infinite end has no middle');
  // Both ends on one grid: each halving doubles it, and the width stays the same integer.
  let exp = Math.min(lo.m === 0n ? hi.e : lo.e, hi.m === 0n ? lo.e : hi.e);
  let lower = floorTo(lo, exp);
  const span = floorTo(hi, exp) - lower;
  let left = widthLog2(x);
  let halvings = 0;
  for (; halvings < most && left > width && !stopRequested(); halvings++) {
    exp--;
    left--;
    const doubled = lower * 2n;
    const middle = doubled + span;
    lower = isBelow(dyadic(middle, exp)) ? middle : doubled;
  }
  return halvings === 0 ? x : fromExactEnds(dyadic(lower, exp), dyadic(lower + span, exp));
}
