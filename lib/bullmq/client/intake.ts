/** What comes for a client: answers settle their leases, unless their worker was found to lie. */
import { SerializationError } from '../../refiners/codec.js';
import { MessageError } from '../../remote/errors.js';
import type { Seal } from '../../remote/seal.js';
import { fleetError } from '../redis/connection.js';
import type { Audit } from './audit.js';
import type { Flights } from './flights.js';
import { arrivalOf } from './inbox.js';
import type { Arrival } from './inbox.js';
import type { Warnings } from './warnings.js';

export interface IntakeOptions {
  readonly address: { readonly queue: string; readonly client: string };
  readonly seal: Seal;
  readonly flights: Flights;
  readonly audit: Audit;
  readonly warnings: Warnings;
  /** Tells a worker that lies to end. */
  readonly dismiss: (worker: string) => Promise<void>;
}

export class Intake {
  readonly #options: IntakeOptions;
  #refused = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** How many entries were refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes an entry of the list of answers, whoever put it there. */
  take(entry: Buffer): void {
    const { address, seal, flights, warnings } = this.#options;
    try {
      const arrival = arrivalOf(entry, seal, address, flights);
      if (arrival !== undefined) this.#use(arrival);
    } catch (error) {
      if (!(error instanceof MessageError || error instanceof SerializationError)) throw error;
      this.#refused++;
      warnings.say(`refused: ${error.message}`, error.message);
    }
  }

  #use(arrival: Arrival): void {
    const { flights, audit } = this.#options;
    const { flight } = arrival;
    if (arrival.kind !== 'beat' && !audit.trusts(arrival.worker)) {
      flights.lose(flight, `its worker ${arrival.worker} was found to lie`);
      return;
    }
    flight.heardAt = performance.now();
    flight.beats++;
    if (arrival.kind === 'report') {
      audit.note(flight.lease, arrival.worker);
      flight.report?.(arrival.bounds);
    }
    if (arrival.kind !== 'answer') return;
    // A worker also stops what it has lost the lock of.
    if (arrival.settlement.kind === 'stopped' && flight.stopFrom === Infinity)
      flights.lose(flight, 'its worker stopped it unasked');
    else if (audit.findsLie(flight.lease, arrival.worker, arrival.settlement))
      this.#endLiar(arrival.worker);
    else flights.settle(flight, audit.usable(arrival.settlement));
  }

  /** Tells a worker that lies to end, and ends the leases of sessions that have used answers of it. */
  #endLiar(worker: string): void {
    const { flights, audit, warnings, dismiss } = this.#options;
    dismiss(worker).catch((error: unknown) => {
      const { message } = fleetError(error);
      warnings.say('dismissal', `a worker could not be told to end (${message})`);
    });
    for (const flight of flights.all) {
      const taint = audit.taintOf(flight.lease.incarnation);
      if (taint === undefined) continue;
      warnings.say(taint.message, taint.message);
      flights.fail(flight, taint);
    }
  }
}
