/** Leases: issued with a snapshot, one a state, ended in exactly one way; and the causes of a stale result. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import type { Backoff } from '#lib/coordinator/leases/backoff.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { LeaseCounts } from '#lib/coordinator/leases/lease-table.js';
import { contains, equals, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { restoreSnapshot, takeSnapshot } from '#lib/graph/snapshot.js';
import { decodePlain, encodePlain } from '#lib/refiners/codec.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { provenanceOf } from '#lib/graph/provenance.js';
import { runs } from '#spec/support/effort.js';
import type { Fate } from '#spec/support/schedules/simulated-executor.js';
import { World } from '#spec/support/world.js';

const INLINE = { id: 0, kind: 'inline' } as const;
const THREAD = { id: 1, kind: 'thread' } as const;

const conflicts = (events: readonly SchedulerEvent[]) =>
  events.filter((event) => event.type === 'conflict-found');

/** Every lease that was issued has ended in one way, or is open. */
function addsUp(world: World): boolean {
  const { issued, committed, stale, stopped, failed, lost } = world.coordinator.leaseCounts;
  return issued === committed + stale + stopped + failed + lost + world.coordinator.openLeases;
}

/** A world whose one root is a stepper, with a first lease issued at a time. */
function leased(now = 1000, backoff?: Backoff): { world: World; root: number; first: Lease } {
  const world = new World(backoff === undefined ? {} : { backoff });
  const root = world.leaf('stepper', 1n, 3n);
  world.admit(root, { bits: 60 });
  const [run] = world.coordinator.poll([INLINE], now).run;
  return { world, root, first: run!.lease };
}

function answer(world: World, lease: Lease): Settlement {
  return world.host.run(lease, { stopRequested: () => false });
}

