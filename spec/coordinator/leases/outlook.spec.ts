import { describe, expect, it } from '@jest/globals';

import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { OperationRequest } from '#lib/coordinator/operations/request.js';
import type { Outlook } from '#lib/coordinator/leases/outlook.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

/** The outlooks of an operation, one after each settlement, and the time at each. */
function outlooks(
  build: (world: World) => NodeId,
  goal: Goal,
  more: Partial<OperationRequest> = {},
): (Outlook | undefined)[] {
  const world = new World();
  const operation = world.admit(build(world), goal, more);
  const seen: (Outlook | undefined)[] = [];
  const simulated = world.simulate({
    afterEach: () => {
      if (world.coordinator.boundsOf(operation) !== undefined)
        seen.push(world.coordinator.outlookOf(operation, simulated.now));
    },
  });
  simulated.run();
  expect(simulated.outcomes.get(operation)?.status).toBe('met');
  return seen;
}

const shareOf = ({ done, left }: Outlook): number => done / (done + left);

const expSin = (world: World): NodeId => world.node('exp', [world.node('sin', [world.node('pi')])]);

describe('the outlook of an operation', () => {
  it('goes up to all of the predicted cost with its steps', () => {
    const sum = (world: World): NodeId =>
      world.node('add', [world.node('pi'), world.node('e'), world.node('sin', [world.node('e')])]);
    for (const build of [sum, expSin]) {
      const known = outlooks(build, { digits: 3000 }).filter((one) => one !== undefined);
      const shares = known.map(shareOf);
      expect(shares.length).toBeGreaterThan(1);
      shares.forEach((share, i) => {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        if (i > 0) expect(share).toBeGreaterThanOrEqual(shares[i - 1]! - 0.01);
      });
      expect(shares.at(0)).toBeLessThan(0.1);
      expect(shares.at(-1)).toBeGreaterThan(0.99);
    }
  });

  it('counts the rungs of a ladder: the last one costs the most', () => {
    const shares = outlooks(expSin, { digits: 30_000 }, { growth: 4 })
      .filter((one) => one !== undefined)
      .map(shareOf);
    expect(new Set(shares).size).toBeGreaterThan(3);
    // Both functions to a quarter of the bits.
    const beforeLast = shares.filter((share) => share < 0.2);
    expect(beforeLast.length).toBeGreaterThan(1);
    expect(shares.at(-1)).toBeGreaterThan(0.99);
  });

  it('of small steps is as many as they gain', () => {
    const shares = outlooks((world) => world.leaf('stepper', 1n, 3n), { bits: 64 })
      .filter((one) => one !== undefined)
      .map(shareOf);
    const half = shares[Math.floor(shares.length / 2)]!;
    expect(half).toBeGreaterThan(0.4);
    expect(half).toBeLessThan(0.6);
  });

  it('is unknown where no width stands for the goal', () => {
    expect(outlooks(expSin, { sign: true }).every((one) => one === undefined)).toBe(true);
  });

  it('counts the step under way by the time that it has run', () => {
    const world = new World();
    const operation = world.admit(world.node('pi'), { digits: 50_000 }, { growth: 4 });
    const { coordinator, host } = world;
    const slot = { id: 0, kind: 'inline' } as const;
    const first = coordinator.poll([slot], 0).run[0]!.lease;
    coordinator.settle(first, host.run(first, { stopRequested: () => false }), 0);
    const { lease } = coordinator.poll([slot], 0).run[0]!;
    const at = (part: number): number =>
      shareOf(coordinator.outlookOf(operation, part * lease.predictedCost)!);
    expect(at(0.5)).toBeGreaterThan(at(0));
    expect(at(0.9)).toBeGreaterThan(at(0.5));
    expect(at(5)).toBeCloseTo(at(0.9), 10);
    // It leads to one rung; those above it, which cost the most, are not begun.
    const begun = coordinator.outlookOf(operation, lease.predictedCost)!;
    const before = coordinator.outlookOf(operation, 0)!;
    expect(begun.done).toBeGreaterThan(before.done);
    expect(begun.done - before.done).toBeLessThan(before.left / 2);
  });
});
