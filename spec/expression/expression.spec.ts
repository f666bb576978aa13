import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';

import { PincerError } from '#lib/exact/errors.js';
import { expression, ExpressionSyntaxError, placeOf } from '#lib/expression/index.js';
import { real } from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';

import { runs } from '../support/effort.js';

const exactly = (text: string): string | null =>
  expression(text).refineSync({ digits: 30 }).rational;
const digits = (x: Real, count: number): string | null => x.refineSync({ digits: count }).digits;

describe('the value of a text', () => {
  test.each([
    ['-2^2', '-4'],
    ['(-2)^2', '4'],
    ['2^3^2', '512'],
    ['2^-3^2', '1/512'],
    ['-2^-2', '-1/4'],
    ['8/4/2', '1'],
    ['7-4-2', '1'],
    ['2*3+4*5', '26'],
    ['1.5e-3', '3/2000'],
    ['.5 + 2.', '5/2'],
    ['0.1 + 0.2 - 0.3', '0'],
    ['(1/3)*3', '1'],
    ['+ -3', '-3'],
    ['x = 2; y = x^3; y/x - x', '2'],
    ['x = 1/3\ny = x # a third\n3*y\n', '1'],
    ['a = 3', '3'],
  ])('%j is exactly %s', (text, value) => {
    expect(exactly(text)).toBe(value);
  });

  test.each([
    ['sqrt(2)+pi', '4.5558062159628882872643321074892009627668412747521'],
    ['x = sqrt(2); y = x + pi; y / x', '3.2214414690791831235079404950303468493073108446878'],
    ['e^1', '2.7182818284590452353602874713526624977572470937000'],
    ['cbrt(-27)', '-3.0000000000000000000000000000000000000000000000000'],
    ['root(32, 5)', '2.0000000000000000000000000000000000000000000000000'],
    ['sin(pi/6)', '0.50000000000000000000000000000000000000000000000000'],
    ['cos(0)', '1.0000000000000000000000000000000000000000000000000'],
    ['exp(0)', '1.0000000000000000000000000000000000000000000000000'],
  ])('%s begins with 50 proven digits', (text, value) => {
    const answer = digits(expression(text), 50) ?? '';
    expect(answer).toBe(value);
  });

  test('may use Reals by name', () => {
    const x = real('1/3');
    expect(expression('3*x - y', { x, y: real(1) }).refineSync({ digits: 5 }).rational).toBe('0');
    expect(expression('x', { x })).toBe(x);
  });

  test('given names must be names, and not of the language', () => {
    expect(() => expression('1', { '2x': real(1) })).toThrow(TypeError);
    expect(() => expression('1', { pi: real(3) })).toThrow('pi is a constant');
    expect(() => expression('x = 1', { x: real(3) })).toThrow(ExpressionSyntaxError);
    expect(expression('__proto__ = 5; __proto__').refineSync({ digits: 3 }).rational).toBe('5');
    expect(() => expression('constructor')).toThrow('unknown name constructor');
  });

  test('a name stands for one shared value', () => {
    const doubling = Array.from({ length: 200 }, (_, i) => `x${i + 1} = x${i} + x${i}`).join(';');
    const value = expression(`x0 = 1; ${doubling}; x200`);
    expect(value.refineSync({ bits: 1 }).rational).toBe(String(2n ** 200n));
  });

  test('a sum of 10,000 terms is built and refined', () => {
    const text = Array.from({ length: 10_000 }, () => 'pi').join('+');
    expect(digits(expression(text), 20)).toBe('31415.926535897932385');
  });

  test('a nest of 1,000 levels is built and refined', () => {
    const text = `${'sqrt('.repeat(999)}2${')'.repeat(999)}`;
    expect(digits(expression(text), 10)).toBe('1.000000000');
  });
});

