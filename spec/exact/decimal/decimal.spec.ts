import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import { Decimal as Independent } from 'decimal.js';
import fc from 'fast-check';
import type { Places } from '#lib/exact/decimal/formatting.js';
import {
  Decimal,
  numeralDown,
  numeralsOutward,
  numeralUp,
  terminatingDecimal,
} from '#lib/exact/decimal/decimal.js';
import { endText } from '#lib/exact/decimal/decimal-text.js';
import { formatEnclosure, roundingOf, roundRational } from '#lib/exact/decimal/formatting.js';
import { dyadic, fromInteger, ONE, ZERO } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { above } from '#lib/exact/enclosure/ends.js';
import { ALL, below, isPoint, lowerEnd, point, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import { LimitError } from '#lib/exact/errors.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  ratAdd,
  ratCompare,
  ratDivide,
  ratFromDyadic,
  ratMultiply,
  ratNegate,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import { runs } from '#spec/support/effort.js';
import { dyadics, endsOf, finiteEnclosures, ratMax, rationals } from '../arbitraries.js';

const decimalDown = (d: Dyadic, places: number): string => endText(numeralDown(d, places));
const decimalUp = (d: Dyadic, places: number): string => endText(numeralUp(d, places));

function parsed(text: string): Rational {
  const value = ratFromText(text);
  if (value === undefined) throw new Error(`not a number: ${text}`);
  return value;
}

/** One unit of the last place of a printed decimal. */
function unitOf(text: string): Rational {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const places = (mantissa.split('.')[1] ?? '').length - Number(exponent);
  return tens(-places);
}

function tens(k: number): Rational {
  const size = rational(10n ** BigInt(Math.abs(k)));
  return k >= 0 ? size : ratDivide(rational(1n), size);
}

function distance(a: Rational, b: Rational): Rational {
  const difference = ratSubtract(a, b);
  return ratMax(difference, ratNegate(difference));
}

const placesWanted: fc.Arbitrary<Places> = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((digits) => ({ digits })),
  fc.integer({ min: 0, max: 60 }).map((decimals) => ({ decimals })),
);

/** Enclosures narrow enough that decimals of some digits often exist. */
const printable: fc.Arbitrary<Enclosure> = fc.oneof(
  finiteEnclosures,
  fc
    .tuple(rationals, fc.integer({ min: -300, max: 0 }))
    .filter(([r]) => r.n !== 0n)
    .map(([r, grid]) => fromRational(r, grid)),
  fc
    .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(8), fc.nat(8))
    .map(([k, digits, down, up]) => nearPowerOfTen(k, digits, down, up)),
);

/** An enclosure of 10^k, some hundredths of its last digit wide on both sides. */
function nearPowerOfTen(k: number, digits: number, down: number, up: number): Enclosure {
  const middle = tens(k);
  const share = ratMultiply(tens(k - digits), rational(1n, 4n));
  const lo = ratSubtract(middle, ratMultiply(share, rational(down)));
  const hi = ratAdd(middle, ratMultiply(share, rational(up)));
  const low = lowerEnd(fromRational(lo, -400));
  const high = upperEnd(fromRational(hi, -400));
  if (low === null || high === null) throw new Error('finite');
  return { kind: 'wide', lo: low, hi: high };
}

