/**
 * A session owns all that lasts: one graph, coordinator, registry, clock and its contexts.
 *
 * Laws
 * 1. Everything that one session computed serves everything else that it is asked.
 * 2. Its idle contexts never keep the process alive; after `close` nothing of them is left.
 * 3. `close` is idempotent; operations under way end as aborted, with their best bounds.
 */
import { Coordinator } from '../coordinator/coordinator.js';
import type { Event } from '../coordinator/events.js';
import type { Outcome, Request } from '../coordinator/operation.js';
import type { ContextStatistics, ExecutionContext } from '../coordinator/port.js';
import type { LeaseCounts } from '../coordinator/lease-table.js';
import { PincerError } from '../exact/errors.js';
import { fromErrorData } from '../execution/error-data.js';
import { InlineContext } from '../execution/inline.js';
import { createStepHost } from '../execution/step-host.js';
import { ThreadContext } from '../execution/thread.js';
import { platform } from '../execution/platform.js';
import { Graph } from '../graph/graph.js';
import { builtinRegistry } from '../refiners/builtin.js';
import type { Refiner } from '../refiners/refiner.js';
import { registryKey } from '../refiners/registry.js';
import { AsynchronousDriver } from './asynchronous-driver.js';
import { monotonicClock } from './clock.js';
import type { Clock } from './clock.js';
import { runSynchronously } from './synchronous-driver.js';

export interface SessionOptions {
  /**
   * How many worker threads: 0 runs everything on the calling thread; `auto` takes as many as the
   * machine has cores, started only when a step is worth a message. 0 by default.
   */
  readonly workers?: number | 'auto';
  /** Where time comes from; the platform's monotonic clock by default. */
  readonly clock?: Clock;
  /** Starts a worker whose module calls `serve()` of `pincer/worker`; Pincer's own by default. */
  readonly worker?: () => unknown;
}

/** Counters of a session. */
export interface SessionStatistics {
  readonly nodes: number;
  readonly operations: number;
  readonly leases: Readonly<LeaseCounts>;
  readonly contexts: Readonly<Record<string, ContextStatistics>>;
}

/** An option of a session is out of range. */
export class SessionError extends PincerError {}

const MOST_WORKERS = 1024;

export class Session implements AsyncDisposable {
  /** @internal */
  readonly graph = new Graph();
  /** @internal */
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  readonly #registry = builtinRegistry();
  readonly #inline: InlineContext;
  readonly #driver: AsynchronousDriver;
  readonly #listeners = new Set<(event: Event) => void>();
  #closed = false;

  /** @internal Use {@link createSession}. */
  constructor(options: SessionOptions) {
    this.clock = options.clock ?? monotonicClock();
    this.coordinator = new Coordinator({
      graph: this.graph,
      reviveError: fromErrorData,
      travels: ({ name, version, module }) =>
        module !== undefined || builtinNames.has(registryKey(name, version)),
    });
    this.#inline = new InlineContext(createStepHost(this.#registry));
    const { worker } = options;
    this.#driver = new AsynchronousDriver({
      coordinator: this.coordinator,
      clock: this.clock,
      inline: this.#inline,
      workers: workerCount(options.workers ?? 0),
      openWorker: (number): ExecutionContext =>
        new ThreadContext({
          name: `thread-${String(number)}`,
          ...(worker === undefined ? {} : { worker }),
        }),
      tell: (events) => {
        this.#tell(events);
      },
    });
  }

  /** Makes a refiner known, so that its steps can run on this thread. */
  register(refiner: Refiner): void {
    this.#registry.set(registryKey(refiner.name, refiner.version), refiner);
  }

  /** Runs a request to its end on the calling thread. @internal */
  runSync(request: Request, signal?: AbortSignal): Outcome {
    this.#refuseIfClosed();
    return runSynchronously(this.coordinator, this.clock, this.#inline, request, signal, (outcomes, events) => {
      this.#driver.deliver(outcomes);
      this.#tell(events);
    });
  }

  /** Runs a request to its end, yielding to the event loop. @internal */
  run(request: Request, options: { signal?: AbortSignal; onBounds?: () => void } = {}): Promise<Outcome> {
    this.#refuseIfClosed();
    return this.#driver.run(request, options);
  }

  /**
   * Listens to everything that the coordinator tells.
   * @returns a function that ends it.
   */
  observe(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    this.coordinator.observed = true;
    return () => {
      this.#listeners.delete(listener);
      this.coordinator.observed = this.#listeners.size > 0;
    };
  }

  stats(): SessionStatistics {
    return {
      nodes: this.graph.size,
      operations: this.coordinator.activeOperations,
      leases: { ...this.coordinator.leaseCounts },
      contexts: Object.fromEntries(
        [this.#inline, ...this.#driver.contexts].map((context) => [context.name, context.stats()]),
      ),
    };
  }

  /** The contexts that have been started outside the calling thread. */
  get contexts(): readonly ExecutionContext[] {
    return this.#driver.contexts;
  }

  /** Ends all that is under way, and every context. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#driver.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SessionError('session: it is closed');
  }

  #tell(events: readonly Event[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }
}

const builtinNames: ReadonlySet<string> = new Set(builtinRegistry().keys());

function workerCount(workers: unknown): number {
  if (workers === 'auto') return platform.parallelism();
  if (typeof workers !== 'number' || !Number.isInteger(workers) || workers < 0 || workers > MOST_WORKERS) {
    throw new SessionError(
      `createSession: workers must be 'auto' or an integer from 0 to ${String(MOST_WORKERS)}, got ${String(workers)}`,
    );
  }
  return workers;
}

/**
 * A session of one's own: `await using session = createSession({ workers: 2 })`.
 * @throws SessionError where an option is out of range.
 */
export function createSession(options: SessionOptions = {}): Session {
  return new Session(options);
}

let shared: Session | undefined;

/** The session of the free functions: without workers, made when first needed. */
export function defaultSession(): Session {
  return (shared ??= createSession());
}
