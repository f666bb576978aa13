/** Who goes first of those of one priority: fair shares, deadlines. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';
import { COST, endless, known, ofType, playUntil } from '../endless.js';

describe('operations of one priority', () => {
  it('share what is spent, whatever a step costs each of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (prices, slots) => {
          const world = new World({ placement: known });
          prices.forEach((price, i) => {
            const name = `priced ${String(i)}`;
            world.define({
              name,
              version: 1,
              start: () => 0,
              step: ({ state }: { state: number }) => ({
                state: state + 1,
                bounds: { kind: 'narrow', lo: 0n, width: 1, exp: -state },
                cost: price * 1000,
              }),
            });
            world.admit(world.node(name), { bits: 1_000_000 });
          });
          const { outcomes, leases } = playUntil(world, 2e6, {
            slots,
            script: ({ refiner }) => ({
              after: prices[Number(refiner.name.slice(7))]! * 1000,
              as: 'answer',
            }),
          });
          const charges = [...outcomes.values()].map(({ statistics }) => statistics.charged);
          // Nobody is a step ahead of another, in each slot.
          const spread = Math.max(...charges) - Math.min(...charges);
          if (slots < prices.length) expect(spread).toBeLessThanOrEqual(2 * slots * 20_000);
          expect(leases.length).toBeGreaterThan(50);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('pay for a step that they share in proportion to what they gain from it, and together exactly its cost', () => {
    const world = new World();
    const shared = world.leaf('leaper', 1n, 3n);
    const goals = [100, 300, 500];
    const operations = goals.map((bits, i) =>
      world.admit(world.node(i === 0 ? 'negate' : 'add', i === 0 ? [shared] : [shared, shared]), {
        bits,
      }),
    );
    const { outcomes } = world.simulate().run();
    const all = operations.map((operation) => outcomes.get(operation)!.statistics);
    const record = world.graph.recordOf(shared)!;
    const charged = all.reduce((sum, each) => sum + each.charged, 0);
    const cost = Math.max(...all.map((each) => each.cost));
    expect(record.steps).toBeGreaterThan(1);
    expect(charged).toBeCloseTo(cost, 6);
    expect(all.map((each) => each.charged).sort((a, b) => a - b)).toEqual(
      all.map((each) => each.charged),
    );
  });

  it('go first come, first served where they cost the same', () => {
    const world = new World();
    const operations = [3n, 5n, 7n, 11n].map((d) =>
      world.admit(world.leaf('stepper', 1n, d), { bits: 50 }),
    );
    const issued = ofType(world.simulate().run().events, 'lease-issued').map(
      ({ operation }) => operation,
    );
    expect(issued.slice(0, 8)).toEqual([...operations, ...operations]);
  });

  it('let the earliest deadline go first where the slack runs shorter than what is still to do', () => {
    const time = (300 / 4) * COST;
    const world = new World({ placement: known });
    const others = [5n, 7n, 11n].map((d) =>
      world.admit(world.leaf('stepper', 1n, d), { bits: 300 }),
    );
    const late = world.admit(world.leaf('stepper', 1n, 13n), { bits: 300 }, { deadline: 3 * time });
    const soon = world.admit(
      world.leaf('stepper', 1n, 3n),
      { bits: 300 },
      { deadline: 1.5 * time },
    );
    const { events, outcomes } = world
      .simulate({ script: () => ({ after: COST, as: 'answer' }) })
      .run();
    const settled = ofType(events, 'operation-settled').map(({ operation }) => operation);
    expect(settled).toEqual([soon, late, ...others]);
    for (const operation of settled) expect(outcomes.get(operation)!.status).toBe('met');
  });

  it('give 1 lease in 16 by shares alone, whatever deadline presses', () => {
    const world = new World({ placement: known });
    const calm = endless(world, 3n, {});
    const pressed = endless(world, 5n, { deadline: 500_000 });
    const issued = ofType(playUntil(world, 400_000).events, 'lease-issued').map(
      ({ operation }) => operation,
    );
    const whilePressed = issued.slice(0, issued.lastIndexOf(pressed));
    expect(whilePressed.filter((operation) => operation === calm).length).toBeGreaterThan(
      Math.floor(whilePressed.length / 17),
    );
  });
});
