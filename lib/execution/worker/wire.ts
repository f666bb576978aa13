/** What a context and the host behind it say to one another, beside the greeting of threads.js. */
import type { Lease, Settlement } from '../../coordinator/lease.js';
import type { Enclosure } from '../../exact/enclosure.js';

/** What a host exposes. */
export interface HostApi {
  /** Told once, before the first lease. */
  configure(configuration: HostConfiguration): void;
  /**
   * Runs a lease, after those that came before it.
   *
   * @param slot - The index of its stop flag.
   * @param reporting - Whether early bounds are wanted.
   */
  run(
    call: number,
    slot: number,
    lease: Lease,
    reporting: boolean,
  ): Settlement | Promise<Settlement>;
  /** For hosts without shared memory: seen between two slices of at most 30 ms. */
  stop(call: number): void;
  /** Asks the host to end by itself, once the present lease is over. */
  shutdown(): void;
}

export interface HostConfiguration {
  /** One flag a slot, not zero once the step in it is to stop; undefined where memory is not shared. */
  readonly stopFlags?: Int32Array;
}

/** Bounds that a step publishes before it ends, as a message of its own. */
export interface ReportMessage {
  readonly type: 'pincer-report';
  readonly call: number;
  readonly bounds: Enclosure;
}

export function isReportMessage(message: unknown): message is ReportMessage {
  return (message as { type?: unknown } | null | undefined)?.type === 'pincer-report';
}
