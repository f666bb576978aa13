import { describe, expect, test } from '@jest/globals';
import { dyadic, ONE, ZERO } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { above } from '#lib/exact/enclosure/ends.js';
import { ALL, below, point } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { DivisionByZeroError, DomainError, LimitError } from '#lib/exact/errors.js';
import { rational } from '#lib/exact/rational.js';
import { endsOf, evaluate, functionNamed } from './evaluate.js';
import type { Argument } from './evaluate.js';

const excludes = (x: number, input = 0): unknown => ({
  input,
  predicate: { excludes: fromDouble(x) },
});

describe('An argument outside the domain', () => {
  test.each<[string, Argument[], string]>([
    ['ln', [-2], 'ln: the argument -2 is outside the domain x > 0'],
    ['ln', [0], 'ln: the argument 0 is outside the domain x > 0'],
    ['ln', [[-2, 0]], 'ln: the argument [-2, 0] is outside the domain x > 0'],
    ['log2', [-1], 'log2: the argument -1 is outside the domain x > 0'],
    ['log10', [above(ZERO)], 'log10: the argument (-Infinity, 0] is outside the domain x > 0'],
    ['asin', [[1.5, 2]], 'asin: the argument [1.5, 2] is outside the domain -1 <= x <= 1'],
    ['acos', [-2], 'acos: the argument -2 is outside the domain -1 <= x <= 1'],
    ['acosh', [[-1, 0.5]], 'acosh: the argument [-1, 0.5] is outside the domain x >= 1'],
    ['atanh', [1], 'atanh: the argument 1 is outside the domain -1 < x < 1'],
    ['atanh', [-1], 'atanh: the argument -1 is outside the domain -1 < x < 1'],
    ['atan2', [0, 0], 'atan2: the point (0, 0) has no angle'],
  ])('%s of %j is a DomainError that says so', (name, args, message) => {
    expect(() => evaluate(name, args)).toThrow(DomainError);
    expect(() => evaluate(name, args)).toThrow(message);
  });

  test('a negative number has no root of even degree, and a real one of odd degree', () => {
    expect(() => evaluate('nthRoot', [-1], -60, { n: 2 })).toThrow(DomainError);
    expect(endsOf(evaluate('nthRoot', [-8], -60, { n: 3 }))).toEqual([-2, -2]);
  });

  test('a negative base takes exact integer exponents only, and the error suggests nthRoot', () => {
    expect(() => evaluate('pow', [-8, [0.3, 0.4]])).toThrow(/nthRoot/);
    expect(() => evaluate('pow', [[-8, -7], 0.5])).toThrow(DomainError);
    expect(endsOf(evaluate('pow', [-2, 3]))).toEqual([-8, -8]);
    expect(endsOf(evaluate('pow', [[-2, -1], 2]))).toEqual([1, 4]);
  });

  test('is proven at rational points before anything is computed', () => {
    const fold = (name: string, ...x: number[]): unknown =>
      functionNamed(name).fold?.(
        x.map((n) => rational(n)),
        { n: 2 },
      );
    expect(() => fold('ln', 0)).toThrow(DomainError);
    expect(() => fold('nthRoot', -1)).toThrow(DomainError);
    expect(() => fold('asin', 2)).toThrow(DomainError);
    expect(() => fold('acosh', 0)).toThrow(DomainError);
    expect(() => fold('atanh', 1)).toThrow(DomainError);
    expect(() => fold('pow', 0, -1)).toThrow(DivisionByZeroError);
    expect(() => fold('mod', 1, 0)).toThrow(DivisionByZeroError);
    expect(() => fold('atan2', 0, 0)).toThrow(DomainError);
  });
});

