/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A session owns all that lasts: one graph, coordinator, registry, clock and its contexts.
 *
 * Laws
 * 1. Everything that one session computed serves everything else that it is asked.
 * 2. Its idle contexts never keep the process alive; after `close` nothing of them is left.
 * 3. `close` is idempotent; operations under way end as aborted, with their best bounds.
 */
import { areLimited } from '../coordinator/operations/budget.js';
import { Coordinator } from '../coordinator/coordinator.js';
import type { SchedulerEvent } from '../coordinator/events.js';
import type {
  OperationClass,
  OperationId,
  OperationRequest,
  Outcome,
} from '../coordinator/operations/request.js';
import type { ClassFigures } from '../coordinator/operations/class-figures.js';
import type { Goal } from '../coordinator/goals/goal.js';
import type { ContextStart } from '../coordinator/leases/placement.js';
import type { ContextStatistics, ExecutionContext } from '../coordinator/leases/port.js';
import { exponentialBackoff } from '../coordinator/leases/backoff.js';
import type { OperationCounts, OperationQuery } from '../coordinator/operations/operation-table.js';
import type { OperationRecord } from '../coordinator/operations/operation-record.js';
import type { Lease } from '../coordinator/leases/lease.js';
import type { LeaseCounts } from '../coordinator/leases/lease-table.js';
import { seeded } from '../exact/seeded.js';
import { fromErrorData } from '../execution/host/error-data.js';
import { platform } from '../execution/platform/platform.js';
import { InlineContext } from '../execution/contexts/inline.js';
import { createStepHost } from '../execution/host/step-host.js';
import type { Plan } from '../execution/plan/plan.js';
import type { PlannedExecution } from '../execution/simulation/planned-execution.js';
import type { StepTimes } from '../execution/plan/step-times.js';
import { Graph } from '../graph/graph.js';
import { builtinRegistry } from '../refiners/builtin.js';
import type { Refiner } from '../refiners/refiner.js';
import { keyOf, registryKey } from '../refiners/registry.js';
import type { LearnedCosts } from '../execution/plan/cost-model.js';
import type { NodeId } from '../graph/node.js';
import type { CounterImage, SessionImage } from '../persistence/image.js';
import type { Autosave } from './autosave.js';
import type { Saving } from './saving.js';
import { AsynchronousDriver } from './drivers/asynchronous-driver.js';
import { Cache } from './cache.js';
import type { CacheStatistics } from './cache.js';
import type { Nanoseconds } from '../coordinator/time.js';
import { isPast, monotonicClock, VirtualClock } from './clock.js';

import { DeterministicDriver } from './drivers/deterministic-driver.js';
import type { Driver, RunOptions } from './drivers/driver.js';
import { checkFilter, passes, typesOf } from './event-filter.js';
import type { EventFilter } from './event-filter.js';
import { newIncarnation } from './incarnation.js';
import type { Clock, StopsAt } from './clock.js';
import { Names } from './names.js';
import type { NamedValue, ResumedAnswer } from './names.js';
import { OperationHandle } from './operation.js';
import { checkOptions } from './options.js';
import type { RestoredRequest, SessionOptions } from './options.js';
import { SessionError } from './errors.js';
import { callUserFunction } from './user-function.js';
import type { Recording } from './recording.js';
import { Sources } from './sources.js';
import { runSynchronously } from './drivers/synchronous-driver.js';
import { VirtualPlacement } from './drivers/virtual-placement.js';
import { Workers } from './workers.js';

/** Counters of a session. */
export interface SessionStatistics {
  readonly nodes: number;
  /** What was found, made, forgotten and made again. */
  readonly cache: CacheStatistics;
  /** Those under way. */
  readonly operations: number;
  /** All so far, by status, class and priority. */
  readonly operationCounts: OperationCounts;
  /** How the requests of each class have fared, those that have ended. */
  readonly classes: Partial<Readonly<Record<OperationClass, ClassFigures>>>;
  readonly leases: Readonly<LeaseCounts>;
  readonly contexts: Readonly<Record<string, ContextStatistics>>;
  /** Questions whether a value is a number, which searches asked that had narrowed it in vain. */
  readonly identitySearches: number;
  /** How long leases took, and which refiner took most of it. */
  readonly times: StepTimes;
}

