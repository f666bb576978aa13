import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '#lib/coordinator/leases/port.js';
import { LeaseTally } from '#lib/execution/contexts/lease-tally.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import type { StepHost } from '#lib/execution/host/step-host.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { registryOf } from './lease-of.js';

/** A context as users may write one: it runs each lease on this thread, in a later turn. */
export class LocalContext implements ExecutionContext {
  readonly name: string;
  readonly kind = 'inline';
  readonly capacity: number;
  readonly isolates = false;
  alive = true;
  readonly #host: StepHost;
  readonly #tally: LeaseTally;

  constructor(refiners: readonly Refiner[], name = 'local', capacity = 1) {
    this.#host = createStepHost(registryOf(...refiners));
    this.name = name;
    this.capacity = capacity;
    this.#tally = new LeaseTally(capacity);
  }

  execute(lease: Lease): Execution {
    this.#tally.start();
    let stopped = false;
    const settled = Promise.resolve().then((): Settlement => {
      const settlement: Settlement = this.alive
        ? this.#host.run(lease, { stopRequested: () => stopped })
        : { kind: 'lost', reason: `${this.name} has ended`, blameless: true };
      this.#tally.settle(settlement);
      return settlement;
    });
    const stop = (): void => {
      stopped = true;
    };
    return { lease: lease.id, settled, stop };
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  whenAvailable(): Promise<void> {
    return this.#tally.whenAvailable();
  }

  terminate(): Promise<void> {
    this.alive = false;
    return Promise.resolve();
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }
}
