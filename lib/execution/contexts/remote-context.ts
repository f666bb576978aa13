/**
 * A context whose step host is reached by messages: the part that threads, isolates and processes share. They differ
 * in their `Connector`.
 *
 * Laws (with those of the port)
 * 1. Every lease settles exactly once. If the host ends for whatever reason, its open leases settle as `lost` at once.
 * 2. Reports and settlements are validated before they reach the caller.
 * 3. The host starts with the first lease, or with `start`. It keeps the process alive only while a lease is open.
 * 4. If a step does not stop within the grace time, its lease settles as `stopped` and the host ends. The grace time
 *    starts when the lease is first in line, as a lease that waits cannot stop. A stop of a later lease of a chain has
 *    no grace time, as the context does not know which lease of a chain runs.
 * 5. A context that has ended takes no lease: such a lease is lost, with the reason of the end.
 * 6. Leases run in order. If the host ends, only the first open lease is blamed. None is blamed if the host never
 *    became ready, was terminated, was ended after a grace time, or had already ended; nor if code outside a step threw
 *    an error before the first open lease began.
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
import { isEnclosure } from '../../exact/enclosure/recognition.js';

/** Options of every context outside the calling thread. */
export interface RemoteOptions {
  /** Its name in events and statistics. */
  readonly name: string;
  /** How many open leases it may have; they run one after the other. */
  readonly capacity: number;
  /**
   * How long a step may take to stop before its host is ended, in milliseconds. 250 by default; `Infinity` waits for
   * the step.
   */
  readonly stopGraceMilliseconds?: number | undefined;
}

interface PendingCall {
  readonly call: Call;
  /** The position in its chain of the first lease that was asked to stop; Infinity for none. */
  stopFrom: number;
  /** How often a message has said that the call goes on. */
  beats: number;
  graceTimer?: ReturnType<typeof setTimeout>;
  readonly report: ((bounds: Enclosure) => void) | undefined;
  readonly settle: (settlement: Settlement) => void;
}

/** A context outside the calling thread, which leases reach by messages. */
export class RemoteContext implements ExecutionContext {
  readonly name: string;
  readonly kind: ContextKind;
  readonly capacity: number;
  readonly isolates = true;
  readonly #connect: Connector;
  /** By number, in the order in which they run. */
  readonly #calls = new Map<number, PendingCall>();
  readonly #freeSignals: number[];
  #connection: Connection | undefined;
  #ready = false;
  #endReason: string | undefined;
  #ending: Promise<void> | undefined;
  #starting: (() => void)[] = [];
  /** How many calls were asked to stop as a whole. */
  #stopping = 0;
  #holds = 0;
  readonly #tally: LeaseTally;
  #resolveEnded: (reason: string) => void = () => undefined;
  /** Resolves with the reason when the host has ended or is to end. @internal */
  readonly whenEnded = new Promise<string>((resolve) => {
    this.#resolveEnded = resolve;
  });

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
    this.#freeSignals = Array.from({ length: capacity }, (_, index) => capacity - 1 - index);
  }

  get alive(): boolean {
    return this.#endReason === undefined;
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

  /** @throws `LimitError` when `capacity` leases are open. */
  execute(lease: Lease, report?: (bounds: Enclosure) => void): Execution {
    const connection = this.#connected();
    if (connection === undefined) return this.#refuse(lease);
    const signal = this.#freeSignals.pop();
    if (signal === undefined) {
      throw new LimitError(
        `${this.name}: lease ${String(lease.id)} is beyond the capacity of ${String(this.capacity)}`,
      );
    }
    const call = { number: this.#tally.start(), signal, lease, reporting: report !== undefined };
    this.#hold(connection);
    const settled = new Promise<Settlement>((settle) => {
      this.#calls.set(call.number, { call, report, settle, stopFrom: Infinity, beats: 0 });
    });
    connection.call(call);
    return {
      lease: lease.id,
      settled,
      stop: (from = 0) => {
        this.#stop(call.number, from, connection);
      },
      beats: () => connection.beats(call) + (this.#calls.get(call.number)?.beats ?? 0),
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
    if (this.#endReason !== undefined) return undefined;
    if (this.#connection !== undefined) return this.#connection;
    try {
      this.#connection = this.#connect({
        report: (call, bounds) => {
          if (isEnclosure(bounds)) this.#calls.get(call)?.report?.(bounds);
        },
        beat: (call) => {
          const pending = this.#calls.get(call);
          if (pending !== undefined) pending.beats += 1;
        },
        settled: (call, answer) => {
          const lease = this.#calls.get(call)?.call.lease;
          if (lease !== undefined)
            this.#settle(call, checkSettlement(answer, keyOf(lease.refiner)));
        },
        undelivered: (call, error) => {
          const lease = this.#calls.get(call)?.call.lease;
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
    const reason = `${this.name} has ended (${this.#endReason ?? 'before it began'})`;
    const refusal: Settlement = { kind: 'lost', reason, blameless: true };
    this.#tally.start();
    this.#tally.settle(refusal);
    return { lease: lease.id, settled: Promise.resolve(refusal), stop: () => undefined };
  }

  #stop(number: number, from: number, connection: Connection): void {
    const pending = this.#calls.get(number);
    if (pending === undefined || pending.stopFrom <= from) return;
    pending.stopFrom = from;
    connection.stop(pending.call, from);
    if (from > 0) return;
    this.#stopping += 1;
    // The grace time does not run while the host is starting.
    connection.ready.then(
      () => {
        this.#watchFirst();
      },
      () => undefined,
    );
  }

  /** Starts the grace time of the call that runs, if it was asked to stop. */
  #watchFirst(): void {
    if (this.#stopping === 0 || !this.#ready || !this.alive || this.#stopGrace === Infinity) return;
    const [first] = this.#calls;
    if (first === undefined) return;
    const [number, pending] = first;
    if (pending.stopFrom > 0 || pending.graceTimer !== undefined) return;
    pending.graceTimer = setTimeout(() => {
      this.#settle(number, { kind: 'stopped' });
      this.#end(`a step did not hear a stop for ${String(this.#stopGrace)} ms`, true);
    }, this.#stopGrace);
  }

  #settle(number: number, settlement: Settlement): void {
    const pending = this.#calls.get(number);
    if (pending === undefined) return; // lost before its answer came
    if (pending.stopFrom === 0) {
      this.#stopping -= 1;
      clearTimeout(pending.graceTimer);
    }
    this.#calls.delete(number);
    this.#freeSignals.push(pending.call.signal);
    if (this.#connection !== undefined) this.#release(this.#connection);
    pending.settle(settlement);
    this.#watchFirst();
    this.#tally.settle(settlement);
  }

  /**
   * Ends this context. Only the first reason counts.
   * @param blameless - whether no step is to blame, or for which first call that holds.
   */
  #end(reason: string, blameless: boolean | ((first: Call) => boolean) = false): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    let running = this.#ready && blameless !== true;
    for (const [number, { call }] of [...this.#calls]) {
      if (running && typeof blameless === 'function') running = !blameless(call);
      const lost = { kind: 'lost', reason: `${this.name}: ${reason}` } as const;
      this.#settle(number, running ? lost : { ...lost, blameless: true });
      running = false;
    }
    for (const started of this.#starting.splice(0)) started();
    this.#resolveEnded(reason);
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