/** One graph, coordinator and clock with all the contexts that work for them; see {@link createSession}. */
export class Session implements AsyncDisposable {
  /** @internal */
  readonly graph = new Graph();
  /** @internal */
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  /** Whether the clock shows real time, and not that of the deterministic mode. @internal */
  readonly hasRealTime: boolean;
  /** When computations on this thread stop. @internal */
  readonly stopAt: StopsAt;
  /** Nanoseconds that are left to write results out while another thread interrupts this one; whole where undefined. @internal */
  grace: number | undefined;
  /**
   * Whether calls may end early by what the session was made with, or are saved on the way: then bounds are wanted
   * before those of the goal. @internal
   */
  readonly mayEndCalls: boolean;
  /** @internal */
  readonly sources: Sources;
  readonly #cache: Cache;
  readonly #names = new Names();
  readonly #registry = builtinRegistry();
  readonly #inline: InlineContext;
  readonly #driver: Driver;
  readonly #workers: Workers;
  readonly #observers = new Set<Observer>();
  readonly #virtual: VirtualClock | undefined;
  readonly #generation: number;
  readonly #autosave: Promise<Autosave> | undefined;
  /** Requests of an earlier session that {@link Session.resume} issues again. */
  #unresumed: readonly RestoredRequest[];
  #closing: Promise<void> | undefined;

