import TinyQueue from 'tinyqueue';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation } from './operation.js';

/** An operation in a queue. It keeps the entry that counts; any other is out of date. */
export interface Entry {
  readonly operation: Operation;
  readonly key: number;
}

/** How an operation stands among the others; kept by the turns alone. */
export interface SchedulingState {
  /** By when it is to begin. */
  readonly due: Nanoseconds;
  /** Stands back for others of higher priority. */
  paused: boolean;
  /** What it was charged, counted from where it came in; negative before that. */
  charged: number;
  /** Where it stands in the heap of charges; -1 while it has no step ready. */
  place: number;
  dated: Entry | undefined;
  /** Whether that entry is among those whose deadline presses. */
  pressed: boolean;
  newcomer: Entry | undefined;
  listed: boolean;
}

export function newStanding(due: Nanoseconds): SchedulingState {
  return {
    due,
    paused: false,
    charged: -1,
    place: -1,
    dated: undefined,
    pressed: false,
    newcomer: undefined,
    listed: false,
  };
}

/** Whether the operation has a step ready. */
export function isReady({ place }: SchedulingState): boolean {
  return place >= 0;
}

/** A lazy queue of operations, the smallest key first: an entry that is out of date is dropped when it comes to the top. */
export type StandingQueue = TinyQueue<Entry>;

export const newQueue = (): StandingQueue =>
  new TinyQueue<Entry>([], (a, b) => a.key - b.key || a.operation.id - b.operation.id);
