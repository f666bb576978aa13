/** A slot outside the calling thread, the group that it belongs to, and the leases in it. */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { ContextKind, Execution, ExecutionContext } from '../../coordinator/leases/port.js';
import type { CheckedExecution } from './checked-execution.js';
import type { ContextSource } from './context-source.js';

/** What a group of slots is made with. Any slot of a group can run any lease for it. */
export interface SlotGroupOptions {
  readonly name: string;
  readonly kind: ContextKind;
  /** How many leases run at once. */
  readonly count: number;
  /** Whether a short lease may wait behind another in one slot. */
  readonly queues: boolean;
  /** Whether each lease has a context of its own. */
  readonly fresh?: boolean;
  /** Whether its leases wait for answers from outside: they are never late, and have no time limit. */
  readonly untimed?: boolean;
  readonly source: ContextSource;
}

export interface SlotGroup extends SlotGroupOptions {
  readonly slots: WorkerSlot[];
  /** How many contexts in a row ended before they were ready. */
  failedStarts: number;
  open: boolean;
  /** How many contexts have been started ahead of need and are ready, and are or were to be. */
  readonly ahead: { ready: number; wanted: number };
}

/** A group with the name of the context of each of its slots; undefined where none has started. */
export interface StartedGroup {
  readonly group: SlotGroupOptions;
  readonly contexts: readonly (string | undefined)[];
}

export interface WorkerSlot {
  readonly id: number;
  readonly group: SlotGroup;
  context: ExecutionContext | undefined;
  /** The leases in it; the first one runs. */
  readonly leases: SlotLease[];
}

export interface SlotLease {
  readonly lease: Lease;
  /** Undefined while it waits for a context. */
  readonly execution: (Execution & Partial<CheckedExecution>) | undefined;
  /** For how long it may be silent before it is late. */
  readonly hedgeDelay: Nanoseconds;
  /** How long it may take. */
  readonly limit: Nanoseconds;
  /** When it was sent, or when the lease before it ended. */
  since: Nanoseconds;
  /** When its slot was last heard: `since`, or when its beats were last seen to have changed. */
  heardAt: Nanoseconds;
  /** Its beats at that time. */
  beats: number | undefined;
  /** Whether it has exceeded the time limit. */
  timedOut: boolean;
}

/** Whether the lease that runs in a slot has been silent for its hedge delay. */
export function isSilent({ leases: [running] }: WorkerSlot, now: Nanoseconds): boolean {
  return running !== undefined && now >= running.heardAt + running.hedgeDelay;
}

/** The time of a lease beyond its steps, measured where no other lease delayed it. */
export interface Overhead {
  /** What took the time: the message, or the start of the context as well. */
  readonly of: 'message' | 'start';
  readonly time: Nanoseconds;
  /** The group of its context, where somebody else made that: its messages cost what they cost. */
  readonly given?: string;
}

/** The part of the time of a message that its steps did not take; undefined unless every lease has a measured result. */
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
