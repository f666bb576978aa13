import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ratAdd, ratFromDyadic, ratMultiply, ratSubtract, rational } from '#lib/exact/rational.js';
import { ONE } from '#lib/exact/dyadic.js';
import type { Rational } from '#lib/exact/rational.js';
import { enclosure } from '#lib/refiner.js';
import type { Enclosure } from '#lib/refiner.js';
import { DomainError } from '#lib/exact/errors.js';
import { runs } from '#spec/support/effort.js';
import { finiteEnclosures, pointAt } from '../exact/arbitraries.js';

const rationals = fc
  .tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 20n))
  .map(([n, d]) => rational(n, d));
const widths = fc.integer({ min: -300, max: 20 });

/** The width of `x` is at most that of what was rounded, in bits, and `2^width` more. */
const widened = (x: Enclosure, width: number): boolean => enclosure.widthLog2(x) <= width;

describe('enclosure.of', () => {
  test('it contains the number, and is at most 2^width wide', () => {
    fc.assert(
      fc.property(rationals, widths, (r, width) => {
        const x = enclosure.of(r, width);
        return enclosure.contains(x, r) && widened(x, width);
      }),
      { numRuns: runs(300) },
    );
  });

  test('every way to write a number gives the same one', () => {
    const forms = [0.375, '0.375', '3/8', { numerator: 3, denominator: 8 }, { m: 3n, e: -3 }];
    for (const form of forms) {
      expect(enclosure.of(form)).toEqual(enclosure.of({ n: 3n, d: 8n }));
      expect(enclosure.isPoint(enclosure.of(form))).toBe(true);
    }
    expect(enclosure.of(7n)).toEqual(enclosure.of('7'));
  });

  test('what is no number is refused by name', () => {
    expect(() => enclosure.of('one')).toThrow('enclosure.of: "one" is not a decimal number');
    expect(() => enclosure.of(NaN)).toThrow('enclosure.of: NaN is not a real number');
    expect(() => enclosure.of(1, NaN)).toThrow('the width is NaN');
  });
});

describe('enclosure.fromEnds and enclosure.fromMidpoint', () => {
  test('they contain their ends and round outward by at most 2^width', () => {
    fc.assert(
      fc.property(rationals, rationals, widths, (a, r, width) => {
        const radius = r.n < 0n ? ratSubtract(rational(0n), r) : r;
        const upper = ratAdd(a, radius);
        const x = enclosure.fromEnds(a, upper, width);
        const y = enclosure.fromMidpoint(a, radius, width);
        const [xLower, xUpper] = [enclosure.lowerEnd(x), enclosure.upperEnd(x)].map((end) =>
          ratFromDyadic(end!),
        ) as [Rational, Rational];
        const added = ratSubtract(ratSubtract(xUpper, xLower), radius);
        // Law 3 of outward rounding: no grid is finer than a 2^53rd part of the width.
        const coarsest = ratMultiply(radius, rational(1n, 2n ** 50n));
        const allowed = ratAdd(ratFromDyadic({ m: 1n, e: width }), coarsest);
        return (
          [a, upper].every((end) => enclosure.contains(x, end)) &&
          [a, upper, ratSubtract(a, radius)].every((end) => enclosure.contains(y, end)) &&
          ratSubtract(added, allowed).n <= 0n
        );
      }),
      { numRuns: runs(300) },
    );
  });

  test('an end may be infinite', () => {
    expect(enclosure.contains(enclosure.fromEnds(2, null), 10n ** 40n)).toBe(true);
    expect(enclosure.contains(enclosure.fromEnds(null, 2), 3)).toBe(false);
    expect(enclosure.fromEnds(null, null)).toEqual({ kind: 'all' });
    expect(enclosure.width(enclosure.fromEnds(2, null))).toBeNull();
  });

  test('ends in the wrong order and a negative radius are refused with their values', () => {
    expect(() => enclosure.fromEnds('1/3', '1/4')).toThrow(
      'enclosure.fromEnds: the lower end 1/3 is above the upper end 1/4',
    );
    expect(() => enclosure.fromMidpoint(1, -2)).toThrow(
      'enclosure.fromMidpoint: the radius -2 is negative',
    );
  });
});

