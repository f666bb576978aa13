import fc from 'fast-check';
import Big from 'big.js';
import { describe, expect, it } from '@jest/globals';
import { Real, pi, real } from '#lib/real/index.js';
import type { RealInput } from '#lib/real/index.js';
import { runs } from '#spec/support/effort.js';
import { fraction, fromDecimal, fromDouble } from '../fractions.js';
import type { Fraction } from '../fractions.js';

/** The value as `n/d`, or an integer. */
function exactText(value: RealInput): string | null {
  return real(value).refineSync({ eps: 1 }).rational;
}

const text = (value: Fraction): string => value.toFraction();

describe('what real takes', () => {
  it('is a number, which stands for the exact double', () => {
    expect(exactText(0.5)).toBe('1/2');
    expect(exactText(0.1)).toBe('3602879701896397/36028797018963968');
    expect(exactText(-0)).toBe('0');
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e40, max: 1e40 }),
        (x) => {
          expect(exactText(x)).toBe(text(fromDouble(x)));
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('is a bigint of any length', () => {
    expect(exactText(7n)).toBe('7');
    const long = 3n ** 2000n;
    expect(exactText(-long)).toBe(String(-long));
  });

  it('is text, which stands for the exact decimal or fraction', () => {
    expect(exactText('0.1')).toBe('1/10');
    expect(exactText(' -1.25e-2 ')).toBe('-1/80');
    expect(exactText('-6/4')).toBe('-3/2');
    expect(exactText('1.5e3')).toBe('1500');
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
        fc.integer({ min: -30, max: 30 }),
        (m, k) => {
          const decimal = `${String(m)}e${String(k)}`;
          expect(exactText(decimal)).toBe(text(fromDecimal(decimal)));
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('is a Big, of any constructor of big.js', () => {
    const Other = Big();
    expect(exactText(new Big('1.1'))).toBe('11/10');
    expect(exactText(new Other('-2.5e-7'))).toBe('-1/4000000');
  });

  it('is a ratio of integers', () => {
    expect(exactText({ numerator: 6, denominator: -4n })).toBe('-3/2');
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.bigInt().filter((d) => d !== 0n),
        (numerator, denominator) => {
          expect(exactText({ numerator, denominator })).toBe(
            text(fraction(numerator, denominator)),
          );
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('is another Real, which it is then', () => {
    expect(real(pi)).toBe(pi);
    expect(real(real(3))).toBeInstanceOf(Real);
  });
});

describe('what real refuses', () => {
  it.each([
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
    ['1..2', '"1..2"'],
    ['', '""'],
    ['abc', '"abc"'],
    ['1 2', '"1 2"'],
    ['0x10', '"0x10"'],
    ['1/0', '"1/0"'],
    ['6/-4', '"6/-4"'],
    ['Infinity', '"Infinity"'],
    [{ numerator: 1, denominator: 0 }, 'denominator is 0'],
  ] as const)('is no number, and a RangeError names it: %p', (value, named) => {
    expect(() => real(value)).toThrow(RangeError);
    expect(() => real(value)).toThrow(/^real: /);
    expect(() => real(value)).toThrow(named);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [Symbol('s'), 'symbol'],
    [{}, 'object'],
    [{ value: 1 }, 'value'],
    [[], 'object'],
    [{ numerator: 1.5, denominator: 2 }, '1.5'],
    [{ numerator: '1', denominator: 2 }, 'numerator'],
    [{ numerator: 1, denominator: undefined }, 'denominator'],
  ])('is of no such type, and a TypeError names it: %p', (value, named) => {
    const call = (): Real => real(value as RealInput);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(/^real: /);
    expect(call).toThrow(named);
  });

  it('is refused by every function and method that takes it, each in its own name', () => {
    expect(() => pi.add(NaN)).toThrow('add: NaN');
    expect(() => pi.divide('one')).toThrow('divide: "one"');
    expect(() => pi.pow(undefined as never)).toThrow('pow: ');
    expect(() => real(2).nthRoot(0)).toThrow(
      'nthRoot: n must be an integer from 1 to 2147483647, got 0',
    );
    expect(() => real(2).nthRoot(2.5)).toThrow(RangeError);
  });
});