  /** @internal Use {@link createSession}. */
  constructor(options: SessionOptions) {
    const { autosave, cache, budgets, ...checked } = checkOptions(options);
    const virtual = options.deterministic === true ? new VirtualClock() : undefined;
    this.#virtual = virtual;
    this.#generation = options.restore?.generation ?? 0;
    this.clock = virtual ?? options.clock ?? monotonicClock();
    this.hasRealTime = virtual === undefined;
    const { clock } = this;
    this.stopAt = (time, isEnd) =>
      isPast(clock, time, isEnd === true ? undefined : options.interruption);
    this.mayEndCalls = areLimited(budgets) || (autosave ?? options.interruption) !== undefined;
    this.sources = new Sources(options.replay);
    this.#inline = new InlineContext(createStepHost(this.#registry), (lease, settlement) => {
      this.#workers.observe(lease, settlement);
    });
    this.#workers = new Workers({
      ...checked,
      graph: this.graph,
      clock: this.clock,
      ask: (source, request) => this.sources.ask(source, request),
      isBuiltin: (kind) => builtinNames.has(kind),
      emit: (events) => {
        this.#emit(events);
      },
      wake: () => {
        this.#driver.wake();
      },
    });
    // Its loop sends steps ahead of the plan.
    if (virtual !== undefined) this.#workers.addThreads();
    const placement = new VirtualPlacement(this.#workers.plan);
    this.coordinator = new Coordinator({
      graph: this.graph,
      incarnation: newIncarnation(
        virtual === undefined ? undefined : (options.seed ?? 0),
        this.#generation,
      ),
      reviveError: fromErrorData,
      cores: platform.parallelism(),
      budgets,
      preemption: checked.adaptive.preemption,
      placement: virtual === undefined ? this.#workers.plan : placement,
      // The virtual clock of the deterministic mode has nothing to wait for.
      ...(virtual === undefined
        ? {
            backoff: exponentialBackoff(seeded(options.seed ?? 0)),
            stopAt: this.stopAt,
          }
        : {}),
    });
    this.#cache = new Cache(this.graph, this.coordinator, cache);
    const parts = {
      coordinator: this.coordinator,
      inline: this.#inline,
      workerSlots: this.#workers.slots,
      emit: (events: readonly SchedulerEvent[]) => {
        this.#emit(events);
      },
      start: (starts: readonly ContextStart[]) => {
        this.#workers.start(starts);
      },
    };
    const isLoadable = ({ refiner }: Lease): boolean =>
      refiner.module !== undefined || builtinNames.has(registryKey(refiner.name, refiner.version));
    this.#driver =
      virtual === undefined
        ? new AsynchronousDriver({ ...parts, clock, stopAt: this.stopAt })
        : new DeterministicDriver({ ...parts, clock: virtual, placement, isLoadable });
    this.#unresumed = options.restore?.fill(this as never) ?? [];
    const warn = (message: string): void => {
      callUserFunction((text) => {
        checked.onWarning(text);
      }, message);
    };
    this.#autosave =
      autosave && this.#loadSaving().then((saving) => saving.every({ ...autosave, warn }));
  }

  /** Goes on from what an earlier session counted and learned, before the first request. @internal */
  recall(counters: CounterImage, learned: SessionImage['learned'], costs: LearnedCosts): void {
    const { lease, operation, time } = counters;
    this.coordinator.recall({ lastLease: lease, lastOperation: operation, learned });
    this.#workers.recallCosts(costs);
    if (this.#virtual !== undefined) this.#virtual.time = time;
  }

  /**
   * What the session knows, as JSON text: values, bounds, the states of refiners, what it learned about costs, the names
   * that have a value, and the requests under way. `readSnapshot` of `pincer/snapshot` reads it. It is text and not a
   * record, since its checksums hold for the very text. It is a promise, since a page that saves nothing does not load
   * what writes it; what it holds is the session at the moment of its settlement.
   *
   * @example
   * ```ts
   * import { createSession, pi, sqrt } from 'pincer';
   * import { readSnapshot } from 'pincer/snapshot';
   *
   * await using before = createSession();
   * const x = sqrt(2).add(pi);
   * await x.refine({ digits: 100 }, { session: before });
   * const text = await before.snapshot({ x });
   *
   * await using after = createSession({ restore: readSnapshot(text) });
   * const { digits, statistics } = await after.get('x')!.refine({ digits: 40 }, { session: after });
   * console.log(digits, statistics.steps); // => 4.555806215962888287264332107489200962767 0
   * ```
   * @param values - values to find again in the restored session, by `get`: a record of names, or a list, whose names
   *   are the positions. The names that the session has go with them.
   * @returns a promise, which is rejected with a SessionError for what is no Real and for a name that another value has,
   *   and with the mathematical error of a value that exact operands prove not to be defined.
   */
  async snapshot(
    values: Readonly<Record<string, NamedValue>> | readonly NamedValue[] = {},
  ): Promise<string> {
    this.#refuseIfClosed();
    return (await this.#loadSaving()).text(values);
  }

  /**
   * Issues the requests again that were under way in the session that the snapshot was taken of, each once, with the
   * `parent` and the requests `after` which it begins, as far as these were under way too. Limits of steps, cost and time
   * count again from here. Signals and listeners are not in a snapshot.
   *
   * @returns the requests, with promises of their answers; none where the session was not restored.
   */
  resume({ signal }: { readonly signal?: AbortSignal | undefined } = {}): ResumedRequest[] {
    this.#refuseIfClosed();
    const requests = this.#unresumed;
    this.#unresumed = [];
    return requests.map(({ value, image, issue }) => ({
      value,
      goal: image.goal,
      answer: issue(signal),
    }));
  }

  /** Makes a refiner known, so that its steps can run on this thread. */
  register(refiner: Refiner): void {
    this.#registry.set(keyOf(refiner), refiner);
  }

  /** Runs a request to its end on the calling thread. @internal */
  runSync(request: OperationRequest, signal?: AbortSignal): Outcome {
    this.#refuseIfClosed();
    this.#driver.settleArrived();
    return runSynchronously(this, this.#inline, request, signal, (poll) => {
      this.#driver.deliver(poll);
    });
  }

  /** Runs a request to its end, yielding to the event loop. @internal */
  run(request: OperationRequest, options: RunOptions = {}): Promise<Outcome> {
    this.#refuseIfClosed();
    return this.#driver.run(request, options);
  }

  /**
   * Calls a listener with each event that passes a filter, after it has happened; with every event where there is no
   * filter. Events that pass no filter are hardly made. What a listener throws is an uncaught exception; the session
   * goes on.
   *
   * @example
   * ```ts
   * import { createSession, pi, sin } from 'pincer';
   *
   * await using session = createSession();
   * const leases: string[] = [];
   * session.observe(
   *   (event) => {
   *     if (event.type === 'lease-issued') leases.push(`${event.refiner} in ${event.context}`);
   *   },
   *   { kinds: ['lease-issued'], refiner: 'sin' },
   * );
   * await sin(pi.divide(7)).refine({ digits: 100 }, { session });
   * console.log(leases); // => [ 'sin@1 in inline' ]
   * ```
   * @returns a function that ends it.
   * @throws OptionError or SessionError for a filter that no event can pass by its form.
   */
  observe(listener: (event: SchedulerEvent) => void, filter: EventFilter = {}): () => void {
    checkFilter(filter);
    const observer: Observer = { listener, filter, types: new Set(typesOf(filter)) };
    this.#observers.add(observer);
    this.#collect();
    return () => {
      this.#observers.delete(observer);
      this.#collect();
    };
  }

  /**
   * The operations that fit a query, in the order of admission: those under way, and the last 256 that
   * have ended.
   */
  operations(query: OperationQuery = {}): OperationRecord[] {
    return this.coordinator.operations(query, this.clock.nanoseconds());
  }

  /** A handle on an operation, by the number that `onAdmitted` and {@link Session.operations} give. */
  operation(id: OperationId): OperationHandle {
    const now = (): Nanoseconds => this.clock.nanoseconds();
    const change = (act: () => void): void => {
      act();
      this.#driver.wake();
    };
    return new OperationHandle(id, {
      record: (one) => this.coordinator.record(one, now()),
      ended: (one) => this.#driver.ended(one),
      cancel: (one) => {
        this.#driver.cancel(one);
      },
      raise: (one, priority) => {
        change(() => {
          this.coordinator.raise(one, priority, now());
        });
      },
      reparent: (one, parent) => {
        change(() => {
          this.coordinator.reparent(one, parent, now());
        });
      },
    });
  }

  /** Counted since it began. */
  stats(): SessionStatistics {
    return {
      nodes: this.graph.size,
      cache: this.#cache.statistics,
      operations: this.coordinator.activeOperations,
      operationCounts: this.coordinator.operationCounts(this.clock.nanoseconds()),
      classes: this.coordinator.classFigures,
      leases: { ...this.coordinator.leaseCounts },
      contexts: Object.fromEntries(
        [this.#inline, ...this.#workers.slots.contexts].map((context) => [
          context.name,
          context.stats(),
        ]),
      ),
      identitySearches: this.coordinator.identitySearches,
      times: this.#workers.times,
    };
  }

  /**
   * What the sources have answered so far, as plain data that survives JSON. A session made with it as
   * its `replay` gets the same answers without calling a function. It grows by two ends with each
   * request to a source, up to 65,536 requests.
   */
  recording(): Recording {
    return this.sources.recording;
  }

  /**
   * Keeps the cache within its limits. Called before a request is brought in.
   * @internal
   */
  reclaim(): void {
    this.#cache.reclaim();
  }

  /**
   * Gives a value a name, for other parts of the program to find.
   * @throws SessionError where the name is empty or has a value.
   */
  define(name: string, value: NamedValue): void {
    this.#refuseIfClosed();
    this.#names.define(name, value);
  }

  /** The value of a name; undefined where it has none. */
  get(name: string): NamedValue | undefined {
    return this.#names.get(name);
  }

  /** Takes a name away; false where it had no value. */
  remove(name: string): boolean {
    return this.#names.remove(name);
  }

  /** The names that have a value, in the order of their definition. */
  get names(): readonly string[] {
    return this.#names.all;
  }

  /**
   * Where and when the steps of some values will run, before any of them does: the requests are simulated on a virtual
   * clock, from what the session knows of the values so far, with its placement rules and the times that earlier steps
   * took. Nothing runs and no context starts. The plan is a prediction: each step is taken to bring what it is asked
   * for, and the time of the scheduler and of sums and products is left out. It assumes that nothing else is under way,
   * and that the session is not deterministic. Planning computes some sums and products itself; after some four seconds
   * it ends with what it has, not `complete`.
   *
   * @example
   * ```ts
   * import { createSession, exp, sin, sqrt } from 'pincer';
   *
   * await using session = createSession({ workers: 1 });
   * const plan = await session.planFor(sin(exp(sqrt(2))), { digits: 20_000 });
   * console.log(plan.contexts.map(({ name }) => name).join(' ')); // => inline thread 1
   * console.log(plan.colocated[0]?.length, plan.boundaries.length); // => 3 0
   * ```
   * @param values - a Real or several, which are asked for at once.
   * @param goal - what each of them is asked for: 20 digits by default.
   * @returns a promise, which is rejected with a GoalError for a goal out of range, a SessionError for what is no Real, and
   *   the mathematical error of a value that exact operands prove not to be defined.
   */
  async planFor(
    values: NamedValue | readonly NamedValue[],
    goal: Goal = { digits: DEFAULT_DIGITS },
  ): Promise<PlannedExecution> {
    this.#refuseIfClosed();
    const several = Array.isArray(values) ? (values as readonly NamedValue[]) : [values];
    const requests = several.map((value) => {
      if (!isRequestable(value))
        throw new SessionError(`planFor: it takes a Real or a list of them, got ${String(value)}`);
      return value.requestIn(this, goal);
    });
    return this.#workers.planFor(requests.filter((request) => request !== undefined));
  }

  /** Where steps run: decided by cost, unless a node, a refiner or the session is placed explicitly. */
  get plan(): Plan {
    return this.#workers.plan;
  }

  /** Starts the worker threads ahead of need; resolves when they are ready. */
  async start(): Promise<void> {
    this.#refuseIfClosed();
    await this.#workers.prewarm();
  }

  /** The contexts that have been started outside the calling thread, and the one in which sources are asked. */
  get contexts(): readonly ExecutionContext[] {
    return this.#workers.slots.contexts;
  }

  /** Ends all that is under way, and every context. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    if (this.#autosave !== undefined) (await this.#autosave).end();
    await this.#driver.close();
  }

  /** {@link Session.close}, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Loads what saves sessions: only those who save one pay for it. */
  async #loadSaving(): Promise<Saving<NamedValue>> {
    const { Saving } = await import('./saving.js');
    return new Saving<NamedValue>({
      graph: this.graph,
      coordinator: this.coordinator,
      names: this.#names,
      costs: () => this.#workers.costs,
      time: () => this.#virtual?.time ?? 0,
      generation: this.#generation + 1,
      unresumed: () => this.#unresumed,
      nodeOf: (value) => (isRequestable(value) ? value.rootIn(this) : undefined),
    });
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw new SessionError('session: it is closed');
  }

  /** Has the coordinator collect the events that an observer waits for. */
  #collect(): void {
    this.coordinator.observedTypes = new Set(
      [...this.#observers].flatMap((observer) => [...observer.types]),
    );
  }

  #emit(events: readonly SchedulerEvent[]): void {
    for (const event of events) {
      for (const { listener, filter, types } of this.#observers) {
        if (!types.has(event.type) || !passes(event, filter)) continue;
        callUserFunction(listener, event);
      }
    }
  }
}