describe('An exact value', () => {
  test.each<[string, Argument[], number]>([
    ['exp', [0], 1],
    ['ln', [1], 0],
    ['log2', [1], 0],
    ['sin', [0], 0],
    ['cos', [0], 1],
    ['tan', [0], 0],
    ['asin', [0], 0],
    ['acos', [1], 0],
    ['atan', [0], 0],
    ['sinh', [0], 0],
    ['cosh', [0], 1],
    ['tanh', [0], 0],
    ['asinh', [0], 0],
    ['acosh', [1], 0],
    ['atanh', [0], 0],
    ['hypot', [3, 4], 5],
    ['hypot', [0, 0], 0],
    ['pow', [0, 0], 1],
    ['pow', [7, 0], 1],
    ['pow', [0, 2.5], 0],
    ['mod', [7, 3], 1],
    ['mod', [-7, 3], 2],
    ['mod', [7, -3], -2],
    ['mod', [6, 3], 0],
    ['sign', [-3], -1],
    ['sign', [0], 0],
    ['floor', [-2.5], -3],
    ['ceil', [-2.5], -2],
    ['round', [2.5], 3],
    ['round', [-2.5], -3],
    ['round', [0.49999], 0],
    ['trunc', [-2.5], -2],
    ['trunc', [2.5], 2],
    ['atan2', [0, 5], 0],
  ])('%s of %j is %d, a point', (name, args, value) => {
    expect(endsOf(evaluate(name, args))).toEqual([value, value]);
    expect(evaluate(name, args).own).toBe(-Infinity);
  });

  test.each<[string, [number, number][], [number, number], number | null]>([
    ['nthRoot', [[4, 9]], [2, 3], 2],
    ['nthRoot', [[-8, 27]], [-2, 3], 3],
    ['log2', [[1, 8]], [-3, 1], null],
    ['log10', [[1000, 1]], [3, 1], null],
    ['log10', [[1, 100]], [-2, 1], null],
    [
      'pow',
      [
        [4, 9],
        [-3, 2],
      ],
      [27, 8],
      null,
    ],
    [
      'hypot',
      [
        [3, 5],
        [4, 5],
      ],
      [1, 1],
      null,
    ],
    [
      'mod',
      [
        [7, 2],
        [2, 3],
      ],
      [1, 6],
      null,
    ],
    ['round', [[-5, 2]], [-3, 1], null],
    ['floor', [[-1, 3]], [-1, 1], null],
    ['ceil', [[-1, 3]], [0, 1], null],
    ['trunc', [[-4, 3]], [-1, 1], null],
  ])('%s of rationals %j folds to %j', (name, args, [n, d], degree) => {
    const folded = functionNamed(name).fold?.(
      args.map(([a, b]) => rational(a, b)),
      degree === null ? null : { n: degree },
    );
    expect(folded).toEqual(rational(n, d));
  });

  test('closed ends of domains are met: acosh(1), asin(1), acos(-1), sqrt(0)', () => {
    expect(evaluate('acosh', [1]).bounds).toEqual(point(ZERO));
    expect(evaluate('nthRoot', [0], -60, { n: 2 }).bounds).toEqual(point(ZERO));
    for (const [name, x, value] of [
      ['asin', 1, Math.PI / 2],
      ['asin', -1, -Math.PI / 2],
      ['acos', -1, Math.PI],
    ] as const) {
      const evaluation = evaluate(name, [x]);
      expect(evaluation.conditional).toBeUndefined();
      const [lo, hi] = endsOf(evaluation);
      expect(lo <= value && value <= hi && hi - lo < 1e-15).toBe(true);
    }
  });

  test('a root of degree 1 is the number itself', () => {
    expect(evaluate('nthRoot', [[-3, 5]], -60, { n: 1 }).bounds).toMatchObject({ width: 8 });
  });

  test('a degree that is no integer from 1 on is refused', () => {
    for (const n of [0, -1, 1.5, NaN, '2', undefined]) {
      expect(() => evaluate('nthRoot', [2], -60, { n })).toThrow(RangeError);
    }
  });
});

describe('A closed end of the domain inside the argument', () => {
  test.each<[string, [number, number], [number, number], number]>([
    ['nthRoot', [-1, 4], [0, 2], 0],
    ['acosh', [0, 1], [0, 0], 1],
    ['acos', [1, 3], [0, 0], 1],
  ])('%s of %j gives the part inside, conditionally', (name, x, range, end) => {
    const evaluation = evaluate(name, [x], -60, { n: 2 });
    expect(endsOf(evaluation)).toEqual(range);
    expect(evaluation).toMatchObject({ conditional: true, needs: [excludes(end)] });
  });

  test('asin past both ends needs both to be excluded', () => {
    expect(evaluate('asin', [ALL])).toMatchObject({
      conditional: true,
      needs: [excludes(-1), excludes(1)],
    });
  });

  test('a base that may be negative under an inexact exponent is taken from zero, conditionally', () => {
    const evaluation = evaluate('pow', [[-1, 4], 0.5]);
    expect(endsOf(evaluation)[0]).toBe(0);
    expect(evaluation).toMatchObject({ conditional: true, needs: [excludes(0)] });
  });
});

