import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, dyadic, topExponent } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { log2Lower, log2Upper } from '#lib/exact/logarithm.js';
import { above } from '#lib/exact/enclosure/ends.js';
import {
  ALL,
  below,
  containsZero,
  isFinite,
  isNonNegative,
  isPositive,
  magnitudeLog2,
  mignitudeLog2,
  point,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { DomainError, LimitError } from '#lib/exact/errors.js';
import { functions } from '#lib/refiners/functions/index.js';
import { runs } from '#spec/support/effort.js';
import { casesOf } from './arbitraries.js';
import { evaluate, finiteEnds } from './evaluate.js';

/** 2^-10000 (1 + 2^-9999): a tiny number with a long tail. */
const tiny = dyadic((1n << 9999n) + 1n, -19999);

describe('A tiny argument', () => {
  test.each(['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'asinh', 'atanh'])(
    '%s of 2^-10000 has 60 significant bits at the coarsest grid, and the sign',
    (name) => {
      const { bounds } = evaluate(name, [tiny], Infinity);
      expect(widthLog2(bounds)).toBeLessThan(-10000 - 58);
      expect(isPositive(bounds)).toBe(true);
    },
  );

  test.each(['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'asinh', 'atanh'])(
    '%s of 2^-500 agrees with x + c x^3 to 3,000 bits where c x^3 shows',
    (name) => {
      const cubes: Record<string, bigint> = {
        sin: -2n,
        tan: 4n,
        asin: 2n,
        atan: -4n,
        sinh: 2n,
        tanh: -4n,
        asinh: -2n,
        atanh: 4n,
      };
      // x + c x^3 / 12, off by less than x^5.
      const unit = -2400;
      const { lo, hi } = finiteEnds(evaluate(name, [dyadic(1n, -500)], unit));
      const value = (1n << 1900n) + (cubes[name]! << 900n) / 12n;
      expect(compare(lo, dyadic(value + 2n, unit))).toBeLessThanOrEqual(0);
      expect(compare(hi, dyadic(value - 2n, unit))).toBeGreaterThanOrEqual(0);
      expect(widthLog2(fromExactEnds(lo, hi))).toBeLessThanOrEqual(unit);
    },
  );

  test('ln(1 + 2^-10000), acosh(1 + 2^-10000) and acos(1 - 2^-10000) keep their sizes', () => {
    const above = dyadic((1n << 10000n) + 1n, -10000);
    const below = dyadic((1n << 10000n) - 1n, -10000);
    for (const [name, x, size] of [
      ['ln', above, -10000],
      ['acosh', above, -4999.5],
      ['acos', below, -4999.5],
    ] as const) {
      const { bounds } = evaluate(name, [x], Infinity);
      expect(magnitudeLog2(bounds)).toBeCloseTo(size, 3);
      expect(mignitudeLog2(bounds)).toBeCloseTo(size, 3);
      expect(widthLog2(bounds)).toBeLessThan(size - 55);
    }
  });
});

describe('A huge argument', () => {
  test('exp beyond what is represented is bounded below only, and small ones are nearly zero', () => {
    const large = evaluate('exp', [1e10], -67);
    expect(large.bounds.kind).toBe('below');
    const small = evaluate('exp', [-1e10], -67);
    expect(isNonNegative(small.bounds)).toBe(true);
    expect(magnitudeLog2(small.bounds)).toBeLessThan(-(2 ** 31));
    expect(evaluate('exp', [ALL]).bounds.kind).toBe('below');
  });

  test('exp(10^9) is represented, with 60 significant bits and no more', () => {
    const { bounds } = evaluate('exp', [1e9], Infinity);
    const { lo, hi } = finiteEnds({ bounds, own: 0 });
    expect(Math.abs(log2Lower(lo) - 1e9 / Math.LN2)).toBeLessThan(1);
    expect(Math.abs(log2Upper(hi) - 1e9 / Math.LN2)).toBeLessThan(1);
    expect(widthLog2(bounds)).toBeLessThan(1e9 / Math.LN2 - 55);
  });

  test('atan, tanh and asinh of 2^(2^31) need no bits of it', () => {
    const x = dyadic(1n, 2 ** 31);
    expect(widthLog2(evaluate('atan', [x], -100).bounds)).toBeLessThan(-99);
    expect(widthLog2(evaluate('tanh', [x], -100).bounds)).toBeLessThan(-99);
    expect(widthLog2(evaluate('asinh', [x], -100).bounds)).toBeLessThan(-99);
    expect(widthLog2(evaluate('ln', [x], -100).bounds)).toBeLessThan(-99);
  });

  test('a half-infinite argument is taken to the limit with the precision asked for', () => {
    const far = below(dyadic(1n, 60));
    expect(widthLog2(evaluate('atan', [far], -150).bounds)).toBeLessThan(-59.9);
    expect(widthLog2(evaluate('tanh', [far], -150).bounds)).toBeLessThan(-149);
    expect(isNonNegative(evaluate('exp', [above(dyadic(-1n, 60))], -150).bounds)).toBe(true);
  });

  test('sin(6^(6^6)), an integer of 120,605 bits, in a fraction of a second', () => {
    const x = point(dyadic(6n ** 46656n, 0));
    const { lo, hi } = finiteEnds(evaluate('sin', [x], -230));
    const digits = 9539537434573206352492111434055253425811857636511822065161716596988370n;
    const scaled = (digits << 260n) / 10n ** 70n;
    expect(compare(lo, dyadic(scaled + (1n << 30n), -260))).toBeLessThan(0);
    expect(compare(hi, dyadic(scaled - (1n << 30n), -260))).toBeGreaterThan(0);
  });
});

/** Ends anywhere from 2^-(2^32) to 2^(2^32), and those where a logarithm is none or nothing. */
const farEnds = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
        fc.integer({ min: -4_200_000_000, max: 4_200_000_000 }),
      )
      .map(([m, e]) => dyadic(m, e)),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, -1, 2, 3, -3, 0.5, -2.5).map(fromDouble) },
);
const farEnclosures: fc.Arbitrary<Enclosure> = fc.oneof(
  farEnds.map(point),
  fc
    .tuple(farEnds, farEnds)
    .map(([a, b]) => (compare(a, b) <= 0 ? fromExactEnds(a, b) : fromExactEnds(b, a))),
  farEnds.map((lo): Enclosure => ({ kind: 'below', lo })),
  farEnds.map((hi): Enclosure => ({ kind: 'above', hi })),
);

