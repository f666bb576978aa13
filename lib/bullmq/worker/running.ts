/** The leases that run on a worker, and the stops that came for them or that came before them. */
import type { Execution } from '../../coordinator/leases/port.js';
import { RecentMap } from '../../exact/recent-map.js';

/** Stops that came before their leases, and leases that were answered. */
const MOST_REMEMBERED = 10_000;

export interface RunningLease {
  readonly client: string;
  /** The name of its job. */
  readonly job: string;
  readonly execution: Execution;
}

export class Running {
  /** By the digest of the lease. */
  readonly #leases = new Map<string, RunningLease>();
  readonly #stops = new RecentMap<string, number>(MOST_REMEMBERED);
  readonly #taken = new RecentMap<string, true>(MOST_REMEMBERED);

  get all(): ReadonlyMap<string, RunningLease> {
    return this.#leases;
  }

  /** Takes a lease, once. @returns false for one that was taken before: it is a replay. */
  take(digest: string): boolean {
    if (this.#taken.get(digest) !== undefined) return false;
    this.#taken.set(digest, true);
    return true;
  }

  /** Whether the whole chain was asked to stop before it began. */
  isStopped(digest: string): boolean {
    return this.#stops.get(digest) === 0;
  }

  start(digest: string, running: RunningLease): void {
    this.#leases.set(digest, running);
    const from = this.#stops.get(digest);
    if (from !== undefined) running.execution.stop(from);
  }

  end(digest: string): void {
    this.#leases.delete(digest);
  }

  stop(digest: string, from: number): void {
    this.#stops.set(digest, Math.min(from, this.#stops.get(digest) ?? Infinity));
    this.#leases.get(digest)?.execution.stop(from);
  }
}
