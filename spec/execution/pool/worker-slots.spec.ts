import { describe, expect, it } from '@jest/globals';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { OperationClass } from '#lib/coordinator/operations/request.js';
import type { Execution, ExecutionContext, Slot } from '#lib/coordinator/leases/port.js';
import { LimitError } from '#lib/exact/errors.js';
import { WorkerSlots } from '#lib/execution/pool/worker-slots.js';
import { ContextLimit } from '#lib/execution/pool/context-limit.js';
import { ContextPool } from '#lib/execution/pool/pool.js';
import type { PoolOptions } from '#lib/execution/pool/pool-options.js';
import { OwnedContext } from '#lib/execution/pool/owned-context.js';
import { SharedContext } from '#lib/execution/pool/shared-context.js';
import { LeaseTally } from '#lib/execution/contexts/lease-tally.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

/** A context whose leases settle when the spec says so. */
class ScriptedContext implements ExecutionContext {
  readonly kind = 'thread';
  readonly capacity = 2;
  readonly isolates = true;
  alive = true;
  full = false;
  readonly name: string;
  /** Of whichever lease runs in it; undefined where nothing is known. */
  beats: number | undefined;
  readonly #calls: ((settlement: Settlement) => void)[] = [];
  readonly #tally = new LeaseTally(this.capacity);

  constructor(name: string) {
    this.name = name;
  }

