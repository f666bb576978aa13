/**
 * The messages between a context and its host, whether the host is a worker or a process.
 *
 * Only the start and the shutdown are calls of threads.js. A worker of threads.js answers each call twice, when it
 * begins and when it ends, and would wake the calling thread twice per step.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';

/** The functions that a worker exposes by threads.js. */
export interface HostApi {
  /** Called once, before the first lease. */
  configure(configuration: HostConfiguration): void;
  /** Asks the host to end by itself after the present lease. */
  shutdown(): void;
}

export interface HostConfiguration {
  /** The memory of `CallSignals`; undefined where memory is not shared. */
  readonly signals?: Int32Array;
  /** The addresses of the modules that leases may name; any file without it. */
  readonly modules?: readonly string[];
}

/** A lease to run after those that arrived before it. */
export interface LeaseMessage {
  readonly type: 'pincer-lease';
  readonly call: number;
  /** The index of its signals. */
  readonly signal: number;
  readonly lease: Lease;
  /** Whether early bounds are wanted. */
  readonly reporting: boolean;
}

/** Asks a host without shared memory to stop a call; the host reads it between two slices of at most 30 ms. */
export interface StopMessage {
  readonly type: 'pincer-stop';
  readonly call: number;
  /** The position in its chain, from 0, of the first lease that is to stop. */
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

/** A call of a host without shared memory goes on: sent between two slices. */
export interface BeatMessage {
  readonly type: 'pincer-beat';
  readonly call: number;
}

/** A process takes leases from now on. For a worker the init message of threads.js says so. */
export interface ReadyMessage {
  readonly type: 'pincer-ready';
}

/** The thread of a process has ended, and the process is about to. */
export interface EndedMessage {
  readonly type: 'pincer-ended';
  readonly reason: string;
}

export type FromHost = SettledMessage | ReportMessage | BeatMessage | ReadyMessage | EndedMessage;

/** Whether a message is one of these, and not one of threads.js. Its fields are validated elsewhere. */
export function isPincerMessage(message: unknown): message is ToHost | FromHost {
  const type = (message as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && type.startsWith('pincer-');
}
