import type { Execution } from '../../coordinator/leases/port.js';
import type { Settlement } from '../../coordinator/leases/lease.js';
import { ThreadContext } from '../../execution/contexts/thread.js';
import type { Flight } from './flights.js';

/** Runs the leases of a client in a thread of its process while the fleet cannot be used. */
export class Fallback {
  readonly #name: string;
  readonly #executions = new Map<Flight, Execution | undefined>();
  #thread: ThreadContext | undefined;
  #hasEnded = false;

  constructor(name: string) {
    this.#name = name;
  }

  holds(flight: Flight): boolean {
    return this.#executions.has(flight);
  }

  run(flight: Flight, settle: (settlement: Settlement) => void): void {
    this.#executions.set(flight, undefined);
    void this.#run(flight).then((settlement) => {
      this.#executions.delete(flight);
      settle(settlement);
    });
  }

  stop(flight: Flight, from: number): void {
    this.#executions.get(flight)?.stop(from);
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#thread?.terminate('its context is terminated');
  }

  async #run(flight: Flight): Promise<Settlement> {
    // Each turn waits until the thread has room, which its limits of time bound.
    while (!this.#hasEnded) {
      if (flight.stopFrom === 0) return { kind: 'stopped' };
      if (this.#thread?.alive !== true)
        this.#thread = new ThreadContext({ name: `${this.#name}, in this process` });
      const thread = this.#thread;
      await thread.whenAvailable();
      if (thread !== this.#thread || thread.stats().inFlight > 0) continue;
      const execution = thread.execute(flight.lease, flight.report);
      this.#executions.set(flight, execution);
      return execution.settled;
    }
    return { kind: 'lost', reason: `${this.#name} has ended`, blameless: true };
  }
}
