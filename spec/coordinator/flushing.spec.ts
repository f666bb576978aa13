import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sumCombinator } from '#lib/combinators/sum.js';
import type { Outcome } from '#lib/coordinator/operations/request.js';
import { runs } from '#spec/support/effort.js';
import { stepper } from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';

/** What the coordinator takes a flush to cost, for each node; steps that cost twenty times as much have paid for it. */
const PAID = 20_000;

interface Run {
  readonly outcome: Outcome;
  /** How often the sum was combined. */
  readonly flushes: number;
}

/** A sum of steppers, whose steps cost so much each, to 100 bits. */
function run(leaves: number, rate: number, cost: number): Run {
  const world = new World();
  let flushes = 0;
  world.defineCombinator({
    ...sumCombinator,
    name: 'counted',
    combine(inputs, grid, params) {
      flushes++;
      return sumCombinator.combine(inputs, grid, params);
    },
  });
  world.define({
    ...stepper,
    name: 'priced',
    step: (...call: Parameters<typeof stepper.step>) => ({ ...stepper.step(...call), cost }),
  });
  const terms = Array.from({ length: leaves }, (_, i) =>
    world.node('priced', [], { n: BigInt(i + 1), d: 1009n, rate }),
  );
  return { outcome: world.refine(world.node('counted', terms), { bits: 100 }), flushes };
}

describe('a flush', () => {
  it('is paid for by the steps before it, but for a few at the start and the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 24 }),
        fc.integer({ min: 2, max: 9 }),
        fc.constantFrom(100, 1000, 30_000, 1_000_000),
        (leaves, rate, cost) => {
          const { outcome, flushes } = run(leaves, rate, cost);
          expect(outcome.status).toBe('met');
          const paidFor = outcome.statistics.cost / (PAID * (leaves + 1));
          expect(flushes).toBeLessThanOrEqual(paidFor + 6);
        },
      ),
      { numRuns: runs(15) },
    );
  });

  it('comes after every step where steps are dear, and once in hundreds where they are cheap', () => {
    const [dear, cheap] = [run(16, 2, 10_000_000), run(16, 2, 10)];
    const { steps } = dear.outcome.statistics;
    expect(dear.flushes).toBeGreaterThan(steps / 2);
    expect(dear.flushes).toBeLessThanOrEqual(steps + 6);
    expect(cheap.outcome.statistics.steps / cheap.flushes).toBeGreaterThan(100);
  });
});
