/** Verdicts against a second opinion in exact rationals: the table of goals, word for word. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal, SimpleGoal } from '#lib/coordinator/goals/goal.js';
import { judge } from '#lib/coordinator/goals/verdict.js';
import type { Verdict } from '#lib/coordinator/goals/verdict.js';
import { compare, dyadic } from '#lib/exact/dyadic.js';
import {
  containsZero,
  isPoint,
  mignitudeLog2,
  point,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { printedWidth } from '#lib/exact/decimal/printed.js';
import { ratCompare, rational } from '#lib/exact/rational.js';
import { enclosures } from '#spec/exact/arbitraries.js';
import { runs } from '#spec/support/effort.js';
import { holds } from '#spec/support/goal-holds.js';
import { formatEnclosure } from '#lib/exact/decimal/formatting.js';

const verdictOf = (goal: Goal, bounds: Enclosure): Verdict =>
  judge(checkGoal(goal), bounds, undefined);

/** Enclosures about as narrow as the goals below ask for. */
const narrow: fc.Arbitrary<Enclosure> = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    fc.integer({ min: 0, max: 2000 }),
    fc.integer({ min: -60, max: 4 }),
  )
  .map(([lo, width, exp]) => ({ kind: 'narrow', lo, width, exp }));

/** Enclosures around a decimal with few places, where roundings are in doubt. */
const aroundDecimals: fc.Arbitrary<Enclosure> = fc
  .tuple(
    fc.bigInt({ min: -2000n, max: 2000n }),
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 20, max: 90 }),
  )
  .map(([n, places, width, bits]) => {
    const scaled = (n << BigInt(bits)) / 10n ** BigInt(places);
    return { kind: 'narrow', lo: scaled - 3n, width, exp: -bits };
  });

const bounded = fc.oneof(narrow, aroundDecimals, enclosures);

const goals: fc.Arbitrary<SimpleGoal> = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((bits) => ({ bits })),
  fc.tuple(fc.nat(999), fc.integer({ min: -12, max: 3 })).map(([n, e]) => ({
    eps: `${String(n + 1)}e${String(e)}`,
  })),
  fc.tuple(fc.nat(999), fc.integer({ min: -12, max: 1 })).map(([n, e]) => ({
    rel: `${String(n + 1)}e${String(e)}`,
  })),
  fc.integer({ min: 1, max: 15 }).map((digits) => ({ digits })),
  fc.integer({ min: 0, max: 15 }).map((decimals) => ({ decimals })),
  fc.constant({ sign: true } as const),
  fc.constant({ double: true } as const),
);