describe('a lease', () => {
  it('is plain data: it survives the codec and structured clone', () => {
    const world = new World();
    world.admit(world.node('echo', [world.leaf('stepper', 1n, 3n)]), { bits: 60 });
    for (const lease of world.simulate().run().leases) {
      expect(decodePlain(encodePlain(lease as unknown as Plain))).toEqual(lease);
      expect(structuredClone(lease)).toEqual(lease);
    }
  });

  it('carries state, inputs and demand, and no way to a parent', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    const echo = world.node('echo', [leaf]);
    world.admit(world.node('negate', [echo]), { bits: 60 });
    const { leases } = world.simulate().run();
    const lease = leases.findLast(({ node }) => node === echo)!;
    expect(Object.keys(lease).sort()).toEqual([
      'attempt',
      'bounds',
      'demand',
      'epoch',
      'exactInputs',
      'id',
      'incarnation',
      'inputs',
      'node',
      'origin',
      'params',
      'predictedCost',
      'quantum',
      'refiner',
      'stamp',
      'state',
    ]);
    expect(lease.inputs).toEqual([world.graph.boundsOf(leaf)]);
    expect(lease.demand.width).toBeLessThan(-60);
  });

  it('records the version of its node, and carries the bounds of its inputs', () => {
    const world = new World();
    const leaf = world.leaf('stepper', 1n, 3n);
    const echo = world.node('echo', [leaf]);
    world.admit(echo, { bits: 60 });
    const seen = new Map<number, number>();
    for (const lease of world.simulate().run().leases) {
      expect(lease.stamp.version).toBe(seen.get(lease.node) ?? 0);
      expect(lease.inputs).toHaveLength(lease.node === echo ? 1 : 0);
      seen.set(lease.node, lease.stamp.version + 1);
    }
    expect(world.graph.versionOf(leaf)).toBe(seen.get(leaf));
  });

  it('is the only way to a step: each accepted step raises the version by one', () => {
    const world = new World();
    const root = world.node('add', [world.leaf('stepper', 1n, 3n), world.leaf('plateau', 1n, 7n)]);
    world.admit(root, { bits: 60 });
    const { leases } = world.simulate({ slots: 3 }).run();
    for (const node of world.graph.childrenOf(root)) {
      const versions = leases
        .filter((lease) => lease.node === node)
        .map(({ stamp }) => stamp.version);
      expect(versions).toEqual([...versions.keys()]);
      expect(world.graph.versionOf(node)).toBe(versions.length);
      expect(world.graph.recordOf(node)!.steps).toBe(versions.length);
    }
  });

  it('has a stamp whose time is that of the clock, or one more than the last where the clock stood still', () => {
    const { world, root, first } = leased();
    let lease = first;
    const times: number[] = [];
    for (const now of [5000, 5000, 5000, 4000, 9000]) {
      world.coordinator.settle(lease, answer(world, lease), now);
      times.push(world.graph.recordOf(root)!.stampTime);
      lease = world.coordinator.poll([INLINE], now).run[0]!.lease;
      expect(lease.stamp.nanoseconds).toBe(times.at(-1));
    }
    expect(times).toEqual([5000, 5001, 5002, 5003, 9000]);
  });

  it('changes nothing while it runs: the coordinator alone writes, when it settles', () => {
    const { world, root, first } = leased();
    const before = [world.graph.boundsOf(root), world.graph.recordOf(root)!.copied()];
    const results = [answer(world, first), answer(world, first)];
    expect(results[0]).toEqual(results[1]);
    expect([world.graph.boundsOf(root), world.graph.recordOf(root)!.copied()]).toEqual(before);
    expect(world.graph.versionOf(root)).toBe(0);
    world.coordinator.settle(first, results[0]!, 2000);
    expect(world.graph.versionOf(root)).toBe(1);
  });

  it('leaves its number, its version and the refiner with the state that came of it', () => {
    const { world, root, first } = leased();
    expect(provenanceOf(world.graph, root)).toBeUndefined();
    world.coordinator.settle(first, answer(world, first), 2000);
    const [second] = world.coordinator.poll([INLINE], 3000).run;
    world.coordinator.settle(second!.lease, answer(world, second!.lease), 4000);
    expect(provenanceOf(world.graph, root)).toEqual({
      lease: second!.lease.id,
      parentVersion: 1,
      refiner: 'stepper@1',
    });
  });

  it('is one a node: while it is out nobody else gets another', () => {
    const world = new World();
    const shared = world.leaf('stepper', 1n, 3n);
    for (const name of ['negate', 'abs']) world.admit(world.node(name, [shared]), { bits: 60 });
    let out = 0;
    world
      .simulate({
        slots: 4,
        script: () => {
          expect(++out).toBe(1);
          return { after: 1000, as: 'answer' };
        },
        afterEach: () => out--,
      })
      .run();
  });

  it('ends in exactly one of committed, stale, stopped, failed and lost, whatever happens to it', () => {
    const fates = fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 5000 }),
        as: fc.constantFrom<Fate['as'][]>(
          'answer',
          'answer',
          'lost',
          'lost-then-answer',
          'answer-twice',
          'failed',
        ),
        later: fc.integer({ min: 1, max: 9000 }),
        stoppable: fc.boolean(),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(
        fates,
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.nat(20_000)),
        (script, slots, abortAt) => {
          const world = new World({ hedgeAfter: 3000 });
          const leaves = [3n, 7n, 11n].map((d) => world.leaf('stepper', 1n, d));
          const operations = [
            world.admit(world.node('add', leaves), { bits: 40 }),
            world.admit(leaves[0]!, { bits: 60 }),
          ];
          let issued = 0;
          const before: LeaseCounts = { ...world.coordinator.leaseCounts };
          const executor = world.simulate({
            slots,
            script: () => script[issued++ % script.length]!,
            afterEach: () => {
              expect(addsUp(world)).toBe(true);
              for (const key of Object.keys(before) as (keyof LeaseCounts)[]) {
                expect(world.coordinator.leaseCounts[key]).toBeGreaterThanOrEqual(before[key]);
                before[key] = world.coordinator.leaseCounts[key];
              }
            },
          });
          if (abortAt !== null) {
            executor.at(abortAt, () => {
              world.coordinator.interrupt(operations[0]!, 'aborted', executor.now);
            });
          }
          const { events, outcomes, leases } = executor.run();
          expect(outcomes.size).toBe(2);
          expect(world.coordinator.openLeases).toBe(0);
          const ended = events.filter((event) => event.type === 'lease-ended');
          expect(ended.map(({ lease }) => lease).sort((a, b) => a - b)).toEqual(
            leases.map(({ id }) => id),
          );
          for (const key of ['committed', 'stale', 'stopped', 'failed', 'lost'] as const) {
            expect(ended.filter(({ end }) => end === key)).toHaveLength(
              world.coordinator.leaseCounts[key],
            );
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

describe('bounds that a step reports before it ends', () => {
  it('are published at once, and the state waits for the end of the lease', () => {
    const { world, root, first } = leased();
    const early = { kind: 'narrow', lo: 5n, width: 1, exp: -4 } as const;
    world.coordinator.report(first, early, 1500);
    expect(equals(world.coordinator.read(root), early)).toBe(true);
    expect([world.graph.versionOf(root), world.coordinator.openLeases]).toEqual([0, 1]);
    expect(world.coordinator.poll([INLINE], 1600).run).toEqual([]);
    world.coordinator.settle(first, answer(world, first), 2000);
    expect(world.graph.versionOf(root)).toBe(1);
    expect(contains(early, world.coordinator.read(root))).toBe(true);
  });

  it('may meet the goal: the operation ends, and the step is told to stop', () => {
    const { world, first } = leased();
    world.coordinator.settle(first, answer(world, first), 1200);
    const [second] = world.coordinator.poll([INLINE], 1300).run;
    const lo = (1n << 70n) / 3n;
    world.coordinator.report(second!.lease, { kind: 'narrow', lo, width: 1, exp: -70 }, 1500);
    const { outcomes, stop } = world.coordinator.poll([INLINE], 1600);
    expect(outcomes).toMatchObject([{ status: 'met', statistics: { steps: 1 } }]);
    expect(stop).toEqual([second!.lease.id]);
  });
});

describe('a result is stale', () => {
  it('when a lease that was declared lost answers after all: its bounds are kept, its state is dropped', () => {
    const { world, root, first } = leased();
    const late = answer(world, first);
    world.coordinator.settle(first, { kind: 'lost', reason: 'no sign of life' }, 2000);
    const [again] = world.coordinator.poll([INLINE], 2000).run;
    expect(again!.lease).toMatchObject({ node: root, attempt: 1, stamp: { version: 0 } });
    world.coordinator.settle(first, late, 3000);
    expect(world.graph.versionOf(root)).toBe(0);
    expect(widthLog2(world.coordinator.read(root))).toBe(4);
    world.coordinator.settle(again!.lease, answer(world, again!.lease), 4000);
    expect(world.graph.versionOf(root)).toBe(1);
    expect(world.coordinator.leaseCounts).toMatchObject({
      issued: 2,
      lost: 1,
      committed: 1,
      stale: 0,
    });
    expect(conflicts(world.coordinator.poll([], 4000).events)).toEqual([
      {
        type: 'conflict-found',
        nanoseconds: 3000,
        lease: first.id,
        node: root,
        expected: { version: 0, nanoseconds: 0 },
        actual: { version: 0, nanoseconds: 0 },
      },
    ]);
  });

  it('when a straggler was leased twice: the first answer counts, and the other is told to stop', () => {
    const world = new World({ hedgeAfter: 10_000 });
    const root = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(root, { bits: 60 });
    let issued = 0;
    const executor = world.simulate({
      slots: 2,
      script: () => ({ after: issued++ === 0 ? 1e6 : 1000, as: 'answer' }),
    });
    const { leases, stopped, outcomes, events } = executor.run();
    expect(outcomes.get(operation)).toMatchObject({ status: 'met' });
    expect(outcomes.get(operation)!.statistics.elapsed).toBeLessThan(100_000);
    expect(leases.slice(0, 3).map(({ stamp }) => stamp.version)).toEqual([0, 0, 1]);
    expect([...stopped]).toContain(leases[0]!.id);
    expect(world.coordinator.leaseCounts).toMatchObject({ stale: 1, committed: leases.length - 1 });
    expect(conflicts(events)).toMatchObject([
      { lease: leases[0]!.id, expected: { version: 0 }, actual: { version: leases.length - 1 } },
    ]);
  });

  it('when a caller that could not wait leased the node too', () => {
    const { world, root, first } = leased();
    const operation = world.admit(root, { bits: 30 });
    let turns = 0;
    for (; world.coordinator.activeOperations > 1; turns++) {
      const [run] = world.coordinator.poll([INLINE], 2000 + turns, operation).run;
      if (run !== undefined) {
        world.coordinator.settle(run.lease, answer(world, run.lease), 2000 + turns);
      }
      expect(turns).toBeLessThan(20);
    }
    const version = world.graph.versionOf(root);
    expect(version).toBeGreaterThan(5);
    const bounds = world.coordinator.read(root);
    world.coordinator.settle(first, answer(world, first), 9000);
    expect(world.graph.versionOf(root)).toBe(version);
    expect(world.coordinator.read(root)).toBe(bounds);
    expect(world.coordinator.leaseCounts.stale).toBe(1);
  });

  it('when a context delivers an answer again', () => {
    const { world, root, first } = leased();
    const once = answer(world, first);
    world.coordinator.settle(first, once, 2000);
    const bounds = world.coordinator.read(root);
    world.coordinator.settle(first, once, 3000);
    world.coordinator.settle(first, once, 4000);
    expect([world.graph.versionOf(root), world.graph.recordOf(root)!.steps]).toEqual([1, 1]);
    expect(world.coordinator.read(root)).toBe(bounds);
    expect(world.coordinator.leaseCounts).toMatchObject({ issued: 1, committed: 1, stale: 0 });
    expect(conflicts(world.coordinator.poll([], 4000).events)).toHaveLength(2);
  });

  it('when a snapshot was restored under it', () => {
    const ahead = new World();
    ahead.refine(ahead.leaf('stepper', 1n, 3n), { bits: 30 });
    const snapshot = takeSnapshot(ahead.graph);
    const { world, root, first } = leased();
    restoreSnapshot(world.graph, snapshot, (kind, params, children) =>
      world.node(kind, children, params as Plain),
    );
    const { version, state } = snapshot.nodes[0]!.record!;
    world.coordinator.settle(first, answer(world, first), 2000);
    expect(world.graph.versionOf(root)).toBe(version);
    expect(world.graph.recordOf(root)!.state).toBe(state);
    expect(world.coordinator.leaseCounts).toMatchObject({ issued: 1, stale: 1 });
    const [next] = world.coordinator.poll([INLINE], 3000).run;
    expect(next!.lease).toMatchObject({ state, stamp: { version } });
    world.coordinator.settle(next!.lease, answer(world, next!.lease), 4000);
    const { outcomes } = world.simulate().run();
    expect([...outcomes.values()]).toMatchObject([{ status: 'met', statistics: { stale: 1 } }]);
  });

  it('when it is that of an earlier run under the same incarnation: number and version agree, the time does not', () => {
    // A queue outlives a program, which is started again. In both runs the node has left its first state.
    const start = (steps: number, now: number) => {
      const stage = leased();
      const first = { ...stage.first, quantum: { steps }, demand: { width: -60 } };
      const settlement = answer(stage.world, first);
      stage.world.coordinator.settle(stage.first, settlement, now);
      const [run] = stage.world.coordinator.poll([INLINE], now).run;
      return { ...stage, lease: run!.lease };
    };
    const earlier = start(1, 2000);
    const orphan = earlier.lease;
    const { world, root, lease } = start(3, 2500);
    const { coordinator, graph } = world;
    expect(orphan).toMatchObject({ id: lease.id, incarnation: lease.incarnation, node: root });
    expect(orphan.stamp).toEqual({ ...lease.stamp, nanoseconds: 2000 });
    const before = graph.recordOf(root)!.copied();
    coordinator.settle(orphan, answer(earlier.world, orphan), 3000);
    // Accepted, it would take the node back by one step of three, and the steps that are counted would not add up.
    expect(graph.recordOf(root)!.copied()).toEqual(before);
    expect([graph.versionOf(root), coordinator.openLeases]).toEqual([1, 1]);
    expect(conflicts(coordinator.poll([], 3000).events)).toMatchObject([
      { expected: orphan.stamp, actual: lease.stamp },
    ]);
    coordinator.settle(lease, answer(world, lease), 4000);
    expect(graph.recordOf(root)!.copied()).toMatchObject({ steps: 4, state: -8 + 4 * 4 });
    expect(coordinator.leaseCounts).toMatchObject({ issued: 2, committed: 2, stale: 0 });
  });

  it('and its operation says so until the step is leased again', () => {
    const ahead = new World();
    ahead.refine(ahead.leaf('stepper', 1n, 3n), { bits: 30 });
    const { world, first } = leased(1000, () => 5000);
    const status = (now: number) => world.coordinator.operations({}, now)[0]!.status;
    expect(status(1000)).toBe('running');
    restoreSnapshot(world.graph, takeSnapshot(ahead.graph), (kind, params, children) =>
      world.node(kind, children, params as Plain),
    );
    world.coordinator.settle(first, answer(world, first), 2000);
    expect(status(2000)).toBe('stale');
    expect(world.coordinator.poll([INLINE], 6999)).toMatchObject({ run: [], wakeAt: 7000 });
    expect(world.coordinator.poll([INLINE], 7000).run).toHaveLength(1);
    expect(status(7000)).toBe('running');
  });

  it('and is leased again only if the node is still wanted', () => {
    const { world, root, first } = leased();
    world.coordinator.settle(first, { kind: 'lost', reason: 'no sign of life' }, 2000);
    world.coordinator.interrupt(1, 'aborted', 2500);
    world.coordinator.settle(first, answer(world, first), 3000);
    expect(world.coordinator.poll([INLINE, THREAD], 3000).run).toEqual([]);
    expect(widthLog2(world.coordinator.read(root))).toBe(4);
  });

  it('and never loses the tighter bounds, in whatever order two results come', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (lateFirst, hedged) => {
        const world = new World(hedged ? { hedgeAfter: 1 } : {});
        const root = world.leaf('leaper', 1n, 3n);
        world.admit(root, { bits: 60 });
        const [a] = world.coordinator.poll([INLINE], 0).run;
        const results = [20n, 40n].map((bits) => ({
          kind: 'result' as const,
          steps: 1,
          result: {
            state: null,
            bounds: {
              kind: 'narrow',
              lo: (1n << bits) / 3n,
              width: 1,
              exp: -Number(bits),
            } as const,
          },
        }));
        if (!hedged) world.coordinator.settle(a!.lease, { kind: 'lost', reason: '' }, 5);
        const [b] = world.coordinator.poll([INLINE], 10).run;
        const pairs = [
          [a!.lease, results[1]!],
          [b!.lease, results[0]!],
        ] as const;
        for (const [lease, result] of lateFirst ? pairs : [...pairs].reverse()) {
          world.coordinator.settle(lease, result, 20);
        }
        expect(widthLog2(world.coordinator.read(root))).toBe(-40);
        expect(world.graph.versionOf(root)).toBe(1);
        expect(addsUp(world)).toBe(true);
      }),
      { numRuns: runs(8) },
    );
  });
});

