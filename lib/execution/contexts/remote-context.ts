/**
 * A context whose step host stands on the far side of a message boundary: the part that threads,
 * isolates and processes share. What differs is how a host is reached, a `Connector`.
 *
 * Laws (with those of the port)
 * 1. Every lease settles exactly once. If the host ends, for whatever reason, its leases settle as
 *    `lost` at once; nothing ever waits for an answer that cannot come.
 * 2. What reaches the caller has been validated: reports and settlements alike.
 * 3. The host starts with the first lease (or `start`). It keeps the process alive while it owes an
 *    answer, and only then.
 * 4. A step that does not hear a stop within the grace time settles as `stopped` all the same, and its
 *    host ends. The grace runs from when the step runs: one that waits behind another cannot hear. A stop of
 *    a later lease of a chain has no grace: which of the chain runs is not known here.
 * 5. A context that has ended takes no lease: such a lease is lost, with the reason of the end.
 * 6. Leases run in their order, so the first in flight is what a host died of; the others are lost blameless,
 *    as are all of a host that never became ready, was terminated, ended after a grace or had ended unseen.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type {
  ContextKind,
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '../../coordinator/leases/port.js';
import { LimitError } from '../../exact/errors.js';
import { keyOf } from '../../refiners/registry.js';
import { checkCount } from '../check-count.js';
import type { Call, Connection, Connector } from './connection.js';
import { LeaseTally } from './lease-tally.js';
import { checkSettlement, deliveryFailure } from '../host/settlement.js';
import { isEnclosure } from '../host/step-result.js';

/** What every context outside the calling thread is made with. */
export interface RemoteOptions {
  /** Shown in events and statistics. */
  readonly name: string;
  /** How many leases it takes at once; they run one after the other. */
  readonly capacity: number;
  /**
   * A step that has not heard a stop for so long is ended together with its host. 250 ms by default;
   * `Infinity` waits for it.
   */
  readonly stopGraceMilliseconds?: number | undefined;
}

interface PendingCall {
  readonly call: Call;
  /** The place in its chain of the first lease that was told to stop; Infinity for none. */
  stopFrom: number;
  graceTimer?: ReturnType<typeof setTimeout>;
  readonly report: ((bounds: Enclosure) => void) | undefined;
  readonly settle: (settlement: Settlement) => void;
}

/** A context outside the calling thread, whose steps reach it by messages. */
export class RemoteContext implements ExecutionContext {
  readonly name: string;
  readonly kind: ContextKind;
  readonly capacity: number;
  readonly isolates = true;
  readonly #connect: Connector;
  /** In the order in which they run. */
  readonly #flights = new Map<number, PendingCall>();
  readonly #freeSlots: number[];
  #connection: Connection | undefined;
  #ready = false;
  #obituary: string | undefined;
  #ending: Promise<void> | undefined;
  #starting: (() => void)[] = [];
  /** How many calls have been told to stop as a whole. */
  #stopping = 0;
  #holds = 0;
  readonly #tally: LeaseTally;

  readonly #stopGrace: number;

  /** @internal */
  constructor(kind: ContextKind, options: RemoteOptions, connect: Connector) {
    const { name, capacity, stopGraceMilliseconds = 250 } = options;
    this.name = name;
    this.kind = kind;
    this.capacity = checkCount(name, 'capacity', capacity, 1);
    this.#tally = new LeaseTally(this.capacity);
    this.#stopGrace = stopGraceMilliseconds;
    this.#connect = connect;
    this.#freeSlots = Array.from({ length: capacity }, (_, index) => capacity - 1 - index);
  }

  get alive(): boolean {
    return this.#obituary === undefined;
  }

  /** Starts the host ahead of the first lease; resolves when it is ready or has ended. */
  async start(): Promise<void> {
    const connection = this.#connected();
    if (connection === undefined) return;
    this.#hold(connection);
    const ended = new Promise<void>((resolve) => {
      this.#starting.push(resolve);
    });
    await Promise.race([connection.ready, ended]);
    this.#release(connection);
  }

  /** @throws LimitError When `capacity` leases are in flight already. */
  execute(lease: Lease, report?: (bounds: Enclosure) => void): Execution {
    const connection = this.#connected();
    if (connection === undefined) return this.#refuse(lease);
    const slot = this.#freeSlots.pop();
    if (slot === undefined) {
      throw new LimitError(
        `${this.name}: lease ${String(lease.id)} is beyond the capacity of ${String(this.capacity)}`,
      );
    }
    const call = { number: this.#tally.start(), slot, lease, reporting: report !== undefined };
    this.#hold(connection);
    const settled = new Promise<Settlement>((resolve) => {
      this.#flights.set(call.number, { call, report, settle: resolve, stopFrom: Infinity });
    });
    connection.call(call);
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        this.#stop(call.number, from, connection);
      },
    };
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  whenAvailable(): Promise<void> {
    return this.#tally.whenAvailable();
  }

