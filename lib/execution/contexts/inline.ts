/**
 * The inline context: steps run on the calling thread.
 *
 * Laws (with those of the port)
 * 1. `executeNow` runs a lease at once and returns its settlement. A step that is given a time ends there, at its
 *    next look, as nobody can tell it to.
 * 2. `execute` returns at once and runs in later turns of the event loop, in slices, with a turn for
 *    others between any two; leases run in the order of their arrival.
 */
import { platform } from '#platform';
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '../../coordinator/leases/port.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LeaseTally } from './lease-tally.js';
import type { StepHost } from '../host/step-host.js';

/** The calling thread is never kept longer than 8 ms at a stretch, unless one step takes longer. */
const sliceMilliseconds = 7;

const never = (): boolean => false;

interface Flight {
  stopRequested: boolean;
  readonly settle: (settlement: Settlement) => void;
}

export class InlineContext implements ExecutionContext {
  readonly name: string;
  readonly kind = 'inline';
  readonly capacity = 1;
  readonly isolates = false;
  readonly #host: StepHost;
  readonly #observe: (lease: Lease, settlement: Settlement) => void;
  readonly #flights = new Set<Flight>();
  #tail: Promise<void> = Promise.resolve();
  #obituary: string | undefined;
  readonly #tally = new LeaseTally();

  /** @param observe - Told of every lease that has settled. */
  constructor(
    host: StepHost,
    name = 'inline',
    observe: (lease: Lease, settlement: Settlement) => void = () => undefined,
  ) {
    this.#host = host;
    this.name = name;
    this.#observe = observe;
  }

  get alive(): boolean {
    return this.#obituary === undefined;
  }

  /**
   * Runs a lease to its end before it returns.
   * @param isOver - whether nobody wants it any more.
   */
  executeNow(lease: Lease, isOver: () => boolean = never): Settlement {
    this.#tally.start();
    const settlement: Settlement =
      this.#obituary === undefined
        ? this.#host.run(lease, { stopRequested: isOver, now: platform.now })
        : this.#refusal(this.#obituary);
    this.#tally.settle(settlement);
    this.#observe(lease, settlement);
    return settlement;
  }

  execute(lease: Lease, report?: (bounds: Enclosure) => void): Execution {
    this.#tally.start();
    if (this.#obituary !== undefined) {
      const refusal = this.#refusal(this.#obituary);
      this.#tally.settle(refusal);
      return { lease: lease.id, settled: Promise.resolve(refusal), stop: () => undefined };
    }
    let settle: (settlement: Settlement) => void = () => undefined;
    const settled = new Promise<Settlement>((resolve) => {
      settle = resolve;
    });
    const flight: Flight = { stopRequested: false, settle };
    this.#flights.add(flight);
    this.#tail = this.#tail.then(() => this.#run(lease, flight, report));
    return {
      lease: lease.id,
      settled,
      stop: () => {
        flight.stopRequested = true;
      },
    };
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  terminate(reason: string): Promise<void> {
    if (this.#obituary === undefined) {
      this.#obituary = `terminated: ${reason}`;
      for (const flight of [...this.#flights]) this.#settle(flight, this.#refusal(this.#obituary));
    }
    return Promise.resolve();
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  async #run(
    lease: Lease,
    flight: Flight,
    report: ((bounds: Enclosure) => void) | undefined,
  ): Promise<void> {
    const run = this.#host.begin(lease, {
      stopRequested: () => flight.stopRequested || this.#obituary !== undefined,
      now: platform.now,
      ...(report === undefined ? {} : { report }),
    });
    // Every turn runs a step at least, and the lease's quantum bounds the steps.
    for (;;) {
      await platform.yieldToEventLoop();
      if (!this.#flights.has(flight)) return;
      const settlement = run.advance(sliceMilliseconds);
      if (settlement === undefined) continue;
      this.#settle(flight, settlement);
      this.#observe(lease, settlement);
      return;
    }
  }

  #refusal(obituary: string): Settlement {
    return { kind: 'lost', reason: `${this.name}: ${obituary}`, blameless: true };
  }

  #settle(flight: Flight, settlement: Settlement): void {
    this.#flights.delete(flight);
    flight.settle(settlement);
    this.#tally.settle(settlement);
  }
}
