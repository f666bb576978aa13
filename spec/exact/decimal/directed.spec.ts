import { describe, expect, it } from '@jest/globals';
import { Decimal as Independent } from 'decimal.js';
import fc from 'fast-check';
import { formatDirected } from '#lib/exact/decimal/directed.js';
import { dyadic } from '#lib/exact/dyadic.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import { ratCompare, rational } from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import { runs } from '#spec/support/effort.js';

const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
  .map(([n, d]) => rational(n, d));

describe('a directed decimal', () => {
  it('lies on the side asked for, and less than a unit of its last place from an exact value', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 20 }), (value, decimals) => {
        const bounds = fromRational(value, -200);
        const unit = rational(1n, 10n ** BigInt(decimals));
        for (const direction of ['down', 'up', 'zero'] as const) {
          const { text, rounding } = formatDirected(bounds, { decimals }, direction, value)!;
          const printed = ratFromText(text)!;
          const below = direction === 'down' || (direction === 'zero' && value.n >= 0n);
          expect(ratCompare(printed, value) * (below ? 1 : -1)).toBeLessThanOrEqual(0);
          const distance = rational(printed.n * value.d - value.n * printed.d, printed.d * value.d);
          const size = { n: distance.n < 0n ? -distance.n : distance.n, d: distance.d };
          expect(ratCompare(size, unit)).toBe(-1);
          expect(rounding).toBe('correct');
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('of bounds is on that side of every point of them, and correct where all agree', () => {
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -90, max: -20 }),
        (value, digits, grid) => {
          const bounds = fromRational(value, grid);
          const up = formatDirected(bounds, { digits }, 'up');
          if (up === undefined) return;
          expect(ratCompare(ratFromText(up.text)!, value)).toBeGreaterThanOrEqual(0);
          const exact = formatDirected(bounds, { digits }, 'up', value)!;
          if (up.rounding === 'correct') expect(up.text).toBe(exact.text);
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('of a number far from one is on that side too, a unit of its last place from the other', () => {
    const Wide = Independent.clone({ precision: 120 });
    const far = fc.tuple(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).filter((m) => m !== 0n),
      fc.integer({ min: 2 ** 17, max: 2 ** 31 }).map((e) => (e % 2 === 0 ? e : -e)),
      fc.integer({ min: 1, max: 50 }),
    );
    fc.assert(
      fc.property(far, ([m, e, digits]) => {
        const written = (direction: 'down' | 'up'): Independent =>
          new Wide(formatDirected(point(dyadic(m, e)), { digits }, direction)?.text ?? NaN);
        const value = new Wide(String(m)).times(new Wide(2).pow(e));
        const [down, up] = [written('down'), written('up')];
        expect(down.lessThanOrEqualTo(value) && value.lessThanOrEqualTo(up)).toBe(true);
        expect(up.minus(down).lessThanOrEqualTo(value.abs().times(`1e${1 - digits}`))).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });

  it('is written to so many places however small the number is, and not where it is too long', () => {
    const tiny = point(dyadic(1n, -1e9));
    const huge = point(dyadic(1n, 1e9));
    expect(formatDirected(tiny, { decimals: 2 }, 'up')).toEqual({
      text: '0.01',
      rounding: 'correct',
    });
    expect(formatDirected(tiny, { decimals: 2 }, 'zero')?.text).toBe('0');
    expect(formatDirected(huge, { decimals: 2 }, 'up')).toBeUndefined();
    // Of a value that may be that small or that large no digit is known.
    const between = fromExactEnds(dyadic(1n, -(2 ** 32)), dyadic(1n, 2 ** 32 - 1));
    expect(formatDirected(between, { digits: 3 }, 'down')).toBeUndefined();
  });

  it('has no significant digits around zero', () => {
    const around = { kind: 'narrow', lo: -1n, width: 2, exp: -30 } as const;
    expect(formatDirected(around, { digits: 3 }, 'down')).toBeUndefined();
    expect(formatDirected(around, { decimals: 3 }, 'down')).toEqual({
      text: '-0.001',
      rounding: 'faithful',
    });
    expect(formatDirected(around, { decimals: 3 }, 'zero')).toEqual({
      text: '0.000',
      rounding: 'faithful',
    });
  });
});
