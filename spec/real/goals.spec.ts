import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/expression/index.js';
import { GoalError, createSession, pi, real, sin, sqrt } from '#lib/real/index.js';
import type { Goal, Real } from '#lib/real/index.js';
import { PincerError } from '#lib/exact/errors.js';
import { runs } from '#spec/support/effort.js';
import { exactEnds, fraction, fromDecimal, fromDouble, printedEnds, within } from './fractions.js';
import type { Fraction } from './fractions.js';
import { build, rationalTrees, trees, valueOf } from './trees.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const unprovenZero = expression(UNPROVEN_ZERO);

const TEN = fraction(10);

const width = ([lower, upper]: readonly [Fraction, Fraction]): Fraction => upper.sub(lower);

/** The unit of the last place of a printed decimal. */
function lastPlace(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  return TEN.pow(BigInt(Number(exponent) - places));
}

/** How many significant digits a text of a number other than 0 has. */
function significant(text: string): number {
  const [mantissa = ''] = text.split('e');
  return mantissa.replace(/^-/, '').replace('.', '').replace(/^0+/, '').length;
}

const places = (text: string): number => text.split('.')[1]?.length ?? 0;

/** Asserts that a decimal is within one unit of its last place of every point of the bounds. */
function expectFaithful(text: string, ends: readonly [Fraction, Fraction]): void {
  const unit = lastPlace(text);
  for (const end of ends) expect(fromDecimal(text).sub(end).abs().lte(unit)).toBe(true);
}

/** Random values of every kind, refined to a goal; those that are met go on. */
function forMet(goals: fc.Arbitrary<Goal>, check: (x: Real, goal: Goal) => void): void {
  fc.assert(
    fc.property(trees, goals, (tree, goal) => {
      const x = build(tree);
      const { status } = x.refineSync(goal, { budget: { separationBits: 200 } });
      expect(['met', 'undecided', 'error']).toContain(status);
      if (status === 'met') check(x, goal);
    }),
    { numRuns: runs(50) },
  );
}

describe('the goal eps', () => {
  it('is met when upper - lower <= eps, as printed too', () => {
    forMet(
      fc.integer({ min: -60, max: 2 }).map((k) => ({ eps: `1e${String(k)}` })),
      (x, goal) => {
        const result = x.refineSync(goal);
        const eps = fromDecimal((goal as { eps: string }).eps);
        expect(width(exactEnds(result)).lte(eps)).toBe(true);
        expect(width(printedEnds(result)).lte(eps)).toBe(true);
      },
    );
  });

  it('takes a number, which is the exact double, and an exact decimal, Big or ratio', () => {
    const result = pi.refineSync({ eps: 1e-9 });
    expect(width(printedEnds(result)).lte(fromDouble(1e-9))).toBe(true);
    for (const eps of [
      '1e-9',
      '1/1000000000',
      new Big('1e-9'),
      { numerator: 1, denominator: 10n ** 9n },
    ])
      expect(pi.refineSync({ eps }).status).toBe('met');
  });
});

describe('the goal bits', () => {
  it('is met when upper - lower <= 2^-N, as printed too', () => {
    forMet(
      fc.integer({ min: 0, max: 300 }).map((bits) => ({ bits })),
      (x, goal) => {
        const result = x.refineSync(goal);
        const most = fraction(1, 2n ** BigInt((goal as { bits: number }).bits));
        expect(width(exactEnds(result)).lte(most)).toBe(true);
        expect(width(printedEnds(result)).lte(most)).toBe(true);
      },
    );
  });
});

describe('the goal rel', () => {
  it('is met when upper - lower <= R times the smallest magnitude in the bounds', () => {
    forMet(
      fc.integer({ min: -60, max: -1 }).map((k) => ({ rel: `1e${String(k)}` })),
      (x, goal) => {
        const ends = exactEnds(x.refineSync(goal));
        const least = ends[0].abs().lt(ends[1].abs()) ? ends[0].abs() : ends[1].abs();
        expect(width(ends).lte(fromDecimal((goal as { rel: string }).rel).mul(least))).toBe(true);
      },
    );
  });

  it('holds for values of any magnitude', () => {
    for (const exponent of [-5000, 5000]) {
      const result = real(10).pow(exponent).multiply(pi).refineSync({ rel: 1e-30 });
      expect(result.status).toBe('met');
    }
  });
});

describe('the goal decimals', () => {
  it('is met by a decimal with N places within one unit of the last of every point of the bounds', () => {
    forMet(
      fc.integer({ min: 0, max: 60 }).map((decimals) => ({ decimals })),
      (x, goal) => {
        const result = x.refineSync(goal);
        const text = result.digits ?? '';
        if (text !== '0') expect(places(text)).toBe((goal as { decimals: number }).decimals);
        expectFaithful(text, exactEnds(result));
      },
    );
  });

  it('is met for what cannot be told from zero', () => {
    const result = pi.subtract(pi).refineSync({ decimals: 5 });
    expect([result.status, result.digits]).toEqual(['met', '0.00000']);
  });
});

