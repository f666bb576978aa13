import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ratAdd, ratCompare, ratMultiply } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { exponent, isLess, plus, rationalOf, times } from '#lib/identity/form/exponent.js';
import type { Exponent } from '#lib/identity/form/exponent.js';
import { TooLarge, unlessTooLarge } from '#lib/identity/work.js';
import { runs } from '#spec/support/effort.js';

const some = fc
  .oneof(
    fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 12 })),
    fc.tuple(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.integer({ min: 2 ** 20, max: 2 ** 31 }),
    ),
  )
  .map(([n, d]) => exponent(n, d));

/** Exact, or refused. */
function agrees(made: Exponent | undefined, value: Rational): void {
  if (made !== undefined) expect(rationalOf(made)).toEqual(value);
}

describe('an exponent', () => {
  it('is added, multiplied and compared exactly, or refused', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [x, y] = [rationalOf(a), rationalOf(b)];
        agrees(
          unlessTooLarge(() => plus(a, b)),
          ratAdd(x, y),
        );
        agrees(
          unlessTooLarge(() => times(a, b)),
          ratMultiply(x, y),
        );
        const less = unlessTooLarge(() => isLess(a, b));
        if (less !== undefined) expect(less).toBe(ratCompare(x, y) < 0);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('is refused beyond 4096, and beyond a denominator of 2^31', () => {
    expect(exponent(4096)).toEqual({ n: 4096, d: 1 });
    expect(() => exponent(4097)).toThrow(TooLarge);
    expect(() => exponent(1, 2 ** 32)).toThrow(TooLarge);
    expect(exponent(6, 4)).toEqual({ n: 3, d: 2 });
  });
});
