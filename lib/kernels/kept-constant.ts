/**
 * Constants that are kept: the longest value that was computed, up to `KEPT_BITS`; shorter ones are shifts of it.
 *
 * Some bits more than are wanted are computed, because functions of one precision want a constant to slightly different
 * numbers of bits. Since every value is the true floor, what is kept never shows in a result.
 */
import type { SumCell } from './splitting.js';

/** Longer values are computed again each time rather than kept forever. */
const KEPT_BITS = 2 ** 25;

/** Bits beyond the ones wanted; the floor is then ambiguous with a chance of about 2^-30. */
const GUARD = 32;

/** How many more bits are computed: 1 in 128 covers the guard bits of every function, for about as much more time. */
function withSlack(p: number): number {
  return Math.min(KEPT_BITS, p + 64 + (p >> 7));
}

/**
 * Turns an approximation into the true floor.
 *
 * @param approximate returns `y` with `|y - c * 2^w| <= 4`, for an irrational `c`. It may keep sums in a cell of the
 *   caller's.
 */
export function keptConstant(
  approximate: (w: number, cell: SumCell | undefined) => bigint,
): (p: number, cell?: SumCell) => bigint {
  let keptBits = -1;
  let kept = 0n;
  return (p, cell) => {
    if (p <= keptBits) return kept >> BigInt(keptBits - p);
    const bits = Math.max(p, withSlack(p));
    // The loop ends because c is irrational: some bits below 2^-bits separate c * 2^bits from every integer.
    for (let guard = GUARD; ; guard *= 2) {
      const y = approximate(bits + guard, cell);
      const low = (y - 4n) >> BigInt(guard);
      if (low !== (y + 4n) >> BigInt(guard)) continue;
      if (bits <= KEPT_BITS) {
        keptBits = bits;
        kept = low;
      }
      return low >> BigInt(bits - p);
    }
  };
}
