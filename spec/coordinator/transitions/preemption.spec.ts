/** High preempts low at the boundaries of steps, and nothing is lost by it. */
import { describe, expect, it } from '@jest/globals';
import { chainOf } from '#lib/coordinator/leases/chain.js';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { ONE_STEP } from '#lib/coordinator/leases/placement.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type { ComputingKind, Slot } from '#lib/coordinator/leases/port.js';
import { PREEMPTION_GRACE } from '#lib/coordinator/transitions/preemption.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { World } from '#spec/support/world.js';

const ofType = <T extends SchedulerEvent['type']>(events: readonly SchedulerEvent[], type: T) =>
  events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

/** A low operation whose every step takes a second, and a high one that comes in between. */
function overtaken({
  at,
  share,
  preemption,
}: {
  at: number;
  share: boolean;
  preemption?: boolean;
}) {
  const world = new World({ preemption });
  const slow = world.leaf('stepper', 1n, 3n, 40);
  const low = world.admit(slow, { bits: 200 }, { class: 'low' });
  const executor = world.simulate({
    script: ({ node }) => ({ after: node === slow ? 1e9 : 1e6, as: 'answer', stoppable: true }),
  });
  const quick = world.leaf('leaper', 1n, 7n);
  let high = 0;
  executor.at(at, () => {
    const root = share ? world.node('add', [quick, slow]) : quick;
    high = world.admit(root, { bits: 100 }, { class: 'structural' }, executor.now);
  });
  executor.run();
  return { world, executor, low, high, slow };
}

const INLINE: Slot = { id: 0, kind: 'inline' };
const THREAD: Slot = { id: 1, kind: 'thread' };

/** A low operation whose three steps run in one thread, and higher ones whose steps go to slots of a kind. */
function apart(kind: ComputingKind) {
  const place: Placement['place'] = ({ node }, free) => {
    const own = nodes.includes(node) ? 'thread' : kind;
    const index = free.findIndex((slot) => slot.kind === own);
    return index < 0 ? undefined : { index, cost: 1, quantum: ONE_STEP };
  };
  const join = () => ({ cost: 1, quantum: ONE_STEP });
  const world = new World({ placement: { place, join } });
  const nodes = [3n, 5n, 7n].map((d) => world.leaf('stepper', 1n, d));
  world.admit(world.node('add', nodes), { bits: 200 }, { class: 'low' });
  let asked = 11n;
  const ask = (now: number): void => {
    const root = world.leaf('leaper', 1n, (asked += 2n));
    world.admit(root, { bits: 50 }, { class: 'structural' }, now);
  };
  return { world, nodes, ask };
}