describe('the directed decimals of a dyadic', () => {
  test('frame the number in units of the last place, less than one of them away', () => {
    fc.assert(
      fc.property(dyadics, fc.integer({ min: -40, max: 200 }), (d, places) => {
        const exact = ratFromDyadic(d);
        const [down, up] = [decimalDown(d, places), decimalUp(d, places)];
        const unit = tens(-places);
        expect(ratCompare(parsed(down), exact)).toBeLessThanOrEqual(0);
        expect(ratCompare(parsed(up), exact)).toBeGreaterThanOrEqual(0);
        for (const text of [down, up]) {
          expect(ratCompare(distance(parsed(text), exact), unit)).toBe(-1);
          if (parsed(text).n !== 0n && places > 0) expect(unitOf(text)).toEqual(unit);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test('write negative numbers, zeros and exponents as one expects', () => {
    expect(decimalDown(dyadic(-1n, -2), 1)).toBe('-0.3');
    expect(decimalUp(dyadic(-1n, -2), 1)).toBe('-0.2');
    expect(decimalUp(dyadic(-1n, -9), 2)).toBe('0');
    expect(decimalDown(fromInteger(1234), -2)).toBe('1200');
    expect(decimalUp(fromInteger(-1234), -2)).toBe('-1200');
    expect(decimalDown(fromInteger(99), -2)).toBe('0');
    expect(decimalDown(dyadic(1n, 100), -20)).toBe('1.2676506002e+30');
    expect(decimalUp(ZERO, 3)).toBe('0');
    expect(decimalUp(dyadic(1n, -30), 12)).toBe('9.32e-10');
    expect(decimalDown(dyadic(1n, 80), 2)).toBe('1208925819614629174706176.00');
  });

  test('of numbers far from one are quick and stay on their side', () => {
    const huge = dyadic(3n, 2 ** 31);
    const places = -646_456_993 + 20;
    const [down, up] = [decimalDown(huge, places), decimalUp(huge, places)];
    // log10(3 * 2^(2^31)) = 646456993.7...
    expect(down).toMatch(/^\d\.\d{20}e\+646456993$/);
    const digitsOf = (text: string): bigint => BigInt(text.slice(0, 22).replace('.', ''));
    expect(digitsOf(up) - digitsOf(down)).toBe(1n);
    const tiny = dyadic(1n, -(2 ** 32));
    expect(decimalDown(tiny, 30)).toBe('0');
    expect(decimalUp(tiny, 30)).toBe('1e-30');
    expect(() => decimalDown(huge, 0)).toThrow(LimitError);
  });

  test('as Big carry the same digits, whatever the settings of other constructors', () => {
    Big.PE = 1;
    Big.NE = -1;
    const third = dyadic((1n << 200n) / 3n, -200);
    expect(new Decimal(decimalDown(third, 40)).toString()).toBe(`0.${'3'.repeat(40)}`);
    expect(new Big(123456).toString()).toBe('1.23456e+5');
    expect(new Decimal(123456).toString()).toBe('123456');
    Big.PE = 21;
    Big.NE = -7;
  });
});

describe('roundRational', () => {
  test('is the nearest decimal of so many digits or places, ties to even', () => {
    fc.assert(
      fc.property(rationals, placesWanted, (r, places) => {
        const text = roundRational(r, places);
        const value = parsed(text);
        if (r.n === 0n) {
          const zeros = 'decimals' in places ? places.decimals : 0;
          expect(text).toBe(zeros === 0 ? '0' : `0.${'0'.repeat(zeros)}`);
          return;
        }
        const unit = unitOf(text);
        const twice = ratMultiply(distance(value, r), rational(2n));
        expect(ratCompare(twice, unit)).toBeLessThanOrEqual(0);
        const last = ratDivide(value, unit).n;
        if (ratCompare(twice, unit) === 0) expect(last % 2n).toBe(0n);
        if ('digits' in places) {
          expect(
            text
              .replace(/^-|e.*$|\./g, '')
              .replace(/^0+/, '')
              .replace(/e.*/, '').length,
          ).toBe(places.digits);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test('agrees with an independent library on decimals', () => {
    const Wide = Independent.clone({ precision: 2000, rounding: Independent.ROUND_HALF_EVEN });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 60n }),
        fc.integer({ min: 0, max: 70 }),
        fc.integer({ min: 1, max: 65 }),
        (n, shift, digits) => {
          const expected = new Wide(`${String(n)}e-${String(shift)}`).toSignificantDigits(digits);
          const text = roundRational(rational(n, 10n ** BigInt(shift)), { digits });
          expect(new Wide(text).equals(expected)).toBe(true);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('writes plainly where the last place is a decimal one and the exponent moderate', () => {
    const cases: [Rational, Places, string][] = [
      [rational(1n, 3n), { digits: 5 }, '0.33333'],
      [rational(2n, 3n), { decimals: 4 }, '0.6667'],
      [rational(-1n, 8n), { decimals: 2 }, '-0.12'],
      [rational(3n, 8n), { decimals: 2 }, '0.38'],
      [rational(99996n, 10000n), { digits: 4 }, '10.00'],
      [rational(123456n), { digits: 3 }, '1.23e+5'],
      [rational(123456n), { digits: 6 }, '123456'],
      [rational(123456n), { digits: 8 }, '123456.00'],
      [rational(1n, 10n ** 6n), { digits: 2 }, '0.0000010'],
      [rational(1n, 10n ** 7n), { digits: 2 }, '1.0e-7'],
      [rational(10n ** 21n), { digits: 30 }, `1.${'0'.repeat(29)}e+21`],
      [rational(-1n, 1000n), { decimals: 2 }, '0.00'],
      [rational(7n), { digits: 1 }, '7'],
      [rational(0n), { decimals: 5 }, '0.00000'],
    ];
    for (const [r, places, text] of cases) expect(roundRational(r, places)).toBe(text);
  });
});

describe('formatEnclosure', () => {
  test('is rounded as roundingOf says without writing it', () => {
    fc.assert(
      fc.property(printable, placesWanted, (x, places) => {
        expect(roundingOf(x, places)).toBe(formatEnclosure(x, places)?.rounding);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is within one unit of its last place of every point, and correct exactly if all round to it', () => {
    fc.assert(
      fc.property(printable, placesWanted, (x, places) => {
        const printed = formatEnclosure(x, places);
        const { lo, hi } = endsOf(x);
        if (printed === undefined || lo === null || hi === null) return;
        const value = parsed(printed.text);
        if (value.n === 0n && isPoint(x)) return;
        const unit = 'decimals' in places ? tens(-places.decimals) : unitOf(printed.text);
        for (const end of [lo, hi]) {
          expect(ratCompare(distance(value, end), unit)).toBeLessThanOrEqual(0);
        }
        const rounded = [lo, hi].map((end) => parsed(roundRational(end, places)));
        const correct = rounded.every((end) => ratCompare(end, value) === 0);
        expect(printed.rounding).toBe(correct ? 'correct' : 'faithful');
      }),
      { numRuns: runs(1500) },
    );
  });

  test('is found whenever there is one', () => {
    fc.assert(
      fc.property(printable, placesWanted, (x, places) => {
        const { lo, hi } = endsOf(x);
        if (lo === null || hi === null) throw new Error('finite');
        if (formatEnclosure(x, places) !== undefined) return;
        // The roundings of the ends and their neighbours are the only candidates.
        for (const end of [lo, hi]) {
          if (end.n === 0n && 'digits' in places) continue;
          const text = roundRational(end, places);
          const unit = 'decimals' in places ? tens(-places.decimals) : unitOf(text);
          const candidate = parsed(text);
          if ('digits' in places && lo.n <= 0n && hi.n >= 0n) continue;
          const fits = [lo, hi].every((at) => ratCompare(distance(candidate, at), unit) <= 0);
          expect(fits).toBe(false);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test('prints a number that straddles a power of ten with the unit of what is printed', () => {
    const around = (lo: string, hi: string): Enclosure => ({
      kind: 'wide',
      lo: lowerEnd(fromRational(parsed(lo), -200)) ?? ONE,
      hi: upperEnd(fromRational(parsed(hi), -200)) ?? ONE,
    });
    const printed = (lo: string, hi: string, digits: number): unknown =>
      formatEnclosure(around(lo, hi), { digits });
    expect(printed('0.9999999', '1.0000001', 4)).toEqual({ text: '1.000', rounding: 'correct' });
    expect(printed('0.9994', '1.0004', 4)).toEqual({ text: '1.000', rounding: 'faithful' });
    expect(printed('0.998', '1.002', 4)).toBeUndefined();
    expect(printed('99.99', '100.01', 3)).toEqual({ text: '100', rounding: 'correct' });
    expect(printed('-0.00010000001', '0.0001', 3)).toBeUndefined();
  });

  test('decimals need no sign, digits do', () => {
    const around: Enclosure = { kind: 'narrow', lo: -1n, width: 2, exp: -40 };
    expect(formatEnclosure(around, { decimals: 6 })).toEqual({
      text: '0.000000',
      rounding: 'correct',
    });
    expect(formatEnclosure(around, { digits: 6 })).toBeUndefined();
    expect(formatEnclosure(point(ZERO), { digits: 6 })).toEqual({ text: '0', rounding: 'correct' });
    for (const open of [ALL, below(ONE), above(ONE)]) {
      expect(formatEnclosure(open, { decimals: 1 })).toBeUndefined();
    }
  });

  test('takes a known rational over the enclosure', () => {
    const half: Enclosure = { kind: 'narrow', lo: 0n, width: 1, exp: 0 };
    expect(formatEnclosure(half, { digits: 3 }, rational(1n, 8n))).toEqual({
      text: '0.125',
      rounding: 'correct',
    });
  });

  test('prints 50 digits of sqrt(2) + pi', () => {
    const digits = '4.5558062159628882872643321074892009602766841274752';
    const value = fromRational(parsed(`${digits}49`), -230);
    expect(formatEnclosure(value, { digits: 50 })).toEqual({ text: digits, rounding: 'correct' });
  });

  test('prints few digits of numbers far from one at once', () => {
    const huge = formatEnclosure(point(dyadic(1n, 2 ** 31)), { digits: 20 });
    expect(huge?.text).toMatch(/^\d\.\d{19}e\+646456993$/);
    const tiny = formatEnclosure(point(dyadic(-1n, -(2 ** 32) + 1)), { digits: 5 });
    expect(tiny?.text).toMatch(/^-\d\.\d{4}e-1292913987$/);
    // 2^332193 = 10^100000.05..., near enough to count exactly too.
    const exact = 2n ** 332193n;
    const text = exact.toString();
    expect(formatEnclosure(point(dyadic(1n, 332193)), { digits: 12 })?.text).toBe(
      `${text.slice(0, 1)}.${String(BigInt(text.slice(1, 12)) + (Number(text[12]) >= 5 ? 1n : 0n)).padStart(11, '0')}e+${String(text.length - 1)}`,
    );
  });
});

describe('exact decimals', () => {
  test('of rationals are exact where they end, and else undefined', () => {
    fc.assert(
      fc.property(rationals, (r) => {
        const ending = terminatingDecimal(r);
        if (ending !== undefined) expect(parsed(ending)).toEqual(r);
      }),
      { numRuns: runs(300) },
    );
    expect(terminatingDecimal(rational(7n, 250n))).toBe('0.028');
    expect(terminatingDecimal(rational(-7n, 5n ** 20n))).toBe('-0.00000000000007340032');
    expect(terminatingDecimal(rational(12n))).toBe('12');
    expect(terminatingDecimal(rational(1n, 6n))).toBeUndefined();
  });
});

describe('the numerals of two ends', () => {
  test('are those of each end alone, on one grid or on two', () => {
    fc.assert(
      fc.property(
        dyadics,
        dyadics,
        fc.integer({ min: -40, max: 40 }),
        fc.boolean(),
        (a, b, places, onOneGrid) => {
          const hi = onOneGrid ? dyadic(b.m, a.e) : b;
          expect(numeralsOutward(a, hi, places)).toEqual([
            numeralDown(a, places),
            numeralUp(hi, places),
          ]);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});
