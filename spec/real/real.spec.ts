import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { UndecidedError, e, pi, real, sin, sqrt } from '#lib/real/index.js';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import { expression } from '#lib/expression/index.js';
import { runs } from '#spec/support/effort.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';
import { exactEnds, fraction, fromDouble, within } from './fractions.js';
import { build, rationalTrees, valueOf } from './trees.js';

describe('arithmetic on Reals', () => {
  it('has the bounds that exact rationals prove, through the double tier as well', () => {
    fc.assert(
      fc.property(rationalTrees, fc.constantFrom(20, 60, 300), (tree, bits) => {
        const value = valueOf(tree);
        const x = build(tree);
        const result = x.refineSync({ bits });
        if (value === undefined) {
          expect(result.status).toBe('error');
          expect(result.error).toBeInstanceOf(DivisionByZeroError);
          return;
        }
        expect(result.status).toBe('met');
        expect(within(exactEnds(result), value)).toBe(true);
        if (!Number.isNaN(x.lo)) {
          expect(x.lo === -Infinity || fromDouble(x.lo).lte(value)).toBe(true);
          expect(x.hi === Infinity || value.lte(fromDouble(x.hi))).toBe(true);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('takes everything that real takes', () => {
    expect(
      real(1)
        .add('1/2')
        .subtract(0.25)
        .multiply(4n)
        .divide({ numerator: 5, denominator: 2 })
        .toString(),
    ).toBe('2.0000000000000000000');
  });

  it('leaves its operands as they are', () => {
    const x = sqrt(2);
    x.add(1).negate().refineSync({ digits: 30 });
    expect(x.negate().negate()).toBe(x);
    expect(x.refineSync({ digits: 5 }).digits).toBe('1.4142');
  });
});

describe('the nearest double', () => {
  it('is the platform’s own for decimal text', () => {
    const texts = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.integer({ min: -340, max: 300 }),
      )
      .map(([m, k]) => `${String(m)}e${String(k)}`);
    fc.assert(
      fc.property(texts, (text) => {
        expect(real(text).toNumber()).toBe(Number(text));
      }),
      { numRuns: runs(300) },
    );
  });

  it('is proven for values that are no rationals', () => {
    expect(pi.toNumber()).toBe(3.141592653589793);
    expect(e.toNumber()).toBe(2.718281828459045);
    expect(sqrt(2).toNumber()).toBe(1.4142135623730951);
    expect(sin(1e22).toNumber()).toBe(-0.8522008497671888);
    expect(real(1e-320).sqrt().toNumber()).toBe(Math.sqrt(1e-320));
  });

  it('goes to the even one of two at the same distance', () => {
    const half = 2n ** 53n;
    expect(real(half + 1n).toNumber()).toBe(2 ** 53);
    expect(real(half + 3n).toNumber()).toBe(2 ** 53 + 4);
    expect(
      real(half + 1n)
        .multiply(-1)
        .toNumber(),
    ).toBe(-(2 ** 53));
  });

  it('decides what lies ever so slightly beside the middle of two', () => {
    const middle = real(2n ** 53n + 1n);
    const little = pi.multiply('1e-200');
    expect(middle.add(little).toNumber()).toBe(2 ** 53 + 2);
    expect(middle.subtract(little).toNumber()).toBe(2 ** 53);
  });

  it('is infinite, or zero, or subnormal where doubles are', () => {
    expect(real(10).pow(400).toNumber()).toBe(Infinity);
    expect(real(-10).pow(401).toNumber()).toBe(-Infinity);
    expect(real(10).pow(-400).toNumber()).toBe(0);
    expect(real('3e-324').toNumber()).toBe(5e-324);
  });

  it('is refused where no budget proves it, with the bounds', () => {
    const middle = real(2n ** 53n + 1n);
    const zero = expression(UNPROVEN_ZERO);
    expect(() => middle.add(zero).toNumber()).toThrow(UndecidedError);
    expect(() => middle.add(zero).toNumber()).toThrow(/^toNumber: .*lies in \[/);
  });

  it('is refused with the mathematical error of the value', () => {
    expect(() => sqrt(-1).toNumber()).toThrow(DomainError);
    expect(() => pi.divide(0).toNumber()).toThrow(DivisionByZeroError);
  });
});

describe('a Real among the values of the language', () => {
  it('refuses to become a primitive in silence, and says what to call', () => {
    const sum = (): unknown => 1 + (pi as unknown as number);
    expect(sum).toThrow(TypeError);
    for (const advice of ['toNumber()', 'toString()', 'refineSync(goal)'])
      expect(sum).toThrow(advice);
    expect(() => (pi as never) > 3).toThrow(TypeError);
    expect(() => Math.max(pi as never)).toThrow(TypeError);
  });

  it('prints twenty proven digits', () => {
    expect(String(pi)).toBe('3.1415926535897932385');
    expect(real('1/3').toString()).toBe('0.33333333333333333333');
  });

  it('prints zero as 0, and bounds where digits cannot be proven', () => {
    expect(real(0).toString()).toBe('0');
    expect(pi.subtract(pi).toString()).toBe('0');
    expect(expression(UNPROVEN_ZERO).toString()).toMatch(/^\[.*\]$/);
  });

  it('throws its mathematical error where it is printed', () => {
    expect(() => sqrt(-1).toString()).toThrow(DomainError);
  });

  it('is its digits in JSON', () => {
    expect(JSON.stringify({ pi, half: real('1/2') })).toBe(
      '{"pi":"3.1415926535897932385","half":"0.50000000000000000000"}',
    );
  });
});

describe('powers and roots', () => {
  it('of exact rationals are exact where they are rationals', () => {
    const cases = [
      [real('4/9').sqrt(), fraction(2, 3)],
      [real(-27).cbrt(), fraction(-3)],
      [real('1/1024').nthRoot(10), fraction(1, 2)],
      [real('-2/3').pow(-3), fraction(-27, 8)],
      [real(0).pow(0), fraction(1)],
      [real(0).sqrt(), fraction(0)],
      [real(7).nthRoot(1), fraction(7)],
    ] as const;
    for (const [x, value] of cases) {
      expect(x.refineSync({ digits: 30 }).rational).toBe(value.toFraction());
    }
  });

  it('multiply out: the n-th power of the n-th root holds the value', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.integer({ min: 2, max: 9 }),
        (value, n) => {
          const result = real(value).nthRoot(n).refineSync({ bits: 100 });
          expect(result.status).toBe('met');
          const [lower, upper] = exactEnds(result);
          expect(lower.pow(BigInt(n)).lte(fraction(value))).toBe(true);
          expect(fraction(value).lte(upper.pow(BigInt(n)))).toBe(true);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});
