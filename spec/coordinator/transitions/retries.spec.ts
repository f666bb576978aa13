/** Lost steps: backoff, alerts, rejection; nothing throws and nobody else suffers. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exponentialBackoff } from '#lib/coordinator/leases/backoff.js';
import { seeded } from '#lib/exact/seeded.js';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { CLASSES } from '#lib/coordinator/operations/request.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { World } from '#spec/support/world.js';

const ofType = <T extends SchedulerEvent['type']>(events: readonly SchedulerEvent[], type: T) =>
  events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

describe('the backoff', () => {
  it('doubles from 10 ms up to 128 times that, less up to a half by chance', () => {
    for (let losses = 0; losses < 12; losses++) {
      const longest = 10e6 * 2 ** Math.min(losses, 7);
      expect(exponentialBackoff(() => 0)(losses)).toBe(longest);
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const wait = exponentialBackoff(seeded(seed))(losses);
          expect(wait).toBeGreaterThanOrEqual(longest / 2);
          expect(wait).toBeLessThanOrEqual(longest);
        }),
      );
    }
  });

  it('is the same for the same seed, and spread over its range', () => {
    const draws = (seed: number) => Array.from({ length: 1000 }, seeded(seed));
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
    const mean = draws(7).reduce((sum, draw) => sum + draw, 0) / 1000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it('is waited for by the driver, and by no operation that does not need the node', () => {
    const world = new World({ backoff: exponentialBackoff(() => 0) });
    const shaky = world.leaf('leaper', 1n, 3n);
    const waiting = world.admit(shaky, { bits: 50 });
    const free = world.admit(world.leaf('stepper', 1n, 7n), { bits: 50 });
    let losses = 0;
    const executor = world.simulate({
      script: ({ node }) => ({
        after: 1000,
        as: node === shaky && losses++ < 3 ? 'lost' : 'answer',
      }),
    });
    executor.at(5e6, () => {
      expect(world.coordinator.operations({ status: 'retrying' }, 5e6).map(({ id }) => id)).toEqual(
        [waiting],
      );
      expect(world.coordinator.poll([], 5e6).wakeAt).toBe(1e7 + 1000);
    });
    const { events, outcomes } = executor.run();
    expect(outcomes.get(free)!.statistics.elapsed).toBeLessThan(1e6);
    expect(outcomes.get(waiting)).toMatchObject({ status: 'met', statistics: { retries: 3 } });
    const issued = ofType(events, 'lease-issued')
      .filter(({ node }) => node === shaky)
      .map(({ nanoseconds }) => nanoseconds);
    const waits = issued.slice(1, 4).map((time, i) => time - issued[i]! - 1000);
    expect(waits).toEqual([10e6, 20e6, 40e6]);
  });

  it('is not waited for by a caller that cannot wait', () => {
    const world = new World({ backoff: exponentialBackoff(() => 0) });
    const slot = { id: 0, kind: 'inline' } as const;
    const node = world.leaf('leaper', 1n, 3n);
    world.admit(node, { bits: 50 });
    const [run] = world.coordinator.poll([slot], 0).run;
    world.coordinator.settle(run!.lease, { kind: 'lost', reason: 'gone' }, 1);
    expect(world.coordinator.poll([slot], 2).run).toEqual([]);
    const alone = world.coordinator.admit(
      { root: node, goal: { kind: 'bits', bits: 60 } },
      3,
      true,
    );
    expect(world.coordinator.poll([slot], 3, alone).run).toHaveLength(1);
  });
});

describe('an operation whose steps are lost', () => {
  it.each(['structural', 'normal', 'low'] as const)(
    'of class %s gives an alert at four fifths of its retries, and is rejected beyond them, with its best bounds',
    (operationClass) => {
      const world = new World();
      const limit = CLASSES[operationClass].retries;
      const root = world.leaf('stepper', 1n, 3n);
      const operation = world.admit(root, { bits: 900 }, { class: operationClass });
      let issued = 0;
      const { events, outcomes } = world
        .simulate({ script: () => ({ after: 1000, as: ++issued > 9 ? 'lost' : 'answer' }) })
        .run();
      const alerts = ofType(events, 'operation-alerted').map(({ retries }) => retries);
      expect(alerts).toEqual([Math.ceil(0.8 * limit), limit + 1]);
      expect(ofType(events, 'operation-retried').map(({ retries }) => retries)).toEqual(
        Array.from({ length: limit + 1 }, (_, i) => i + 1),
      );
      expect(ofType(events, 'operation-rejected')).toEqual([
        expect.objectContaining({
          operation,
          retries: limit + 1,
          priority: CLASSES[operationClass].priority,
        }),
      ]);
      expect(outcomes.get(operation)).toMatchObject({ status: 'partial', reason: 'rejected' });
      expect(widthLog2(outcomes.get(operation)!.bounds)).toBeLessThan(-20);
      expect(world.coordinator.operations({ status: 'rejected' }, 0).map(({ id }) => id)).toEqual([
        operation,
      ]);
    },
  );

  it('is rejected alone: contention, priorities and losses together never throw, and the others are met', () => {
    const world = new World({ backoff: exponentialBackoff(seeded(1)) });
    const shaky = world.leaf('stepper', 1n, 3n);
    const shared = world.leaf('stepper', 1n, 5n);
    const doomed = world.admit(
      world.node('add', [shaky, shared]),
      { bits: 90 },
      { class: 'structural' },
    );
    const others = (['low', 'normal', 'structural'] as const).map((each, i) =>
      world.admit(
        world.node('add', [shared, world.leaf('stepper', 1n, BigInt(7 + 2 * i))]),
        { bits: 90 },
        { class: each },
      ),
    );
    const { outcomes } = world
      .simulate({
        slots: 3,
        script: ({ node }) => ({
          after: 1000,
          as: node === shaky ? 'lost-then-answer' : 'answer-twice',
          later: 1,
        }),
      })
      .run();
    const ends = outcomes.get(doomed)!;
    expect(['met', 'partial']).toContain(ends.status);
    for (const operation of others) {
      expect(outcomes.get(operation)).toMatchObject({ status: 'met', statistics: { retries: 0 } });
    }
  });
});