describe('an operation of low priority', () => {
  it('stands back at the next boundary of a step, and goes on from what it has', () => {
    const world = new World();
    const low = world.admit(world.leaf('stepper', 1n, 3n), { bits: 200 }, { class: 'low' });
    const executor = world.simulate();
    let high = 0;
    let before = 0;
    executor.at(20_000, () => {
      high = world.admit(
        world.leaf('stepper', 1n, 5n),
        { bits: 60 },
        { class: 'structural' },
        executor.now,
      );
    });
    executor.at(25_000, () => {
      const [record] = world.coordinator.operations({ status: 'paused' }, executor.now);
      expect(record).toMatchObject({ id: low, priority: 2 });
      before = record!.statistics.steps;
      expect(before).toBeGreaterThan(2);
    });
    const { events, outcomes } = executor.run();
    expect(ofType(events, 'operation-preempted')).toEqual([
      expect.objectContaining({ operation: low, by: high, priority: 2 }),
    ]);
    expect(ofType(events, 'operation-settled').map(({ operation }) => operation)).toEqual([
      high,
      low,
    ]);
    const alone = new World();
    const steps = alone.refine(alone.leaf('stepper', 1n, 3n), { bits: 200 }).statistics.steps;
    expect(outcomes.get(low)).toMatchObject({ status: 'met', statistics: { steps } });
  });

  it('has its leases in flight told to stop where a higher one waits for a slot', () => {
    const { executor, low, high, world } = overtaken({ at: 2.5e8, share: false });
    const [preempted] = ofType(executor.events, 'operation-preempted');
    expect(preempted).toMatchObject({ operation: low, by: high, nanoseconds: 2.5e8 });
    expect(executor.stopped.size).toBe(1);
    expect(world.coordinator.leaseCounts.stopped).toBe(1);
    expect(executor.outcomes.get(high)!.status).toBe('met');
    expect(executor.outcomes.get(low)).toMatchObject({ status: 'met', statistics: { retries: 0 } });
  });

  it('goes on where preemption is off, and the other waits for a boundary of its steps', () => {
    const { executor, low, high, slow, world } = overtaken({
      ...{ at: 2.5e8, share: false, preemption: false },
    });
    expect(executor.stopped.size).toBe(0);
    expect(ofType(executor.events, 'operation-preempted')).toEqual([]);
    for (const operation of [low, high])
      expect(executor.outcomes.get(operation)!.status).toBe('met');
    expect(world.coordinator.preemptionsOf(slow)).toBe(0);
  });

  it('says of a lease that it was preempted, and of a node how often', () => {
    const { executor, slow, world } = overtaken({ at: 2.5e8, share: false });
    const ended = ofType(executor.events, 'lease-ended').filter(({ preempted }) => preempted);
    expect(ended).toEqual([expect.objectContaining({ node: slow, end: 'stopped', priority: 2 })]);
    expect(world.coordinator.preemptionsOf(slow)).toBe(1);
  });

  it('that has just begun has a grace before that', () => {
    const { executor, low } = overtaken({ at: 1e6, share: false });
    const [preempted] = ofType(executor.events, 'operation-preempted');
    expect(preempted).toMatchObject({ operation: low, nanoseconds: PREEMPTION_GRACE });
    expect(executor.stopped.size).toBe(1);
  });

  it('keeps a lease that somebody of high priority wants too', () => {
    const { executor, low, high } = overtaken({ at: 2.5e8, share: true });
    expect(executor.leases.some(({ id }) => executor.stopped.has(id) && id === 1)).toBe(false);
    for (const operation of [low, high])
      expect(executor.outcomes.get(operation)!.status).toBe('met');
  });

  it('keeps what a stopped step reported before', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    world.admit(root, { bits: 200 }, { class: 'low' });
    const slot = { id: 0, kind: 'inline' } as const;
    const [run] = world.coordinator.poll([slot], 0).run;
    world.coordinator.report(run!.lease, { kind: 'narrow', lo: 1n, width: 1, exp: -2 }, 1);
    world.admit(world.leaf('leaper', 1n, 7n), { bits: 50 }, { class: 'structural' }, 2e8);
    expect(world.coordinator.poll([], 2e8).stop).toEqual([run!.lease.id]);
    world.coordinator.settle(run!.lease, { kind: 'stopped' }, 2e8 + 1);
    expect(widthLog2(world.coordinator.read(root))).toBe(-2);
    world.simulate().run();
    expect(world.coordinator.operationCounts(3e8).status).toEqual({ met: 2 });
  });

  it('stands back though a slot for sources is free, and loses no answer that it waits for', () => {
    const [inline, source] = [
      { id: 0, kind: 'inline' },
      { id: 1, kind: 'source' },
    ] as const;
    for (const kind of ['inline', 'source'] as const) {
      let asked = -1;
      const world = new World({
        placement: {
          place: ({ node }, free) => {
            const index = free.findIndex(
              (slot) => slot.kind === (node === asked ? kind : 'inline'),
            );
            return index < 0 ? undefined : { index, cost: 1, quantum: { steps: 1 } };
          },
        },
      });
      asked = world.leaf('stepper', 1n, 3n);
      world.admit(asked, { bits: 200 }, { class: 'low' });
      const [run] = world.coordinator.poll([inline, source], 0).run;
      expect(run?.slot.kind).toBe(kind);
      world.admit(world.leaf('leaper', 1n, 7n), { bits: 50 }, { class: 'structural' }, 2e8);
      const { stop } = world.coordinator.poll([source], 2e8);
      expect(stop).toEqual(kind === 'inline' ? [run?.lease.id] : []);
    }
  });

  it('keeps a slot that the higher one would not take', () => {
    const { world, ask } = apart('process');
    world.coordinator.poll([INLINE, THREAD], 0);
    ask(2e8);
    expect(world.coordinator.poll([INLINE], 2e8).stop).toEqual([]);
    expect(world.coordinator.operationCounts(2e8).status).toMatchObject({ running: 1, queued: 1 });
  });

  it('is stopped for the want of a slot that is like its own, though others are free', () => {
    const { world, ask } = apart('thread');
    const [run] = world.coordinator.poll([INLINE, THREAD], 0).run;
    const ids = chainOf(run!.lease).map(({ id }) => id);
    ask(2e8);
    // A slot that is free, and only held back, is worth no lease.
    expect(world.coordinator.poll([INLINE], 2e8, undefined, false).stop).toEqual([]);
    const offered = world.coordinator.poll([INLINE, { ...THREAD, id: 7 }], 2e8);
    expect([offered.stop, offered.run.length]).toEqual([[], 1]);
    ask(2e8);
    expect(world.coordinator.poll([INLINE], 2e8).stop).toEqual(ids);
    expect(world.coordinator.poll([INLINE], 2e8).stop).toEqual([]);
  });

  it('is stopped with all of a message, unless somebody of high priority wants a part of it', () => {
    for (const shared of [false, true]) {
      const { world, nodes, ask } = apart('thread');
      const { run } = world.coordinator.poll([THREAD], 0);
      const ids = chainOf(run[0]!.lease).map(({ id }) => id);
      expect(ids).toHaveLength(nodes.length);
      if (shared) world.admit(nodes[2]!, { bits: 30 }, { class: 'structural' }, 2e8);
      ask(2e8);
      expect(world.coordinator.poll([INLINE], 2e8).stop).toEqual(shared ? [] : ids);
    }
  });

  it('is stopped where a higher one waits behind it, once that is for longer than behind a short step', () => {
    const { world, ask } = apart('thread');
    const { run } = world.coordinator.poll([THREAD], 0);
    const ids = chainOf(run[0]!.lease).map(({ id }) => id);
    ask(1e6);
    const sent = world.coordinator.poll([INLINE, { ...THREAD, behind: true }], 1e6);
    expect(sent.run.map(({ slot }) => slot.id)).toEqual([THREAD.id]);
    expect([sent.stop, sent.wakeAt]).toEqual([[], PREEMPTION_GRACE]);
    expect(world.coordinator.poll([INLINE], PREEMPTION_GRACE).stop).toEqual(ids);
  });

  it('has until its predicted end where it is past three quarters, and that comes within the grace', () => {
    const predicted = 3 * PREEMPTION_GRACE;
    const place: Placement['place'] = (_step, free) => {
      const index = free.findIndex(({ kind }) => kind === 'thread');
      return index < 0 ? undefined : { index, cost: predicted, quantum: ONE_STEP };
    };
    const stopped = (at: number): [number, number | undefined] => {
      const world = new World({ placement: { place } });
      world.admit(world.leaf('stepper', 1n, 3n), { bits: 200 }, { class: 'low' });
      world.coordinator.poll([THREAD], 0);
      world.admit(world.leaf('leaper', 1n, 7n), { bits: 50 }, { class: 'structural' }, at);
      const { stop, wakeAt } = world.coordinator.poll([INLINE], at);
      return [stop.length, wakeAt];
    };
    expect(stopped(0.7 * predicted)[0]).toBe(1);
    expect(stopped(0.8 * predicted)).toEqual([0, predicted]);
    expect(stopped(predicted)[0]).toBe(1);
    expect(stopped(1.1 * predicted)[0]).toBe(1);
  });

  it('keeps a lease that it got out of turn for as long as one that has just begun', () => {
    for (const after of [0.5, 1.5]) {
      const world = new World();
      const slow = world.leaf('stepper', 1n, 3n, 1);
      world.admit(slow, { bits: 1_000_000 }, { class: 'low' });
      const executor = world.simulate({
        script: ({ node }) => {
          const cost = node === slow ? after * PREEMPTION_GRACE : 1e6;
          return { after: cost, as: 'answer', stoppable: true };
        },
      });
      executor.at(2e9, () => {
        world.admit(world.leaf('stepper', 1n, 5n, 1), { bits: 250 }, { class: 'structural' }, 2e9);
      });
      executor.at(4e9, () => {
        for (const { id } of world.coordinator.operations({}, 4e9))
          world.coordinator.interrupt(id, 'aborted', 4e9);
      });
      const { events } = executor.run();
      const begun = ofType(events, 'operation-started')[1]!.nanoseconds;
      const ended = ofType(events, 'operation-settled')[0]!.nanoseconds;
      const ends = ofType(events, 'lease-ended')
        .filter(
          ({ node, nanoseconds }) => node === slow && nanoseconds > begun && nanoseconds < ended,
        )
        .map(({ end }) => end);
      expect(ends.length).toBeGreaterThan(10);
      expect(new Set(ends)).toEqual(new Set([after < 1 ? 'committed' : 'stopped']));
    }
  });
});
