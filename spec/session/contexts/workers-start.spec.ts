/** The workers of a session: their contexts and slots are added between polls, never by one. */
import { ADAPTIVE } from '#lib/execution/plan/adaptive.js';
import { describe, expect, it } from '@jest/globals';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { StepRequest } from '#lib/coordinator/leases/placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { Workers } from '#lib/session/workers.js';
import type { WorkersOptions } from '#lib/session/workers.js';
import * as known from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';

const INLINE: Slot = { id: 0, kind: 'inline' };

/** Workers for the graph of a world, with the names of the contexts that it has started. */
function staffed(options: Partial<WorkersOptions>) {
  const world = new World();
  const started: string[] = [];
  let woken = 0;
  const workers = new Workers({
    graph: world.graph,
    clock: { nanoseconds: () => 0 },
    counts: { thread: 0, isolate: 0, process: 0 },
    sources: 1,
    ask: () => Promise.reject(new Error('unasked')),
    eager: false,
    adaptive: ADAPTIVE,
    minimum: 0,
    idleMilliseconds: undefined,
    limit: undefined,
    stopGraceMilliseconds: undefined,
    stepLimit: Infinity,
    placement: 'auto',
    placements: {},
    worker: undefined,
    onWarning: () => {},
    beforeStart: (name) => started.push(name),
    afterEnd: undefined,
    isBuiltin: () => true,
    emit: () => {},
    wake: () => woken++,
    ...options,
  });
  return { world, workers, started, woken: () => woken };
}

describe('a poll', () => {
  it('adds no slots: it says which group is to be started, and offers its slots afterwards', async () => {
    const { world, workers, started, woken } = staffed({
      counts: { thread: 0, isolate: 2, process: 0 },
      placement: 'isolate',
    });
    const { graph } = world;
    const coordinator = new Coordinator({
      graph,
      incarnation: 'spec',
      reviveError: fromErrorData,
      placement: workers.plan,
    });
    const root = world.leaf('leaper', 1n, 3n);
    coordinator.admit({ root, goal: checkGoal({ bits: 50 }) }, 0);
    const first = coordinator.poll([INLINE, ...workers.slots.free()], 0);
    expect(first.run).toEqual([]);
    expect(first.start).toEqual([{ group: 'isolate', ahead: false }]);
    expect(workers.slots.has('isolate')).toBe(false);
    workers.start(first.start);
    expect(workers.slots.isOpen('isolate')).toBe(true);
    await workers.slots.loaded();
    expect(workers.slots.free()).toHaveLength(2);
    const second = coordinator.poll([INLINE, ...workers.slots.free()], 1);
    expect(second.start).toEqual([]);
    expect(second.run.map(({ slot }) => slot.kind)).toEqual(['isolate']);
    expect([started, woken()]).toEqual([[], 1]);
    await workers.close();
  });

  it('starts no worker: it says when what is ready is worth one', async () => {
    const { world, workers, started } = staffed({
      counts: { thread: 1, isolate: 0, process: 0 },
    });
    const node = world.leaf('leaper', 1n, 3n);
    const step: StepRequest = {
      node,
      refiner: known.leaper,
      bounds: { kind: 'narrow', lo: 0n, width: 1, exp: 0 },
      inputs: [],
      demand: { width: -14_000 },
      reason: 'step',
      attempt: 0,
    };
    const startsAfter = (steps: number) => {
      for (let i = 0; i < steps; i++) workers.plan.place(step, [INLINE]);
      return workers.plan.takeStarts();
    };
    expect(startsAfter(10)).toEqual([]);
    expect(startsAfter(100)).toEqual([
      { group: 'thread', ahead: false },
      { group: 'thread', ahead: true, count: 1 },
    ]);
    expect(startsAfter(0)).toEqual([]);
    expect(started).toEqual([]);
    await workers.close();
  });
});
