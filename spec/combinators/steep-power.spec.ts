import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { steepPower } from '#lib/combinators/steep-power.js';
import { dyadic } from '#lib/exact/dyadic.js';
import { contains, point, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { power } from '#lib/exact/enclosure/power.js';
import { runs } from '#spec/support/effort.js';

/** An exponent of 192 to 400 bits, and a base so near to 1 that the power stays within 2^(2^12). */
const steep = fc
  .tuple(
    fc.integer({ min: 192, max: 400 }),
    fc.bigInt({ min: 0n, max: 2n ** 64n }),
    fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
    fc.integer({ min: 30, max: 80 }),
  )
  .map(([bits, low, numerator, beyond]) => ({
    n: (1n << BigInt(bits)) + low,
    base: dyadic((1n << BigInt(bits + beyond)) + numerator, -(bits + beyond)),
  }));

describe('a steep power', () => {
  it('contains what repeated squaring on a finer grid gives, and is as narrow as its grid', () => {
    fc.assert(
      fc.property(steep, fc.integer({ min: -200, max: 0 }), ({ n, base }, grid) => {
        const result = steepPower(point(base), n, grid)!;
        // Squaring by itself is another algorithm; its bounds are 80 bits narrower.
        const finer = power(point(base), n, grid - 80);
        expect(contains(result, finer)).toBe(true);
        expect(widthLog2(result)).toBeLessThanOrEqual(grid + 1);
      }),
      { numRuns: runs(150) },
    );
  });

  it('contains the powers of both ends of its base', () => {
    fc.assert(
      fc.property(steep, fc.integer({ min: 1, max: 1000 }), ({ n, base }, units) => {
        const above = dyadic((base.m << 100n) + BigInt(units), base.e - 100);
        const result = steepPower(fromExactEnds(base, above), n, -20)!;
        for (const end of [base, above]) {
          const finer = power(point(end), n, -120);
          expect(contains(result, finer)).toBe(true);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('is left to repeated squaring where the base is far from 1, wide, or the exponent short', () => {
    const n = 1n << 200n;
    expect(steepPower(point(dyadic(3n, 0)), n, -10)).toBeUndefined();
    expect(steepPower(point(dyadic(1n, -2)), n, -10)).toBeUndefined();
    expect(steepPower(fromExactEnds(dyadic(1n, 0), dyadic(5n, -2)), n, -10)).toBeUndefined();
    expect(steepPower(point(dyadic(5n, -2)), n, -10)).toBeUndefined();
    expect(steepPower(point(dyadic(5n, -2)), 1000n, -10)).toBeUndefined();
  });
});
