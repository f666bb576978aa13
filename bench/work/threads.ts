/** A driver of real threads for any policy: it hands each lease to a free thread, and polls when one has come back. */
import type { ThreadContext } from '#lib/execution/contexts/thread.js';
import type { SettledLease } from '#lib/coordinator/leases/lease.js';
import type { OperationRequest, Port, Slot } from '#policies/port.js';

/** A request that was met: milliseconds by the clock, and those that the threads were busy. */
export interface Played {
  readonly wall: number;
  readonly computed: number;
  readonly leases: number;
}

/**
 * Plays a request to its end.
 * @param most - milliseconds after which it is given up.
 * @returns undefined where it was not met.
 */
export async function playOnThreads(
  port: Port,
  request: OperationRequest,
  contexts: readonly ThreadContext[],
  most: number,
): Promise<Played | undefined> {
  const slots = contexts.map((_, id): Slot => ({ id, kind: 'thread' }));
  const busy = new Map<number, Promise<void>>();
  const stops: (() => void)[] = [];
  const arrived: SettledLease[] = [];
  let [computed, leases] = [0, 0];
  const start = performance.now();
  const now = (): number => Math.round((performance.now() - start) * 1e6);
  port.admit(request, now());
  try {
    for (;;) {
      for (const { lease, settlement } of arrived.splice(0)) port.settle(lease, settlement, now());
      const free = slots.filter(({ id }) => !busy.has(id));
      const { run, outcomes } = port.poll(free, now());
      const [outcome] = outcomes;
      const wall = performance.now() - start;
      if (outcome !== undefined)
        return outcome.status === 'met' ? { wall, computed, leases } : undefined;
      if (wall > most) return undefined;
      for (const { slot, lease } of run) {
        leases++;
        const sent = performance.now();
        const execution = contexts[slot.id]!.execute(lease);
        stops.push(() => {
          execution.stop(0);
        });
        const settled = execution.settled.then((settlement) => {
          computed += performance.now() - sent;
          busy.delete(slot.id);
          arrived.push({ lease, settlement });
        });
        busy.set(slot.id, Promise.resolve(settled));
      }
      if (busy.size === 0) return undefined;
      await Promise.race(busy.values());
    }
  } finally {
    // The threads are free for the next policy.
    for (const stop of stops) stop();
    await Promise.all(busy.values());
  }
}
