/** Values of a function at one point, as the ends of an interval with its width. */
import { add, dyadic, negate, scale } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  isFinite,
  isPoint,
  lowerEnd,
  magnitudeLog2,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import { logAdd } from '../../exact/log2.js';
import { fromEndsOpen, LEAST_BITS } from '../../exact/enclosure/outward.js';
import type { Rational } from '../../exact/rational.js';
import type { SumCell } from '../../kernels/splitting.js';
import type { Evaluation, FunctionDefinition } from './function.js';

/** Between `lo` and `hi`, where `null` is an infinite end. */
export interface Ends {
  readonly lo: Dyadic | null;
  readonly hi: Dyadic | null;
  /** Log2 of what computing added to the width, rounded up; `-Infinity` if nothing. */
  readonly own: Log2;
}

/**
 * The precision that a value is computed with: units of `2^grid` or a 64th significant bit below
 * `2^top`, whichever is finer, and 6 bits of room so that errors of up to 32 units stay below `2^grid`.
 *
 * @throws LimitError if that takes more bits than a kernel works with.
 */
export function unitExponent(grid: number, top: number): number {
  checkBits(top - grid);
  return Math.min(grid, top - 60) - 6;
}

/** The most significant bits of a value. The kernels' products of twice as many still fit a BigInt. */
const MOST_BITS = 400_000_000;

/** @throws LimitError beyond MOST_BITS. */
export function checkBits(bits: number): void {
  if (bits > MOST_BITS) {
    throw new LimitError(
      `a value of ${String(Math.ceil(bits))} significant bits is beyond the limit ${String(MOST_BITS)}`,
    );
  }
}

/** `[m - radius, m + radius] * 2^exp`, whose whole width comes from computing. */
export function around(m: bigint, radius: number, exp: number): Ends {
  const r = BigInt(radius);
  return {
    lo: dyadic(m - r, exp),
    hi: dyadic(m + r, exp),
    own: exp + Math.ceil(Math.log2(radius)) + 1,
  };
}

/** The point `d`, exactly. */
export function exactly(d: Dyadic): Ends {
  return { lo: d, hi: d, own: -Infinity };
}

/** `-f` from `f`. */
export function negateEnds({ lo, hi, own }: Ends): Ends {
  return { lo: hi && negate(hi), hi: lo && negate(lo), own };
}

/** `f 2^k` from `f`. */
export function scaleEnds({ lo, hi, own }: Ends, k: number): Ends {
  return { lo: lo && scale(lo, k), hi: hi && scale(hi, k), own: own + k };
}

/** Widens both ends by an error of up to `radius * 2^exp` in the numbers they were computed from. */
export function widenEnds({ lo, hi, own }: Ends, radius: number, exp: number): Ends {
  const by = dyadic(BigInt(radius), exp);
  return {
    lo: lo && add(lo, negate(by)),
    hi: hi && add(hi, by),
    own: Math.max(own, exp + Math.ceil(Math.log2(radius)) + 1) + 1,
  };
}

/** The ends of an enclosure whose whole width, if it has one, comes from computing. */
export function endsOf(x: Enclosure): Ends {
  return { lo: lowerEnd(x), hi: upperEnd(x), own: isFinite(x) ? widthLog2(x) : -Infinity };
}

/** The enclosure of the ends, rounded outward to the grid. */
export function encloseEnds({ lo, hi }: Ends, grid: number): Enclosure {
  return fromEndsOpen(lo, hi, grid);
}

/** The same with what computing and rounding added to the width. */
export function evaluationOf(ends: Ends, grid: number): Evaluation {
  const bounds = encloseEnds(ends, grid);
  return { bounds, own: isPoint(bounds) ? -Infinity : logAdd(ends.own, roundingOf(bounds, grid)) };
}

/** The `atRational` of a function from its ends at a short rational. */
export function evaluationAt(
  ends: (x: Rational, grid: number, cell?: SumCell) => Ends | undefined,
): NonNullable<FunctionDefinition['atRational']> {
  return (x, grid, cell) => {
    const found = ends(x, grid - 2, cell);
    return found && evaluationOf(found, grid - 2);
  };
}

/** What rounding to this enclosure moved the ends by at most: a unit each, of their own grids. */
function roundingOf(bounds: Enclosure, grid: number): Log2 {
  if (!isFinite(bounds)) return -Infinity;
  const unit = Math.min(grid, magnitudeLog2(bounds) + 1 - LEAST_BITS);
  return 1 + (bounds.kind === 'narrow' ? Math.max(unit, bounds.exp) : unit);
}
