/** The table of operations: who can be asked for, what is merged, who waits for whom. */
import { describe, expect, it } from '@jest/globals';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { rational } from '#lib/exact/rational.js';
import { size } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const ofType = <T extends SchedulerEvent['type']>(events: readonly SchedulerEvent[], type: T) =>
  events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

describe('operations', () => {
  it('can be asked for by status, class and node, with all that is known of them', () => {
    const world = new World();
    const [a, b] = [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 1n, 7n)];
    const sum = world.node('add', [a, b]);
    const low = world.admit(sum, { bits: 50 }, { class: 'low' }, 3);
    const normal = world.admit(b, { digits: 9 }, { parent: low }, 4);
    const ids = (query: Parameters<typeof world.coordinator.operations>[0]) =>
      world.coordinator.operations(query, 9).map(({ id }) => id);
    expect(ids({})).toEqual([low, normal]);
    expect(ids({ status: 'queued' })).toEqual([low, normal]);
    expect(ids({ class: 'low' })).toEqual([low]);
    expect([ids({ node: a }), ids({ node: b }), ids({ node: sum })]).toEqual([
      [low],
      [low, normal],
      [low],
    ]);
    world.coordinator.poll([{ id: 0, kind: 'inline' }], 10);
    expect(ids({ status: 'running' })).toHaveLength(1);
    expect(world.coordinator.operations({ class: 'normal' }, 9)).toEqual([
      {
        id: normal,
        root: b,
        kind: 'digits',
        goal: { kind: 'digits', digits: 9 },
        class: 'normal',
        priority: 5,
        parent: low,
        after: [],
        mergedWith: null,
        status: 'running',
        reason: null,
        admitted: 4,
        statistics: { steps: 0, stale: 0, retries: 0, cost: 0, charged: 0, elapsed: 5 },
      },
    ]);
  });

  it('are remembered when they have ended, the last so many, and counted for ever', () => {
    const world = new World();
    for (let bits = 1; bits <= 300; bits++) world.refine(world.leaf('leaper', 1n, 3n), { bits });
    world.refine(world.node('thrower'), { bits: 5 }, { class: 'low' });
    const [lo, hi] = [rational(1n, 4n), rational(1n, 2n)];
    world.refine(world.node('datum', [], { lo, hi, label: 'd' } as never), { bits: 5 });
    const { coordinator } = world;
    const records = coordinator.operations({}, 0);
    expect(records).toHaveLength(256);
    expect(records.slice(-3).map(({ status }) => status)).toEqual(['met', 'error', 'partial']);
    expect(coordinator.operations({ node: world.node('thrower') }, 0)).toHaveLength(1);
    expect(coordinator.operations({ status: 'partial' }, 0)[0]!.reason).toBe('exhausted');
    expect(coordinator.operationCounts(0)).toEqual({
      status: { met: 300, error: 1, partial: 1 },
      class: { normal: 301, low: 1 },
      priority: { 5: 301, 2: 1 },
    });
  });
});

