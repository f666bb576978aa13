import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALL, point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { LEAST_BITS } from '#lib/exact/enclosure/outward.js';
import { FEWEST_BITS } from '#lib/exact/interruption.js';
import { bitsToCombine } from '#lib/graph/columns/working-precision.js';
import { runs } from '#spec/support/effort.js';

const POINT = point({ m: 3n, e: -5 });

const ofLength = (bits: number): Enclosure => ({
  kind: 'narrow',
  lo: 1n << BigInt(bits - 1),
  width: 1,
  exp: 0,
});

describe('the bits that a combination takes', () => {
  it('reach down to its grid, and no further than the longest input that is no point', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 3 * FEWEST_BITS }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: FEWEST_BITS, max: 4 * FEWEST_BITS }),
        lengths,
        fc.boolean(),
        (toGrid, list, withAll) => {
          const inputs = [POINT, ...list.map(ofLength), ...(withAll ? [ALL] : [])];
          const longest = Math.max(...list, ...(withAll ? [LEAST_BITS] : []));
          expect(bitsToCombine(toGrid, inputs)).toBe(
            longest === -Infinity ? toGrid : Math.min(toGrid, longest),
          );
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('are not counted where they are few or not known', () => {
    for (const toGrid of [NaN, -Infinity, -5, FEWEST_BITS - 1, Infinity])
      expect(bitsToCombine(toGrid, [POINT])).toBe(0);
  });
});
