/** Sums of series, with bounds of what is left out. */
import { point } from '../exact/enclosure/ends.js';
import { hull, widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { ZERO } from '../exact/dyadic.js';
import { add } from './arithmetic.js';
import type { Effort } from './bisection.js';

/** A convergent series: the terms of the numbers 0, 1, 2 and so on. */
export interface Series {
  /** Contains the term of number `k`; computing adds at most `2^width`. */
  term(k: number, width: Log2): Enclosure;
  /** Contains the sum of the terms from number `k` on; computing adds at most `2^width`. */
  tail(k: number, width: Log2): Enclosure;
}

/** The terms of the numbers below `terms`, summed. Plain data: the state of a refiner. */
export interface PartialSum {
  readonly terms: number;
  readonly sum: Enclosure;
  /** Log2 of what rounding may have added to the sum. */
  readonly width: Log2;
}

const MOST_TERMS = 4096;

/** The roundings of 2^31 terms, two of each, add a quarter of `2^width`. */
const ROUNDING_BITS = 34;

/** A sum goes on to widths finer by this many bits; to finer ones it begins again. */
const SPARE_BITS = 64;

/**
 * Bounds of a series: goes on from a partial sum until the tail is narrow enough.
 *
 * Sums are kept 64 bits finer than asked for. A width that is finer still makes the sum begin again: where widths halve
 * from one call to the next that costs at most as much again.
 *
 * @param before - what an earlier call left; `null` at first.
 * @param width - Log2 of the width wanted.
 * @returns the partial sum to go on from, and bounds of the whole series: of at most `2^width`, or wider ones after the
 *   most terms or a stop.
 */
export function sumSeries(
  series: Series,
  before: PartialSum | null,
  width: Log2,
  { most = MOST_TERMS, stopRequested = () => false }: Effort = {},
): { readonly partial: PartialSum; readonly bounds: Enclosure } {
  const aim = Number.isFinite(width) ? width : -64;
  let partial =
    before !== null && before.width <= aim - 2
      ? before
      : { terms: 0, sum: point(ZERO) as Enclosure, width: aim - 2 - SPARE_BITS };
  const fine = partial.width - ROUNDING_BITS + 2;
  const end = partial.terms + most;
  for (;;) {
    const tail = series.tail(partial.terms, aim - 2);
    if (widthLog2(tail) <= aim - 1 || partial.terms >= end || stopRequested()) {
      return { partial, bounds: add(partial.sum, tail, aim - 2) };
    }
    // The tail is looked at again when there are an eighth more terms, so looking costs little.
    const next = Math.min(end, partial.terms + 1 + (partial.terms >> 3));
    let { sum } = partial;
    for (let k = partial.terms; k < next; k++) sum = add(sum, series.term(k, fine), fine);
    partial = { ...partial, terms: next, sum };
  }
}

/**
 * The tail of an alternating series: what is left lies between zero and the first term left out.
 *
 * @param term - of alternating sign and falling magnitude, with the limit zero.
 */
export function alternatingTail(term: Series['term']): Series['tail'] {
  return (k, width) => hull(point(ZERO), term(k, width));
}
