/**
 * What a context and the host behind it say to one another, whether the host is a worker or a process.
 *
 * Only the start goes through calls of threads.js: for each call its worker says that it has begun, and
 * then what came of it, and wakes the calling thread twice for one step.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';

/** What a worker exposes by threads.js. */
export interface HostApi {
  /** Told once, before the first lease. */
  configure(configuration: HostConfiguration): void;
  /** Asks the host to end by itself, once the present lease is over. */
  shutdown(): void;
}

export interface HostConfiguration {
  /**
   * One flag a slot: 0, or 1 more than the place in its chain, from 0, of the first lease that is to stop.
   * Undefined where memory is not shared.
   */
  readonly stopFlags?: Int32Array;
}

/** A lease to run, after those that came before it. */
export interface LeaseMessage {
  readonly type: 'pincer-lease';
  readonly call: number;
  /** The index of its stop flag. */
  readonly slot: number;
  readonly lease: Lease;
  /** Whether early bounds are wanted. */
  readonly reporting: boolean;
}

/** For hosts without shared memory: seen between two slices of at most 30 ms. */
export interface StopMessage {
  readonly type: 'pincer-stop';
  readonly call: number;
  /** The place in the chain of the call, from 0, of the first lease that is to stop. */
  readonly from: number;
}

export type ToHost = LeaseMessage | StopMessage;

/** What became of a lease. */
export interface SettledMessage {
  readonly type: 'pincer-settled';
  readonly call: number;
  readonly settlement: Settlement;
}

/** Bounds that a step publishes before it ends. */
export interface ReportMessage {
  readonly type: 'pincer-report';
  readonly call: number;
  readonly bounds: Enclosure;
}

/** A process takes leases now; of workers threads.js tells. */
export interface ReadyMessage {
  readonly type: 'pincer-ready';
}

export type FromHost = SettledMessage | ReportMessage | ReadyMessage;

/** Whether a message is one of these, and none of threads.js; what it carries is looked at elsewhere. */
export function isPincerMessage(message: unknown): message is ToHost | FromHost {
  const type = (message as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && type.startsWith('pincer-');
}
