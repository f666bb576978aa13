import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { fromDouble } from '#lib/exact/double.js';
import { dyadic, floorTo } from '#lib/exact/dyadic.js';
import { contains, hull, lowerEnd, upperEnd, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { atan as atanDefinition } from '#lib/refiners/functions/arctangent.js';
import { exp as expDefinition, exponential } from '#lib/refiners/functions/exponential.js';
import { ln as lnDefinition } from '#lib/refiners/functions/logarithm.js';
import { nthRoot } from '#lib/refiners/functions/nth-root.js';
import { cos as cosDefinition, sin as sinDefinition } from '#lib/refiners/functions/sine-cosine.js';
import type { FunctionDefinition } from '#lib/refiners/evaluation/function.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { boundsOver } from '#lib/refiners/evaluation/mean-value-form.js';
import type { Differentiable } from '#lib/refiners/evaluation/mean-value-form.js';
import { runs } from '#spec/support/effort.js';

/** A function with an interval on which no extremum is near. */
const named = (f: FunctionDefinition, from: number, to: number, params: Plain = null) => ({
  name: f.name,
  f,
  params,
  from,
  to,
});
const exp = named(expDefinition, -200, 200);
const ln = named(lnDefinition, 2 ** -4, 1e9);
const sin = named(sinDefinition, -1.2, 1.2);
const cos = named(cosDefinition, 0.4, 2.7);
const atan = named(atanDefinition, -1e6, 1e6);
const sqrt = named(nthRoot, 2 ** -4, 1e9, { n: 2 });
const cubeRoot = named(nthRoot, 2 ** -4, 1e9, { n: 3 });

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

describe('bounds over a narrow input', () => {
  it.each([exp, ln, sin, cos, atan, sqrt, cubeRoot])(
    'contain $name of both ends and of the middle, and are at most half as wide again',
    ({ f, params, from, to }) => {
      fc.assert(
        fc.property(
          fc.double({ min: from, max: to, noNaN: true }),
          fc.integer({ min: 6, max: 600 }),
          fc.integer({ min: 1, max: 1 << 20 }),
          (at, bits, width) => {
            const exp = -bits - 20;
            const lo = floorTo(fromDouble(at), exp);
            const x = { kind: 'narrow', lo, width, exp } as const;
            const { bounds } = f.evaluate([x], -2000, params);
            const values = [0n, BigInt(width) / 2n, BigInt(width)].map((by) => {
              const y = dyadic(lo + by, exp);
              return f.evaluate([fromExactEnds(y, y)], -2000, params).bounds;
            });
            for (const value of values) expect(contains(bounds, value)).toBe(true);
            const span = widthLog2(values.reduce(hull));
            expect(widthLog2(bounds)).toBeLessThan(Math.max(span, -1900) + 0.6);
          },
        ),
        { numRuns: runs(300) },
      );
    },
  );
});
