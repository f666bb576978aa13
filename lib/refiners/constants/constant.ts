/** Leaf refiners of constants that leap to any precision. */
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { fromInteger } from '../../exact/dyadic.js';
import { LimitError } from '../../exact/errors.js';
import type { SumCell } from '../../kernels/splitting.js';
import { constantCost } from '../cost.js';
import { kernelPart } from '../parts.js';
import type { Plain, Refiner } from '../refiner.js';

/** The most bits behind the point that a constant is computed to. */
const MOST_BITS = 400_000_000;

/** The bits of a first look. */
const FIRST_LOOK = 66;

/**
 * A constant strictly between the integers `below` and `below + 1`.
 *
 * @param near - the double nearest to it.
 * @param floor - gives `floor(c * 2^p)`, so the bounds are one unit wide; it may keep sums in the cell.
 */
export function constantRefiner(
  name: string,
  below: number,
  near: number,
  floor: (p: number, cell?: SumCell) => bigint,
): Refiner<Plain, null> {
  const range = fromExactEnds(fromInteger(below), fromInteger(below + 1));
  return {
    name,
    version: 1,
    initial: () => range,
    estimate: { value: () => near, slope: () => 0 },
    start: () => null,
    part: kernelPart,
    step: ({ demand, cache }) => {
      const p = demand.width === Infinity ? FIRST_LOOK : Math.max(0, -Math.floor(demand.width));
      if (p > MOST_BITS) {
        throw new LimitError(
          `${name}: ${String(p)} bits are beyond the limit ${String(MOST_BITS)}`,
        );
      }
      const bits = Math.max(FIRST_LOOK, p);
      return {
        state: null,
        bounds: { kind: 'narrow', lo: floor(bits, cache), width: 1, exp: -bits },
        ownWidth: -bits,
        cost: constantCost(bits),
        bits,
      };
    },
  };
}
