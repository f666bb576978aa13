/** A place outside the calling thread, the group it belongs to, and the leases in it. */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ContextKind, Execution, ExecutionContext } from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import type { ContextSource } from './context-source.js';

/** What a group of places is made of. */
export interface SlotGroupOptions {
  readonly name: string;
  readonly kind: ContextKind;
  /** How many leases run at once. */
  readonly count: number;
  /** Whether a short lease may wait behind another. */
  readonly queues: boolean;
  /** What runs in it waits for others, and may: it is never overdue, and no time limit of steps is for it. */
  readonly untimed?: boolean;
  readonly source: ContextSource;
}

export interface SlotGroup extends SlotGroupOptions {
  readonly slots: WorkerSlot[];
  /** Ends in a row of contexts that had not become ready. */
  failedStarts: number;
  open: boolean;
  /** Contexts have been started ahead of need. */
  prewarmed: boolean;
}

export interface WorkerSlot {
  readonly id: number;
  readonly group: SlotGroup;
  context: ExecutionContext | undefined;
  /** The leases in it, the one that runs first. */
  readonly leases: SlotLease[];
}

export interface SlotLease {
  readonly lease: Lease;
  readonly hedgeDelay: Nanoseconds;
  /** How long it may take, at most. */
  readonly limit: Nanoseconds;
  /** When it was sent, or the one before it ended. */
  since: Nanoseconds;
  /** It has exceeded the time limit. */
  timedOut: boolean;
}

/** What came on top of the steps of a lease, where nothing else delayed it. */
export interface Overhead {
  /** Of a message, or of the start of a context. */
  readonly of: 'message' | 'start';
  readonly time: Nanoseconds;
}

/** What a message that took so long took beyond the steps of its chain; undefined where it brought no result. */
export function overheadOf(time: Nanoseconds, settlement: Settlement): Nanoseconds | undefined {
  let overhead = time;
  let link: Settlement | undefined = settlement;
  do {
    if (link.kind !== 'result' || link.elapsed === undefined) return undefined;
    overhead -= link.elapsed;
    link = link.then;
  } while (link !== undefined);
  return overhead;
}

/** Undefined where the owner of a given context has filled it since it was offered. */
export function tryExecute(
  context: ExecutionContext,
  lease: Lease,
  report: (bounds: Enclosure) => void,
): Execution | undefined {
  try {
    return context.execute(lease, report);
  } catch (error) {
    if (error instanceof LimitError) return undefined;
    throw error;
  }
}
