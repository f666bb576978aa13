/** The link from a context to the step host of its leases. */
import type { Lease } from '../../coordinator/leases/lease.js';

/** A lease that is sent to a host, under a number that is unique in its context. */
export interface Call {
  readonly number: number;
  /** The index of its signals: below the capacity of the context, and used by no other call in flight. */
  readonly signal: number;
  readonly lease: Lease;
  /** Whether early bounds are to be reported. */
  readonly reporting: boolean;
}

/** A host that is starting or running. */
export interface Connection {
  /** Resolves when the host takes calls; never settles if the host ends before that. */
  readonly ready: Promise<void>;
  /** Sends a call, now or once the host is ready. The events report its answer, or that it was not delivered. */
  call(call: Call): void;
  /** @param from - the position in its chain, from 0, of the first lease that is to stop. */
  stop(call: Call, from: number): void;
  /** The beats of a call in memory that the host shares; 0 without such memory, where the events report them. */
  beats(call: Call): number;
  /** Lets the host keep the process alive. */
  hold(): void;
  /** Lets the process end although the host runs. */
  release(): void;
  /** Ends the host. Idempotent, bounded in time. */
  end(): Promise<void>;
}

/** What a connection reports to its context. */
export interface ConnectionEvents {
  /** Early bounds, not yet validated. */
  report(call: number, bounds: unknown): void;
  /** A call goes on. */
  beat(call: number): void;
  /** The answer of the host to a call, not yet validated. */
  settled(call: number, answer: unknown): void;
  /** A call could not be sent. */
  undelivered(call: number, error: unknown): void;
  /**
   * The host ends or has ended. May be called more than once.
   * @param blameless - whether no step of its open calls is to blame, or for which first one that holds.
   */
  ended(reason: string, blameless?: boolean | ((first: Call) => boolean)): void;
}

/** Starts a host. May throw: the context ends with that reason. */
export type Connector = (events: ConnectionEvents) => Connection;
