import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { nextRung } from '#lib/coordinator/operations/ladder.js';
import type { Rung } from '#lib/coordinator/operations/operation.js';
import { evaluationCost } from '#lib/refiners/cost.js';
import { runs } from '#spec/support/effort.js';

interface Climb {
  /** The bits of each rung that was completed. */
  readonly rungs: readonly number[];
  /** Nanoseconds that they took. */
  readonly spent: number;
}

/** Climbs until the goal or the deadline, where a rung takes `cost(bits)`. */
function climb(
  goal: number,
  growth: number,
  cost: (bits: number) => number,
  deadline = Infinity,
): Climb {
  const rungs: number[] = [];
  let now = 0;
  let reached = 64;
  let before: Rung | undefined;
  while (reached < goal) {
    const rung = nextRung({ goal, reached, growth, refiners: 2, before, now, deadline });
    const ends = now + cost(rung.bits);
    if (ends > deadline) break;
    rungs.push(rung.bits);
    before = rung;
    now = ends;
    reached = rung.bits;
    if (rungs.length > 100) throw new Error('the ladder has no end');
  }
  return { rungs, spent: now };
}

const goals = fc.integer({ min: 100, max: 40_000_000 });
const exponents = fc.double({ min: 1.5, max: 1.75, noNaN: true });

describe('the ladder', () => {
  it('ends at the goal, and each rung has more bits than the one before by the factor at most', () => {
    fc.assert(
      fc.property(goals, fc.constantFrom(2, 4), (goal, growth) => {
        const { rungs } = climb(goal, growth, evaluationCost);
        expect(rungs.at(-1)).toBe(goal);
        rungs.forEach((bits, i) => {
          if (i === 0) return;
          const factor = bits / rungs[i - 1]!;
          expect(factor).toBeGreaterThan(1);
          expect(factor).toBeLessThanOrEqual(growth * 1.2);
        });
      }),
      { numRuns: runs(200) },
    );
  });

  it('is one leap where the goal is cheap', () => {
    expect(climb(3000, 4, evaluationCost).rungs).toEqual([3000]);
  });

  it('goes on to the goal where a rung took no time, as it took no step', () => {
    const before = { bits: 40_000, since: 7, before: undefined };
    const aim = { goal: 1e9, reached: 40_000, growth: 4, refiners: 1, before, deadline: 1e9 };
    expect(nextRung({ ...aim, now: 7 }).bits).toBe(1e9);
    expect(nextRung({ ...aim, now: 8 }).bits).toBeLessThan(1e9);
  });

  it('takes at most 1.3 times the cost of the leap by factors of four, and 1.8 times by factors of two', () => {
    fc.assert(
      fc.property(goals, fc.constantFrom([4, 1.3], [2, 1.8]), (goal, [growth, most]) => {
        const { spent } = climb(goal, growth, evaluationCost);
        expect(spent / evaluationCost(goal)).toBeLessThan(most);
      }),
      { numRuns: runs(200) },
    );
  });

  it('reaches by a deadline at least six tenths of the bits of the best leap, where time follows a power of the bits', () => {
    fc.assert(
      fc.property(
        exponents,
        fc.double({ min: 1e8, max: 1e11, noNaN: true }),
        (exponent, deadline) => {
          const cost = (bits: number): number => 20_000 + bits ** exponent;
          const { rungs } = climb(400_000_000, 4, cost, deadline);
          const best = (deadline - 20_000) ** (1 / exponent);
          expect(rungs.at(-1)! / best).toBeGreaterThan(0.6);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
