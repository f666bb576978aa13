import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, compare, dyadic, multiply, ONE } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { expAt } from '#lib/refiners/functions/exponential.js';
import { runs } from '#spec/support/effort.js';

describe('the exponential of a number near zero', () => {
  it('lies between 1 + x and 1 + x + x^2, and in bounds as narrow as was asked for', () => {
    const near = fc.record({
      // Of more bits than a series of a short number takes.
      m: fc.bigInt({ min: 1n << 200n, max: 1n << 700n }),
      isNegative: fc.boolean(),
      zeros: fc.integer({ min: 64, max: 3000 }),
      bits: fc.integer({ min: 10, max: 9000 }),
    });
    fc.assert(
      fc.property(near, ({ m, isNegative, zeros, bits }) => {
        const x: Dyadic = dyadic(isNegative ? -m : m, -700 - zeros);
        const { lo, hi } = expAt(x, -bits);
        const low = add(ONE, x);
        const high = add(low, multiply(x, x));
        expect(compare(lo!, high)).toBe(-1);
        expect(compare(hi!, low)).toBe(1);
        expect(compare(add(lo!, dyadic(1n, -bits)), hi!)).toBe(1);
      }),
      { numRuns: runs(300) },
    );
  });
});
