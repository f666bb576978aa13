import { brokenInvariants } from '#lib/coordinator/invariants.js';
import { Coordinator } from '#lib/coordinator/coordinator.js';
import type { Poll } from '#lib/coordinator/coordinator.js';
import type { Lease, SettledLease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { OperationId, OperationRequest } from '#lib/coordinator/operations/request.js';
import type { Nanoseconds } from '#lib/coordinator/time.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { CacheLimits, CachePolicy } from '#lib/graph/eviction.js';

/** Operations and nodes up to which each call is checked; of more, one call in as many hundreds. */
const SMALL = 200;

/** A coordinator that checks its invariants after every call that changes it. */
export class CheckedCoordinator extends Coordinator {
  #calls = 0;

  override admit(request: OperationRequest, now: Nanoseconds, alone?: boolean): OperationId {
    return this.#checked(() => super.admit(request, now, alone));
  }

  override settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    this.#checked(() => {
      super.settle(lease, settlement, now);
    });
  }

  override settleAll(batch: readonly SettledLease[], now: Nanoseconds): void {
    this.#checked(() => {
      super.settleAll(batch, now);
    });
  }

  override report(lease: Lease, bounds: Enclosure, now: Nanoseconds): void {
    this.#checked(() => {
      super.report(lease, bounds, now);
    });
  }

  override interrupt(
    operation: OperationId,
    reason: 'aborted' | 'deadline' | 'rejected',
    now: Nanoseconds,
  ): void {
    this.#checked(() => {
      super.interrupt(operation, reason, now);
    });
  }

  override reparent(
    operation: OperationId,
    parent: OperationId | undefined,
    now: Nanoseconds,
  ): void {
    this.#checked(() => {
      super.reparent(operation, parent, now);
    });
  }

  override retain(limits: CacheLimits, policy: CachePolicy): boolean {
    return this.#checked(() => super.retain(limits, policy));
  }

  override poll(
    slots: readonly Slot[],
    now: Nanoseconds,
    only?: OperationId,
    offersAll?: boolean,
  ): Poll {
    return this.#checked(() => super.poll(slots, now, only, offersAll));
  }

  #checked<T>(call: () => T): T {
    const result = call();
    const size = this.graph.size + this.activeOperations;
    if (this.#calls++ % Math.ceil((size + 1) / SMALL) > 0) return result;
    const broken = this.inspect(brokenInvariants);
    if (broken.length > 0) throw new Error(`broken invariants:\n${broken.join('\n')}`);
    return result;
  }
}