describe('A pole or an open end inside the argument', () => {
  test.each<[string, Argument[], [number, number], unknown]>([
    ['ln', [[0, 1]], [-Infinity, 0], excludes(0)],
    ['ln', [[-1, 1]], [-Infinity, 0], excludes(0)],
    ['atanh', [[0, 1]], [0, Infinity], excludes(1)],
    ['atanh', [[-1, 0]], [-Infinity, 0], excludes(-1)],
    ['pow', [[0, 2], -1.5], [0.35355339059327373, Infinity], excludes(0)],
  ])('%s of %j is unbounded or the hull, and needs it excluded', (name, args, [lo, hi], need) => {
    const evaluation = evaluate(name, args);
    const [low, high] = endsOf(evaluation);
    expect(Math.abs(low - lo) < 1e-12 || low === lo).toBe(true);
    expect(high).toBe(hi);
    expect(evaluation.needs).toEqual([need]);
    expect(evaluation.conditional ?? false).toBe(false);
  });

  test('mod by a divisor that may be zero is finite, but conditional', () => {
    const evaluation = evaluate('mod', [5, [-1, 2]]);
    expect(endsOf(evaluation)).toEqual([-1, 2]);
    expect(evaluation).toMatchObject({ conditional: true, needs: [excludes(0, 1)] });
  });

  test('tan with a pole possibly inside is unbounded and needs a narrower argument', () => {
    const evaluation = evaluate('tan', [[1.5, 1.6]]);
    expect(evaluation.bounds).toEqual(ALL);
    expect(evaluation.needs).toEqual([{ input: 0, width: expect.any(Number) }]);
    expect(evaluate('tan', [ALL]).bounds).toEqual(ALL);
  });

  test('tan at the double nearest to the pole is finite and right', () => {
    const [lo, hi] = endsOf(evaluate('tan', [Math.PI / 2]));
    expect(lo).toBeLessThanOrEqual(16331239353195370);
    expect(hi).toBeGreaterThanOrEqual(16331239353195370);
    expect(hi - lo).toBeLessThan(8);
  });

  test('a negative power of exactly zero is a division by zero', () => {
    expect(() => evaluate('pow', [0, [-2.5, -1.5]])).toThrow(DivisionByZeroError);
    expect(() => evaluate('pow', [0, -2])).toThrow(DivisionByZeroError);
    expect(() => evaluate('mod', [5, 0])).toThrow(DivisionByZeroError);
  });
});

describe('An extremum inside the argument', () => {
  test.each<[string, [number, number], [number, number]]>([
    ['sin', [1.5, 1.6], [0.9974, 1]],
    ['sin', [4.6, 4.8], [-1, -0.9937]],
    ['sin', [-5, 5], [-1, 1]],
    ['cos', [-0.1, 0.1], [0.995, 1]],
    ['cos', [3, 3.2], [-1, -0.9899]],
    ['cos', [6, 6.5], [0.9601, 1]],
    ['cosh', [-1, 2], [1, 3.7621956910836314]],
  ])('%s of %j is %j', (name, x, [lo, hi]) => {
    const [low, high] = endsOf(evaluate(name, [x]));
    expect(Math.abs(low - lo) < 1e-4 || low === lo).toBe(true);
    expect(Math.abs(high - hi) < 1e-4 || high === hi).toBe(true);
  });

  test('is not missed where the interval is as narrow as the doubles around it', () => {
    const below = Math.PI / 2;
    const above = below + 2 ** -52;
    expect(endsOf(evaluate('sin', [[below, above]], -200))[1]).toBe(1);
  });
});

