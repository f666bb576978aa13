import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDirected } from '#lib/exact/decimal/directed.js';
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
