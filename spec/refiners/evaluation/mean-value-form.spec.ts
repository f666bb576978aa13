import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { dyadic } from '#lib/exact/dyadic.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { exponential } from '#lib/refiners/functions/exponential.js';
import { boundsOver } from '#lib/refiners/evaluation/mean-value-form.js';
import type { Differentiable } from '#lib/refiners/evaluation/mean-value-form.js';
import { runs } from '#spec/support/effort.js';

/** The exponential by its ends, and the grids that it was asked for. */
function watched(): { differentiable: Differentiable; grids: number[] } {
  const grids: number[] = [];
  const differentiable: Differentiable = {
    at: (x, grid) => exponential.at(x, grid),
    derivative: (x) => exponential.derivative(x),
    range: (x, grid) => {
      grids.push(grid);
      const low = exponential.at(lowerEnd(x)!, grid - 1);
      const high = exponential.at(upperEnd(x)!, grid - 1);
      return { lo: low.lo, hi: high.hi, own: Math.max(low.own, high.own) + 1 };
    },
  };
  return { differentiable, grids };
}

describe('a range', () => {
  it('is looked at with four times the bits each time, however narrow the input and fine the grid', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 1n << 63n }),
        fc.bigInt({ min: 1n, max: 1n << 63n }),
        fc.integer({ min: 100, max: 20_000 }),
        fc.integer({ min: -40, max: 2000 }),
        (below, above, bits, finer) => {
          const { differentiable, grids } = watched();
          const x = fromExactEnds(dyadic(-below, -bits - 63), dyadic(above, -bits - 63));
          boundsOver(differentiable, x, -bits - finer);
          // The first looks reach the width of the input, and two more find out how fine it is.
          expect(grids.length).toBeLessThanOrEqual(
            3 + Math.ceil(Math.log(bits / 64 + 1) / Math.log(4)),
          );
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
