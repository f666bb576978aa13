/** Whose turn it is: priorities, expiry, and the share of those that would be passed over. */
import { describe, expect, it } from '@jest/globals';
import { CLASSES } from '#lib/coordinator/operations/request.js';
import { World } from '#spec/support/world.js';
import { costing, endless, ofType, playUntil } from '../endless.js';

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
      `priority must be an integer from 1 to 10, got ${String(priority)}`,
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
        const { expiry } = CLASSES[operationClass];
        const cost = expiry / 100.5;
        const world = new World({ placement: costing(cost) });
        for (const d of [3n, 5n, 7n, 9n]) endless(world, d, { class: 'structural' });
        const late = endless(world, 11n, { class: operationClass });
        const script = () => ({ after: cost, as: 'answer' as const });
        const { events } = playUntil(world, 1.3 * expiry, { slots, script });
        const started = ofType(events, 'operation-started').find(
          ({ operation }) => operation === late,
        );
        expect(started!.nanoseconds).toBeLessThanOrEqual(expiry);
        expect(started!.nanoseconds).toBeGreaterThan(0.9 * expiry);
      }
    }
  });

  it('of low priority starts within its expiry and then gets 1 lease in 16, under constant high load', () => {
    const { expiry } = CLASSES.low;
    const cost = expiry / 300;
    const world = new World({ placement: costing(cost) });
    const high = endless(world, 3n, { class: 'structural' });
    const other = endless(world, 5n, { class: 'structural' });
    const low = endless(world, 7n, { class: 'low' });
    const script = () => ({ after: cost, as: 'answer' as const });
    const { events } = playUntil(world, 3.3 * expiry, { script });
    const leases = ofType(events, 'lease-issued');
    const issued = leases.map(({ operation }) => operation);
    const first = issued.indexOf(low);
    expect(leases[first]!.nanoseconds).toBeLessThanOrEqual(expiry);
    expect(issued.length - first).toBeGreaterThan(300);
    for (let i = first; i + 16 <= issued.length; i++) {
      const window = issued.slice(i, i + 16);
      expect(window.filter((operation) => operation === low)).toHaveLength(1);
      expect(window).toContain(high);
      expect(window).toContain(other);
    }
  });

  it('is served in every priority at once, retries included', () => {
    const { expiry } = CLASSES.structural;
    const cost = expiry / 100;
    const backoff = (losses: number) => cost * 2 ** losses;
    const world = new World({ backoff, placement: costing(cost) });
    const operations = Array.from({ length: 10 }, (_, i) =>
      endless(world, BigInt(2 * i + 3), { priority: i + 1, class: 'structural' }),
    );
    let steps = 0;
    const { events, outcomes } = playUntil(world, 20 * expiry, {
      script: () => ({ after: cost, as: ++steps % 120 === 0 ? 'lost' : 'answer' }),
    });
    const leases = ofType(events, 'lease-issued').filter(
      ({ nanoseconds }) => nanoseconds >= expiry,
    );
    expect(ofType(events, 'operation-retried').length).toBeGreaterThan(10);
    for (const operation of operations) {
      expect(outcomes.get(operation)!.reason).toBe('aborted');
      const own = leases.filter((lease) => lease.operation === operation);
      expect(own.length).toBeGreaterThan(0.9 * (leases.length / 16));
    }
    const started = ofType(events, 'operation-started').map(({ nanoseconds }) => nanoseconds);
    // All expire at one moment, and there is one slot.
    expect(Math.max(...started)).toBeLessThanOrEqual(expiry + 10 * cost);
  });
});
