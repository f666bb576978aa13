/** How far a leaf goes at its first look, where one lease may cover several steps. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { magnitudeLog2, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Outcome } from '#lib/coordinator/operations/request.js';
import { DomainError } from '#lib/exact/errors.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** Runs a goal of bits, one lease covering several steps or each a lease of its own. */
function played(
  make: (world: World) => NodeId,
  bits: number,
  several: boolean,
): { outcome: Outcome; leases: number } {
  const world = new World({ placement: placementByPrior({ several }) });
  const outcome = world.refine(make(world), { bits });
  return { outcome, leases: world.coordinator.leaseCounts.issued };
}

/** Values of which the bounds that steppers begin with, 2^8 wide, tell twelve bits at least. */
const values = fc.array(
  fc.tuple(fc.bigInt({ min: 2n ** 24n, max: 2n ** 30n }), fc.integer({ min: 2, max: 12 })),
  { minLength: 1, maxLength: 8 },
);
const goals = fc.integer({ min: 30, max: 200 });

const steppersOf =
  (operator: string, leaves: readonly (readonly [bigint, number])[]) =>
  (world: World): NodeId =>
    leaves
      .map(([n, rate]) => world.leaf('stepper', n, 7n, rate))
      .reduce((a, b) => world.node(operator, [a, b]));

describe('a leaf that has not looked', () => {
  it('takes, below a sum, the same steps but for a last one, in fewer leases', () => {
    fc.assert(
      fc.property(values, goals, (leaves, bits) => {
        const make = steppersOf('add', leaves);
        const one = played(make, bits, false);
        const several = played(make, bits, true);
        expect(several.outcome.status).toBe('met');
        const more = several.outcome.statistics.steps - one.outcome.statistics.steps;
        expect(Math.abs(more)).toBeLessThanOrEqual(1);
        expect(several.leases).toBeLessThan(one.leases);
      }),
      { numRuns: runs(60) },
    );
  });

  it('goes, below a product, at most one step further than it would have to', () => {
    fc.assert(
      fc.property(values, goals, (leaves, bits) => {
        const make = steppersOf('multiply', leaves);
        const one = played(make, bits, false);
        const several = played(make, bits, true);
        expect(several.outcome.status).toBe('met');
        expect(several.outcome.statistics.steps).toBeLessThanOrEqual(
          one.outcome.statistics.steps + leaves.length,
        );
      }),
      { numRuns: runs(60) },
    );
  });

  it('leaps at once to where it will be asked for', () => {
    const make = (world: World): NodeId =>
      world.node('add', [world.leaf('leaper', 2n ** 20n, 3n), world.leaf('leaper', 2n ** 20n, 7n)]);
    expect(played(make, 100, false).outcome.statistics.steps).toBe(4);
    expect(played(make, 100, true).outcome.statistics.steps).toBe(2);
  });

  it.each([
    ['the root is as wide as it is large', [3n, 7n], 'add'],
    ['a divisor may be zero', [2n ** 20n, 3n], 'divide'],
  ] as const)('only looks while %s', (_what, [n, m], operator) => {
    const make = (world: World): NodeId =>
      world.node(operator, [world.leaf('leaper', n, 3n), world.leaf('leaper', m, 7n)]);
    const { outcome } = played(make, 100, true);
    expect(outcome.status).toBe('met');
    expect(outcome.statistics.steps).toBeGreaterThanOrEqual(4);
  });

  it('only looks while there are functions that have not, which may turn out to be undefined', () => {
    const make = (world: World): NodeId => {
      const argument = world.leaf('leaper', 2n ** 20n, 3n);
      return world.node('add', [
        world.leaf('leaper', 2n ** 20n, 7n),
        world.node('asin', [argument]),
      ]);
    };
    const { outcome } = played(make, 100, true);
    expect(outcome.status).toBe('error');
    expect(outcome.error).toBeInstanceOf(DomainError);
  });

  it('goes no further than the budget of bits holds where the goal is more', () => {
    const world = new World({ placement: placementByPrior({ several: true }) });
    const root = world.leaf('stepper', 2n ** 30n, 7n);
    const outcome = world.refine(root, { bits: 500 }, { budget: { bits: 100 } });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'budget' });
    const bits = magnitudeLog2(outcome.bounds) - widthLog2(outcome.bounds);
    expect(bits).toBeGreaterThanOrEqual(100);
    expect(bits).toBeLessThan(120);
  });
});