describe('reading an enclosure', () => {
  test('the middle lies half a width from both ends', () => {
    fc.assert(
      fc.property(finiteEnclosures, (x) => {
        const middle = ratFromDyadic(enclosure.midpoint(x));
        const [lower, upper] = [enclosure.lowerEnd(x)!, enclosure.upperEnd(x)!].map(ratFromDyadic);
        expect(ratAdd(middle, middle)).toEqual(ratAdd(lower!, upper!));
        expect(ratFromDyadic(enclosure.width(x)!)).toEqual(ratSubtract(upper!, lower!));
      }),
      { numRuns: runs(200) },
    );
  });

  test('half a line has no middle', () => {
    expect(() => enclosure.midpoint({ kind: 'below', lo: ONE })).toThrow(
      'an enclosure of the kind "below" has no middle',
    );
  });

  test('it contains its parts and the points in them', () => {
    const x = enclosure.fromEnds(1, 3);
    expect(enclosure.contains(x, enclosure.fromEnds(1, 2))).toBe(true);
    expect(enclosure.contains(x, enclosure.fromEnds(2, 4))).toBe(false);
    expect(enclosure.contains(x, '5/2')).toBe(true);
    expect(enclosure.contains(x, '7/2')).toBe(false);
  });
});

describe('arithmetic of the tools', () => {
  const ways: readonly [
    string,
    (a: Enclosure, b: Enclosure, width: number) => Enclosure,
    (a: Rational, b: Rational) => Rational,
  ][] = [
    ['add', enclosure.add, ratAdd],
    ['subtract', enclosure.subtract, ratSubtract],
    ['multiply', enclosure.multiply, ratMultiply],
    ['sum', (a, b, width) => enclosure.sum([a, b], width), ratAdd],
    ['product', (a, b, width) => enclosure.product([a, b], width), ratMultiply],
  ];

  test.each(ways)('%s contains what every choice of points gives', (_name, of, exactly) => {
    const places = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        finiteEnclosures,
        finiteEnclosures,
        widths,
        places,
        places,
        (a, b, width, s, t) => {
          const value = exactly(pointAt(a, s), pointAt(b, t));
          return enclosure.contains(of(a, b, width), value);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('rounding adds at most 2^width to what points give', () => {
    fc.assert(
      fc.property(rationals, rationals, fc.integer({ min: -300, max: -80 }), (a, b, width) => {
        const [x, y] = [enclosure.of(a, -500), enclosure.of(b, -500)];
        // The points are dyadic here, so all of the width is rounding's.
        const [p, q] = [x, y].map((z) => enclosure.of(enclosure.midpoint(z), -Infinity));
        return (
          widened(enclosure.add(p!, q!, width), width) &&
          widened(enclosure.multiply(p!, q!, width), width) &&
          (b.n === 0n || widened(enclosure.divide(p!, q!, width), width))
        );
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('functions of the tools', () => {
  test('they are those of the library', () => {
    const x = enclosure.of('1/3', -300);
    const text = (y: Enclosure): number => enclosure.toDoubles(y).lo;
    expect(text(enclosure.exp(x, -200))).toBeCloseTo(Math.exp(1 / 3), 14);
    expect(text(enclosure.sqrt(x, -200))).toBeCloseTo(Math.sqrt(1 / 3), 14);
    expect(text(enclosure.nthRoot(x, 5, -200))).toBeCloseTo((1 / 3) ** 0.2, 14);
    expect(text(enclosure.atan2(x, enclosure.of(-1), -200))).toBeCloseTo(Math.atan2(1 / 3, -1), 14);
    expect(text(enclosure.pow(x, x, -200))).toBeCloseTo((1 / 3) ** (1 / 3), 14);
    for (const f of [enclosure.exp, enclosure.sin, enclosure.ln, enclosure.atan, enclosure.asin])
      expect(enclosure.widthLog2(f(x, -200))).toBeLessThanOrEqual(-199);
  });

  test('the sine squared and the cosine squared enclose one for every enclosure', () => {
    fc.assert(
      fc.property(rationals, rationals, widths, (a, r, width) => {
        const x = enclosure.fromMidpoint(a, r.n < 0n ? ratSubtract(rational(0n), r) : r);
        const total = enclosure.add(
          enclosure.square(enclosure.sin(x, width), width),
          enclosure.square(enclosure.cos(x, width), width),
          width,
        );
        return enclosure.contains(total, 1);
      }),
      { numRuns: runs(60) },
    );
  });

  test('an enclosure without a point of the domain is an error, and one with some is not', () => {
    expect(() => enclosure.ln(enclosure.fromEnds(-2, -1))).toThrow(DomainError);
    expect(() => enclosure.sqrt(enclosure.of(-1))).toThrow(DomainError);
    const root = enclosure.sqrt(enclosure.fromEnds(-1, 4));
    expect(enclosure.toDoubles(root)).toEqual({ lo: 0, hi: 2 });
    expect(() => enclosure.exp(enclosure.of(1), NaN)).toThrow('enclosure.exp: the width is NaN');
  });
});
