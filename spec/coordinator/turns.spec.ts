/** Whose turn it is: priorities, expiry, fair shares, deadlines. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '#lib/coordinator/events.js';
import { ONE_STEP } from '#lib/coordinator/placement.js';
import type { Placement } from '#lib/coordinator/placement.js';
import type { OperationId, Request } from '#lib/coordinator/operation.js';
import { runs } from '#spec/support/effort.js';
import type { SimulatedExecutor, SimulationOptions } from '#spec/support/simulated-executor.js';
import { World } from '#spec/support/world.js';

const ofType = <T extends Event['type']>(events: readonly Event[], type: T) =>
  events.filter((event): event is Extract<Event, { type: T }> => event.type === type);

/** A leaf of its own that is not done within the spec. */
const endless = (world: World, d: bigint, more: Partial<Request>): OperationId =>
  world.admit(world.leaf('stepper', 1n, d, 1), { bits: 1_000_000 }, more);

const COST = 1000;

/** Predicts what the steppers of the specs cost. */
const known: Placement = {
  place: (_step, free) =>
    free.length === 0 ? undefined : { index: 0, cost: COST, quantum: ONE_STEP },
};

/** Plays for a time, in which every step takes what it costs, and then ends all. */
function playUntil(
  world: World,
  time: number,
  options: Partial<SimulationOptions> = {},
): SimulatedExecutor {
  const executor = world.simulate({ script: () => ({ after: COST, as: 'answer' }), ...options });
  executor.at(time, () => {
    for (const { id } of world.coordinator.operations({}, time)) {
      world.coordinator.interrupt(id, 'aborted', time);
    }
  });
  return executor.run();
}

describe('a higher priority', () => {
  it('goes first: the classes stand for 10, 5 and 2', () => {
    const world = new World();
    const classes = ['low', 'normal', 'structural'] as const;
    const operations = classes.map((each, i) =>
      world.admit(world.leaf('stepper', 1n, BigInt(3 + 2 * i)), { bits: 50 }, { class: each }),
    );
    const { events } = world.simulate().run();
    const settled = ofType(events, 'operation-settled');
    expect(settled.map(({ operation }) => operation)).toEqual([...operations].reverse());
    expect(settled.map(({ priority }) => priority)).toEqual([10, 5, 2]);
  });

  it('given with the request takes the place of that of the class', () => {
    const world = new World();
    const normal = world.admit(world.leaf('stepper', 1n, 3n), { bits: 50 });
    const raised = world.admit(
      world.leaf('stepper', 1n, 5n),
      { bits: 50 },
      { class: 'low', priority: 6 },
    );
    const lowered = world.admit(
      world.leaf('stepper', 1n, 7n),
      { bits: 50 },
      { class: 'structural', priority: 1 },
    );
    const { events } = world.simulate().run();
    const settled = ofType(events, 'operation-settled').map(({ operation }) => operation);
    expect(settled).toEqual([raised, normal, lowered]);
  });

  it.each([0, 11, 2.5, NaN])('of %p is refused, naming it', (priority) => {
    const world = new World();
    expect(() => world.admit(world.leaf('stepper', 1n, 3n), { bits: 5 }, { priority })).toThrow(
      `admit: priority must be an integer from 1 to 10, got ${String(priority)}`,
    );
  });

  it('is that of the parent where this has the higher one, down the chain', () => {
    const world = new World();
    const top = endless(world, 3n, { class: 'structural' });
    const middle = endless(world, 5n, { class: 'low', parent: top });
    const child = endless(world, 7n, { parent: middle });
    const priorities = world.coordinator.operations({}, 0).map(({ priority }) => priority);
    expect(priorities).toEqual([10, 10, 10]);
    world.coordinator.reparent(middle, undefined, 1);
    expect(world.coordinator.operations({}, 1).map(({ priority }) => priority)).toEqual([10, 2, 5]);
    world.coordinator.reparent(child, top, 2);
    expect(world.coordinator.operations({}, 2).map(({ priority }) => priority)).toEqual([
      10, 2, 10,
    ]);
  });

  it('is never inherited in a circle', () => {
    const world = new World();
    const top = endless(world, 3n, {});
    const middle = endless(world, 5n, { parent: top });
    const child = endless(world, 7n, { parent: middle });
    for (const parent of [top, middle, child]) {
      expect(() => {
        world.coordinator.reparent(top, parent, 0);
      }).toThrow(`reparent: operation ${String(parent)} descends from ${String(top)}`);
    }
    expect(() => endless(world, 11n, { parent: 99 })).toThrow('there is no operation 99');
  });
});

