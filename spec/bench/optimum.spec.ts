import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Choice } from '#bench/optimum/choices.js';
import { frontier, hull } from '#bench/optimum/choices.js';
import { leastLatticeCost } from '#bench/optimum/lattice.js';
import { Relaxation } from '#bench/optimum/relaxation.js';
import { leastCost } from '#bench/optimum/separable.js';
import { runs } from '#spec/support/effort.js';

/** Widths over thirty powers of two: their sums are exact, and far apart beside the rounding that is allowed for. */
const choice: fc.Arbitrary<Choice> = fc.record({
  width: fc.integer({ min: 0, max: 30 }).map((bits) => 2 ** -bits),
  cost: fc.integer({ min: 1, max: 1_000_000 }),
});
const groups = fc.array(fc.array(choice, { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 5,
});
/** Halfway between sums of widths, which are multiples of 2^-30: no rounding takes it across one. */
const allowance = fc
  .double({ min: -40, max: 2, noNaN: true })
  .map((bits) => (Math.floor(2 ** (bits + 30)) + 0.5) * 2 ** -30);

/** Every way to choose one of each group. */
function sums(of: readonly (readonly Choice[])[]): Choice[] {
  return of.reduce<Choice[]>(
    (all, group) =>
      all.flatMap((a) => group.map((b) => ({ width: a.width + b.width, cost: a.cost + b.cost }))),
    [{ width: 0, cost: 0 }],
  );
}

function bruteForce(of: readonly (readonly Choice[])[], allowed: number): number {
  return Math.min(...sums(of).flatMap(({ width, cost }) => (width <= allowed ? [cost] : [])));
}

describe('the least cost of a separable root', () => {
  it('is what trying everything finds', () => {
    fc.assert(
      fc.property(groups, allowance, (of, allowed) => {
        const { cost, exact } = leastCost(of, allowed);
        const expected = bruteForce(of, allowed);
        expect(exact).toBe(true);
        if (expected === Infinity) expect(cost).toBe(Infinity);
        else expect(cost / expected).toBeCloseTo(1, 9);
      }),
      { numRuns: runs(500) },
    );
  });

  it('is the same where a cost is known that meets the allowance', () => {
    fc.assert(
      fc.property(
        groups,
        allowance,
        fc.double({ min: 1, max: 3, noNaN: true }),
        (of, allowed, by) => {
          const expected = bruteForce(of, allowed);
          fc.pre(expected < Infinity);
          expect(leastCost(of, allowed, expected * by).cost / expected).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('is never overestimated where a frontier is cut', () => {
    fc.assert(
      fc.property(groups, allowance, fc.integer({ min: 1, max: 4 }), (of, allowed, longest) => {
        const { cost } = leastCost(of, allowed, Infinity, longest);
        const expected = bruteForce(of, allowed);
        if (expected < Infinity) expect(cost).toBeLessThanOrEqual(expected * (1 + 1e-9));
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the relaxation', () => {
  it('is a lower bound that falls as more width is allowed', () => {
    fc.assert(
      fc.property(groups, allowance, (of, allowed) => {
        const relaxation = new Relaxation(of.map(frontier));
        const expected = bruteForce(of, allowed);
        expect(relaxation.leastCost(allowed)).toBeLessThanOrEqual(expected * (1 + 1e-9));
        expect(relaxation.leastCost(2 * allowed)).toBeLessThanOrEqual(
          relaxation.leastCost(allowed) * (1 + 1e-9),
        );
      }),
      { numRuns: runs(300) },
    );
  });

  it('does not lose a narrow width beside a wide one', () => {
    const wide: Choice[] = [
      { width: 2 ** 100, cost: 1 },
      { width: 1, cost: 2 },
      { width: 0.5, cost: 3 },
    ];
    expect(new Relaxation([wide, wide]).leastCost(1)).toBe(6);
    expect(new Relaxation([wide, wide]).leastCost(2)).toBe(4);
  });
});

describe('a frontier', () => {
  it('keeps exactly the choices that no other beats', () => {
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1 }), (choices) => {
        const kept = frontier(choices);
        for (const one of choices) {
          expect(kept.some(({ width, cost }) => width <= one.width && cost <= one.cost)).toBe(true);
        }
        for (let i = 1; i < kept.length; i++) {
          expect(kept[i]!.width).toBeLessThan(kept[i - 1]!.width);
          expect(kept[i]!.cost).toBeGreaterThan(kept[i - 1]!.cost);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('has a hull whose descents become less steep', () => {
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1 }), (choices) => {
        const points = frontier(choices);
        const corners = hull(points);
        expect(corners[0]).toEqual(points[0]);
        expect(corners.at(-1)).toEqual(points.at(-1));
        const slopes = corners
          .slice(1)
          .map(({ width, cost }, i) => (corners[i]!.width - width) / (cost - corners[i]!.cost));
        for (let i = 1; i < slopes.length; i++)
          expect(slopes[i]).toBeLessThanOrEqual(slopes[i - 1]!);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the least cost on a lattice', () => {
  const rising = fc
    .array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 })
    .map((costs) => costs.reduce<number[]>((sums, cost) => [...sums, sums.at(-1)! + cost], [0]));

  it('is what trying every point finds, for any monotone goal', () => {
    fc.assert(
      fc.property(
        rising,
        rising,
        rising,
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        (a, b, c, goal, first) => {
          const from = first ? 1 : 0;
          const met = (i: number, j: number, k: number): boolean =>
            (i + 1) * (j + 2) + j * k + k >= goal;
          let expected = Infinity;
          for (let i = from; i < a.length; i++) {
            for (let j = from; j < b.length; j++) {
              for (let k = from; k < c.length; k++) {
                if (met(i, j, k)) expected = Math.min(expected, a[i]! + b[j]! + c[k]!);
              }
            }
          }
          expect(leastLatticeCost([a, b, c], met, from)).toBe(expected);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
