import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Execution, ExecutionContext } from '#lib/coordinator/leases/port.js';
import { LeaseTally } from '#lib/execution/contexts/lease-tally.js';
import { SharedContext } from '#lib/execution/pool/shared-context.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

/** A context whose leases settle when the spec says so. */
class ManualContext implements ExecutionContext {
  readonly name = 'manual';
  readonly kind = 'thread';
  readonly isolates = true;
  readonly capacity: number;
  alive = true;
  readonly #tally: LeaseTally;
  readonly #calls: ((settlement: Settlement) => void)[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#tally = new LeaseTally(capacity);
  }

  execute(lease: Lease): Execution {
    this.#tally.start();
    const settled = new Promise<Settlement>((resolve) => this.#calls.push(resolve));
    return { lease: lease.id, settled, stop: () => undefined };
  }

  /** Settles the oldest lease. */
  settle(kind: 'stopped' | 'lost' = 'stopped'): void {
    const settlement: Settlement = kind === 'lost' ? { kind, reason: 'the spec' } : { kind };
    const settle = this.#calls.shift();
    if (settle === undefined) return;
    this.#tally.settle(settlement);
    settle(settlement);
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  whenAvailable(): Promise<void> {
    return this.#tally.whenAvailable();
  }

  terminate(): Promise<void> {
    this.alive = false;
    while (this.#calls.length > 0) this.settle('lost');
    return Promise.resolve();
  }

  stats() {
    return this.#tally.stats();
  }
}

/** A session that uses a context: it asks, as a driver does, a turn after it has been woken. */
class User {
  readonly source: SharedContext;
  /** How many leases it has still to run. */
  wanted: number;
  ran = 0;
  woken = 0;

  constructor(context: ManualContext, wanted: number) {
    this.wanted = wanted;
    this.source = new SharedContext(context, () => {
      this.woken++;
      setImmediate(() => {
        this.ask();
      });
    });
  }

  ask(): void {
    while (this.wanted > 0 && this.source.hasRoom) {
      const taken = this.source.acquire();
      if (taken instanceof Promise) return;
      this.wanted--;
      void taken.execute(leaseOf(halving, { bits: 1 })).settled.then(() => {
        this.ran++;
        this.ask();
      });
    }
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('a context that several sessions share', () => {
  it('has room for a session that waits as soon as its turn comes, however busy another keeps it', async () => {
    const context = new ManualContext(2);
    const busy = new User(context, 1000);
    busy.ask();
    const late = new User(context, 1);
    late.ask();
    expect([late.woken, late.wanted]).toEqual([0, 1]);
    for (let settled = 0; settled < 2; settled++) {
      context.settle();
      await turns(4);
      expect(context.stats().inFlight).toBe(2);
    }
    expect([late.woken, late.wanted]).toEqual([1, 0]);
  });

  it('keeps no room for a session that no longer wants it', async () => {
    const context = new ManualContext(1);
    const busy = new User(context, 1);
    busy.ask();
    const idle = new User(context, 1);
    idle.ask();
    busy.wanted = 1;
    busy.ask();
    idle.wanted = 0;
    context.settle();
    await turns(6);
    expect([idle.woken, busy.wanted]).toEqual([1, 0]);
  });

  it('keeps no room for a session that has been closed', async () => {
    const context = new ManualContext(1);
    const busy = new User(context, 2);
    busy.ask();
    const closed = new User(context, 1);
    closed.ask();
    await closed.source.close();
    context.settle();
    await turns(1);
    expect([closed.woken, busy.wanted]).toEqual([0, 0]);
  });

  it('wakes all who wait when it ends, and has no room for them', async () => {
    const context = new ManualContext(1);
    const users = [new User(context, 1), new User(context, 1), new User(context, 1)];
    for (const user of users) user.ask();
    await context.terminate();
    await turns(3);
    expect(users.map(({ woken }) => woken)).toEqual([0, 1, 1]);
    expect(users.map(({ source }) => [source.hasRoom, source.hasEnded])).toEqual(
      users.map(() => [false, true]),
    );
  });

  it('runs the leases of all sessions, in whatever order they ask and leases settle', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.constantFrom('ask', 'settle', 'turn'), { maxLength: 30 }),
        async (capacity, wants, actions) => {
          const context = new ManualContext(capacity);
          const users = wants.map((wanted) => new User(context, wanted));
          for (const [n, action] of actions.entries()) {
            if (action === 'ask') users[n % users.length]!.ask();
            else if (action === 'settle') context.settle();
            else await turns(1);
            expect(context.stats().inFlight).toBeLessThanOrEqual(capacity);
          }
          for (const user of users) user.ask();
          const all = wants.reduce((sum, wanted) => sum + wanted, 0);
          // Each lease costs a settlement and a few turns, so the loop ends.
          for (let n = 0; n < 20 * all && users.some(({ wanted }) => wanted > 0); n++) {
            await turns(1);
            context.settle();
          }
          expect(users.map(({ wanted }) => wanted)).toEqual(wants.map(() => 0));
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
