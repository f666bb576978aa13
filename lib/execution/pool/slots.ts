/** What a driver uses of slots outside the calling thread. */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Execution, ExecutionContext, Slot } from '../../coordinator/leases/port.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { StartedGroup } from './worker-slot.js';

export interface Slots {
  /** Whether contexts of a group can be started. */
  isOpen(group: string): boolean;
  /** How many leases run at once in a group; 0 where there is no such group. */
  countIn(group: string): number;
  /** The running contexts that slots have acquired. */
  readonly contexts: readonly ExecutionContext[];
  /** The groups that have slots, each with the contexts that have started for it. */
  readonly started: readonly StartedGroup[];
  /**
   * Reads the beats of the leases that run.
   * @returns the numbers of the slots that have been heard since the last call.
   */
  listen(): number[];
  /** The slots that can take a lease now: idle ones first, then those in which it would wait. */
  free(): Slot[];
  /**
   * Runs a lease in a slot. An idle slot acquires a context for it, in the order of classes where contexts are short.
   *
   * @param operationClass - of the operation that the lease is for.
   * @returns undefined where no context can be acquired for it.
   */
  send(
    slot: Slot,
    lease: Lease,
    report: (bounds: Enclosure) => void,
    operationClass?: OperationClass,
  ): Execution | undefined;
  /** When the next lease will be late or exceed the time limit; Infinity for none. */
  readonly nextChange: Nanoseconds;
  /** Ends the contexts of steps that have exceeded the time limit, or gives their leases up. */
  enforce(): void;
  /** Starts the contexts of a group ahead of need; resolves when they are ready. */
  prewarm(group: string, count?: number): Promise<void>;
  /** @throws AggregateError when several contexts could not be ended. */
  close(): Promise<void>;
}
