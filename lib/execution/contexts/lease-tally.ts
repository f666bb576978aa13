import type { Settlement } from '../../coordinator/leases/lease.js';
import type { ContextStatistics } from '../../coordinator/leases/port.js';

/** Counts the leases of a context, and knows who waits for some of them to settle. */
export class LeaseTally {
  readonly #capacity: () => number;
  #started = 0;
  #settled = 0;
  #lost = 0;
  readonly #joining: (() => void)[] = [];
  readonly #waitingForRoom: (() => void)[] = [];

  /** @param capacity - where it changes, a function that gives it; `wake` is called when it has grown. */
  constructor(capacity: number | (() => number)) {
    this.#capacity = typeof capacity === 'number' ? () => capacity : capacity;
  }

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
    this.wake();
    if (this.inFlight === 0) resolveAll(this.#joining);
  }

  /** Resolves when no lease is in flight. */
  join(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#joining.push(resolve);
    });
  }

  /** Resolves when fewer leases than the capacity are in flight. */
  whenAvailable(): Promise<void> {
    if (this.inFlight < this.#capacity()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waitingForRoom.push(resolve);
    });
  }

  /** Lets those go on who wait for room, if there is some. */
  wake(): void {
    if (this.inFlight < this.#capacity()) resolveAll(this.#waitingForRoom);
  }

  stats(): ContextStatistics {
    const { inFlight } = this;
    return { started: this.#started, settled: this.#settled, lost: this.#lost, inFlight };
  }
}

function resolveAll(waiting: (() => void)[]): void {
  for (const resolve of waiting.splice(0)) resolve();
}