describe('uncertain data', () => {
  test.each([
    ['[1.22, 1.24]', '1.22', '1.24'],
    ['1.23 +/- 0.01', '1.22', '1.24'],
    ['-1.23 ± 0.01', '-1.24', '-1.22'],
    ['[1/3, 1/2] * 6', '2', '3'],
    ['x = [1, 2]; x + x', '2', '4'],
    ['[0, 3] - [1, 2]', '-2', '2'],
    ['[-1, 2]^2', '0', '4'],
    ['2 +/- 0', '2', '2'],
  ])('%s is known to lie between %s and %s, and no better', (text, low, high) => {
    const { lower, upper } = expression(text).refineSync({ eps: '1e-9' });
    const slack = Number(high) - Number(low);
    expect(lower?.lte(low)).toBe(true);
    expect(upper?.gte(high)).toBe(true);
    expect(lower?.gte(Number(low) - slack / 8)).toBe(true);
    expect(upper?.lte(Number(high) + slack / 8)).toBe(true);
  });

  test('a goal narrower than the datum is exhausted, and its text is named', () => {
    const result = expression('y = sqrt(1.23 +/- 0.01); y*pi').refineSync({ digits: 20 });
    expect(result).toMatchObject({ status: 'partial', reason: 'exhausted' });
    expect(result.limitedBy).toContain('1.23 +/- 0.01');
    const met = expression('y = sqrt(1.23 +/- 0.01); y*pi').refineSync({ digits: 2 });
    expect(met).toMatchObject({ status: 'met', digits: '3.5' });
  });

  test('a radius around a computed value is added to it', () => {
    const { lower, upper } = expression('pi +/- 0.5').refineSync({ eps: '1.2' });
    expect(lower?.toNumber()).toBeCloseTo(Math.PI - 0.5, 0);
    expect(upper?.toNumber()).toBeCloseTo(Math.PI + 0.5, 0);
  });

  test('any point of the data is inside the answer', () => {
    const end = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(end, end, end, end, fc.nat(100), fc.nat(100), (a, b, c, d, s, t) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [least, most] = [Math.min(c, d), Math.max(c, d)];
        const x = new Fraction(high - low).mul(s, 100).add(low);
        const y = new Fraction(most - least).mul(t, 100).add(least);
        const { lower, upper } = expression(
          `x = [${low}, ${high}]; y = [${least}, ${most}]; x*y - x + y^2`,
        ).refineSync({ bits: 10 });
        const value = x.mul(y).sub(x).add(y.mul(y));
        expect(new Fraction(lower?.toFixed() ?? '').compare(value)).toBeLessThanOrEqual(0);
        expect(new Fraction(upper?.toFixed() ?? '').compare(value)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('places', () => {
  test('every Real that an instruction makes remembers where', () => {
    expect(placeOf(expression('sqrt(2) + 1'))).toEqual({ text: 'sqrt(2) + 1', at: 8 });
    expect(placeOf(expression('1 + sqrt(2)'))?.at).toBe(2);
    expect(placeOf(expression('x = 1; y = 2*sqrt(x+1); -y'))?.at).toBe(24);
    expect(placeOf(expression('2*[1, 2]').operands[1] ?? {})?.at).toBe(2);
  });

  test.each([
    ['1 + sqrt(-1)', 4, 'DomainError', 'sqrt'],
    ['2 * (1/0)', 6, 'DivisionByZeroError', '0'],
    ['1 + 0^-1', 5, 'DivisionByZeroError', '0'],
    ['x = 0; 1 + 1/x', 12, 'DivisionByZeroError', '0'],
    ['sin(sqrt(1-2*1))', 4, 'DomainError', 'sqrt'],
    ['root(-2, 4)', 0, 'DomainError', ''],
    ['2 + log(-1, 2)', 4, 'DomainError', 'ln'],
    ['3 - ln(0)', 4, 'DomainError', 'ln'],
    ['1 + atan2(0, 0)', 4, 'DomainError', 'atan2'],
  ])('a mathematical error of %j is placed at %i', (text, at, name, mention) => {
    const error = errorOf(text);
    expect(error.name).toBe(name);
    expect(error.message).toContain(mention);
    expect(placeOf(error)).toEqual({ text, at });
  });
});

/** The error of a text, whether it comes at once or by refining. */
function errorOf(text: string): PincerError {
  try {
    const { error } = expression(text).refineSync({ digits: 10 });
    if (error !== null) return error;
  } catch (error) {
    if (error instanceof PincerError) return error;
    throw error;
  }
  throw new Error(`${text} has no error`);
}

/** A text over rational operators, with its value by exact fractions. */
interface Sample {
  readonly text: string;
  readonly value: Fraction | null;
}

const combine = (x: Sample, y: Sample, operator: string): Sample => {
  const text = `(${x.text})${operator}(${y.text})`;
  if (x.value === null || y.value === null) return { text, value: null };
  if (operator === '+') return { text, value: x.value.add(y.value) };
  if (operator === '-') return { text, value: x.value.sub(y.value) };
  if (operator === '*') return { text, value: x.value.mul(y.value) };
  return { text, value: y.value.equals(0) ? null : x.value.div(y.value) };
};

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc
      .tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: -3, max: 3 }))
      .map(([n, exponent]): Sample => {
        const value = new Fraction(n).mul(new Fraction(10).pow(exponent));
        return { text: `${n}e${exponent}`, value };
      }),
    tie('sample').map((x): Sample => ({ text: `-(${x.text})`, value: x.value?.neg() ?? null })),
    fc.tuple(tie('sample'), fc.integer({ min: 0, max: 3 })).map(([x, n]): Sample => ({
      text: `(${x.text})^${n}`,
      value: x.value === null ? null : n === 0 ? new Fraction(1) : x.value.pow(n),
    })),
    fc
      .tuple(tie('sample'), tie('sample'), fc.constantFrom('+', '-', '*', '/'))
      .map(([x, y, operator]) => combine(x, y, operator)),
  ),
}));

describe('arithmetic', () => {
  test('agrees with exact fractions', () => {
    fc.assert(
      fc.property(sample, ({ text, value }) => {
        if (value === null) {
          expect(errorOf(text).name).toBe('DivisionByZeroError');
          return;
        }
        const { rational, lower, upper } = expression(text).refineSync({ rel: '1e-30' });
        if (rational !== null) expect(rational).toBe(value.toFraction());
        expect(new Fraction(lower?.toFixed() ?? '').compare(value)).toBeLessThanOrEqual(0);
        expect(new Fraction(upper?.toFixed() ?? '').compare(value)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(300) },
    );
  });
});