/** A request of an earlier session that goes on; see {@link Session.resume}. */
export interface ResumedRequest {
  readonly value: NamedValue;
  readonly goal: Goal;
  /** What it comes to, as `refine` answers it. */
  readonly answer: Promise<ResumedAnswer>;
}

interface Observer {
  readonly listener: (event: SchedulerEvent) => void;
  readonly filter: EventFilter;
  /** The types of which an event may pass. */
  readonly types: ReadonlySet<SchedulerEvent['type']>;
}

/** The digits that {@link Session.planFor} asks for by default. */
const DEFAULT_DIGITS = 20;

/** A value that a session can be asked for. */
interface Requestable {
  /** The request that a goal makes in a session; undefined where no step is needed. */
  requestIn(session: Session, goal: Goal): OperationRequest | undefined;
  /** Its node in a session, which it gets where it has none. */
  rootIn(session: Session): NodeId;
}

function isRequestable(value: unknown): value is Requestable {
  return typeof (value as Partial<Requestable> | null)?.requestIn === 'function';
}

const builtinNames: ReadonlySet<string> = new Set(builtinRegistry().keys());

/**
 * Creates a session: a graph that remembers what was computed, with the workers that it is given.
 *
 * @example
 * ```ts
 * import { createSession, pi, sin } from 'pincer';
 *
 * await using session = createSession({ workers: 2 });
 * const result = await sin(pi.divide(5)).refine({ digits: 2000 }, { session });
 * console.log(result.status, result.digits?.length); // => met 2002
 * ```
 * @throws SessionError where an option is out of range, UnknownStrategyError for an unknown placement.
 */
export function createSession(options: SessionOptions = {}): Session {
  return new Session(options);
}

let shared: Session | undefined;

/** The session of the free functions: without workers, made when first needed. */
export function defaultSession(): Session {
  return (shared ??= createSession());
}
