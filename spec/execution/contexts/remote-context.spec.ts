import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Connection, ConnectionEvents } from '#lib/execution/contexts/connection.js';
import { RemoteContext } from '#lib/execution/contexts/remote-context.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const GRACE = 100;

/** A host that answers when the spec says so. */
class ScriptedHost implements Connection {
  readonly ready = Promise.resolve();
  readonly stopped: number[] = [];
  ends = 0;
  readonly #events: ConnectionEvents;

  constructor(events: ConnectionEvents) {
    this.#events = events;
  }

  call(): void {
    // Nothing comes of it before the spec says so.
  }

  answer(call: number, settlement: unknown): void {
    this.#events.settled(call, settlement);
  }

  report(call: number, bounds: unknown): void {
    this.#events.report(call, bounds);
  }

  beat(call: number): void {
    this.#events.beat(call);
  }

  beats({ number }: { readonly number: number }): number {
    return 10 * number;
  }

  crash(blameless?: Parameters<ConnectionEvents['ended']>[1]): void {
    this.#events.ended('it crashed', blameless);
  }

  stop({ number }: { readonly number: number }): void {
    this.stopped.push(number);
  }

  hold(): void {
    // The process of a spec stays open anyway.
  }

  release(): void {
    // See above.
  }

  end(): Promise<void> {
    this.ends++;
    return Promise.resolve();
  }
}

const result = {
  kind: 'result',
  result: { state: 1, bounds: { kind: 'narrow', lo: 1n, width: 1, exp: 0 } },
  steps: 1,
} as const satisfies Settlement;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A context with two leases, and what they have reported. */
async function pair(changes: Partial<Lease> = {}) {
  let host!: ScriptedHost;
  const context = new RemoteContext(
    'thread',
    { name: 'scripted', capacity: 2, stopGraceMilliseconds: GRACE },
    (events) => (host = new ScriptedHost(events)),
  );
  const reported: [number, Enclosure][] = [];
  const [first, second] = [1, 2].map((number) => {
    const lease = leaseOf(halving, { bits: 9 }, { incarnation: String(number), ...changes });
    return context.execute(lease, (bounds) => reported.push([number, bounds]));
  });
  await Promise.resolve();
  return { host, context, first: first!, second: second!, reported };
}

/** Lets what has been promised come about, and so much time pass. */
async function pass(milliseconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(milliseconds);
}

describe('a context outside the calling thread', () => {
  it('ends with a step that hears no stop, which costs the one behind it no blame', async () => {
    const { host, context, first, second } = await pair();
    first.stop();
    await pass(GRACE - 1);
    expect(context.alive).toBe(true);
    await pass(1);
    expect([await first.settled, context.alive, host.ends]).toEqual([
      { kind: 'stopped' },
      false,
      1,
    ]);
    expect(await second.settled).toMatchObject({ kind: 'lost', blameless: true });
  });

  it('takes stops, reports and answers to the right one of two leases with the same number in their sessions', async () => {
    const { host, context, first, second, reported } = await pair({ id: 1 });
    expect([first.lease, second.lease]).toEqual([1, 1]);
    second.stop();
    expect(host.stopped).toEqual([2]);
    const { bounds } = result.result;
    host.report(2, bounds);
    host.answer(2, { kind: 'stopped' });
    expect(reported).toEqual([[2, bounds]]);
    expect(await second.settled).toEqual({ kind: 'stopped' });
    expect(context.stats().inFlight).toBe(1);
    host.answer(1, result);
    expect(await first.settled).toEqual(result);
  });

  it('counts the beats in shared memory and those that messages bring, of each lease by itself', async () => {
    const { host, first, second } = await pair();
    expect([first.beats?.(), second.beats?.()]).toEqual([10, 20]);
    host.beat(2);
    host.beat(2);
    host.beat(3);
    expect([first.beats?.(), second.beats?.()]).toEqual([10, 22]);
  });

  it('never ends for the sake of a stop that waits behind a step which others want', async () => {
    const { host, context, first, second } = await pair();
    second.stop();
    await pass(10 * GRACE);
    expect(context.alive).toBe(true);
    host.answer(1, result);
    expect(await first.settled).toEqual(result);
    // Its turn has come: from now on it can hear.
    await pass(GRACE - 1);
    expect(context.alive).toBe(true);
    await pass(1);
    expect([await second.settled, context.alive]).toEqual([{ kind: 'stopped' }, false]);
  });

  it('blames the step that runs for the end of its host, and none where the host had ended before', async () => {
    const crashed = await pair();
    crashed.host.crash();
    expect(await crashed.first.settled).toEqual({
      kind: 'lost',
      reason: 'scripted: it crashed',
    });
    expect(await crashed.second.settled).toMatchObject({ kind: 'lost', blameless: true });
    for (const blameless of [true, ({ number }: { readonly number: number }) => number === 1]) {
      const ended = await pair();
      ended.host.crash(blameless);
      for (const { settled } of [ended.first, ended.second]) {
        expect(await settled).toMatchObject({ kind: 'lost', blameless: true });
      }
    }
    const begun = await pair();
    begun.host.crash(({ number }) => number === 2);
    expect(await begun.first.settled).toEqual({ kind: 'lost', reason: 'scripted: it crashed' });
    expect(await begun.second.settled).toMatchObject({ blameless: true });
  });
});
