import fc from 'fast-check';
import type { Scheduler } from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '#lib/coordinator/leases/port.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { rational } from '#lib/exact/rational.js';
import { InlineContext } from '#lib/execution/contexts/inline.js';
import { WorkerSlots } from '#lib/execution/pool/worker-slots.js';
import type { ContextSource } from '#lib/execution/pool/context-source.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { isPast } from '#lib/session/clock.js';
import { AsynchronousDriver } from '#lib/session/drivers/asynchronous-driver.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** A worker whose answers come when the scheduler says so, and that may crash instead. */
class ScheduledContext implements ExecutionContext {
  readonly kind = 'thread';
  readonly capacity = 1;
  readonly isolates = true;
  alive = true;
  readonly name: string;
  readonly #stage: Stage;

  constructor(name: string, stage: Stage) {
    this.name = name;
    this.#stage = stage;
  }

  execute(lease: Lease): Execution {
    const { scheduler, world, crashes } = this.#stage;
    const settle = (): Settlement => {
      if (crashes.shift() === true) {
        this.alive = false;
        return { kind: 'lost', reason: 'the spec says so' };
      }
      return world.host.run(lease, { stopRequested: () => false });
    };
    const turn = scheduler.schedule(Promise.resolve(), `answer to lease ${String(lease.id)}`);
    return { lease: lease.id, settled: turn.then(settle), stop: () => undefined };
  }

  join(): Promise<void> {
    return Promise.resolve();
  }

  whenAvailable(): Promise<void> {
    return Promise.resolve();
  }

  terminate(): Promise<void> {
    this.alive = false;
    return Promise.resolve();
  }

  stats(): ContextStatistics {
    return { started: 0, settled: 0, lost: 0, inFlight: 0 };
  }
}

/** As many contexts as are taken; the preferred one while it lives. */
function sourceOf(open: () => ExecutionContext): ContextSource {
  return {
    hasRoom: true,
    opens: true,
    idleNames: [],
    nameAfter: () => 'worker',
    acquire: ({ preferred }) => (preferred?.alive === true ? preferred : open()),
    release: () => {},
    prewarm: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function slotsAt(now: () => number): WorkerSlots {
  return new WorkerSlots({
    now,
    stepLimit: Infinity,
    hedgeDelay: () => Infinity,
    isShort: () => false,
    onSettled: () => {},
    onLost: () => {},
    onClosed: () => {},
  });
}

/** A driver over scheduled workers, which checks the laws of the graph whenever something is told. */
class Stage {
  readonly world = new World();
  readonly events: SchedulerEvent[] = [];
  readonly driver: AsynchronousDriver;
  readonly scheduler: Scheduler;
  /** Whether the context crashes instead of giving its next results. */
  readonly crashes: boolean[];
  #published: Enclosure[] = [];
  #now = 0;

  constructor(scheduler: Scheduler, crashes: readonly boolean[] = []) {
    this.scheduler = scheduler;
    this.crashes = [...crashes];
    const { coordinator, host } = this.world;
    this.world.remote = true;
    const clock = { nanoseconds: () => (this.#now += 1000) };
    const workerSlots = slotsAt(clock.nanoseconds);
    let opened = 0;
    const open = (): ScheduledContext => new ScheduledContext(`thread-${String(++opened)}`, this);
    workerSlots.add({
      name: 'thread',
      kind: 'thread',
      count: 2,
      queues: false,
      source: sourceOf(open),
    });
    this.driver = new AsynchronousDriver({
      coordinator,
      clock,
      stopAt: (time) => isPast(clock, time),
      inline: new InlineContext(host),
      workerSlots,
      start: () => {},
      emit: (events) => {
        this.events.push(...events);
        this.#check();
      },
    });
  }

  #check(): void {
    const { graph } = this.world;
    expect(brokenInvariants(graph, this.#published)).toEqual([]);
    this.#published = Array.from({ length: graph.size }, (_, node) => graph.boundsOf(node));
  }
}

const a = { n: 22n, d: 7n };
const b = { n: 193n, d: 71n };
/** Log2 of the width of a demand that takes longer than a slice. */
const LONG_WIDTH = -30_000;
const sum = rational(22n * 71n + 193n * 7n, 7n * 71n);

describe('the asynchronous driver, whatever the order in which workers answer', () => {
  it('brings every operation to its goal, and every published bounds lies inside the earlier ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 4 }),
        async (scheduler, goals) => {
          const stage = new Stage(scheduler);
          const { world, driver } = stage;
          const root = world.node('add', [
            world.node('leaper', [], a),
            world.node('leaper', [], b),
          ]);
          const roots = [root, world.node('echo', [root]), world.node('negate', [root])];
          const running = goals.map((bits, i) =>
            driver.run({ root: roots[i % roots.length]!, goal: { kind: 'bits', bits } }, {}),
          );
          const outcomes = await scheduler.waitFor(Promise.all(running));
          for (const [i, { status, bounds }] of outcomes.entries()) {
            expect(status).toBe('met');
            const value = i % roots.length === 2 ? rational(-sum.n, sum.d) : sum;
            expect(containsRational(bounds, value)).toBe(true);
          }
          const { issued, committed, stale, stopped, failed, lost } = world.coordinator.leaseCounts;
          expect(committed + stale + stopped + failed + lost + world.coordinator.openLeases).toBe(
            issued,
          );
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('never has two leases of one node out, and gives no node a step that it does not need', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { world, driver, events } = new Stage(scheduler);
        const shared = world.node('leaper', [], a);
        const roots = [
          world.node('add', [shared, world.node('leaper', [], b)]),
          world.node('negate', [shared]),
        ];
        await scheduler.waitFor(
          Promise.all(
            roots.map((root) => driver.run({ root, goal: { kind: 'bits', bits: 3000 } }, {})),
          ),
        );
        const out = new Set<NodeId>();
        let stepsOfShared = 0;
        for (const event of events) {
          if (event.type === 'lease-issued') {
            expect(out.has(event.node)).toBe(false);
            out.add(event.node);
            if (event.node === shared) stepsOfShared++;
          }
          if (event.type === 'lease-ended') out.delete(event.node);
        }
        // One look and one leap serve both roots; the looser of their demands may be a step of its own.
        expect(stepsOfShared).toBeLessThanOrEqual(3);
      }),
      { numRuns: runs(100) },
    );
  });

  it('loses no answer to workers that crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.boolean(), { maxLength: 4 }),
        async (scheduler, crashes) => {
          const { world, driver } = new Stage(scheduler, crashes);
          const root = world.node('add', [
            world.node('leaper', [], a),
            world.node('leaper', [], b),
          ]);
          const running = driver.run({ root, goal: { kind: 'bits', bits: 3000 } }, {});
          const { status, bounds, statistics } = await scheduler.waitFor(running);
          expect(status).toBe('met');
          expect(containsRational(bounds, sum)).toBe(true);
          expect(statistics.retries).toBe(world.coordinator.leaseCounts.lost);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('ends an operation that is aborted at once, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { world, driver } = new Stage(scheduler);
        const root = world.node('add', [
          world.node('stepper', [], { ...a, rate: 500 }),
          world.node('leaper', [], b),
        ]);
        const controller = new AbortController();
        const request = { root, goal: { kind: 'bits', bits: 5000 } } as const;
        const stays = driver.run(request, {});
        const goes = driver.run(request, { signal: controller.signal });
        void scheduler.schedule(Promise.resolve(), 'abort').then(() => {
          controller.abort();
        });
        const [kept, left] = await scheduler.waitFor(Promise.all([stays, goes]));
        expect(kept.status).toBe('met');
        expect([null, 'aborted']).toContain(left.reason);
        expect(containsRational(left.bounds, sum)).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });

  it('rejects what waits when something below it is defective, rather than to leave it waiting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { world, driver } = new Stage(scheduler);
        const root = world.node('leaper', [], a);
        const running = driver.run({ root, goal: { kind: 'bits', bits: 3000 } }, {});
        world.coordinator.settle = () => {
          throw new RangeError('a defect');
        };
        await expect(scheduler.waitFor(running)).rejects.toThrow('a defect');
      }),
      { numRuns: runs(10) },
    );
  });
});

