/**
 * The combinator contract: a passive node, whose bounds are a cheap pure function of its children and
 * a working precision.
 *
 * Laws
 * 1. `combine` contains `f(x1, ..., xn)` for all `xi` inside the inputs.
 * 2. It is isotone: narrower inputs on the same grid give bounds inside the earlier ones.
 * 3. It rounds outward by at most two units of the grid, or by 2^-62 of the magnitude where the grid
 *    is coarser than that; and where the width is 2^53 units or more, by 2^-51 of that.
 * 4. `exactRange` contains the same points as the combined bounds would on an ever finer grid.
 * 5. `sensitivities` are upper bounds of |df / d xi| over the inputs, as base-2 logarithms.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { Estimate } from '../exact/estimate.js';
import type { ExactRange } from './exact-range.js';

/** A value that follows at once from those of its children. */
export interface Combinator<Params = unknown> {
  readonly name: string;
  /** Of a user's own: whether it may replace another of its name, as with refiners. */
  readonly replace?: boolean | undefined;
  readonly module?: URL | undefined;
  /**
   * @param grid - exponent of the grid that the result is rounded to; `Infinity` for about 64 bits.
   * @throws DivisionByZeroError when a divisor is the point zero.
   */
  combine(inputs: readonly Enclosure[], grid: number, params: Params): Enclosure;
  /**
   * The exact image of ranges with rational ends; undefined where it is not rational, has an end of more than
   * `mostBits` bits, or may be undefined.
   */
  exactRange?(
    inputs: readonly ExactRange[],
    params: Params,
    mostBits: number,
  ): ExactRange | undefined;
  readonly estimate?: Estimate<Params> | undefined;
  /** Whether its params bound the value too, beside the inputs: a claim. */
  readonly asserts?: boolean | undefined;
  /** Writes the sensitivity to input i into `into[i]`, for all inputs at once. */
  sensitivities(
    inputs: readonly Enclosure[],
    output: Enclosure,
    params: Params,
    into: Float64Array,
  ): void;
}
