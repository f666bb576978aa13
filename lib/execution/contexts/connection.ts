/** How a context reaches the host of its steps. */
import type { Lease } from '../../coordinator/leases/lease.js';

/** A lease on its way to a host, under a number that is unique in its context. */
export interface Call {
  readonly number: number;
  /** A place below the context's capacity that no other call in flight has. */
  readonly slot: number;
  readonly lease: Lease;
  /** Whether anyone listens to bounds that the step publishes early. */
  readonly reporting: boolean;
}

/** A host that is starting or running. */
export interface Connection {
  /** Resolves when the host takes calls; never settles if it ends before that. */
  readonly ready: Promise<void>;
  /** Sends a call, now or when the host takes it: what becomes of it is told to the events, or its end is. */
  call(call: Call): void;
  /** @param from - the place in the chain of the call, from 0, of the first lease that is to end. */
  stop(call: Call, from: number): void;
  /** Lets the host keep the process alive. */
  hold(): void;
  release(): void;
  /** Ends the host. Idempotent, bounded in time. */
  end(): Promise<void>;
}

export interface ConnectionEvents {
  report(call: number, bounds: unknown): void;
  /** What the host answered to a call. */
  settled(call: number, answer: unknown): void;
  /** A call that cannot be sent. */
  undelivered(call: number, error: unknown): void;
  /**
   * The host ends or has ended. May be called more than once.
   * @param blameless - it had ended before it could run anything of what it was sent since.
   */
  ended(reason: string, blameless?: boolean): void;
}

/** Starts a host. May throw: the context ends with that reason. */
export type Connector = (events: ConnectionEvents) => Connection;
