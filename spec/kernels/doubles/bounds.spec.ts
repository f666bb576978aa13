import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  UNKNOWN,
  absDoubles,
  addDoubles,
  divideDoubles,
  exactly,
  halveDoubles,
  lowerOf,
  multiplyDoubles,
  negateDoubles,
  sqrtDoubles,
  squareDoubles,
  subtractDoubles,
  upperOf,
} from '#lib/kernels/doubles/bounds.js';
import type { DoubleBounds } from '#lib/kernels/doubles/bounds.js';
import { runs } from '#spec/support/effort.js';
import { fraction, fromDouble } from '../../real/fractions.js';
import type { Fraction } from '../../real/fractions.js';

/** A double, and ends around it; infinite ends stand for ends that are not known. */
interface Known {
  readonly x: number;
  readonly bounds: DoubleBounds;
}

const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 }),
  fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 2.2250738585072014e-308, Number.MAX_VALUE),
);

const knowns: fc.Arbitrary<Known> = fc
  .tuple(
    doubles,
    doubles,
    doubles,
    fc.constantFrom('point', 'finite', 'finite', 'below', 'above', 'all'),
  )
  .map(([a, b, c, kind]) => {
    const [lo, x, hi] = [a, b, c].sort((p, q) => p - q) as [number, number, number];
    if (kind === 'point') return { x, bounds: exactly(x) };
    return {
      x,
      bounds: {
        lo: kind === 'below' || kind === 'all' ? -Infinity : lo,
        hi: kind === 'above' || kind === 'all' ? Infinity : hi,
      },
    };
  });

/** Whether nothing is known, or the value lies between the ends. */
function holds({ lo, hi }: DoubleBounds, value: Fraction): boolean {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return Number.isNaN(lo) && Number.isNaN(hi);
  return (
    (lo === -Infinity || fromDouble(lo).lte(value)) &&
    (hi === Infinity || value.lte(fromDouble(hi)))
  );
}

const binary = {
  add: [addDoubles, (x: Fraction, y: Fraction) => x.add(y)],
  subtract: [subtractDoubles, (x: Fraction, y: Fraction) => x.sub(y)],
  multiply: [multiplyDoubles, (x: Fraction, y: Fraction) => x.mul(y)],
  divide: [divideDoubles, (x: Fraction, y: Fraction) => (y.equals(0n) ? undefined : x.div(y))],
} as const;

describe('the double tier', () => {
  for (const [name, [operation, exact]] of Object.entries(binary)) {
    it(`contains what exact rationals give: ${name}`, () => {
      fc.assert(
        fc.property(knowns, knowns, (a, b) => {
          const value = exact(fromDouble(a.x), fromDouble(b.x));
          if (value !== undefined) expect(holds(operation(a.bounds, b.bounds), value)).toBe(true);
        }),
        { numRuns: runs(1000) },
      );
    });
  }

  it('contains what exact rationals give: negate, abs, square, half', () => {
    fc.assert(
      fc.property(knowns, ({ x, bounds }) => {
        expect(holds(negateDoubles(bounds), fromDouble(-x))).toBe(true);
        expect(holds(absDoubles(bounds), fromDouble(Math.abs(x)))).toBe(true);
        expect(holds(squareDoubles(bounds), fromDouble(x).pow(2n))).toBe(true);
        expect(holds(halveDoubles(bounds), fromDouble(x).div(2n))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('contains the square root of everything that it may have to: squares of its ends enclose', () => {
    fc.assert(
      fc.property(knowns, ({ x, bounds }) => {
        const { lo, hi } = sqrtDoubles(bounds);
        if (!(bounds.lo >= 0)) {
          expect([lo, hi]).toEqual([NaN, NaN]);
          return;
        }
        expect(lo).toBeGreaterThanOrEqual(0);
        const value = fromDouble(x);
        expect(fromDouble(lo).pow(2n).lte(value)).toBe(true);
        expect(hi === Infinity || value.lte(fromDouble(hi).pow(2n))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('widens the value of a function by more than 6 u in proportion, however small it is', () => {
    fc.assert(
      fc.property(doubles, (y) => {
        const value = fromDouble(y);
        const off = value.abs().mul(fraction(6, 2n ** 53n));
        const [lower, upper] = [lowerOf(y), upperOf(y)];
        expect(lower === -Infinity || fromDouble(lower).lte(value.sub(off))).toBe(true);
        expect(upper === Infinity || value.add(off).lte(fromDouble(upper))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
    expect([lowerOf(0), upperOf(0)]).toEqual([0, 0]);
  });

  it('widens a rounded result by no more than a unit of the last place on either side', () => {
    const { lo, hi } = addDoubles(exactly(1), exactly(2 ** -60));
    expect([lo, hi]).toEqual([1 - 2 ** -53, 1 + 2 ** -52]);
    expect(
      fromDouble(hi)
        .sub(fromDouble(lo))
        .lte(fraction(1, 2n ** 51n)),
    ).toBe(true);
  });

  it('knows nothing of what is made of something of which nothing is known', () => {
    const one = exactly(1);
    const results = [
      addDoubles(UNKNOWN, one),
      addDoubles(one, UNKNOWN),
      multiplyDoubles(UNKNOWN, exactly(0)),
      multiplyDoubles(exactly(0), UNKNOWN),
      divideDoubles(UNKNOWN, one),
      divideDoubles(exactly(0), UNKNOWN),
      negateDoubles(UNKNOWN),
      absDoubles(UNKNOWN),
      sqrtDoubles(UNKNOWN),
    ];
    for (const result of results) expect(result).toEqual(UNKNOWN);
  });

  it('knows nothing of a quotient whose divisor may be zero', () => {
    expect(divideDoubles(exactly(1), { lo: -1, hi: 1 })).toEqual(UNKNOWN);
    expect(divideDoubles(exactly(1), exactly(0))).toEqual(UNKNOWN);
    expect(divideDoubles(exactly(1), { lo: 0, hi: 1 })).toEqual(UNKNOWN);
  });
});
