/** The deterministic mode, simulated: eight virtual slots, and commits in the order of virtual ends. */
import type { Lease } from '#lib/coordinator/leases/lease.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { Durations, Instance } from './priced-leaves.js';

const WINDOW = 8;
const MOST_TURNS = 1_000_000;

interface Flight {
  readonly lease: Lease;
  readonly slot: Slot;
  /** When it ends on the virtual clock, by its predicted cost. */
  readonly due: number;
  /** When a worker has its answer. */
  readonly answered: number;
}

/** When the last commit is made, with so many workers that compute ahead of the order. */
export function inVirtualOrder({ world }: Instance, workers: number, durations: Durations): number {
  const { coordinator, host } = world;
  const free: Slot[] = Array.from({ length: WINDOW }, (_, id) => ({ id, kind: 'inline' }));
  /** When each worker is free next. */
  const busyUntil = Array.from({ length: workers }, () => 0);
  const flights: Flight[] = [];
  let virtual = 0;
  let now = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const { run } = coordinator.poll([...free], virtual);
    for (const { slot, lease } of run) {
      free.splice(
        free.findIndex(({ id }) => id === slot.id),
        1,
      );
      const worker = busyUntil.indexOf(Math.min(...busyUntil));
      const answered = Math.max(now, busyUntil[worker] ?? 0) + durations(lease);
      busyUntil[worker] = answered;
      flights.push({ slot, lease, due: virtual + lease.predictedCost, answered });
    }
    flights.sort((a, b) => a.due - b.due || a.lease.id - b.lease.id);
    const next = flights.shift();
    if (next === undefined) return now;
    virtual = Math.max(virtual, next.due);
    now = Math.max(now, next.answered);
    free.push(next.slot);
    coordinator.settle(next.lease, host.run(next.lease, { stopRequested: () => false }), virtual);
  }
  throw new Error('virtual-order: it does not end');
}
