/**
 * A transport of one's own: leases travel over NATS to whoever subscribes to their subject, and answers come back to an
 * inbox of the client. A server of NATS keeps nothing of them, so a lease whose worker falls silent is lost, and the
 * session leases its step again.
 */
import { createInbox } from '@nats-io/transport-node';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import {
  decodeSettlementBytes,
  encodeLeaseBytes,
  encodePlainBytes,
  PROTOCOL_VERSION,
} from 'pincer/execution';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
  Lease,
  RefinerReference,
  Settlement,
} from 'pincer/execution';

/** What an answer begins with: the worker goes on, or the settlement follows. */
export const BEAT = 0;
export const ANSWER = 1;

export const LEASES = `pincer.leases.v${String(PROTOCOL_VERSION)}`;
export const STOPS = 'pincer.stops';

/** After so many milliseconds without a beat or an answer a worker counts as dead. */
const SILENCE = 3000;

interface Flight {
  heardAt: number;
  beats: number;
  settle: (settlement: Settlement) => void;
}

export class NatsContext implements ExecutionContext {
  readonly name = 'nats';
  readonly kind = 'remote';
  readonly isolates = true;
  readonly capacity: number;
  alive = true;
  readonly #connection: NatsConnection;
  readonly #inbox = createInbox();
  readonly #answers: Subscription;
  readonly #timer: ReturnType<typeof setInterval>;
  /** By the subject of their answers. One that has settled is not here, so a second answer is dropped. */
  readonly #flights = new Map<string, Flight>();
  #counts = { started: 0, settled: 0, lost: 0 };
  #waiting: (() => void)[] = [];

  constructor(connection: NatsConnection, capacity: number) {
    this.#connection = connection;
    this.capacity = capacity;
    const callback = (_: unknown, message: Msg): void => {
      this.#hear(message);
    };
    this.#answers = connection.subscribe(`${this.#inbox}.*`, { callback });
    this.#timer = setInterval(() => {
      for (const flight of this.#flights.values())
        if (performance.now() - flight.heardAt > SILENCE)
          flight.settle({ kind: 'lost', reason: 'nats: its worker is silent' });
    }, SILENCE / 10);
  }

  serves({ module }: RefinerReference): boolean {
    return module === undefined; // workers have Pincer's own refiners alone
  }

  execute(lease: Lease): Execution {
    const reply = `${this.#inbox}.${String(++this.#counts.started)}`;
    const flight: Flight = { heardAt: performance.now(), beats: 0, settle: () => undefined };
    const settled = new Promise<Settlement>((resolve) => {
      flight.settle = (settlement) => {
        if (!this.#flights.delete(reply)) return;
        this.#counts.settled++;
        if (settlement.kind === 'lost') this.#counts.lost++;
        for (const wake of this.#waiting.splice(0)) wake();
        resolve(settlement);
      };
    });
    this.#flights.set(reply, flight);
    if (this.alive) this.#connection.publish(LEASES, encodeLeaseBytes(lease), { reply });
    else flight.settle({ kind: 'lost', reason: 'nats: it has ended', blameless: true });
    const stop = (from = 0): void => {
      if (this.#flights.has(reply))
        this.#connection.publish(STOPS, encodePlainBytes([reply, from]));
    };
    return { lease: lease.id, settled, stop, beats: () => flight.beats };
  }

  #hear({ subject, data }: Msg): void {
    const flight = this.#flights.get(subject);
    if (flight === undefined) return;
    flight.heardAt = performance.now();
    flight.beats++;
    // The server says so where nobody subscribes to leases: an answer without content.
    if (data.length === 0) flight.settle({ kind: 'lost', reason: 'nats: no worker is there' });
    else if (data[0] === ANSWER) flight.settle(settlementOf(data.subarray(1)));
  }

  async whenAvailable(): Promise<void> {
    while (this.alive && this.#flights.size >= this.capacity) await this.#change();
  }

  async join(): Promise<void> {
    while (this.#flights.size > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  terminate(reason: string): Promise<void> {
    this.alive = false;
    clearInterval(this.#timer);
    for (const { settle } of [...this.#flights.values()])
      settle({ kind: 'lost', reason: `nats: ${reason}`, blameless: true });
    this.#answers.unsubscribe();
    return this.#connection.flush();
  }

  stats(): ContextStatistics {
    return { ...this.#counts, inFlight: this.#flights.size };
  }
}

/** What is no settlement costs its step a retry. The session checks what is one. */
function settlementOf(bytes: Uint8Array): Settlement {
  try {
    return decodeSettlementBytes(bytes);
  } catch (error) {
    return { kind: 'lost', reason: `nats: ${String(error)}` };
  }
}
