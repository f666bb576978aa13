/** How much of a fleet a client may use now. */
import type { FleetError } from '../../remote/errors.js';
import { MISSED } from '../heart.js';
import type { Audit } from './audit.js';
import type { ClientLink } from './client-link.js';

export interface AvailabilityOptions {
  readonly link: () => ClientLink | undefined;
  readonly audit: Audit;
  /** Whether steps may run in this process: then Redis counts as gone sooner. */
  readonly hasFallback: boolean;
  /** The most leases at once. */
  readonly most: number;
  readonly leasesPerSeat: number;
}

export class Availability {
  readonly #options: AvailabilityOptions;

  constructor(options: AvailabilityOptions) {
    this.#options = options;
  }

  /** How many leases a client may have on their way. */
  get capacity(): number {
    const { most, leasesPerSeat } = this.#options;
    return Math.max(1, Math.min(most, this.seats * leasesPerSeat));
  }

  /** Why Redis counts as gone. */
  get outage(): FleetError | undefined {
    const { link, hasFallback } = this.#options;
    return link()?.outage(hasFallback ? 1 : MISSED);
  }

  /** The live seats of workers that were not found to lie. */
  get seats(): number {
    if (this.outage !== undefined) return 0;
    const { link, audit } = this.#options;
    let seats = 0;
    for (const worker of link()?.view.state.workers ?? [])
      if (audit.trusts(worker.name)) seats += worker.seats;
    return seats;
  }
}
