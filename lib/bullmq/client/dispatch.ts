/** Sends the leases of a client, and stops them: each goes to the fleet, or runs in this process where it may. */
import type { OperationClass } from '../../coordinator/operations/request.js';
import { LimitError } from '../../exact/errors.js';
import { deliveryFailure } from '../../execution/host/settlement.js';
import { SerializationError } from '../../refiners/codec.js';
import { FleetError } from '../../remote/errors.js';
import { ModuleDigests } from '../../remote/modules.js';
import type { Seal } from '../../remote/seal.js';
import { fleetError } from '../redis/connection.js';
import type { Audit } from './audit.js';
import type { Availability } from './availability.js';
import type { Fallback } from './fallback.js';
import type { Flight, Flights } from './flights.js';
import { sealedLease } from './lease-message.js';
import type { Opening } from './opening.js';
import type { Supervision } from './supervision.js';
import type { Warnings } from './warnings.js';

export interface DispatchOptions {
  /** Of the context, for what errors say. */
  readonly name: string;
  readonly address: { readonly queue: string; readonly client: string };
  readonly seal: Seal;
  readonly flights: Flights;
  readonly warnings: Warnings;
  readonly audit: Audit;
  readonly fallback: Fallback | undefined;
  readonly opening: Opening;
  readonly availability: Availability;
  readonly supervision: Supervision;
}

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #modules = new ModuleDigests();

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  async send(flight: Flight, operationClass: OperationClass): Promise<void> {
    const { name, address, seal, flights, opening, supervision } = this.#options;
    try {
      const link = await opening.opened();
      const refusal = this.#refusal(flight);
      if (refusal !== undefined) throw refusal;
      const sealed = sealedLease(name, flight, address, seal, this.#modules);
      // It was asked to stop, or lost, before it was sent.
      if (flights.get(flight.number) === undefined) return;
      await link.send(flight.job, sealed, operationClass);
      // It was given up while its job waited for Redis.
      if (flights.get(flight.number) === undefined) await link.withdraw(flight, 0);
      // Where it was asked to stop meanwhile, its job was not there to be taken back.
      else if (flight.stopFrom < Infinity) await supervision.withdraw(link, flight);
    } catch (error) {
      this.#unsent(flight, error);
    }
  }

  async stop(flight: Flight, from: number): Promise<void> {
    const { flights, fallback, opening, supervision } = this.#options;
    if (flight.stopFrom <= from || flights.get(flight.number) === undefined) return;
    flight.stopFrom = from;
    if (fallback?.holds(flight) === true) fallback.stop(flight, from);
    else if (flight.digest !== undefined && opening.link !== undefined)
      await supervision.withdraw(opening.link, flight);
    else if (from === 0) flights.settle(flight, { kind: 'stopped' });
  }

  /** Why a lease is not sent. */
  #refusal({ lease }: Flight): FleetError | undefined {
    const { audit, availability, fallback, opening } = this.#options;
    const taint = audit.taintOf(lease.incarnation);
    if (taint !== undefined) return taint;
    const trouble = availability.outage ?? opening.link?.view.trouble;
    if (trouble !== undefined || availability.seats > 0 || fallback === undefined) return trouble;
    return new FleetError('unreachable', 'no worker is live');
  }

  /** A lease that could not be sent fails, or runs in this process. */
  #unsent(flight: Flight, error: unknown): void {
    const { flights, fallback, warnings } = this.#options;
    if (flights.get(flight.number) === undefined) return;
    if (error instanceof SerializationError || error instanceof LimitError) {
      flights.settle(flight, deliveryFailure(flight.lease, error));
      return;
    }
    const trouble = fleetError(error);
    if (fallback === undefined || trouble.fault === 'audit') {
      flights.fail(flight, trouble);
      return;
    }
    warnings.say(trouble.fault, `${trouble.message}; steps run in this process`);
    // Nothing is asked of a job that is not there.
    flight.digest = undefined;
    fallback.run(flight, (settlement) => flights.settle(flight, settlement));
  }
}
