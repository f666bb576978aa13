/**
 * The context of the sources. Its steps compute nothing: they ask a function and wait for its answer.
 *
 * Laws (with those of the port)
 * 1. The function of a source is called once per lease, after `execute` has returned. It is not called if the earlier
 *    answers of the source are narrow enough.
 * 2. A stop takes effect at once: the lease settles, and the signal of the request fires. An answer or a rejection that
 *    comes later is dropped.
 * 3. There is no timer. An answer may never come; timeouts and aborts of operations end the waiting.
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

/** What the function of a source is asked. */
export interface SourceRequest {
  /**
   * Log2 of the width wanted; `Infinity` where any bounds will do. A wider answer counts as well, and another request
   * follows it.
   */
  readonly width: Log2;
  /** Fires when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

export interface SourceContextOptions {
  /** Shown in events and statistics; `sources` by default. */
  readonly name?: string | undefined;
  /** How many requests may be open at once. */
  readonly capacity: number;
  /** Asks a source; rejects where it fails. */
  readonly ask: (source: SourceParams, request: SourceRequest) => Promise<Answered>;
}

interface PendingRequest {
  readonly controller: AbortController;
  readonly settle: (settlement: Settlement) => void;
}

export class SourceContext implements ExecutionContext {
  readonly name: string;
  readonly kind = 'source';
  readonly capacity: number;
  readonly isolates = false;
  readonly #ask: SourceContextOptions['ask'];
  readonly #requests = new Set<PendingRequest>();
  readonly #tally: LeaseTally;
  #endReason: string | undefined;

  constructor({ name = 'sources', capacity, ask }: SourceContextOptions) {
    this.name = name;
    this.capacity = capacity;
    this.#ask = ask;
    this.#tally = new LeaseTally(capacity);
  }

  get alive(): boolean {
    return this.#endReason === undefined;
  }

  execute(lease: Lease): Execution {
    this.#tally.start();
    const controller = new AbortController();
    let settle: (settlement: Settlement) => void = () => undefined;
    const settled = new Promise<Settlement>((resolve) => {
      settle = resolve;
    });
    const request: PendingRequest = { controller, settle };
    this.#requests.add(request);
    if (this.#endReason !== undefined) this.#end(request, refusal(this.#endReason));
    else {
      // A turn later, so that the holder of the lease can stop it before the request.
      void Promise.resolve()
        .then(() =>
          controller.signal.aborted ? undefined : this.#answer(lease, controller.signal),
        )
        .catch((error: unknown): Settlement => ({ kind: 'failed', error: toErrorData(error) }))
        .then((settlement) => {
          if (settlement !== undefined) this.#end(request, settlement);
        });
    }
    const stop = (): void => {
      this.#end(request, { kind: 'stopped' });
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
    this.#endReason ??= `terminated: ${reason}`;
    for (const request of [...this.#requests]) this.#end(request, refusal(this.#endReason));
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
    // Bounds that do not meet are left to the graph, whose error names the node.
    const bounds = intersect(lease.bounds, result.bounds) ?? result.bounds;
    return { kind: 'result', result: { ...result, ...asked, bounds }, steps: 1 };
  }

  /** Settles a lease, once; withdraws its request if it was not answered. */
  #end(request: PendingRequest, settlement: Settlement): void {
    if (!this.#requests.delete(request)) return;
    request.settle(settlement);
    if (settlement.kind === 'lost' || settlement.kind === 'stopped') request.controller.abort();
    this.#tally.settle(settlement);
  }
}

function refusal(endReason: string): Settlement {
  return { kind: 'lost', reason: `sources: ${endReason}`, blameless: true };
}
