import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromInteger, ONE } from '#lib/exact/dyadic.js';
import { above } from '#lib/exact/enclosure/ends.js';
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
        expect(printedWidth(x)).toEqual(printed);
      }),
      { numRuns: runs(300) },
    );
  });

  test('have no more places than that takes: with one place less, a unit would be over a sixteenth of the width', () => {
    const narrow = finiteEnclosures.filter((x) => widthLog2(x) < 0 && !isPoint(x));
    fc.assert(
      fc.property(narrow, (x) => {
        const { lower, upper } = printedEnds(x);
        const places = Math.max(placesOf(lower ?? ''), placesOf(upper ?? ''));
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

  test('of a point are its exact decimal', () => {
    expect(printedEnds(point({ m: 5n, e: -4 }))).toEqual({ lower: '0.3125', upper: '0.3125' });
    expect(printedWidth(point({ m: 5n, e: -4 }))).toEqual(rational(0n));
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
