import { describe, expect, it } from '@jest/globals';
import type { Settlement } from '#lib/coordinator/leases/lease.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { stepper } from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';
import { serverOf } from './worker/server-of.js';

const QUANTUM = 64;
const INLINE: Slot = { id: 0, kind: 'inline' };
const THREAD: Slot = { id: 1, kind: 'thread' };

/** Any slot will do, for a quantum of many steps. */
const placement: Placement = {
  place: (_step, free) =>
    free.length === 0 ? undefined : { index: 0, cost: 1000, quantum: { steps: QUANTUM } },
};

/** A worker with shared flags whose steps are watched, and the lease of a quantum for it. */
function quantum(bits: number, onStep: (steps: number, stop: () => void) => void) {
  const world = new World({ placement });
  const node = world.node('stepper', [], { n: 1n, d: 3n, rate: 4 });
  const operation = world.admit(node, { bits });
  // The first look is at whatever there is; the next lease has a target.
  const look = world.coordinator.poll([INLINE], 0).run[0]!.lease;
  const { host } = world;
  world.coordinator.settle(look, host.run(look, { stopRequested: () => false }), 0);
  const { lease } = world.coordinator.poll([THREAD], 0).run[0]!;
  const flags = new Int32Array(new SharedArrayBuffer(8));
  let steps = 0;
  const watched: Refiner = {
    ...(stepper as unknown as Refiner),
    step: (context, params) => {
      onStep(++steps, () => {
        Atomics.store(flags, 0, 1);
      });
      return (stepper as unknown as Refiner).step(context, params);
    },
  };
  const server = serverOf(watched);
  server.configure({ signals: flags });
  const run = (): Settlement => server.run(1, 0, lease, false) as Settlement;
  return { world, host, node, operation, lease, run };
}

describe('a worker in the middle of a quantum', () => {
  it('leaves it as soon as its bounds meet the demand that came with it', () => {
    const { world, lease, operation, run } = quantum(40, () => undefined);
    expect(lease.quantum.steps).toBe(QUANTUM);
    const settlement = run();
    expect(settlement).toMatchObject({ kind: 'result' });
    const { steps } = settlement as { steps: number };
    expect(steps).toBeGreaterThan(1);
    expect(steps).toBeLessThan(QUANTUM / 2);
    world.coordinator.settle(lease, settlement, 1);
    expect(world.coordinator.poll([], 1).outcomes).toMatchObject([{ operation, status: 'met' }]);
  });

  it('leaves it when another has met the target meanwhile, with what it has by then', () => {
    const { world, host, node, lease, run } = quantum(200, (steps, stop) => {
      if (steps !== 3) return;
      // A caller who cannot wait takes the same node to the same width.
      const { coordinator } = world;
      const goal = checkGoal({ bits: 200 });
      const alone = coordinator.admit({ root: node, goal }, 1, true);
      const own = coordinator.poll([INLINE], 1, alone).run[0]!.lease;
      coordinator.settle(own, host.run(own, { stopRequested: () => false }), 1);
      const poll = coordinator.poll([], 1);
      expect(poll.stop).toEqual([lease.id]);
      if (poll.stop.includes(lease.id)) stop();
    });
    const settlement = run();
    expect(settlement).toMatchObject({ kind: 'stopped', result: { state: expect.anything() } });
    world.coordinator.settle(lease, settlement, 2);
    expect(world.coordinator.leaseCounts.stale).toBe(1);
    expect(world.coordinator.openLeases).toBe(0);
  });
});