describe('A jump inside the argument', () => {
  test.each<[string, [number, number], [number, number], number]>([
    ['floor', [1.9, 2.1], [1, 2], 2],
    ['floor', [1.5, 2], [1, 2], 2],
    ['ceil', [1.9, 2.1], [2, 3], 2],
    ['ceil', [-0.5, 0.5], [0, 1], 0],
    ['round', [2.4, 2.6], [2, 3], 2.5],
    ['round', [-2.6, -2.4], [-3, -2], -2.5],
    ['trunc', [-2.1, -1.9], [-2, -1], -2],
    ['trunc', [1.9, 2.1], [1, 2], 2],
    ['sign', [-1, 1], [-1, 1], 0],
    ['sign', [0, 1], [0, 1], 0],
  ])('%s of %j is the hull %j and needs %d excluded', (name, x, range, jump) => {
    const evaluation = evaluate(name, [x]);
    expect(endsOf(evaluation)).toEqual(range);
    expect(evaluation.needs).toEqual([excludes(jump)]);
  });

  test('several jumps need a narrower argument first', () => {
    expect(evaluate('floor', [[0, 5]]).needs).toEqual([{ input: 0 }]);
    expect(evaluate('round', [below(ONE)]).needs).toEqual([{ input: 0 }]);
  });

  test('mod of a straddled multiple is the whole range', () => {
    const evaluation = evaluate('mod', [[5.9, 6.1], 3]);
    expect(endsOf(evaluation)).toEqual([0, 3]);
    expect(evaluation.needs).toEqual([excludes(6)]);
  });
});

describe('The angle of a point', () => {
  const tiny = 2 ** -60;
  test.each<[Argument, Argument, number, number]>([
    [0, -5, Math.PI, Math.PI],
    [1, -5, 2.9441970937399127, 2.9441970937399127],
    [-1, -5, -2.9441970937399127, -2.9441970937399127],
    [1, 0, Math.PI / 2, Math.PI / 2],
    [-1, 0, -Math.PI / 2, -Math.PI / 2],
    [[-1, 1], -1, -Math.PI, Math.PI],
    [[-tiny, 0], -1, -Math.PI, Math.PI],
    [[0, tiny], -1, Math.PI, Math.PI],
    [[-1, 1], [0, 1], -Math.PI / 2, Math.PI / 2],
    [[0, 1], [-1, 1], 0, Math.PI],
    [[-1, 1], [-1, 1], -Math.PI, Math.PI],
    [ALL, ALL, -Math.PI, Math.PI],
    [0, [-1, 1], 0, Math.PI],
  ])('of y = %j and x = %j lies between %d and %d', (y, x, lo, hi) => {
    const [low, high] = endsOf(evaluate('atan2', [y, x]));
    expect(low).toBeLessThanOrEqual(lo);
    expect(high).toBeGreaterThanOrEqual(hi);
    expect(Math.abs(low - lo)).toBeLessThan(1e-14);
    expect(Math.abs(high - hi)).toBeLessThan(1e-14);
  });

  test('across the cut needs y to exclude zero', () => {
    expect(evaluate('atan2', [[-1, 1], -1]).needs).toEqual([excludes(0)]);
    expect(evaluate('atan2', [0, [-1, 1]]).needs).toEqual([excludes(0, 1)]);
  });
});

describe('An argument too large to reduce', () => {
  test('is a LimitError that names the function and the limit, at once', () => {
    for (const name of ['sin', 'cos', 'tan']) {
      expect(() => evaluate(name, [dyadic(1n, 2 ** 30)])).toThrow(LimitError);
      expect(() => evaluate(name, [dyadic(1n, 2 ** 30)])).toThrow(`${name}: an argument of about`);
    }
  });

  test('is one as soon as it is bounded, however wide', () => {
    for (const name of ['sin', 'cos', 'tan']) {
      const wide = fromExactEnds(dyadic(1n, 2 ** 29), dyadic(1n, 2 ** 30));
      expect(() => evaluate(name, [wide])).toThrow(`${name}: an argument of about`);
    }
  });

  test('is no error where it has no end', () => {
    expect(endsOf(evaluate('sin', [below(dyadic(1n, 2 ** 30))]))).toEqual([-1, 1]);
  });
});