  terminate(reason: string): Promise<void> {
    this.#end(`terminated: ${reason}`, true);
    return this.#ending ?? Promise.resolve();
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  #connected(): Connection | undefined {
    if (this.#obituary !== undefined) return undefined;
    if (this.#connection !== undefined) return this.#connection;
    try {
      this.#connection = this.#connect({
        report: (call, bounds) => {
          if (isEnclosure(bounds)) this.#flights.get(call)?.report?.(bounds);
        },
        settled: (call, answer) => {
          const lease = this.#flights.get(call)?.call.lease;
          if (lease !== undefined)
            this.#settle(call, checkSettlement(answer, keyOf(lease.refiner)));
        },
        undelivered: (call, error) => {
          const lease = this.#flights.get(call)?.call.lease;
          if (lease !== undefined) this.#settle(call, deliveryFailure(lease, error));
        },
        ended: (reason, blameless) => {
          this.#end(reason, blameless);
        },
      });
      this.#connection.ready.then(
        () => {
          this.#ready = true;
        },
        () => undefined,
      );
      if (this.#holds === 0) this.#connection.release();
    } catch (error) {
      this.#end(`its host did not start: ${String(error)}`);
    }
    return this.#connection;
  }

  #refuse(lease: Lease): Execution {
    const reason = `${this.name} has ended (${this.#obituary ?? 'before it began'})`;
    const refusal: Settlement = { kind: 'lost', reason, blameless: true };
    this.#tally.start();
    this.#tally.settle(refusal);
    return { lease: lease.id, settled: Promise.resolve(refusal), stop: () => undefined };
  }

  #stop(number: number, from: number, connection: Connection): void {
    const flight = this.#flights.get(number);
    if (flight === undefined || flight.stopFrom <= from) return;
    flight.stopFrom = from;
    connection.stop(flight.call, from);
    if (from > 0) return;
    this.#stopping += 1;
    // A host that is still starting has not had the chance to hear anything.
    connection.ready.then(
      () => {
        this.#watchFirst();
      },
      () => undefined,
    );
  }

  /** Sets the grace of the step that runs, where it has been told to stop. */
  #watchFirst(): void {
    if (this.#stopping === 0 || !this.#ready || !this.alive || this.#stopGrace === Infinity) return;
    const [first] = this.#flights;
    if (first === undefined) return;
    const [number, flight] = first;
    if (flight.stopFrom > 0 || flight.graceTimer !== undefined) return;
    flight.graceTimer = setTimeout(() => {
      this.#settle(number, { kind: 'stopped' });
      this.#end(`a step did not hear a stop for ${String(this.#stopGrace)} ms`, true);
    }, this.#stopGrace);
  }

  #settle(number: number, settlement: Settlement): void {
    const flight = this.#flights.get(number);
    if (flight === undefined) return; // lost before it answered
    if (flight.stopFrom === 0) {
      this.#stopping -= 1;
      clearTimeout(flight.graceTimer);
    }
    this.#flights.delete(number);
    this.#freeSlots.push(flight.call.slot);
    if (this.#connection !== undefined) this.#release(this.#connection);
    flight.settle(settlement);
    this.#watchFirst();
    this.#tally.settle(settlement);
  }

  /**
   * The end of this context, whoever brought it about; only the first reason counts.
   * @param wanted - no step in flight is to blame for it.
   */
  #end(reason: string, wanted = false): void {
    if (this.#obituary !== undefined) return;
    this.#obituary = reason;
    let running = this.#ready && !wanted;
    for (const number of [...this.#flights.keys()]) {
      const lost = { kind: 'lost', reason: `${this.name}: ${reason}` } as const;
      this.#settle(number, running ? lost : { ...lost, blameless: true });
      running = false;
    }
    for (const started of this.#starting.splice(0)) started();
    this.#ending = this.#connection?.end();
  }

  #hold(connection: Connection): void {
    if (this.#holds === 0) connection.hold();
    this.#holds += 1;
  }

  #release(connection: Connection): void {
    this.#holds -= 1;
    if (this.#holds === 0 && this.alive) connection.release();
  }
}
