import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { DivisionByZeroError, LimitError } from '#lib/exact/errors.js';
import { ratToDoubleNearest } from '#lib/exact/rational-double.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  ratAdd,
  ratCompare,
  ratDivide,
  ratAffordable,
  ratFits,
  ratFloor,
  ratFromDouble,
  ratFromDyadic,
  ratMultiply,
  ratNegate,
  ratPower,
  ratProduct,
  ratRoot,
  ratSign,
  ratSubtract,
  ratSum,
  ratText,
  rational,
} from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import { runs, size } from '#spec/support/effort.js';
import { integers, rationals } from './arbitraries.js';

function fraction(r: Rational): Fraction {
  return new Fraction(r.n, r.d);
}

function fromFraction(f: Fraction): Rational {
  return { n: f.s * f.n, d: f.d };
}

describe('arithmetic', () => {
  test('agrees with an independent library, reduced and with a positive denominator', () => {
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        const x = fraction(a);
        const y = fraction(b);
        expect(ratAdd(a, b)).toEqual(fromFraction(x.add(y)));
        expect(ratSubtract(a, b)).toEqual(fromFraction(x.sub(y)));
        expect(ratMultiply(a, b)).toEqual(fromFraction(x.mul(y)));
        if (b.n !== 0n) expect(ratDivide(a, b)).toEqual(fromFraction(x.div(y)));
        expect(ratCompare(a, b)).toBe(Math.sign(x.compare(y)));
        expect(ratNegate(a)).toEqual(fromFraction(x.neg()));
      }),
      { numRuns: runs(300) },
    );
  });

  test('adds fractions exactly on both sides of where sums of products fill a double', () => {
    const corner = fc
      .tuple(fc.constantFrom(1n, 2n ** 25n, 2n ** 26n, 2n ** 27n), fc.bigInt(-9n, 9n))
      .map(([power, near]) => (power + near > 0n ? power + near : 1n));
    const fractions = fc
      .tuple(corner, corner, fc.boolean())
      .map(([n, d, negative]) => rational(negative ? -n : n, d));
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        expect(ratAdd(a, b)).toEqual(fromFraction(fraction(a).add(fraction(b))));
      }),
      { numRuns: runs(300) },
    );
  });

  test('refuses zero as a denominator or divisor', () => {
    expect(() => rational(1n, 0n)).toThrow(DivisionByZeroError);
    expect(() => ratDivide(rational(1n), rational(0n))).toThrow(DivisionByZeroError);
  });

  test('floor is the greatest integer that is not above it', () => {
    fc.assert(
      fc.property(rationals, (r) => {
        expect(ratFloor(r)).toBe(fromFraction(fraction(r).floor()).n);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('powers and roots', () => {
  test('a root undoes a power, for every sign that allows it', () => {
    fc.assert(
      fc.property(rationals, fc.integer({ min: 1, max: 12 }), (r, k) => {
        const power = ratPower(r, k);
        fc.pre(power !== undefined);
        const root = ratRoot(power, k);
        expect(root).toEqual(k % 2 === 0 && ratSign(r) < 0 ? ratNegate(r) : r);
      }),
      { numRuns: runs(200) },
    );
    expect(ratRoot(rational(-8n, 27n), 3)).toEqual(rational(-2n, 3n));
    expect(ratRoot(rational(-4n), 2)).toBeUndefined();
    expect(ratRoot(rational(2n), 2)).toBeUndefined();
    expect(ratRoot(rational(4n, 3n), 2)).toBeUndefined();
    expect(ratRoot(rational(0n), 5)).toEqual(rational(0n));
  });

  test('a root is found of powers alone, among all small integers', () => {
    for (let k = 2; k <= 6; k++) {
      const powers = new Set(Array.from({ length: 60 }, (_, i) => BigInt(i) ** BigInt(k)));
      for (let n = 0n; n <= 2000n; n++) {
        expect([k, n, ratRoot(rational(n), k) !== undefined]).toEqual([k, n, powers.has(n)]);
        if (n > 0n) expect(ratRoot(rational(1n, n), k) !== undefined).toBe(powers.has(n));
      }
    }
  });

  test('negative powers are reciprocals with the sign in the numerator', () => {
    expect(ratPower(rational(-2n, 3n), -3)).toEqual(rational(-27n, 8n));
    expect(ratPower(rational(-2n, 3n), -2)).toEqual(rational(9n, 4n));
    expect(ratPower(rational(0n), 0)).toEqual(rational(1n));
    expect(() => ratPower(rational(0n), -1)).toThrow(DivisionByZeroError);
  });

  test('a power of more than 2^20 bits is given up before it is paid for', () => {
    expect(ratPower(rational(10n), 10n ** 10n)).toBeUndefined();
    expect(ratPower(rational(1n, 3n), -(10n ** 100n))).toBeUndefined();
    expect(ratPower(rational(-1n), 10n ** 100n + 1n)).toEqual(rational(-1n));
    expect(ratPower(rational(2n), 2 ** 20 - 2)?.n).toBe(1n << BigInt(2 ** 20 - 2));
  });
});

describe('folds', () => {
  test('sum and product do not depend on how they are folded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1 })), { maxLength: 9 }),
        (list) => {
          const terms = list.map(([n, d]) => rational(n, d));
          const start = { n: 0n, d: 1n };
          expect(ratSum(terms)).toEqual(terms.reduce(ratAdd, start));
          expect(ratProduct(terms)).toEqual(terms.reduce(ratMultiply, { n: 1n, d: 1n }));
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('give up on more than 4096 bits', () => {
    const harmonic = Array.from({ length: Math.max(10_000, size(100_000)) }, (_, i) =>
      rational(1, i + 1),
    );
    expect(ratSum(harmonic)).toBeUndefined();
    expect(ratProduct([rational(1n << 4000n), rational(1n << 200n)])).toBeUndefined();
    expect(ratFits(rational(1n << 4090n))).toBe(true);
    expect(ratFits(rational(1n << 4100n))).toBe(false);
  });

  test('give up on long rationals before they have paid for a greatest common divisor', () => {
    const long = { n: 50n ** 40_000n, d: 77n ** 40_000n };
    expect(ratAffordable(long, long)).toBe(false);
    expect(ratSum([long, rational(11)])).toBeUndefined();
    expect(ratProduct([long, rational(11)])).toBeUndefined();
  });
});

describe('conversions', () => {
  test('of doubles are exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(ratToDoubleNearest(ratFromDouble(x)) === x).toBe(true);
      }),
      { numRuns: runs(300) },
    );
    expect(ratFromDouble(0.1)).toEqual(rational(3602879701896397n, 36028797018963968n));
    expect(() => ratFromDouble(NaN)).toThrow(RangeError);
  });

  test('to the nearest double agree with the division of integers in doubles', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (n, d) => {
        expect(ratToDoubleNearest(rational(n, d)) === n / d).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('of dyadics beyond what can be written out are refused', () => {
    expect(() => ratFromDyadic({ m: 1n, e: 2 ** 32 })).toThrow(LimitError);
  });
});

describe('ratFromText', () => {
  test('reads decimals and fractions exactly', () => {
    const cases: [string, Rational][] = [
      ['0', rational(0n)],
      ['-1.25e-3', rational(-1n, 800n)],
      ['.5', rational(1n, 2n)],
      ['5.', rational(5n)],
      ['+7e2', rational(700n)],
      ['1E+3', rational(1000n)],
      ['0.1', rational(1n, 10n)],
      ['00012.50', rational(25n, 2n)],
      ['-6/4', rational(-3n, 2n)],
      ['+10/5', rational(2n)],
      ['3.0517578125e-5', rational(1n, 32768n)],
    ];
    for (const [text, value] of cases) expect([text, ratFromText(text)]).toEqual([text, value]);
  });

  test('agrees with an independent library', () => {
    fc.assert(
      fc.property(integers, fc.nat(60), (n, places) => {
        const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0');
        const text = `${n < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
        expect(ratFromText(text)).toEqual(rational(n, 10n ** BigInt(places)));
      }),
      { numRuns: runs(200) },
    );
  });

  test('answers undefined for what is no number', () => {
    for (const text of [
      '',
      '.',
      '-',
      '1..2',
      '1e',
      'e5',
      '1/0',
      '1/2/3',
      '1.5/2',
      ' 1',
      'NaN',
      'Infinity',
      '0x10',
      '1_000',
      '1/-2',
    ]) {
      expect([text, ratFromText(text)]).toEqual([text, undefined]);
    }
  });

  test('reads 100,000 places at once and refuses what could not be written out', () => {
    const long = ratFromText(`0.${'3'.repeat(100_000)}`);
    expect(long?.n).toBe(BigInt('3'.repeat(100_000)));
    expect(ratFromText(`0.${'5'.repeat(99_999)}0`)?.d).toBe(2n ** 99_999n * 5n ** 99_998n);
    expect(() => ratFromText('1e99999999999')).toThrow(LimitError);
    expect(ratFromText('0e99999999999')).toEqual(rational(0n));
  });

  test('is undone by ratText', () => {
    fc.assert(
      fc.property(rationals, (r) => {
        expect(ratFromText(ratText(r))).toEqual(r);
      }),
      { numRuns: runs(100) },
    );
  });
});