describe('an operation that would be passed over for ever', () => {
  it('starts within the expiry of its class', () => {
    for (const operationClass of ['low', 'normal'] as const) {
      for (const slots of [1, 3]) {
        const expiry = { low: 300_500, normal: 100_500 };
        const world = new World({ expiry, placement: known });
        for (const d of [3n, 5n, 7n, 9n]) endless(world, d, { class: 'structural' });
        const late = endless(world, 11n, { class: operationClass });
        const { events } = playUntil(world, 400_000, { slots });
        const started = ofType(events, 'operation-started').find(
          ({ operation }) => operation === late,
        );
        expect(started!.time).toBeLessThanOrEqual(expiry[operationClass]);
        expect(started!.time).toBeGreaterThan(0.9 * expiry[operationClass]);
      }
    }
  });

  it('of low priority starts within its expiry and then gets 1 lease in 16, under constant high load', () => {
    const world = new World({ expiry: { low: 300_000 }, placement: known });
    const high = endless(world, 3n, { class: 'structural' });
    const other = endless(world, 5n, { class: 'structural' });
    const low = endless(world, 7n, { class: 'low' });
    const { events } = playUntil(world, 1_000_000);
    const leases = ofType(events, 'lease-cut');
    const cut = leases.map(({ operation }) => operation);
    const first = cut.indexOf(low);
    expect(leases[first]!.time).toBeLessThanOrEqual(300_000);
    expect(cut.length - first).toBeGreaterThan(300);
    for (let i = first; i + 16 <= cut.length; i++) {
      const window = cut.slice(i, i + 16);
      expect(window.filter((operation) => operation === low)).toHaveLength(1);
      expect(window).toContain(high);
      expect(window).toContain(other);
    }
  });

  it('is served in every priority at once, retries included', () => {
    const expiry = { low: 100_000, normal: 100_000, structural: 100_000 };
    const backoff = (losses: number) => 1000 * 2 ** losses;
    const world = new World({ expiry, backoff, placement: known });
    const operations = Array.from({ length: 10 }, (_, i) =>
      endless(world, BigInt(2 * i + 3), { priority: i + 1, class: 'structural' }),
    );
    let cut = 0;
    const { events, outcomes } = playUntil(world, 2_000_000, {
      script: () => ({ after: COST, as: ++cut % 120 === 0 ? 'lost' : 'answer' }),
    });
    const leases = ofType(events, 'lease-cut').filter(({ time }) => time >= 100_000);
    expect(ofType(events, 'operation-retried').length).toBeGreaterThan(10);
    for (const operation of operations) {
      expect(outcomes.get(operation)!.reason).toBe('aborted');
      const own = leases.filter((lease) => lease.operation === operation);
      expect(own.length).toBeGreaterThan(0.9 * (leases.length / 16));
    }
    const started = ofType(events, 'operation-started').map(({ time }) => time);
    // All expire at one moment, and there is one slot.
    expect(Math.max(...started)).toBeLessThanOrEqual(100_000 + 10 * COST);
  });
});

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
    const cut = ofType(world.simulate().run().events, 'lease-cut').map(
      ({ operation }) => operation,
    );
    expect(cut.slice(0, 8)).toEqual([...operations, ...operations]);
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
    const cut = ofType(playUntil(world, 400_000).events, 'lease-cut').map(
      ({ operation }) => operation,
    );
    const whilePressed = cut.slice(0, cut.lastIndexOf(pressed));
    expect(whilePressed.filter((operation) => operation === calm).length).toBeGreaterThan(
      Math.floor(whilePressed.length / 17),
    );
  });
});
