import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';

import { Budget } from '#lib/coordinator/operations/budget.js';
import type { BudgetOptions } from '#lib/coordinator/operations/budget.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const worldWith = (budgets: BudgetOptions): World => new World({ budgets });

describe('a budget', () => {
  it('is used up by the limit that its charges reach first', () => {
    const limit = fc.option(fc.nat(100), { nil: undefined });
    const charges = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(200)), { maxLength: 30 });
    fc.assert(
      fc.property(limit, limit, limit, charges, (steps, milliseconds, bytes, all) => {
        const budget = new Budget('operation', { steps, milliseconds, bytes });
        const used = { steps: 0, milliseconds: 0, bytes: 0 };
        for (const [count, time, held] of all) {
          budget.charge(count, time);
          budget.holds(held);
          used.steps += count;
          used.milliseconds += time;
          used.bytes = held;
          const reached = [
            ...(steps !== undefined && used.steps >= steps ? ['steps'] : []),
            ...(milliseconds !== undefined && used.milliseconds >= milliseconds
              ? ['milliseconds']
              : []),
            ...(bytes !== undefined && used.bytes > bytes ? ['bytes'] : []),
          ];
          expect(budget.usedUp?.limit).toBe(reached[0]);
          expect(budget.left('steps')).toBe(Math.max(0, (steps ?? Infinity) - used.steps));
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the budget of a session', () => {
  it.each([
    ['steps', { steps: 20 }],
    // Without a measured time a step counts by its declared cost, a thousandth of a millisecond here.
    ['milliseconds', { milliseconds: 0.02 }],
    ['bytes', { bytes: 2500 }],
  ] as const)('of %s ends all its operations with their best bounds', (limit, session) => {
    const world = worldWith({ session });
    const ids = [3n, 7n, 11n].map((d) =>
      world.admit(world.leaf('stepper', 1n, d), { bits: 40_000 }),
    );
    const { outcomes } = world.simulate().run();
    ids.forEach((id, i) => {
      const { status, reason, usedUp, bounds } = outcomes.get(id)!;
      expect({ status, reason }).toEqual({ status: 'partial', reason: 'budget' });
      expect(usedUp).toEqual({
        of: 'session',
        refiner: null,
        limit,
        most: Object.values(session)[0],
      });
      expect(containsRational(bounds, { n: 1n, d: [3n, 7n, 11n][i]! })).toBe(true);
    });
    // What is there already is still answered, and no step is taken any more.
    const known = world.leaf('stepper', 1n, 3n);
    expect(world.refine(known, { bits: 4 }).status).toBe('met');
    expect(world.refine(known, { bits: 40_000 })).toMatchObject({
      reason: 'budget',
      statistics: { steps: 0 },
    });
  });

  it('of steps is exceeded by the steps under way at most', () => {
    const world = worldWith({ session: { steps: 10 } });
    for (let d = 3n; d < 40n; d += 2n) world.admit(world.leaf('stepper', 1n, d), { bits: 4000 });
    const simulated = world.simulate({ slots: 4 }).run();
    let steps = 0;
    for (const { statistics } of simulated.outcomes.values()) steps += statistics.steps;
    expect(steps).toBeGreaterThanOrEqual(10);
    expect(steps).toBeLessThan(10 + 4);
  });
});

describe('the budget of a refiner', () => {
  const budgets = { refiners: { stepper: { steps: 6 } } };

  it('stops its steps, and no others: what needs them ends with what is proven, the rest is met', () => {
    const world = worldWith(budgets);
    const stepper = world.leaf('stepper', 1n, 3n);
    const leaper = world.leaf('leaper', 1n, 7n);
    const sum = world.admit(world.node('add', [stepper, leaper]), { bits: 2000 });
    const other = world.admit(leaper, { bits: 2000 });
    const { outcomes, leases } = world.simulate().run();
    expect(outcomes.get(other)?.status).toBe('met');
    const { status, reason, usedUp, bounds } = outcomes.get(sum)!;
    expect({ status, reason }).toEqual({ status: 'partial', reason: 'budget' });
    expect(usedUp).toEqual({ of: 'refiner', refiner: 'stepper', limit: 'steps', most: 6 });
    expect(containsRational(bounds, { n: 10n, d: 21n })).toBe(true);
    const count = leases.filter(({ refiner }) => refiner.name === 'stepper').length;
    expect(count).toBeLessThanOrEqual(6);
    // A node that is made later takes no step either.
    const later = world.refine(world.leaf('stepper', 1n, 5n), { bits: 100 });
    expect(later).toMatchObject({ reason: 'budget', statistics: { steps: 0 } });
    expect(later.usedUp).toEqual(usedUp);
  });

  it('leaves a function without a step in doubt, and ends what needs it at once', () => {
    const world = worldWith({ refiners: { exp: { steps: 0 } } });
    const outcome = world.refine(world.node('exp', [world.node('pi')]), { digits: 30 });
    expect(outcome.reason).toBe('budget');
    expect(outcome.usedUp).toMatchObject({ of: 'refiner', refiner: 'exp' });
  });

  it('of bytes counts what all its nodes hold', () => {
    const world = worldWith({ refiners: { leaper: { bytes: 20_000 } } });
    const outcomes = [3n, 7n, 11n, 13n].map((d) =>
      world.refine(world.leaf('leaper', 1n, d), { bits: 60_000 }),
    );
    const reasons = outcomes.map(({ reason }) => reason);
    expect(reasons).toEqual([null, null, null, 'budget']);
  });
});