describe('a lease of another incarnation', () => {
  it('changes nothing, neither states nor bounds, whatever numbers it has', () => {
    const { world, root, first } = leased();
    const { coordinator } = world;
    const foreign = { ...first, incarnation: 'another' };
    const before = coordinator.read(root);
    const early = { kind: 'narrow', lo: 5n, width: 1, exp: -4 } as const;
    coordinator.report(foreign, early, 1500);
    coordinator.settle(foreign, answer(world, first), 2000);
    coordinator.settleAll([{ lease: foreign, settlement: answer(world, first) }], 2000);
    expect([coordinator.read(root), coordinator.openLeases]).toEqual([before, 1]);
    expect(world.graph.versionOf(root)).toBe(0);
    coordinator.settle(first, answer(world, first), 3000);
    expect(world.graph.versionOf(root)).toBe(1);
  });
});

describe('results that have arrived together', () => {
  it('are settled in the order of issue, so of two from one state the first issued is accepted', () => {
    for (const reversed of [false, true]) {
      const world = new World({ hedgeAfter: 10 });
      const root = world.leaf('leaper', 1n, 3n);
      world.admit(root, { bits: 60 });
      const leases = [0, 20].map((now) => world.coordinator.poll([INLINE], now).run[0]!.lease);
      const batch = leases.map((lease, i) => ({
        lease,
        settlement: {
          kind: 'result',
          steps: 1,
          result: {
            state: i,
            bounds: { kind: 'narrow', lo: BigInt(5 - i), width: 1 + i, exp: -4 },
          },
        } as const,
      }));
      expect(leases[0]!.stamp).toEqual(leases[1]!.stamp);
      world.coordinator.settleAll(reversed ? batch.reverse() : batch, 30);
      expect(world.graph.recordOf(root)!.copied()).toMatchObject({
        state: 0,
        lease: leases[0]!.id,
      });
      const { events } = world.coordinator.poll([], 40);
      expect(conflicts(events)).toMatchObject([{ lease: leases[1]!.id }]);
      expect(world.coordinator.leaseCounts).toMatchObject({ committed: 1, stale: 1 });
    }
  });

  it('are all settled before the next step is chosen: it reads what each of them brought', () => {
    const world = new World();
    const leaves = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d));
    const root = world.node('echo', [world.node('add', leaves)]);
    world.admit(root, { bits: 60 });
    const slots = [0, 1, 2].map((id) => ({ id, kind: 'inline' as const }));
    const { coordinator, graph } = world;
    const batches: number[] = [];
    let chosen = 0;
    for (let now = 1; coordinator.activeOperations > 0; now++) {
      expect(now).toBeLessThan(20);
      const { run } = coordinator.poll(slots, now);
      for (const { lease } of run.filter((one) => one.lease.node === root)) {
        const widest = Math.max(...leaves.map((leaf) => graph.widthOf(leaf)));
        expect(widthLog2(lease.inputs[0]!)).toBeLessThan(widest + 3);
        chosen++;
      }
      batches.push(run.length);
      coordinator.settleAll(
        run.map(({ lease }) => ({ lease, settlement: answer(world, lease) })),
        now,
      );
    }
    expect(Math.max(...batches)).toBe(3);
    expect(chosen).toBeGreaterThan(1);
  });
});

