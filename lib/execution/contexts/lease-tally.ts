import type { Settlement } from '../../coordinator/leases/lease.js';
import type { ContextStatistics } from '../../coordinator/leases/port.js';

/** What has become of the leases that a context was given, and who waits until none is in flight. */
export class LeaseTally {
  #started = 0;
  #settled = 0;
  #lost = 0;
  readonly #joining: (() => void)[] = [];

  get inFlight(): number {
    return this.#started - this.#settled;
  }

  /** @returns the number of the lease, from 1 on. */
  start(): number {
    return ++this.#started;
  }

  settle({ kind }: Settlement): void {
    this.#settled += 1;
    if (kind === 'lost') this.#lost += 1;
    if (this.inFlight === 0) for (const joined of this.#joining.splice(0)) joined();
  }

  /** Resolves when no lease is in flight. */
  join(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#joining.push(resolve);
    });
  }

  stats(): ContextStatistics {
    const { inFlight } = this;
    return { started: this.#started, settled: this.#settled, lost: this.#lost, inFlight };
  }
}
