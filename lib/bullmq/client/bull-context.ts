/**
 * A context whose leases are run by the workers of a fleet, which take them from a queue of BullMQ.
 *
 * Laws (with those of the port)
 * 1. Each lease is one job, which runs at most once; see `lease-job.ts`. A job that dies is a lost lease, and the session
 *    leases the step again.
 * 2. Nothing depends on an event of the queue. At each interval the client asks for the state of leases that nothing was
 *    heard of, then empties its list of answers, and only then judges: a job that stalled or failed is a death; one that
 *    is gone, or complete, without an answer is lost without blame.
 * 3. An answer counts if its code, address, digest and signature are right, if its lease is on its way, and once.
 * 4. The capacity follows the live seats: so many leases for each that none idles while an answer travels.
 * 5. A lost lease does not end this context. Its owner ends it.
 * 6. Commands wait for a Redis that is gone, so leases do not wait for their commands: once it has not taken some
 *    heartbeats in a row, no seat counts as live, and what is on its way is given up. It is used again once it takes one.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '../../coordinator/leases/port.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import type { PincerError } from '../../exact/errors.js';
import { LeaseTally } from '../../execution/contexts/lease-tally.js';
import type { FleetState } from '../fleet-view.js';
import { settingsOf } from './client-options.js';
import type { BullOptions } from './client-options.js';
import { FleetClient } from './fleet-client.js';
import type { Flight } from './flights.js';

/**
 * Runs leases on the workers of a fleet, by a queue of BullMQ on Redis: a placement. `bullmq` and `ioredis` are
 * installed beside Pincer. It holds the process open until it is terminated.
 */
export class BullContext implements ExecutionContext {
  readonly name: string;
  readonly kind = 'remote';
  readonly isolates = true;
  readonly #client: FleetClient;
  readonly #tally: LeaseTally;
  #ending: Promise<void> | undefined;

  /** @throws FleetError where there is no key that serves, OptionError for options that are none. */
  constructor(options: BullOptions) {
    const settings = settingsOf(options);
    this.name = settings.name;
    this.#tally = new LeaseTally(() => this.capacity);
    this.#client = new FleetClient(settings, () => {
      this.#tally.wake();
    });
  }

  /** How many leases it takes at once now. */
  get capacity(): number {
    return this.#client.availability.capacity;
  }

  /** Whether it takes leases: until it is terminated. */
  get alive(): boolean {
    return this.#client.endReason === undefined;
  }

  /** How many messages were refused since it began: of another key, replayed, or swapped. */
  get refused(): number {
    return this.#client.refused;
  }

  /** Whether a refiner can run on a worker: one of Pincer's own, or one with a module in a file. */
  serves({ module }: Lease['refiner']): boolean {
    return module === undefined || module.startsWith('file:');
  }

  /**
   * Connects, and resolves with what is live in the fleet.
   * @throws FleetError which says what is wrong and what to do.
   */
  ready(): Promise<FleetState> {
    return this.#client.ready();
  }

  /**
   * Sends a lease.
   * @throws `LimitError` when `capacity` leases are open.
   */
  execute(
    lease: Lease,
    report?: (bounds: Enclosure) => void,
    operationClass: OperationClass = 'normal',
  ): Execution {
    if (this.alive && this.#tally.inFlight >= this.capacity)
      throw new LimitError(
        `${this.name}: lease ${String(lease.id)} is beyond the capacity of ${String(this.capacity)}`,
      );
    const number = this.#tally.start();
    let settle: (settlement: Settlement) => void = () => undefined;
    const settled = new Promise<Settlement>((resolve) => {
      settle = (settlement) => {
        resolve(settlement);
        this.#tally.settle(settlement);
      };
    });
    const { flights, dispatch, endReason } = this.#client;
    const flight: Flight = {
      ...{ number, lease, job: this.#client.job(number), report, settle, digest: undefined },
      ...{ heardAt: performance.now(), beats: 0, stopFrom: Infinity },
    };
    flights.add(flight);
    if (endReason === undefined) void dispatch.send(flight, operationClass);
    else flights.lose(flight, `it has ended (${endReason})`);
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        void dispatch.stop(flight, from);
      },
      beats: () => flight.beats,
    };
  }

  /** Has a session told where a worker was found to lie whose answers it has used. Returns what ends that. */
  onDistrust(incarnation: string, tell: (error: PincerError) => void): () => void {
    return this.#client.audit.onTaint(incarnation, tell);
  }

  /** Resolves when it takes a lease, or has ended. */
  whenAvailable(): Promise<void> {
    return this.alive ? this.#tally.whenAvailable() : Promise.resolve();
  }

  /** Resolves when no lease is in flight. */
  join(): Promise<void> {
    return this.#tally.join();
  }

  /** Counts of its leases. */
  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  /** Ends it: its leases are lost, their jobs are taken back or stopped, and its connections end. Idempotent. */
  terminate(reason: string): Promise<void> {
    this.#ending ??= this.#client.end(`terminated: ${reason}`);
    return this.#ending;
  }

  /** Terminates it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate('it is disposed');
  }
}