test('A value of more bits than can be held is a LimitError, at once', () => {
  expect(() => evaluate('exp', [1e9], -67)).toThrow(LimitError);
  expect(() => evaluate('sinh', [1e9], -67)).toThrow(LimitError);
  expect(() => evaluate('pow', [3, 2 ** 31], -67)).toThrow(LimitError);
  expect(() => evaluate('pow', [3, 1e9 + 0.5], -67)).toThrow(LimitError);
  expect(() => evaluate('nthRoot', [{ m: 1n, e: 2 ** 32 }], -67, { n: 3 })).toThrow(LimitError);
});

describe.each(casesOf(functions))('$title', ({ definition, params }) => {
  test('answers for ends of any exponent, promptly, or names a domain or a limit', () => {
    const { arity, name } = definition;
    fc.assert(
      fc.property(fc.array(farEnclosures, { minLength: arity, maxLength: arity }), (inputs) => {
        let bounds: Enclosure;
        try {
          bounds = definition.evaluate(inputs, Infinity, params).bounds;
        } catch (error) {
          if (error instanceof DomainError) return;
          expect(error).toBeInstanceOf(LimitError);
          expect(['sin', 'cos', 'tan', 'mod']).toContain(name);
          return;
        }
        for (let i = 0; i < arity; i++) {
          expect(definition.sensitivity(i, inputs, bounds, params)).not.toBeNaN();
        }
        if (isFinite(bounds) && !containsZero(bounds)) {
          expect(topExponent(finiteEnds({ bounds, own: 0 }).hi)).not.toBeNaN();
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
