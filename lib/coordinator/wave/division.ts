/** How an allowance is divided among the nodes of a cone. */
import type { Log2 } from '../../exact/enclosure/enclosure.js';

/** The rounding of all combinators together takes 2^-4 of the leap allowance. */
const ROUNDING_SHARE = 4;

/** Log2 of what each of so many sources may contribute: an even part of what rounding leaves. */
export function shareOf(allowance: Log2, sources: number): Log2 {
  return allowance - Math.log2(Math.max(1, sources)) - 2 ** (1 - ROUNDING_SHARE);
}

/** Log2 of what the rounding of each of so many combinators may contribute. */
export function roundingShareOf(leapAllowance: Log2, combinators: number): Log2 {
  return leapAllowance - ROUNDING_SHARE - Math.log2(Math.max(1, combinators));
}

/**
 * The grid on which a combinator contributes its share of rounding at most.
 * @param sensitivity - log2 of that of the focus to it.
 */
export function gridFor(roundingShare: Log2, sensitivity: Log2): number {
  return Math.floor(roundingShare - sensitivity) - 2;
}
