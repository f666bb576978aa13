import { platform } from '#platform';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type { ContextStatistics } from '../../coordinator/leases/port.js';
import type { StepHost } from '../host/step-host.js';
import { LeaseTally } from './lease-tally.js';

const never = (): boolean => false;

/** Runs steps on the calling thread. It is no {@link ExecutionContext}: nothing else runs meanwhile. */
export class InlineContext {
  readonly name = 'inline';
  readonly #host: StepHost;
  readonly #observe: (lease: Lease, settlement: Settlement) => void;
  readonly #tally = new LeaseTally(1);

  /** @param observe - called with every lease that has settled. */
  constructor(
    host: StepHost,
    observe: (lease: Lease, settlement: Settlement) => void = () => undefined,
  ) {
    this.#host = host;
    this.#observe = observe;
  }

  /**
   * Runs a lease to its end before it returns.
   *
   * @param isOver - whether nobody needs the lease any more; asked before every step, and by kernels inside one.
   */
  executeNow(lease: Lease, isOver: () => boolean = never): Settlement {
    this.#tally.start();
    const settlement = this.#host.run(lease, { stopRequested: isOver, now: platform.now });
    this.#tally.settle(settlement);
    this.#observe(lease, settlement);
    return settlement;
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }
}