  execute(lease: Lease): Execution {
    if (this.full) throw new LimitError('it is full');
    const settled = new Promise<Settlement>((resolve) => this.#calls.push(resolve));
    this.#tally.start();
    const { beats } = this;
    return {
      lease: lease.id,
      settled,
      stop: () => undefined,
      ...(beats === undefined ? {} : { beats: () => this.beats ?? 0 }),
    };
  }

  answer(settlement: Settlement): void {
    const settle = this.#calls.shift();
    if (settle === undefined) return;
    this.#tally.settle(settlement);
    settle(settlement);
  }

  crash(settlement: Settlement): void {
    this.alive = false;
    while (this.#calls.length > 0) this.answer(settlement);
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  whenAvailable(): Promise<void> {
    return this.#tally.whenAvailable();
  }

  terminate(reason: string): Promise<void> {
    this.crash({ kind: 'lost', reason, blameless: true });
    return Promise.resolve();
  }

  stats() {
    return this.#tally.stats();
  }
}

const result: Settlement = {
  kind: 'result',
  result: { state: null, bounds: { kind: 'all' } },
  steps: 1,
  elapsed: 40,
};
const lost: Settlement = { kind: 'lost', reason: 'it crashed' };
const failedStart: Settlement = { ...lost, blameless: true };

interface StageOptions extends PoolOptions {
  readonly stepLimit: number;
}

class Stage {
  now = 0;
  short = true;
  /** How long a context may take to start. */
  start = 0;
  readonly opened: ScriptedContext[] = [];
  readonly told: string[] = [];
  readonly overheads: (string | undefined)[] = [];
  readonly places: WorkerSlots;

  constructor({ stepLimit = Infinity, ...poolOptions }: Partial<StageOptions> = {}) {
    this.places = new WorkerSlots({
      now: () => this.now,
      stepLimit,
      hedgeDelay: (_lease, cold) => 1000 + (cold ? this.start : 0),
      isShort: () => this.short,
      onSettled: (_lease, _settlement, overhead) => {
        this.overheads.push(
          overhead === undefined ? undefined : `${overhead.of} ${String(overhead.time)}`,
        );
      },
      onLost: (context, reason) => this.told.push(`${context.name} is lost: ${reason}`),
      onClosed: (group, reason) => this.told.push(`${group} closes: ${reason}`),
    });
    const open = (name: string): ScriptedContext => {
      const context = new ScriptedContext(name);
      this.opened.push(context);
      return context;
    };
    const afterEnd = (name: string): void => {
      this.places.forget('thread', name);
    };
    const pool = new ContextPool({ open, name: 'thread', maximum: 4, afterEnd, ...poolOptions });
    this.places.add({ name: 'thread', kind: 'thread', count: 2, queues: true, source: pool });
  }

  /** Sends a lease to a free slot. */
  send(index = 0, changes: Partial<Lease> = {}): Promise<Settlement> {
    const slot = this.places.free()[index];
    if (slot === undefined) throw new Error('no slot is free');
    const execution = this.places.send(
      slot,
      leaseOf(halving, { bits: 1 }, changes),
      () => undefined,
    );
    return execution?.settled ?? Promise.reject(new Error('it was not sent'));
  }

  get offered(): string[] {
    return this.places.free().map(({ id, cold, behind }) => {
      const how = behind === true ? 'behind' : cold === true ? 'cold' : 'warm';
      return `${String(id)} ${how}`;
    });
  }
}

describe('the places where leases run', () => {
  it('open nothing before a lease comes, and offer what is idle before what is busy', async () => {
    const stage = new Stage();
    expect(stage.offered).toEqual(['1 cold', '2 cold']);
    expect(stage.opened).toEqual([]);
    const first = stage.send();
    expect(stage.offered).toEqual(['2 cold', '1 behind']);
    stage.opened[0]?.answer(result);
    await first;
    expect(stage.offered).toEqual(['1 warm', '2 cold']);
  });

  it('let a short lease wait behind a short one, once', () => {
    const stage = new Stage();
    void stage.send();
    void stage.send();
    expect(stage.offered).toEqual(['1 behind', '2 behind']);
    void stage.send();
    expect(stage.offered).toEqual(['2 behind']);
    expect(stage.opened[0]?.stats().inFlight).toBe(2);
  });

  it('let none wait behind a long one', () => {
    const stage = new Stage();
    stage.short = false;
    void stage.send();
    expect(stage.offered).toEqual(['2 cold']);
  });

  it('use a context again, the same one in the same place', async () => {
    const stage = new Stage();
    const both = [stage.send(), stage.send()];
    for (const context of stage.opened) context.answer(result);
    await Promise.all(both);
    void stage.send(1);
    expect(stage.opened.map((context) => context.stats().inFlight)).toEqual([0, 1]);
    expect(stage.opened).toHaveLength(2);
  });

  it('replace a context that has crashed, and report it once', async () => {
    const stage = new Stage();
    const both = [stage.send(), stage.send(1)];
    expect(stage.opened).toHaveLength(1);
    stage.opened[0]?.crash(lost);
    await Promise.all(both);
    expect(stage.told).toEqual(['thread 1 is lost: it crashed']);
    void stage.send();
    expect(stage.opened.map(({ alive }) => alive)).toEqual([false, true]);
  });

  it('report a context that ended between two leases, but not one that the pool let go', async () => {
    const stage = new Stage();
    for (const context of [1, 2]) {
      const sent = stage.send();
      stage.opened.at(-1)?.answer(result);
      await sent;
      expect(stage.opened).toHaveLength(context);
      stage.opened.at(-1)!.alive = false;
    }
    expect(stage.told).toEqual(['thread 1 is lost: it ended between two leases']);
  });

  it('end the context of a step that takes longer than the limit, and blame the step', async () => {
    const stage = new Stage({ stepLimit: 5000 });
    const hung = stage.send();
    stage.now = 4999;
    stage.places.enforce();
    expect(stage.opened[0]?.alive).toBe(true);
    expect(stage.places.nextChange).toBe(5000);
    stage.now = 5000;
    stage.places.enforce();
    expect(stage.opened[0]?.alive).toBe(false);
    expect(await hung).toEqual({ kind: 'lost', reason: expect.stringContaining('longer than') });
    expect(stage.places.nextChange).toBe(Infinity);
  });

  it('give the other steps of a message their time, and a context the time to start', () => {
    const stage = new Stage({ stepLimit: 5000 });
    stage.start = 300;
    const then = leaseOf(halving, { bits: 1 }, { quantum: { steps: 2 }, predictedCost: 40 });
    void stage.send(0, { quantum: { steps: 4 }, predictedCost: 10, then });
    const limit = 5000 + 3 * 10 + 2 * 40 + 300;
    stage.now = limit - 1;
    stage.places.enforce();
    expect(stage.opened[0]?.alive).toBe(true);
    stage.now = limit;
    stage.places.enforce();
    expect(stage.opened[0]?.alive).toBe(false);
  });

  it('of a patient group let a lease take as long as it takes, and end their context with them', async () => {
    const stage = new Stage({ stepLimit: 5000 });
    const context = new ScriptedContext('sources');
    const source = new OwnedContext(context);
    stage.places.add({
      name: 'source',
      kind: 'source',
      count: 2,
      queues: false,
      untimed: true,
      source,
    });
    const asking = [stage.send(2), stage.send(2)];
    stage.now = 1e9;
    stage.places.enforce();
    expect([context.alive, stage.places.nextChange]).toEqual([true, Infinity]);
    expect(stage.places.free().filter(({ kind }) => kind === 'source')).toEqual([]);
    context.answer(result);
    expect(await asking[0]).toBe(result);
    expect(stage.places.free().filter(({ kind }) => kind === 'source')).toHaveLength(1);
    await stage.places.close();
    expect(context.alive).toBe(false);
    expect(await asking[1]).toMatchObject({ kind: 'lost' });
  });

  it('say when a lease will be overdue', () => {
    const stage = new Stage();
    expect(stage.places.nextChange).toBe(Infinity);
    void stage.send();
    expect(stage.places.nextChange).toBe(1000);
    stage.now = 1000;
    expect(stage.places.nextChange).toBe(Infinity);
  });

  it('close a group whose contexts end again and again before they are ready, and say so once', async () => {
    const stage = new Stage();
    for (let loss = 0; loss < 3; loss++) {
      const sent = stage.send();
      stage.opened.at(-1)?.crash(failedStart);
      await sent;
    }
    expect(stage.told.slice(-1)).toEqual(['thread closes: it crashed']);
    expect(stage.offered).toEqual([]);
    expect(stage.places.isOpen('thread')).toBe(false);
  });

  it('close none for steps that crash a context which has run others', async () => {
    const stage = new Stage();
    for (let loss = 0; loss < 20; loss++) {
      const sent = stage.send();
      stage.opened.at(-1)?.crash(lost);
      await sent;
    }
    expect(stage.places.isOpen('thread')).toBe(true);
    expect(stage.told).toHaveLength(20);
  });

  it('offer as many further places as leases are overdue, so that hung steps hold up nothing', async () => {
    const stage = new Stage();
    stage.short = false;
    const hung = [stage.send(), stage.send()];
    expect(stage.offered).toEqual([]);
    stage.now = 2000;
    expect(stage.offered).toEqual(['3 cold', '4 cold']);
    const standIn = stage.send();
    stage.opened[2]?.answer(result);
    await standIn;
    for (const context of stage.opened.slice(0, 2)) context.answer(result);
    await Promise.all(hung);
    expect(stage.offered).toEqual(['1 warm', '2 warm']);
  });

  describe('with a heartbeat', () => {
    const beating = (): Stage => {
      const stage = new Stage({
        open: (name) => {
          const context = new ScriptedContext(name);
          context.beats = 0;
          stage.opened.push(context);
          return context;
        },
      });
      stage.short = false;
      return stage;
    };

    it('offer no further place for a lease that is heard, however long it is out', () => {
      const stage = beating();
      void stage.send();
      void stage.send();
      for (stage.now = 900; stage.now < 100_000; stage.now += 900) {
        expect(stage.places.listen()).toEqual(stage.now === 900 ? [] : [1, 2]);
        expect(stage.offered).toEqual([]);
        for (const context of stage.opened) context.beats! += 3;
      }
      expect(stage.opened).toHaveLength(2);
    });

    it('offer one for a silent lease, until it is heard again', async () => {
      const stage = beating();
      void stage.send();
      void stage.send();
      stage.now = 600;
      stage.opened[0]!.beats!++;
      expect(stage.places.listen()).toEqual([1]);
      expect(stage.places.nextChange).toBe(1000);
      stage.now = 1000;
      expect(stage.offered).toEqual(['3 cold']);
      expect(stage.places.nextChange).toBe(1600);
      const spare = stage.send();
      // The three that compute are one more than there are workers: the next place is free when two are left.
      stage.opened[1]!.beats!++;
      stage.now = 1500;
      stage.opened[0]!.beats!++;
      expect(stage.places.listen()).toEqual([1, 2]);
      expect(stage.offered).toEqual([]);
      stage.opened[0]!.answer(result);
      await Promise.resolve();
      expect(stage.offered).toEqual([]);
      stage.opened[2]!.answer(result);
      await spare;
      expect(stage.offered).toEqual(['1 warm']);
    });

    it('let a lease wait behind a short one that is heard, and behind none that is silent', () => {
      const stage = beating();
      stage.short = true;
      void stage.send();
      expect(stage.offered).toEqual(['2 cold', '1 behind']);
      stage.now = 1000;
      expect(stage.offered).toEqual(['2 cold', '3 cold']);
      stage.opened[0]!.beats!++;
      stage.places.listen();
      expect(stage.offered).toEqual(['2 cold', '1 behind']);
    });
  });

  it('measure what a message costs only where nothing else delays it', async () => {
    const stage = new Stage();
    const cold = stage.send();
    stage.now += 500;
    stage.opened[0]?.answer(result);
    await cold;
    const warm = stage.send();
    stage.now += 100;
    const waiting = stage.send(1);
    stage.opened[0]?.answer(result);
    stage.opened[0]?.answer(result);
    await Promise.all([warm, waiting]);
    expect(stage.overheads).toEqual(['start 460', 'message 60', undefined]);
  });

  it('measure what a message costs beyond all the steps of its chain', async () => {
    const stage = new Stage();
    const cold = stage.send();
    stage.opened[0]?.answer(result);
    await cold;
    const chain = stage.send();
    stage.now += 100;
    stage.opened[0]?.answer({ ...result, then: { ...result, elapsed: 50 } });
    await chain;
    expect(stage.overheads.at(-1)).toBe('message 10');
  });

  it('may be fresh for every lease', async () => {
    const stage = new Stage({ reuse: false });
    for (let lease = 0; lease < 3; lease++) {
      const sent = stage.send();
      stage.opened.at(-1)?.answer(result);
      await sent;
    }
    expect(stage.opened.map(({ alive }) => alive)).toEqual([false, false, false]);
    expect(stage.told).toEqual([]);
  });

  it('may be those of a given context, which is never replaced and never ended', async () => {
    const stage = new Stage();
    const given = new ScriptedContext('mine');
    const source = new SharedContext(given, () => undefined);
    stage.places.add({ name: 'given', kind: 'thread', count: 1, queues: false, source });
    const slot = stage.places.free().find(({ group }) => group === 'given')!;
    const sent = stage.places.send(slot, leaseOf(halving, { bits: 1 }), () => undefined)!.settled;
    given.answer(result);
    await sent;
    await stage.places.close();
    expect(given.alive).toBe(true);
    expect(stage.places.isOpen('given')).toBe(true);
    given.alive = false;
    expect(stage.places.free().some(({ group }) => group === 'given')).toBe(false);
    expect(stage.places.isOpen('given')).toBe(false);
  });

  it('leave a given context to its owner while that fills it, and take it up again after', async () => {
    const stage = new Stage();
    const given = new ScriptedContext('mine');
    let woken = 0;
    const source = new SharedContext(given, () => woken++);
    stage.places.add({ name: 'given', kind: 'thread', count: 2, queues: false, source });
    const offered = (): number =>
      stage.places.free().filter(({ group }) => group === 'given').length;
    given.execute(leaseOf(halving, { bits: 1 }));
    const slots = stage.places.free().filter(({ group }) => group === 'given');
    given.execute(leaseOf(halving, { bits: 1 }));
    // Filled after it was offered: the lease is not sent, and nothing is lost.
    given.full = true;
    expect(stage.places.send(slots[0]!, leaseOf(halving, { bits: 1 }), () => undefined)).toBe(
      undefined,
    );
    expect([offered(), woken]).toEqual([0, 0]);
    given.full = false;
    given.answer(result);
    await Promise.resolve();
    expect([woken, offered()]).toEqual([1, 2]);
  });

  it('send nothing where no context can be opened', async () => {
    const stage = new Stage({
      maximum: 2,
      open: () => {
        throw new Error('no room');
      },
    });
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await stage.send()).toEqual({
        kind: 'lost',
        reason: 'there is no context for it: Error: no room',
        blameless: true,
      });
    }
    expect(stage.told).toEqual(['thread closes: Error: no room']);
    expect(stage.offered).toEqual([]);
  });

  it('acquire contexts in the order of classes where groups share a limit', async () => {
    const limit = new ContextLimit(1);
    const stage = new Stage({ limit });
    const others: ScriptedContext[] = [];
    const open = (name: string): ScriptedContext => {
      const context = new ScriptedContext(name);
      others.push(context);
      return context;
    };
    const source = new ContextPool({ open, name: 'process', maximum: 4, limit });
    stage.places.add({ name: 'process', kind: 'process', count: 3, queues: false, source });
    // All are offered at once, as each could run by itself.
    const [thread, , ...processes] = stage.places.free();
    expect(processes.map(({ group }) => group)).toEqual(['process', 'process', 'process']);
    const send = (slot: Slot, bits: number, operationClass?: OperationClass): Execution =>
      stage.places.send(slot, leaseOf(halving, { bits }), () => undefined, operationClass)!;
    const first = send(thread!, 1);
    const low = send(processes[0]!, 2, 'low');
    const stopped = send(processes[1]!, 3, 'normal');
    const high = send(processes[2]!, 4, 'structural');
    expect(source.stats()).toMatchObject({ busy: 0, waiting: 3, started: 0 });
    // None of them is late, however long it waits, and none is offered room.
    stage.now = 1e9;
    expect(stage.places.listen().length).toBe(3);
    expect(stage.places.free()).toEqual([]);
    stopped.stop();
    expect(await stopped.settled).toEqual({ kind: 'stopped' });
    const ended: string[] = [];
    void low.settled.then(() => ended.push('low'));
    void high.settled.then(() => ended.push('high'));
    stage.opened[0]!.answer(result);
    await first.settled;
    await new Promise(setImmediate);
    // The thread is idle, so it gives way.
    expect([stage.opened[0]!.alive, others.length]).toEqual([false, 1]);
    others[0]!.answer(result);
    await high.settled;
    await new Promise(setImmediate);
    others[0]!.answer(result);
    await low.settled;
    expect(ended).toEqual(['high', 'low']);
    expect(source.stats()).toMatchObject({ waiting: 0, busy: 0 });
  });
});