describe('a verdict', () => {
  it('says met, or enough, only where the goal holds by the table', () => {
    fc.assert(
      fc.property(goals, bounded, (goal, bounds) => {
        const verdict = verdictOf(goal, bounds);
        if (verdict.met || verdict.faithful) expect(holds(goal, bounds)).toBe(true);
        if (verdict.met) expect(verdict.faithful).toBe(true);
      }),
      { numRuns: runs(3000) },
    );
  });

  it('says met as soon as the width goals hold with an eighth to spare for printing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), bounded, (bits, bounds) => {
        const width = widthLog2(bounds);
        if (width > -bits - Math.log2(9 / 8) - 2 ** -20) return;
        expect(verdictOf({ bits }, bounds).met).toBe(true);
        if (width <= -bits - 0.2) expect(verdictOf({ eps: 2 ** -bits }, bounds).met).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('asks no eighth of bounds that are printed exactly, as those of data are', () => {
    const quarters = fc.tuple(
      fc.integer({ min: -400, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
    );
    fc.assert(
      fc.property(quarters, ([lo, width]) => {
        const bounds = fromEnds(dyadic(BigInt(lo), -2), dyadic(BigInt(lo + width), -2), -2);
        const exactly = printedWidth(bounds);
        expect(verdictOf({ eps: width / 4 }, bounds).met).toBe(
          exactly !== undefined && ratCompare(exactly, rational(BigInt(width), 4n)) <= 0,
        );
      }),
      { numRuns: runs(300) },
    );
    const one = fromEnds(dyadic(1n, 0), dyadic(2n, 0), 0);
    expect([{ eps: 1 }, { bits: 0 }].map((goal) => verdictOf(goal, one).met)).toEqual([true, true]);
    expect(verdictOf({ eps: '0.9999' }, one).met).toBe(false);
  });

  it('is given of any bounds, however far from one they are or their ends from each other', () => {
    const end = fc
      .tuple(
        fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
        fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.integer({ min: -9, max: 9 })),
      )
      .map(([m, e]) => dyadic(m, e));
    fc.assert(
      fc.property(goals, end, end, fc.boolean(), (goal, a, b, isOne) => {
        const [lo, hi] = compare(a, b) <= 0 ? [a, isOne ? a : b] : [b, isOne ? b : a];
        const bounds = fromEnds(lo, hi, Infinity);
        const { met, beyondLimit, allowance } = verdictOf(goal, bounds);
        if (beyondLimit) {
          expect(met).toBe(false);
          expect(mignitudeLog2(bounds)).toBeGreaterThan(2 ** 29 - 1000);
          expect(Object.keys(goal)[0]).toMatch(/eps|bits|decimals/);
        } else if (isPoint(bounds)) expect(met || 'double' in goal).toBe(true);
        expect(allowance).not.toBeNaN();
      }),
      { numRuns: runs(1000) },
    );
  });

  it('says beyond the limit of several goals where none, or not all of them, can be written out', () => {
    const huge = point(dyadic(3n, 1e9));
    const [possible, tooLong] = [{ digits: 5 }, { eps: 1 }] as const;
    expect(verdictOf({ any: [possible, tooLong] }, huge)).toMatchObject({ met: true });
    expect(verdictOf({ any: [tooLong, { decimals: 0 }] }, huge).beyondLimit).toBe(true);
    expect(verdictOf({ all: [possible, tooLong] }, huge)).toMatchObject({
      met: false,
      beyondLimit: true,
    });
    // What may be small yet is narrowed on.
    const wide = fromEnds(dyadic(1n, 0), dyadic(1n, 1e9), Infinity);
    expect(verdictOf(tooLong, wide)).toMatchObject({ met: false, beyondLimit: false });
    expect(verdictOf({ rel: '1e-3' }, wide)).toMatchObject({ met: false, beyondLimit: false });
  });

  it('asks for a width that is smaller than the present one, or for zero to be excluded', () => {
    fc.assert(
      fc.property(goals, bounded, (goal, bounds) => {
        const { met, allowance, excludeZero } = verdictOf(goal, bounds);
        if (met) return;
        if (excludeZero) expect(containsZero(bounds)).toBe(true);
        else expect(allowance < widthLog2(bounds) || widthLog2(bounds) === Infinity).toBe(true);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('is reached: narrowing to the allowance again and again meets every goal', () => {
    fc.assert(
      fc.property(
        goals,
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (goal, n, d) => {
          // Coprime to ten, so never a tie of decimals, nor the middle of two doubles.
          const value = rational(3n * n, 7n * (10n * d + 1n));
          let bits = 0;
          for (let turn = 0; turn < 40; turn++) {
            const lo = (value.n << BigInt(bits + 200)) / (value.d << 200n);
            const bounds = fromEnds(dyadic(lo, -bits), dyadic(lo + 1n, -bits), -bits);
            const verdict = verdictOf(goal, bounds);
            if (verdict.met) return;
            bits = verdict.excludeZero
              ? bits + 16
              : Math.max(bits + 1, Math.ceil(-verdict.allowance));
          }
          throw new Error('the goal was not met in 40 turns');
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('meets digits and decimals of a value that is known exactly at once', () => {
    const half = rational(1n, 2n);
    const wide = fromEnds(dyadic(-5n, 0), dyadic(5n, 0), 0);
    for (const goal of [{ digits: 50 }, { decimals: 0 }, { sign: true }] as const) {
      expect(judge(checkGoal(goal), wide, half).met).toBe(true);
    }
    expect(judge(checkGoal({ eps: 1 }), wide, half).met).toBe(false);
  });

  it('meets every goal with the exact point zero', () => {
    const zero = point(dyadic(0n, 0));
    for (const goal of [
      { digits: 9 },
      { decimals: 9 },
      { bits: 9 },
      { sign: true },
      { rel: 0.1 },
    ] as const) {
      expect(verdictOf(goal, zero).met).toBe(true);
    }
  });

  it('never meets digits, sign or rel while zero is one of several points', () => {
    fc.assert(
      fc.property(
        bounded.filter((x) => containsZero(x) && !isPoint(x)),
        (bounds) => {
          for (const goal of [{ digits: 1 }, { sign: true }, { rel: '1e9' }] as const) {
            expect(verdictOf(goal, bounds)).toMatchObject({ met: false, excludeZero: true });
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('meets 1.000 from both sides of a power of ten, though no refinement can prove equality', () => {
    const bounds = fromEnds(dyadic(2n ** 90n - 1n, -90), dyadic(2n ** 90n + 1n, -90), -90);
    expect(verdictOf({ digits: 4 }, bounds).met).toBe(true);
    expect(formatEnclosure(bounds, { digits: 4 })?.text).toBe('1.000');
  });

  it('spends up to 64 further bits to prove the correct rounding before it takes a faithful one', () => {
    // Around 0.5, a tie with no decimals: faithful is all that can be proven.
    const around = (bits: number): Enclosure =>
      fromEnds(
        dyadic(2n ** BigInt(bits - 1) - 1n, -bits),
        dyadic(2n ** BigInt(bits - 1) + 1n, -bits),
        -bits,
      );
    const early = verdictOf({ decimals: 0 }, around(30));
    expect(early).toMatchObject({ met: false, faithful: true, allowance: -64 });
    expect(verdictOf({ decimals: 0 }, around(60)).met).toBe(false);
    expect(verdictOf({ decimals: 0 }, around(66)).met).toBe(true);
  });

  it('of any is met with one of its goals, of all with every one', () => {
    fc.assert(
      fc.property(fc.array(goals, { minLength: 1, maxLength: 3 }), bounded, (list, bounds) => {
        const each = list.map((goal) => verdictOf(goal, bounds).met);
        const any = verdictOf({ any: list }, bounds);
        const all = verdictOf({ all: list }, bounds);
        expect([any.met, all.met]).toEqual([each.includes(true), !each.includes(false)]);
        for (const verdict of [any, all]) {
          if (verdict.met) continue;
          const narrower = verdict.allowance < widthLog2(bounds) || widthLog2(bounds) === Infinity;
          expect(verdict.excludeZero || narrower).toBe(true);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