describe('a failure', () => {
  it('of a lease that was given up is no failure of the node', () => {
    const { world, root, first } = leased();
    world.coordinator.settle(first, { kind: 'lost', reason: 'no sign of life' }, 2000);
    world.coordinator.settle(
      first,
      { kind: 'failed', error: { name: 'Error', message: 'out of memory' } },
      3000,
    );
    expect(world.graph.errorOf(root)).toBeUndefined();
    expect(world.coordinator.leaseCounts).toMatchObject({ lost: 1, failed: 0 });
    expect([...world.simulate().run().outcomes.values()]).toMatchObject([{ status: 'met' }]);
  });

  it('from a state that the node has left is counted, and goes on', () => {
    const world = new World({ hedgeAfter: 10 });
    const root = world.leaf('stepper', 1n, 3n);
    world.admit(root, { bits: 60 });
    const [a] = world.coordinator.poll([INLINE], 0).run;
    const [b] = world.coordinator.poll([INLINE], 20).run;
    world.coordinator.settle(a!.lease, answer(world, a!.lease), 30);
    world.coordinator.settle(
      b!.lease,
      { kind: 'failed', error: { name: 'Error', message: '' } },
      40,
    );
    expect(world.coordinator.leaseCounts).toMatchObject({ committed: 1, failed: 1 });
    expect([...world.simulate().run().outcomes.values()]).toMatchObject([{ status: 'met' }]);
  });
});

