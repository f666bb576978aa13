/**
 * The port that execution contexts implement. The coordinator never calls it: a driver polls the
 * coordinator, gives the leases to contexts, and brings the settlements back.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import type { OperationClass } from '../operations/request.js';
import type { Lease, LeaseId, RefinerReference, Settlement } from './lease.js';

/** Where a context computes its steps. */
export type ComputingKind = 'inline' | 'thread' | 'isolate' | 'process';

/** Kinds of contexts that compute outside the calling thread. */
export type RemoteKind = Exclude<ComputingKind, 'inline'>;

/**
 * Where a context runs its steps. A step of a source computes nothing: it waits for an answer from outside. A context of
 * one's own may be of another kind, such as `remote`: it computes too.
 */
export type ContextKind = ComputingKind | 'source' | (string & NonNullable<unknown>);

/** A lease under way in a context. */
export interface Execution {
  readonly lease: LeaseId;
  /** Never rejects. If the context ends, it resolves to `lost`. */
  readonly settled: Promise<Settlement>;
  /**
   * Asks the step to end when it next reads the stop flag. Idempotent.
   * @param from - the position in its chain, from 0, of the first lease that is to end, with all after it;
   *   leases before it go on. The whole chain by default.
   */
  stop(from?: number): void;
  /**
   * How often its host has checked for a stop so far. A number that changes shows that the step is computed, not
   * hung. Where it is undefined, as for a step that never checks, only the time since its start counts.
   */
  beats?(): number;
}

/** What became of the leases of a context. */
export interface ContextStatistics {
  readonly started: number;
  readonly settled: number;
  readonly lost: number;
  readonly inFlight: number;
}

/**
 * Where steps run. One context may serve several sessions, whose leases and nodes have the same numbers:
 * so every key that holds such a number holds {@link Lease.incarnation} as well.
 *
 * A session checks what a context of somebody else does: a step counts as lost, and is leased again, where the context
 * throws, rejects or answers something that is no settlement.
 */
export interface ExecutionContext {
  readonly name: string;
  readonly kind: ContextKind;
  /** How many leases it runs at once. It may change while the context lives; `whenAvailable` resolves where it grows. */
  readonly capacity: number;
  /** Whether the calling thread survives a crash in a step. */
  readonly isolates: boolean;
  /** Whether it takes leases: false once it has crashed or was terminated. */
  readonly alive: boolean;
  /**
   * Whether it can run the steps of a refiner; asked once for each. Without it a context of kind `inline` runs all of
   * them, and any other those that are Pincer's own or have a module.
   */
  serves?(refiner: RefinerReference): boolean;
  /**
   * Does not block. Bounds that the step publishes early go to `report`.
   * @param operationClass - of the most urgent operation that wants the lease, for a context that orders its leases.
   */
  execute(
    lease: Lease,
    report?: (bounds: Enclosure) => void,
    operationClass?: OperationClass,
  ): Execution;
  /**
   * Has a session told where answers that it was given are found to be wrong. The session then believes nothing that it
   * has computed: its values end with the error, and values that it does not know yet begin anew.
   * @param incarnation - of the session, as its leases carry it.
   * @returns what the session calls where it ends: it is told no more, and nothing of it is kept.
   */
  onDistrust?(incarnation: string, tell: (error: PincerError) => void): () => void;
  /** Resolves when fewer leases than `capacity` are in flight, or the context has ended. */
  whenAvailable(): Promise<void>;
  /** Resolves when no lease is in flight. */
  join(): Promise<void>;
  /** Ends the context; leases in flight settle as `lost`. Idempotent, bounded in time. Its owner alone calls it. */
  terminate(reason: string): Promise<void>;
  /** Counted since it began. */
  stats(): ContextStatistics;
}

/** Room for one lease, as a driver offers it to the coordinator. */
export interface Slot {
  readonly id: number;
  readonly kind: ContextKind;
  /** The name of the group of interchangeable slots; the kind by default. */
  readonly group?: string | undefined;
  /** No context has started in it: the first lease waits for the start. */
  readonly cold?: boolean | undefined;
  /** A lease runs in it. The next lease begins when that one ends. */
  readonly behind?: boolean | undefined;
  /** The name of the context in it, for events. A driver that learns it when it sends a lease sets it then. */
  context?: string | undefined;
}

/** The calling thread. */
export const INLINE: Slot = { id: 0, kind: 'inline' };

/** What events call the place of a slot: its context, or its group while none is known. */
export function contextIn({ context, group, kind }: Slot): string {
  return context ?? group ?? kind;
}

/** Whether steps compute in a slot. Slots of sources are counted apart. */
export function computes({ kind }: Slot): boolean {
  return kind !== 'source';
}

/** How many of these slots are for computing. Called once per poll. */
export function computingSlots(slots: readonly Slot[]): number {
  let count = 0;
  for (const slot of slots) if (computes(slot)) count++;
  return count;
}
