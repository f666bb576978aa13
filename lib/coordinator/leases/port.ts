/**
 * The port that execution contexts implement. The coordinator never calls it: a driver polls the
 * coordinator, hands the leases to contexts and brings their settlements back.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Lease, LeaseId, Settlement } from './lease.js';

/** Where a context computes its steps. */
export type ComputingKind = 'inline' | 'thread' | 'isolate' | 'process';

/** Where a context runs its steps; those of a source compute nothing, they wait for answers from outside. */
export type ContextKind = ComputingKind | 'source';

/** A lease under way in a context. */
export interface Execution {
  readonly lease: LeaseId;
  /** Never rejects: a death of the context settles it as `lost`. */
  readonly settled: Promise<Settlement>;
  /**
   * Asks the step to end at its next look at the stop flag. Idempotent.
   * @param from - the place in its chain, from 0, of the first lease that is to end, with all after it: those
   *   before it go on. All of them by default.
   */
  stop(from?: number): void;
}

/** What has become of the leases that a context was given. */
export interface ContextStatistics {
  readonly started: number;
  readonly settled: number;
  readonly lost: number;
  readonly inFlight: number;
}

/**
 * Where steps run. One context may serve several sessions, whose leases and nodes have the same numbers:
 * it keeps nothing by these alone, but together with {@link Lease.incarnation}.
 */
export interface ExecutionContext {
  readonly name: string;
  readonly kind: ContextKind;
  /** How many leases it takes at once. */
  readonly capacity: number;
  /** Whether a crash in a step leaves the calling thread unharmed. */
  readonly isolates: boolean;
  /** True while it takes leases; false once it has died or was terminated. */
  readonly alive: boolean;
  /** Does not block. Bounds that the step publishes early go to `report`. */
  execute(lease: Lease, report?: (bounds: Enclosure) => void): Execution;
  /** Resolves when no lease is in flight. */
  join(): Promise<void>;
  /** Ends the context; leases in flight settle as `lost`. Idempotent, bounded in time. */
  terminate(reason: string): Promise<void>;
  /** Counted since it began. */
  stats(): ContextStatistics;
}

/** A place for one lease, as a driver offers it to the coordinator. */
export interface Slot {
  readonly id: number;
  readonly kind: ContextKind;
  /** Which places stand for one another; named after the kind where it is not given. */
  readonly group?: string;
  /** No context has started in it yet: the first lease waits for that. */
  readonly cold?: boolean;
  /** A lease runs in it: the next one begins when that ends. */
  readonly behind?: boolean;
}

/** Whether a slot is one to compute in: those of sources neither make up for such a slot nor take one. */
export function computes({ kind }: Slot): boolean {
  return kind !== 'source';
}

/** How many of these slots are to compute in. Asked for with every poll. */
export function placesToCompute(slots: readonly Slot[]): number {
  let count = 0;
  for (const slot of slots) if (computes(slot)) count++;
  return count;
}