describe('equal requests on one root', () => {
  it('are pursued together, and each has its outcome', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const first = world.admit(root, { bits: 90 });
    const second = world.admit(root, { bits: 90 });
    const executor = world.simulate();
    let third = 0;
    executor.at(20_000, () => {
      third = world.admit(root, { bits: 90 }, {}, executor.now);
    });
    const { outcomes, events, leases } = executor.run();
    const alone = new World();
    const { steps } = alone.refine(alone.leaf('stepper', 1n, 3n), { bits: 90 }).statistics;
    expect(leases).toHaveLength(steps);
    for (const operation of [first, second, third])
      expect(outcomes.get(operation)!.status).toBe('met');
    expect(outcomes.get(second)!.statistics.steps).toBe(steps);
    expect(outcomes.get(third)!.statistics.steps).toBeLessThan(steps);
    const merged = ofType(events, 'operation-admitted').map(({ mergedWith }) => mergedWith);
    expect(merged).toEqual([undefined, first, first]);
    expect(ofType(events, 'operation-settled').map(({ operation }) => operation)).toEqual([
      first,
      second,
      third,
    ]);
  });

  it('count what was computed once in the figures of their class', () => {
    const speedUpOf = (requests: number): number => {
      const world = new World();
      const root = world.leaf('stepper', 1n, 3n);
      for (let i = 0; i < requests; i++) world.admit(root, { bits: 90 });
      world.simulate().run();
      return world.coordinator.classFigures.normal!.speedUp!;
    };
    // Over the time of all of them together.
    expect(speedUpOf(4)).toBeCloseTo(speedUpOf(1) / 4, 9);
  });

  it('can be ended one by one: the others go on', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const [first, second] = [world.admit(root, { bits: 90 }), world.admit(root, { bits: 90 })];
    const executor = world.simulate();
    executor.at(20_000, () => {
      world.coordinator.interrupt(first, 'aborted', executor.now);
    });
    const { outcomes } = executor.run();
    expect(outcomes.get(first)).toMatchObject({ status: 'partial', reason: 'aborted' });
    expect(outcomes.get(first)!.statistics.elapsed).toBeLessThan(40_000);
    expect(outcomes.get(second)!.status).toBe('met');
  });

  it('of another goal, class, priority or limit are not merged', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    world.admit(root, { bits: 90 });
    world.admit(root, { bits: 91 });
    world.admit(root, { bits: 90 }, { class: 'low' });
    world.admit(root, { bits: 90 }, { priority: 7 });
    world.admit(root, { bits: 90 }, { budget: { steps: 9 } });
    world.admit(root, { bits: 90 }, { deadline: 1e9 });
    const { events } = world.simulate().run();
    expect(
      ofType(events, 'operation-admitted').every(({ mergedWith }) => mergedWith === undefined),
    ).toBe(true);
  });
});

describe('an operation that is to wait for others', () => {
  it('begins when they have met their goals, and passes its priority on to them', () => {
    const world = new World();
    const first = world.admit(world.leaf('stepper', 1n, 3n), { bits: 90 }, { class: 'low' });
    const other = world.admit(world.leaf('stepper', 1n, 7n), { bits: 90 });
    const last = world.admit(
      world.leaf('stepper', 1n, 11n),
      { bits: 90 },
      { class: 'structural', after: [first] },
    );
    expect(world.coordinator.operations({}, 0).map(({ priority }) => priority)).toEqual([
      10, 5, 10,
    ]);
    const { events } = world.simulate({ slots: 2 }).run();
    const settled = ofType(events, 'operation-settled').map(({ operation }) => operation);
    expect(settled.indexOf(first)).toBeLessThan(settled.indexOf(last));
    expect(settled).toContain(other);
    const started = ofType(events, 'operation-started').find(
      ({ operation }) => operation === last,
    )!;
    const ended = ofType(events, 'operation-settled').find(({ operation }) => operation === first)!;
    expect(started.nanoseconds).toBeGreaterThanOrEqual(ended.nanoseconds);
  });

  it('passes a priority that it gets later on to none that has ended', () => {
    const world = new World();
    const first = world.admit(world.leaf('stepper', 1n, 3n), { bits: 9 });
    const second = world.admit(world.leaf('stepper', 1n, 7n), { bits: 900 }, { after: [first] });
    const executor = world.simulate();
    executor.at(100_000, () => {
      expect(world.coordinator.operations({ status: 'running' }, executor.now)).toHaveLength(1);
      const more = { class: 'structural', after: [second] } as const;
      world.admit(world.leaf('stepper', 1n, 11n), { bits: 90 }, more, executor.now);
    });
    const { events } = executor.run();
    expect(ofType(events, 'operation-settled').map(({ priority }) => priority)).toEqual([
      5, 10, 10,
    ]);
  });

  it('fails at once with the first that does not, down a long chain', () => {
    const world = new World();
    let before = world.admit(world.node('thrower'), { bits: 9 });
    for (let i = 0; i < size(2000); i++) {
      before = world.admit(world.leaf('leaper', 1n, 3n), { bits: 9 }, { after: [before] });
    }
    const { outcomes, leases } = world.simulate().run();
    expect(leases).toHaveLength(1);
    expect(outcomes.get(before)).toMatchObject({
      status: 'error',
      reason: 'dependency',
      error: { name: 'StepFailedError' },
    });
    expect(() =>
      world.admit(world.leaf('leaper', 1n, 3n), { bits: 9 }, { after: [before + 1] }),
    ).toThrow('admit: after: there is no operation');
  });
});
