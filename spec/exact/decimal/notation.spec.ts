import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';

import { inNotation } from '#lib/exact/decimal/notation.js';

import { runs } from '../../support/effort.js';

describe('a number with an exponent', () => {
  test.each([
    ['1234.5', '1.2345e+3'],
    ['-0.00120', '-1.20e-3'],
    ['5', '5e+0'],
    ['100', '1.00e+2'],
    ['1e-7', '1e-7'],
    ['12.5e+30', '1.25e+31'],
    ['0.5e-400', '5e-401'],
    ['0', '0e+0'],
    ['0.00', '0.00e+0'],
    ['-Infinity', '-Infinity'],
  ])('%s is %s', (text, written) => {
    expect(inNotation(text, 'exponent')).toBe(written);
  });
});

describe('a plain number', () => {
  test.each([
    ['1.2345e+3', '1234.5'],
    ['1.2345e+30', '1234500000000000000000000000000'],
    ['-1.20e-3', '-0.00120'],
    ['5e+0', '5'],
    ['3.14', '3.14'],
    ['0', '0'],
    ['0.00', '0.00'],
    ['0.0012e-3', '0.0000012'],
    ['0.0012e+3', '1.2'],
    ['Infinity', 'Infinity'],
  ])('of %s is %s', (text, written) => {
    expect(inNotation(text, 'plain')).toBe(written);
  });

  test('keeps its exponent where a million zeros would not do', () => {
    expect(inNotation('1e-1000000000', 'plain')).toBe('1e-1000000000');
    expect(inNotation('25e+2000000', 'plain')).toBe('2.5e+2000001');
    expect(inNotation('1e+1000000', 'plain')).toHaveLength(1_000_001);
  });
});

describe('either notation', () => {
  test('keeps the value and every digit', () => {
    const number = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.option(fc.stringMatching(/^\d{1,12}$/), { nil: '' }),
        fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined }),
      )
      .map(([sign, whole, fraction, exponent]) => {
        const point = fraction === '' ? '' : '.';
        const power = exponent === undefined ? '' : `e${exponent < 0 ? '' : '+'}${exponent}`;
        return `${sign}${whole}${point}${fraction}${power}`;
      });
    fc.assert(
      fc.property(number, fc.constantFrom('plain', 'exponent'), (text, notation) => {
        const written = inNotation(text, notation);
        expect(value(written).equals(value(text))).toBe(true);
        if (notation === 'plain') expect(written).not.toContain('e');
        else expect(written).toMatch(/^-?\d(\.\d+)?e[+-]\d+$/);
      }),
      { numRuns: runs(300) },
    );
  });
});

function value(text: string): Fraction {
  const [digits = '', exponent = '0'] = text.split('e');
  return new Fraction(digits).mul(new Fraction(10).pow(Number(exponent)));
}
