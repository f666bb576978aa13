import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSession, pi, sqrt } from '#lib/real/index.js';
import { defineFunction, enclosure, refined } from '#lib/refiner.js';
import type { RealFunction } from '#lib/refiner.js';
import { ContradictionError } from '#lib/exact/errors.js';
import { brokenRefinerLaws } from '#lib/testing/index.js';
import { runs } from '#spec/support/effort.js';

/** The error function's kin: x^3 + x, whose inverse nobody has built in. */
const cubic = defineFunction({
  name: 'cubic',
  version: 1,
  at: (x, width) => {
    const point = enclosure.of(x, -Infinity);
    return enclosure.add(enclosure.power(point, 3, width - 1), point, width - 1);
  },
  derivative: (x) =>
    enclosure.add(enclosure.multiply(enclosure.square(x), enclosure.of(3)), enclosure.of(1)),
});

/** The exponential through the tools, with a slope that says nothing, so its ends have to do. */
const rising = defineFunction({
  name: 'rising',
  version: 1,
  at: (x, width) => enclosure.exp(enclosure.of(x, -Infinity), width),
  derivative: () => ({ kind: 'all' }),
  range: enclosure.fromEnds(0, null),
  monotone: 'rising',
});

describe('defineFunction', () => {
  test('it gives a value at every Real', () => {
    const x = pi.divide(7);
    expect(refined(cubic, null, [x]).toFixed(60)).toBe(x.pow(3).add(x).toFixed(60));
    expect(refined(rising, null, [x]).toFixed(60)).toBe(x.exp().toFixed(60));
    expect(refined(rising, null, [sqrt(2)]).toFixed(25)).toBe(sqrt(2).exp().toFixed(25));
  });

  test('it is exact where the value at a point is', () => {
    const result = refined(cubic, null, [2]).refineSync({ digits: 5 });
    expect(result.exact).toBe(true);
    expect(result.digits).toBe('10.000');
  });

  test('it keeps the laws of refiners', () => {
    for (const [n, d] of [
      [1n, 3n],
      [-7n, 1n],
      [1000n, 3n],
    ] as const) {
      const inputs = [{ numerator: n, denominator: d }];
      const value = { numerator: n ** 3n + n * d * d, denominator: d ** 3n };
      expect(brokenRefinerLaws(cubic, { params: null, inputs, value })).toEqual([]);
    }
  });

  test('it agrees with arithmetic at random places and precisions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -900, max: 900 }),
        fc.integer({ min: 5, max: 90 }),
        (n, digits) => {
          const session = createSession();
          const x = sqrt(2).multiply(n).divide(97);
          const goal = { decimals: digits };
          expect(refined(cubic, null, [x]).refineSync(goal, { session }).digits).toBe(
            x.pow(3).add(x).refineSync(goal, { session }).digits,
          );
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('a value outside its range is a contradiction that says so', () => {
    const wrong = defineFunction({
      name: 'wrong-range',
      version: 1,
      at: (x, width) => enclosure.of(x, width),
      derivative: () => enclosure.of(1),
      range: enclosure.fromEnds(0, 1),
    });
    const { error } = refined(wrong, null, [pi]).refineSync({ digits: 5 });
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error?.message).toContain('wrong-range@1: [3.14159, 3.1416] lies outside the range');
  });

  test('what is missing is named', () => {
    const define = (f: object): unknown => defineFunction(f as RealFunction);
    expect(() => define({ name: 'f', version: 1, derivative: () => null })).toThrow(
      'defineFunction: f must have a function `at`, got undefined',
    );
    expect(() => define({ name: 'f', at: () => null, derivative: () => null })).toThrow(
      'defineFunction: the version of f must be a whole number from 0, got undefined',
    );
  });
});
