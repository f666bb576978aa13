/**
 * The context of the sources: its steps compute nothing, they ask and wait.
 *
 * Laws (with those of the port)
 * 1. A lease is asked for once, after `execute` has returned, and not at all where its source has
 *    answered enough already.
 * 2. A stop is heard at once: the lease settles, and the signal of its answer fires. What comes after
 *    that is nobody's: it is dropped, a rejection like an answer.
 * 3. No timer: an answer may take for ever, and then whoever waits for it ends by other means.
 */
import type { Lease, Settlement } from '../../coordinator/leases/lease.js';
import type {
  ContextStatistics,
  Execution,
  ExecutionContext,
} from '../../coordinator/leases/port.js';
import { intersect } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { proven, taken, widthToAsk } from '../../refiners/source.js';
import type { Answered, SourceParams, SourceState } from '../../refiners/source.js';
import { toErrorData } from '../host/error-data.js';
import { LeaseTally } from './lease-tally.js';

/** What a source is asked. */
export interface SourceRequest {
  /** Log2 of the width wanted; `Infinity` where any bounds do. A wider answer counts too, and is followed by another request. */
  readonly width: Log2;
  /** Fires when nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

export interface SourceContextOptions {
  /** How many sources are asked at once. */
  readonly capacity: number;
  /** Rejects where the source fails. */
  readonly ask: (source: SourceParams, request: SourceRequest) => Promise<Answered>;
}

interface PendingRequest {
  readonly recall: AbortController;
  readonly settle: (settlement: Settlement) => void;
}

export class SourceContext implements ExecutionContext {
  readonly name = 'sources';
  readonly kind = 'source';
  readonly capacity: number;
  readonly isolates = false;
  readonly #ask: SourceContextOptions['ask'];
  readonly #flights = new Set<PendingRequest>();
  readonly #tally: LeaseTally;
  #obituary: string | undefined;

  constructor({ capacity, ask }: SourceContextOptions) {
    this.capacity = capacity;
    this.#ask = ask;
    this.#tally = new LeaseTally(capacity);
  }

  get alive(): boolean {
    return this.#obituary === undefined;
  }

  execute(lease: Lease): Execution {
    this.#tally.start();
    const recall = new AbortController();
    let settle: (settlement: Settlement) => void = () => undefined;
    const settled = new Promise<Settlement>((resolve) => {
      settle = resolve;
    });
    const flight: PendingRequest = { recall, settle };
    this.#flights.add(flight);
    if (this.#obituary !== undefined) this.#end(flight, refusal(this.#obituary));
    else {
      // A turn later: whoever holds the lease has heard of it by then, and may stop it.
      void Promise.resolve()
        .then(() => (recall.signal.aborted ? undefined : this.#answer(lease, recall.signal)))
        .catch((error: unknown): Settlement => ({ kind: 'failed', error: toErrorData(error) }))
        .then((settlement) => {
          if (settlement !== undefined) this.#end(flight, settlement);
        });
    }
    const stop = (): void => {
      this.#end(flight, { kind: 'stopped' });
    };
    return { lease: lease.id, settled, stop };
  }

  join(): Promise<void> {
    return this.#tally.join();
  }

  whenAvailable(): Promise<void> {
    return this.#tally.whenAvailable();
  }

  terminate(reason: string): Promise<void> {
    this.#obituary ??= `terminated: ${reason}`;
    for (const flight of [...this.#flights]) this.#end(flight, refusal(this.#obituary));
    return Promise.resolve();
  }

  stats(): ContextStatistics {
    return this.#tally.stats();
  }

  async #answer(lease: Lease, signal: AbortSignal): Promise<Settlement> {
    const source = lease.params as SourceParams;
    let state = lease.state as SourceState;
    const width = widthToAsk(state, lease.demand);
    const { cost } = source;
    const asked = width === undefined ? {} : { cost };
    if (width !== undefined)
      state = taken(source, state, await this.#ask(source, { width, signal }));
    const result = proven(state, lease.demand);
    // Bounds that do not meet are left to the graph, which tells them with the node.
    const bounds = intersect(lease.bounds, result.bounds) ?? result.bounds;
    return { kind: 'result', result: { ...result, ...asked, bounds }, steps: 1 };
  }

  /** Settles a lease, unless it has ended; one that has not been answered is not to be any more. */
  #end(flight: PendingRequest, settlement: Settlement): void {
    if (!this.#flights.delete(flight)) return;
    flight.settle(settlement);
    if (settlement.kind === 'lost' || settlement.kind === 'stopped') flight.recall.abort();
    this.#tally.settle(settlement);
  }
}

function refusal(obituary: string): Settlement {
  return { kind: 'lost', reason: `sources: ${obituary}`, blameless: true };
}
