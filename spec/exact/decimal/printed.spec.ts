import { describe, expect, test } from '@jest/globals';
import { Decimal as Independent } from 'decimal.js';
import fc from 'fast-check';
import { dyadic, fromInteger, ONE, topExponent, ZERO } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import {
  ALL,
  below,
  hull,
  isPoint,
  lowerEnd,
  point,
  upperEnd,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import { above, fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { printedEnds, printedWidth } from '#lib/exact/decimal/printed.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  ratCompare,
  ratDivide,
  ratFromDyadic,
  ratMultiply,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import { runs } from '#spec/support/effort.js';
import { finiteEnclosures } from '../arbitraries.js';

function parsed(text: string | null): Rational {
  const value = text === null ? undefined : ratFromText(text);
  if (value === undefined) throw new Error(`not a number: ${String(text)}`);
  return value;
}

const placesOf = (text: string): number => {
  const [mantissa = '', exponent = '0'] = text.split('e');
  return (mantissa.split('.')[1] ?? '').length - Number(exponent);
};

describe('printed ends', () => {
  test('enclose, and are at most 9/8 times as far apart as the ends themselves', () => {
    fc.assert(
      fc.property(finiteEnclosures, (x) => {
        const lo = ratFromDyadic(lowerEnd(x) ?? ONE);
        const hi = ratFromDyadic(upperEnd(x) ?? ONE);
        const { lower, upper } = printedEnds(x);
        expect(ratCompare(parsed(lower), lo)).toBeLessThanOrEqual(0);
        expect(ratCompare(parsed(upper), hi)).toBeGreaterThanOrEqual(0);
        const printed = ratSubtract(parsed(upper), parsed(lower));
        const most = ratMultiply(ratSubtract(hi, lo), rational(9n, 8n));
        expect(ratCompare(printed, most)).toBeLessThanOrEqual(0);
        // An end that is printed by its sign alone has places of its own, and is nearer.
        expect(ratCompare(printed, printedWidth(x)!)).toBeLessThanOrEqual(0);
      }),
      { numRuns: runs(300) },
    );
  });

  test('have no more places than that takes: with one place less, a unit would be over a sixteenth of the width', () => {
    const narrow = finiteEnclosures.filter((x) => widthLog2(x) < 0 && !isPoint(x));
    fc.assert(
      fc.property(narrow, (x) => {
        const { lower, upper } = printedEnds(x);
        const places = Math.min(placesOf(lower ?? ''), placesOf(upper ?? ''));
        const unit = ratDivide(rational(10n), rational(10n ** BigInt(places)));
        const width = ratSubtract(
          ratFromDyadic(upperEnd(x) ?? ONE),
          ratFromDyadic(lowerEnd(x) ?? ONE),
        );
        expect(ratCompare(ratMultiply(unit, rational(161n, 10n)), width)).toBe(1);
      }),
      { numRuns: runs(300) },
    );
  });

  test('show the sign of an end that is not zero, however far the other end is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 4000 }), fc.bigInt({ min: 1n, max: 999n }), (e, m) => {
        const near = dyadic(m, -e);
        const above = printedEnds(fromExactEnds(near, dyadic(1000n, 0)));
        const below = printedEnds(fromExactEnds(dyadic(-1000n, 0), dyadic(-m, -e)));
        expect(Number(above.lower) > 0 || above.lower!.includes('e-')).toBe(true);
        expect(ratCompare(parsed(above.lower), ratFromDyadic(near))).toBeLessThanOrEqual(0);
        expect(below.upper).toBe(`-${above.lower!}`);
      }),
      { numRuns: runs(200) },
    );
  });

  test('of a missed goal have its places, up to 18 digits, and no zeros behind an exact end', () => {
    const x = fromExactEnds(dyadic(-7n, -3), dyadic(1n, 1));
    expect(printedEnds(x, { wanted: -40, missed: true })).toEqual({ lower: '-0.875', upper: '2' });
    const thirds = fromRational(rational(2n, 3n), Infinity);
    const wide = hull(thirds, point(ONE));
    const { lower, upper } = printedEnds(wide, { wanted: -Infinity, missed: true });
    expect(lower).toBe('0.666666666666666666');
    expect(upper).toBe('1');
    expect(printedEnds(wide, { wanted: -10, missed: true }).lower).toBe('0.6666');
  });

  test('of a point are its exact decimal', () => {
    expect(printedEnds(point({ m: 5n, e: -4 }))).toEqual({ lower: '0.3125', upper: '0.3125' });
    expect(printedWidth(point({ m: 5n, e: -4 }))).toEqual(rational(0n));
  });

  test('of any point enclose it, to as many places as are wanted, or 20 digits, or exactly where its decimal is short or ends before', () => {
    const Wide = Independent.clone({ precision: 150 });
    const far = fc.tuple(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).filter((m) => m !== 0n),
      fc.oneof(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
        fc.integer({ min: -(2 ** 14), max: 2 ** 14 }),
      ),
      fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    );
    fc.assert(
      fc.property(far, ([m, e, bits]) => {
        const top = topExponent({ m, e });
        const wanted = bits === undefined ? Infinity : top - bits;
        const { lower, upper } = printedEnds(point({ m, e }), { wanted });
        // Within 10^-140 of the value.
        const value = new Wide(String(m)).times(new Wide(2).pow(e));
        const slack = value.abs().times('1e-130');
        const [low, high] = [new Wide(lower ?? NaN), new Wide(upper ?? NaN)];
        expect(low.lessThanOrEqualTo(value.plus(slack))).toBe(true);
        expect(high.greaterThanOrEqualTo(value.minus(slack))).toBe(true);
        const apart = high.minus(low);
        expect(apart.lessThanOrEqualTo(value.abs().times('1e-19'))).toBe(true);
        if (bits !== undefined)
          expect(apart.lessThanOrEqualTo(new Wide(2).pow(top - bits))).toBe(true);
        const tens = top * Math.log10(2);
        expect((lower ?? '').length).toBeLessThan(1050);
        if (Math.abs(e) < 300 && Math.abs(tens) < 300) expect(apart.isZero()).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('of a point that is far too long to be written as it is wanted have 20 digits', () => {
    const huge = point(dyadic(1n, 1e9));
    expect(printedEnds(huge, { wanted: 0 })).toEqual(printedEnds(huge));
    const Wide = Independent.clone({ precision: 40 });
    const digits = new Wide(2).pow(1e9).toString().slice(0, 22);
    expect(printedEnds(huge).lower).toBe(`${digits}e+301029995`);
    const long = 2n ** 100_000n;
    expect(printedEnds(point({ m: long, e: 0 }), { wanted: -10 }).upper).toBe(String(long));
    expect(printedEnds(point({ m: long, e: -100_000 })).upper).toBe('1');
  });

  test('of ends that lie far apart, or far from one, enclose, and their width is told', () => {
    const ends = [dyadic(-3n, -1e9), ZERO, dyadic(5n, -1e9), ONE, dyadic(5n, 1e9)];
    for (const [i, lo] of ends.entries())
      for (const hi of ends.slice(i + 1)) {
        const { lower, upper } = printedEnds(fromExactEnds(lo, hi));
        const Wide = Independent.clone({ precision: 60 });
        const exact = ({ m, e }: Dyadic): Independent =>
          new Wide(String(m)).times(new Wide(2).pow(e));
        const [low, high] = [exact(lo), exact(hi)];
        expect(new Wide(lower ?? NaN).lessThanOrEqualTo(low)).toBe(true);
        expect(new Wide(upper ?? NaN).greaterThanOrEqualTo(high)).toBe(true);
        const most = high.minus(low).times('1.125');
        expect(new Wide(upper ?? NaN).minus(lower ?? NaN).lessThanOrEqualTo(most)).toBe(true);
      }
    const wide = fromExactEnds(dyadic(3n, 2 ** 20), dyadic(4n, 2 ** 20));
    expect(ratCompare(printedWidth(wide) ?? rational(0n), rational(2n ** (2n ** 20n)))).toBe(1);
  });

  test('of dyadics with few places are exact, so that nothing is lost by printing them', () => {
    expect(printedWidth(hull(point(ONE), point(fromInteger(2n))))).toEqual(rational(1n));
  });

  test('are null where they are infinite, and twenty digits where there is no width to measure by', () => {
    expect(printedEnds(ALL)).toEqual({ lower: null, upper: null });
    expect(printedEnds(below(ONE))).toEqual({ lower: '1.00000000000000000000', upper: null });
    expect(printedEnds(above(ONE)).lower).toBeNull();
    expect(printedWidth(ALL)).toBeUndefined();
  });
});
