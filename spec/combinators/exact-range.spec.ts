import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  absoluteRange,
  compareFractions,
  extremeRange,
  isExactPoint,
  negateRange,
  pointRange,
  powerRange,
  productRange,
  quotientRange,
  sumRange,
} from '#lib/combinators/exact-range.js';
import type { ExactRange, Fraction } from '#lib/combinators/exact-range.js';
import {
  ratAdd,
  ratCompare,
  ratDivide,
  ratMultiply,
  ratNegate,
  ratPower,
  rational,
} from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';

const MOST = 4096;

const fraction = fc
  .tuple(fc.bigInt({ min: -60n, max: 60n }), fc.bigInt({ min: 1n, max: 12n }))
  .map(([n, d]): Fraction => ({ n, d }));
const reduced = ({ n, d }: Fraction): Rational => rational(n, d);
const holds = ({ lo, hi }: ExactRange, x: Rational): boolean =>
  ratCompare(reduced(lo), x) <= 0 && ratCompare(x, reduced(hi)) <= 0;

/** A range, and a point of it: one of its ends or a fraction of the way between them. */
const rangeWithPoint = fc
  .tuple(fraction, fraction, fc.integer({ min: 0, max: 4 }))
  .map(([a, b, quarter]) => {
    const [lo, hi] = compareFractions(a, b) <= 0 ? [a, b] : [b, a];
    const step = ratMultiply(ratAdd(reduced(hi), ratNegate(reduced(lo))), rational(quarter, 4));
    return { range: { lo, hi } satisfies ExactRange, inside: ratAdd(reduced(lo), step) };
  });

const check = (property: fc.IProperty<never> | fc.IProperty<unknown>): void => {
  fc.assert(property as fc.IProperty<unknown>, { numRuns: runs(200) });
};

describe('an exact range', () => {
  it('of a sum, a product and a negation contains what the points make', () => {
    check(
      fc.property(fc.array(rangeWithPoint, { maxLength: 5 }), (terms) => {
        const ranges = terms.map(({ range }) => range);
        const points = terms.map(({ inside }) => inside);
        const sum = points.reduce(ratAdd, rational(0));
        const product = points.reduce(ratMultiply, rational(1));
        expect(holds(sumRange(ranges, MOST)!, sum)).toBe(true);
        expect(holds(productRange(ranges, MOST)!, product)).toBe(true);
        for (const [i, range] of ranges.entries())
          expect(holds(negateRange(range), ratNegate(points[i]!))).toBe(true);
      }),
    );
  });

  it('of a quotient contains what the points make, and is unknown where the divisor may be zero', () => {
    check(
      fc.property(rangeWithPoint, rangeWithPoint, (x, y) => {
        const quotient = quotientRange(x.range, y.range, MOST);
        const mayBeZero = y.range.lo.n <= 0n && y.range.hi.n >= 0n;
        expect(quotient === undefined).toBe(mayBeZero);
        if (quotient !== undefined)
          expect(holds(quotient, ratDivide(x.inside, y.inside))).toBe(true);
      }),
    );
  });

  it('of a power contains what the points make', () => {
    check(
      fc.property(rangeWithPoint, fc.bigInt({ min: -6n, max: 6n }), ({ range, inside }, k) => {
        const power = powerRange(range, k, MOST);
        if (power === undefined) expect(k).toBeLessThan(0n);
        else if (k >= 0n || inside.n !== 0n) expect(holds(power, ratPower(inside, k)!)).toBe(true);
      }),
    );
  });

  it('of an absolute value and of extremes contains what the points make', () => {
    check(
      fc.property(fc.array(rangeWithPoint, { minLength: 1, maxLength: 4 }), (terms) => {
        const ranges = terms.map(({ range }) => range);
        const points = terms.map(({ inside }) => inside);
        const least = points.reduce((a, b) => (ratCompare(a, b) <= 0 ? a : b));
        const greatest = points.reduce((a, b) => (ratCompare(a, b) >= 0 ? a : b));
        expect(holds(extremeRange(ranges, -1), least)).toBe(true);
        expect(holds(extremeRange(ranges, 1), greatest)).toBe(true);
        const size = points[0]!.n < 0n ? ratNegate(points[0]!) : points[0]!;
        expect(holds(absoluteRange(ranges[0]!), size)).toBe(true);
      }),
    );
  });

  it('stays a point under every operation on points', () => {
    check(
      fc.property(fraction, fraction, fc.bigInt({ min: 0n, max: 5n }), (a, b, k) => {
        const [x, y] = [pointRange(a), pointRange(b)];
        const made = [
          sumRange([x, y], MOST),
          productRange([x, y], MOST),
          powerRange(x, k, MOST),
          b.n === 0n ? undefined : quotientRange(x, y, MOST),
          negateRange(x),
          absoluteRange(x),
          extremeRange([x, y], 1),
        ];
        for (const range of made) if (range !== undefined) expect(isExactPoint(range)).toBe(true);
      }),
    );
  });

  it('is unknown beyond its limit of bits, before it has paid for it', () => {
    const long = pointRange({ n: 3n ** 2000n, d: 1n });
    expect(productRange([long, long], MOST)).toBeUndefined();
    expect(powerRange(pointRange({ n: 3n, d: 1n }), 10n ** 30n, MOST)).toBeUndefined();
    expect(powerRange(pointRange({ n: -1n, d: 1n }), 10n ** 30n + 1n, MOST)?.lo.n).toBe(-1n);
  });
});