describe('the goal digits', () => {
  it('is met by a decimal with N significant digits within one unit of the last of every point', () => {
    forMet(
      fc.integer({ min: 1, max: 60 }).map((digits) => ({ digits })),
      (x, goal) => {
        const result = x.refineSync(goal);
        const text = result.digits ?? '';
        if (text === '0') expect(result.rational).toBe('0');
        if (text !== '0') expect(significant(text)).toBe((goal as { digits: number }).digits);
        expectFaithful(text, exactEnds(result));
      },
    );
  });

  it('prints the nearest decimal, and the even one of two, where the value is exact', () => {
    fc.assert(
      fc.property(rationalTrees, fc.integer({ min: 1, max: 30 }), (tree, digits) => {
        const value = valueOf(tree);
        if (value === undefined || value.equals(0n)) return;
        const { digits: text, rounding } = build(tree).refineSync({ digits });
        expect(rounding).toBe('correct');
        const distance = fromDecimal(text ?? '')
          .sub(value)
          .abs();
        expect(distance.mul(2n).lte(lastPlace(text ?? ''))).toBe(true);
      }),
      { numRuns: runs(75) },
    );
    expect(real('0.125').refineSync({ digits: 2 }).digits).toBe('0.12');
    expect(real('0.375').refineSync({ digits: 2 }).digits).toBe('0.38');
    expect(real('-2.5').refineSync({ digits: 1 }).digits).toBe('-2');
  });

  it('is met by 1.000 although no refinement can prove equality', () => {
    const one = sin(1)
      .multiply(sin(1))
      .add(sin(1).multiply(-1).multiply(sin(1)))
      .add(1);
    const result = one.refineSync({ digits: 4 });
    expect(result).toMatchObject({ status: 'met', digits: '1.000' });
    expect(['correct', 'faithful']).toContain(result.rounding);
    expect(result.exact).toBe(false);
  });

  it('is met by an exactly known zero, with the text 0', () => {
    expect(real(0).refineSync({ digits: 40 })).toMatchObject({
      status: 'met',
      digits: '0',
      exact: true,
    });
    expect(real('1/3').subtract('1/3').refineSync({ digits: 40 }).digits).toBe('0');
  });

  it('is undecided for a zero that is not proven', () => {
    const result = unprovenZero.refineSync({ digits: 4 });
    expect(result).toMatchObject({ status: 'undecided', reason: 'separation', digits: null });
  });

  it('agrees with itself: fewer digits are those of more, rounded', () => {
    const long = sqrt(2).add(pi).refineSync({ digits: 400 }).digits ?? '';
    for (const digits of [5, 50, 399]) {
      const text = sqrt(2).add(pi).refineSync({ digits }).digits ?? '';
      const distance = fromDecimal(text).sub(fromDecimal(long)).abs();
      expect(distance.mul(2n).lte(lastPlace(text))).toBe(true);
    }
  });
});

describe('the goal sign', () => {
  it('is met when the bounds exclude zero', () => {
    const ends = exactEnds(sqrt(2).subtract('1.4142135623730950488').refineSync({ sign: true }));
    expect(ends[0].compare(0n)).toBe(1);
  });

  it('is met when equality is proven exactly', () => {
    expect(real('0.1').add('0.2').subtract('0.3').refineSync({ sign: true })).toMatchObject({
      status: 'met',
      rational: '0',
    });
  });

  it('is undecided otherwise, with the bounds', () => {
    const result = unprovenZero.refineSync({ sign: true });
    expect(result).toMatchObject({ status: 'undecided', reason: 'separation' });
    expect(within(exactEnds(result), fraction(0))).toBe(true);
    expect(result.widthLog2).toBeLessThan(-30_000);
  });
});

describe('goals of goals', () => {
  it('are met when any of them is, or all are', () => {
    const zero = unprovenZero;
    expect(zero.refineSync({ any: [{ sign: true }, { eps: '1e-30' }] }).status).toBe('met');
    expect(zero.refineSync({ all: [{ sign: true }, { eps: '1e-30' }] }).status).toBe('undecided');
    const both = pi.refineSync({ all: [{ rel: '1e-30' }, { bits: 150 }] });
    expect(both.status).toBe('met');
    expect(both.widthLog2).toBeLessThanOrEqual(-150);
    const either = sqrt(2).refineSync(
      { any: [{ bits: 40 }, { bits: 4000 }] },
      { session: createSession() },
    );
    expect(either.widthLog2).toBeGreaterThan(-4000);
  });

  it('are lists of simple goals, and not empty', () => {
    for (const goal of [
      { any: [] },
      { all: 5 },
      { any: [{ all: [{ bits: 5 }] }] },
      { all: [{ bits: -1 }] },
    ]) {
      expect(() => pi.refineSync(goal as never)).toThrow(GoalError);
    }
  });
});

describe('goals out of range', () => {
  it.each([
    [{ digits: 0 }, 'digits takes an integer from 1 to 100000000, got 0'],
    [{ digits: 100_000_001 }, 'got 100000001'],
    [{ digits: 1.5 }, 'got 1.5'],
    [{ digits: '5' }, 'got 5'],
    [{ digits: NaN }, 'got NaN'],
    [{ decimals: -1 }, 'decimals takes an integer from 0 to 100000000, got -1'],
    [{ bits: -1 }, 'bits takes an integer from 0 to 330000000, got -1'],
    [{ bits: 330_000_001 }, 'got 330000001'],
    [{ eps: 0 }, 'eps takes a positive number or exact decimal text, got 0'],
    [{ eps: -1 }, 'got -1'],
    [{ eps: 'small' }, 'got small'],
    [{ eps: Infinity }, 'got Infinity'],
    [{ rel: '0' }, 'rel takes a positive number'],
    [{ sign: false }, 'sign takes true, got false'],
    [{ precision: 5 }, 'precision is not one of'],
    [{ digits: 5, bits: 5 }, 'exactly one'],
    [{}, 'exactly one'],
    [null, 'not an object'],
    [5, 'not an object'],
  ])('are refused with the range: %j', async (goal, message) => {
    const call = (): unknown => pi.refineSync(goal as never);
    expect(call).toThrow(GoalError);
    expect(call).toThrow(PincerError);
    expect(call).toThrow(message);
    await expect(pi.refine(goal as never)).rejects.toThrow(message);
  });
});
