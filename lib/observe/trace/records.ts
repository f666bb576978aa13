/** What a trace holds of a session. Times are nanoseconds by the clock of the session; widths are base-2 logarithms. */
import type { LeaseEnd, LeaseId } from '../../coordinator/leases/lease.js';
import type { AdaptiveFeature } from '../../coordinator/leases/placement.js';
import type { OperationClass, OperationId } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';

/** A lease that has ended. */
export interface LeaseRecord {
  readonly type: 'lease';
  readonly lease: LeaseId;
  /** Where it ran: the number of a lane. */
  readonly lane: number;
  readonly node: NodeId;
  readonly name: string;
  readonly refiner: string;
  readonly operation: OperationId;
  readonly class: OperationClass;
  readonly priority: number;
  readonly issued: Nanoseconds;
  /** When its host began, and when it was done. */
  readonly start: Nanoseconds;
  readonly end: Nanoseconds;
  readonly demand: Log2;
  readonly before: Log2;
  readonly after: Log2;
  readonly bits: number;
  readonly steps: number;
  /** Of all its steps, as the placement predicted them. */
  readonly predicted: Nanoseconds;
  /** Declared, in units of about a nanosecond. */
  readonly cost: number;
  readonly outcome: LeaseEnd;
  readonly features: readonly AdaptiveFeature[];
  /** When the session knew of its end, how many leases were out then, and the bytes of the graph. */
  readonly settled: Nanoseconds;
  readonly queue: number;
  readonly bytes: number;
  /** The last spans of the values that it was computed from. */
  readonly sources: readonly Source[];
}

/** A point within a span. */
export interface Source {
  readonly lane: number;
  readonly at: Nanoseconds;
}

/** An operation begins or ends. */
export interface OperationMark {
  readonly type: 'operation';
  readonly operation: OperationId;
  readonly at: Nanoseconds;
  /** `admitted`, or the status that it ended with. */
  readonly what: string;
  readonly root: string;
  readonly priority: number;
}

/** The digits that the bounds of a root prove. */
export interface DigitsMark {
  readonly type: 'digits';
  readonly operation: OperationId;
  readonly at: Nanoseconds;
  readonly digits: number;
}

/** Something that happened at a moment: a loss, a hedge, a preemption. */
export interface Mark {
  readonly type: 'mark';
  readonly name: string;
  readonly lane: number;
  readonly at: Nanoseconds;
  readonly args: Readonly<Record<string, string | number>>;
}

/** A lane has opened, or the offset of its clock is known better. */
export interface LaneMark {
  readonly type: 'lane';
  readonly lane: number;
  readonly name: string;
  /** What is added to the clock of its host, and the width of the bounds of that; undefined where it told no times. */
  readonly offset: { readonly nanoseconds: Nanoseconds; readonly within: Nanoseconds } | undefined;
}

export type TraceRecord = LeaseRecord | OperationMark | DigitsMark | Mark | LaneMark;

/** The lane of what belongs to no context. */
export const SESSION_LANE = 0;