describe('the asynchronous driver on the calling thread', () => {
  it('gives the calling thread back at least every 8 ms', async () => {
    const world = new World();
    let [time, spent, longest, steps] = [0, 0, 0, 0];
    const inline = new InlineContext(world.host, () => {
      // Every step takes a millisecond.
      time += 1e6;
      longest = Math.max(longest, ++spent);
      steps++;
    });
    const clock = { nanoseconds: () => time };
    const driver = new AsynchronousDriver({
      ...{ coordinator: world.coordinator, clock, inline, workerSlots: slotsAt(clock.nanoseconds) },
      stopAt: (time) => isPast(clock, time),
      start: () => {},
      emit: () => {},
    });
    let running = true;
    const turn = (): void => {
      spent = 0;
      if (running) setImmediate(turn);
    };
    turn();
    const root = world.node('stepper', [], { ...a, rate: 50 });
    const { status } = await driver.run({ root, goal: { kind: 'bits', bits: 3000 } }, {});
    running = false;
    expect(status).toBe('met');
    expect(steps).toBeGreaterThan(16);
    expect(longest).toBeLessThanOrEqual(8);
  });

  it('runs no step that nobody needs any more once it gets its turn', async () => {
    await using session = createSession();
    const value = exp(sin(sqrt(2)));
    const stop = new AbortController();
    const ends: string[] = [];
    session.observe((event) => {
      if (stop.signal.aborted && event.type === 'lease-ended') ends.push(event.end);
      // Of so many digits a step is too long for the slice in which it is cut: it waits for the event loop.
      const isLong = event.type === 'lease-issued' && event.demand.width < LONG_WIDTH;
      if (isLong)
        queueMicrotask(() => {
          stop.abort();
        });
    });
    const long = value.refine({ digits: 100_000 }, { session, signal: stop.signal });
    expect((await long).reason).toBe('aborted');
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    expect(ends).toEqual(['stopped']);
  });
});