describe('the hedge', () => {
  const twice = (options: { hedgeAfter?: number }, slots: number) => {
    const world = new World(options);
    world.admit(world.leaf('leaper', 1n, 3n), { bits: 60 });
    let issued = 0;
    const { leases } = world
      .simulate({ slots, script: () => ({ after: issued++ === 0 ? 1e6 : 1000, as: 'answer' }) })
      .run();
    return leases.filter(({ stamp }) => stamp.version === 0).length;
  };

  it('leases a straggler a second time, and not a third', () => {
    expect(twice({ hedgeAfter: 5000 }, 4)).toBe(2);
  });

  it('is off unless asked for, waits its time, and needs a slot that would idle', () => {
    expect(twice({}, 4)).toBe(1);
    expect(twice({ hedgeAfter: 2e6 }, 4)).toBe(1);
    expect(twice({ hedgeAfter: 5000 }, 1)).toBe(1);
  });

  it('goes before its equals where a step is out much too long, and before no higher priority', () => {
    for (const priority of [4, 5, 6]) {
      const world = new World({ hedgeAfter: 10 });
      world.remote = true;
      const straggler = world.leaf('leaper', 1n, 3n);
      const other = world.leaf('leaper', 1n, 5n);
      world.admit(straggler, { bits: 60 });
      world.coordinator.poll([INLINE], 0);
      world.admit(other, { bits: 60 }, { priority }, 100);
      const [run] = world.coordinator.poll([THREAD], 100).run;
      expect(run!.lease.node).toBe(priority > 5 ? other : straggler);
    }
  });

  /** A world with one lease out since 0, whose step is late after 5,000. */
  const withStraggler = (cores?: number): World => {
    const world = new World({ hedgeAfter: 5000, ...(cores === undefined ? {} : { cores }) });
    world.remote = true;
    world.admit(world.leaf('leaper', 1n, 3n), { bits: 60 });
    expect(world.coordinator.poll([INLINE], 0).run).toHaveLength(1);
    return world;
  };

  it('leases no step again whose slot is heard, however long it is out', () => {
    const { coordinator } = withStraggler();
    for (let now = 4000; now <= 100_000; now += 4000) {
      coordinator.heard(INLINE.id, now);
      coordinator.heard(THREAD.id, now);
      const { run, wakeAt } = coordinator.poll([THREAD], now);
      expect([run.length, wakeAt]).toEqual([0, now + 5000]);
    }
    expect(coordinator.leaseCounts.hedged).toBe(0);
    expect(coordinator.poll([THREAD], 105_000).run).toHaveLength(1);
    expect(coordinator.leaseCounts).toMatchObject({ issued: 2, hedged: 1 });
  });

  it('takes a core that idles: the late step counts as none that computes', () => {
    for (const cores of [1, 2]) {
      const world = withStraggler(cores);
      const { coordinator } = world;
      world.admit(world.leaf('leaper', 1n, 5n), { bits: 60 }, {}, 4000);
      const [other] = coordinator.poll([THREAD], 4000).run;
      expect(other).toBeDefined();
      const second = { ...THREAD, id: 7 };
      const { run, wakeAt } = coordinator.poll([second], 6000);
      expect(run.length).toBe(cores - 1);
      if (cores === 2) continue;
      // It waits for the core, or until it is urgent.
      expect(wakeAt).toBe(9000);
      coordinator.heard(THREAD.id, 14_000);
      expect(coordinator.poll([second], 14_999).run).toEqual([]);
      expect(coordinator.poll([second], 15_000).run).toHaveLength(1);
    }
  });

  it('says when it wants to look again', () => {
    const world = new World({ hedgeAfter: 5000 });
    world.remote = true;
    world.admit(world.leaf('leaper', 1n, 3n), { bits: 60 });
    expect(world.coordinator.poll([INLINE, THREAD], 100).wakeAt).toBe(5100);
    expect(world.coordinator.poll([], 200).wakeAt).toBeUndefined();
    expect(world.coordinator.poll([THREAD], 5100).run).toHaveLength(1);
  });
});
