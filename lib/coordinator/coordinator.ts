/**
 * The coordinator: who works next and what to believe. A pure state machine over plain data: no
 * promise, timer, clock, thread or randomness inside.
 *
 * Laws
 * 1. No refiner steps without a lease, and a state of a node is leased once at most, save a second
 *    time for a caller that cannot wait for the first, and for the hedge.
 * 2. Every lease ends in exactly one of committed, stale, stopped, failed, lost.
 * 3. Bounds are a meet-semilattice: what a result proves is kept however late it comes. The stamp
 *    guards the state alone: a state that was cut from an older version is dropped.
 * 4. An operation ends as met only when its goal holds for bounds that were flushed and nothing in
 *    its cone may still be undefined. It always ends: every wave steps, or the operation is exhausted.
 * 5. An operation that ends leaves states and bounds behind; leases that nobody else wants are told
 *    to stop and are not waited for.
 *
 * Here requests are taken in and answered. What happens in between has parts of its own, over one
 * state: settling.ts takes what came back, pursuit.ts says which nodes an operation is to step next,
 * serving.ts who gets a slot, leasing.ts cuts the leases, endings.ts ends operations.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { CacheLimits, CachePolicy } from '../graph/eviction.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import type { Refiner } from '../refiners/refiner.js';
import { checkPriority, newSubscriber, newOperation } from './operations/admission.js';
import type { Backoff } from './leases/backoff.js';
import { CoordinatorState } from './state.js';
import { Deadlines } from './queue/deadlines.js';
import { Dependants } from './transitions/dependants.js';
import { Completion } from './transitions/completion.js';
import { CoordinatorError } from './errors.js';
import type { SchedulerEvent } from './events.js';
import { descendsFrom } from './operations/inheritance.js';
import type { LeaseCounts } from './leases/lease-table.js';
import type { ErrorData, Lease, LeaseId, Nanoseconds, Settlement } from './leases/lease.js';
import { LeaseIssuer } from './transitions/lease-issuer.js';
import type { Run } from './transitions/lease-issuer.js';
import { CLASSES } from './operations/operation.js';
import type {
  Operation,
  OperationClass,
  OperationId,
  Outcome,
  OperationRequest,
} from './operations/operation.js';
import { requestKey } from './operations/operation-table.js';
import type {
  OperationCounts,
  OperationQuery,
  OperationRecord,
} from './operations/operation-table.js';
import { placementByPrior } from './leases/placement.js';
import type { Placement } from './leases/placement.js';
import { placesToCompute } from './leases/port.js';
import type { Slot } from './leases/port.js';
import { WaveRunner } from './transitions/wave-runner.js';
import { renumber } from './transitions/renumbering.js';
import { Retries } from './transitions/retries.js';
import { Dispatcher } from './transitions/dispatcher.js';
import { Settling } from './transitions/settling.js';

/** What a driver is to do now. */
export interface Poll {
  readonly run: readonly Run[];
  /**
   * Leases that are to stop, with those after them in their chain: nobody needs them any more, or others go first.
   */
  readonly stop: readonly LeaseId[];
  readonly outcomes: readonly Outcome[];
  readonly events: readonly SchedulerEvent[];
  /** When to poll again although nothing came back: the next deadline. */
  readonly wakeAt?: Nanoseconds;
}

/** What a coordinator is made with. */
export interface CoordinatorOptions {
  readonly graph: Graph;
  /** What its leases carry as {@link Lease.incarnation}: no other coordinator whose leases reach the same hosts has it. */
  readonly incarnation: string;
  /** Makes an error of what came back from a context. */
  readonly reviveError: (data: ErrorData) => Error;
  /** Whether to collect events; without it `poll` returns none. */
  readonly observed?: boolean;
  /** Where steps run; by predicted cost alone if not given. */
  readonly placement?: Placement;
  /** Whether hosts elsewhere know a refiner, for placement by cost alone; by default those with a module. */
  readonly travels?: (refiner: Refiner) => boolean;
  /**
   * The hedge: a step that has been out for so long is leased a second time where a slot would idle.
   * Off without it.
   */
  readonly hedgeAfter?: Nanoseconds;
  /** How long a lost step waits before it is leased again; not at all without it. */
  readonly backoff?: Backoff;
  /** By when operations of a class begin, whatever goes before them: 0.25, 5 and 10 seconds if not given. */
  readonly expiry?: Partial<Readonly<Record<OperationClass, Nanoseconds>>>;
  /** How many ended operations can still be asked for. 256 by default. */
  readonly retainedOperations?: number;
}

const RETAINED_OPERATIONS = 256;

const NOTHING: readonly never[] = [];

/** A scheduler as a state machine: see {@link Coordinator.admit}, {@link Coordinator.poll} and {@link Coordinator.settle}. */
export class Coordinator {
  /** Whether there are slots outside the calling thread, free or not. */
  remote = false;
  readonly #state: CoordinatorState;
  readonly #expiry: Readonly<Record<OperationClass, Nanoseconds>>;
  readonly #deadlines = new Deadlines();
  readonly #dependants: Dependants;
  readonly #endings: Completion;
  readonly #retries: Retries;
  readonly #settling: Settling;
  readonly #serving: Dispatcher;
  #lastOperation = 0;
  #polling = false;

  constructor(options: CoordinatorOptions) {
    const {
      graph,
      incarnation,
      observed = false,
      retainedOperations = RETAINED_OPERATIONS,
    } = options;
    const travels = options.travels ?? ((refiner: Refiner) => refiner.module !== undefined);
    const placement =
      options.placement ?? placementByPrior((refiner) => this.remote && travels(refiner));
    const { structural, normal, low } = CLASSES;
    this.#expiry = {
      structural: structural.expiry,
      normal: normal.expiry,
      low: low.expiry,
      ...options.expiry,
    };
    const state = new CoordinatorState(graph, observed, retainedOperations);
    const deadlines = this.#deadlines;
    const dependants = new Dependants(state);
    const endings = new Completion(state, dependants);
    const retries = new Retries(state, endings, options.backoff);
    const pursuit = new WaveRunner(state, endings);
    const leasing = new LeaseIssuer(state, incarnation, placement, options.hedgeAfter ?? Infinity);
    this.#state = state;
    this.#dependants = dependants;
    this.#endings = endings;
    this.#retries = retries;
    this.#settling = new Settling(state, retries, options.reviveError);
    this.#serving = new Dispatcher(state, { deadlines, endings, leasing, pursuit });
  }

  /** The graph whose nodes it narrows. */
  get graph(): Graph {
    return this.#state.graph;
  }

  /** Whether events are collected. */
  get observed(): boolean {
    return this.#state.log.observed;
  }

  /** Starts or ends the collection of events. */
  set observed(observed: boolean) {
    this.#state.log.observed = observed;
  }

  /** How the leases cut so far have ended. */
  get leaseCounts(): Readonly<LeaseCounts> {
    return this.#state.leases.counts;
  }

  /** Leases that have not been settled. */
  get openLeases(): number {
    return this.#state.leases.size;
  }

  /** Requests that have not ended. */
  get activeOperations(): number {
    return this.#state.register.size;
  }

  /**
   * Takes a request in: interns nothing, runs nothing. One that equals another under way joins it.
   * @param alone - it is to be polled alone, by a caller that cannot wait: it joins no other.
   * @throws CoordinatorError for a priority out of range, or an operation that is not known (any more).
   */
  admit(request: OperationRequest, now: Nanoseconds, alone = false): OperationId {
    checkPriority(request);
    const { deadline, after = [] } = request;
    const parent = request.parent === undefined ? undefined : this.#known('parent', request.parent);
    for (const other of after) this.#known('after', other);
    const { graph, index, log, register } = this.#state;
    const id = ++this.#lastOperation;
    const essence = alone ? undefined : requestKey(request);
    const twin = essence === undefined ? undefined : register.findMergeable(request, essence);
    if (twin !== undefined) {
      register.join(twin, newSubscriber(twin, id, now));
      log.admitted(id, twin, now);
      return id;
    }
    const operation = newOperation(graph, id, request, parent, alone, now, this.#expiry);
    for (const node of operation.cone) {
      graph.touch(node, id, request.root);
      graph.activate(node);
      if (graph.isRefiner(node)) index.add(node, operation);
    }
    this.#state.underWay++;
    register.add(operation, essence);
    parent?.children.add(operation);
    for (const other of after) this.#dependants.add(operation, other, now);
    if (deadline !== undefined) this.#deadlines.add(operation, deadline);
    this.#state.attend(operation);
    log.admitted(id, operation, now);
    return id;
  }

  /**
   * Gives an operation another parent, or none: its priority and those of all below it follow.
   * @throws CoordinatorError for a parent that is not known, or that descends from the operation.
   */
  reparent(operation: OperationId, parent: OperationId | undefined, now: Nanoseconds): void {
    const child = this.#state.register.find(operation);
    if (child === undefined) return;
    const above = parent === undefined ? undefined : this.#known('parent', parent);
    if (above !== undefined && descendsFrom(above, child)) {
      throw new CoordinatorError(
        `reparent: operation ${String(parent)} descends from ${String(operation)} and cannot be its parent`,
      );
    }
    child.parent?.children.delete(child);
    child.inherited = 0;
    child.parent = above;
    above?.children.add(child);
    this.#state.inheritAnew(now);
  }

  /** What is known of operations under way, and of the last ones that ended. */
  operations(query: OperationQuery, now: Nanoseconds): OperationRecord[] {
    const { graph, index, register } = this.#state;
    const wanting = (node: NodeId): Iterable<Operation> => {
      if (graph.isRefiner(node)) return index.of(node);
      return [...register.operations()].filter(({ positions }) => positions.of(node) >= 0);
    };
    return register.query(query, wanting, now, graph.epoch);
  }

  /** How many operations there are and were, by status, class and priority. */
  operationCounts(now: Nanoseconds): OperationCounts {
    return this.#state.register.counts(now);
  }

  /** The published bounds of a node. Consistent at any time: bounds are swapped whole. */
  read(node: NodeId): Enclosure {
    return this.graph.boundsOf(node);
  }

  /** The published bounds of the root of an operation under way; undefined where there is none. */
  boundsOf(operation: OperationId): Enclosure | undefined {
    const root = this.#state.register.find(operation)?.request.root;
    return root === undefined ? undefined : this.graph.boundsOf(root);
  }

  /**
   * Forgets nodes that no operation under way needs, until what remains is within the limits, and numbers the
   * others anew: operations and leases follow. See {@link Graph.retain}.
   * @returns false in the midst of a poll, which holds nodes by their numbers: nothing is forgotten then.
   */
  retain(limits: CacheLimits, policy: CachePolicy): boolean {
    if (this.#polling) return false;
    renumber(this.#state, this.graph.retain(limits, policy));
    return true;
  }

  /** Ends an operation early, with the best bounds. */
  interrupt(
    operation: OperationId,
    reason: 'aborted' | 'deadline' | 'rejected',
    now: Nanoseconds,
  ): void {
    this.#endings.interrupt(operation, reason, now);
  }

  /** Bounds that a step proved before it ended. */
  report(lease: Lease, bounds: Enclosure, now: Nanoseconds): void {
    this.#settling.report(lease, bounds, now);
  }

  /**
   * Takes what became of a lease. A settlement may come late, or twice, or after the lease was given
   * up: its bounds are always kept, its state only if the node has not moved on since.
   */
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    this.#settling.settle(lease, settlement, now);
  }

  /**
   * Decides what runs next in the given free slots, and says what has ended.
   * @param only - serve this operation alone, even where it needs a node that is leased already: for
   *   a synchronous caller, who cannot wait for other contexts.
   * @param offersAll - whether these are all slots that are free. Where some are held back, no lease is stopped for
   *   the want of one.
   */
  poll(slots: readonly Slot[], now: Nanoseconds, only?: OperationId, offersAll = true): Poll {
    this.#polling = true;
    try {
      return this.#poll(slots, now, only, offersAll);
    } finally {
      this.#polling = false;
    }
  }

  #poll(
    slots: readonly Slot[],
    now: Nanoseconds,
    only: OperationId | undefined,
    offersAll: boolean,
  ): Poll {
    const { log, leases, outcomes, register, sleepers, stop, turns } = this.#state;
    const run: Run[] = [];
    const free = slots.slice();
    this.#state.parallel = placesToCompute(slots) + leases.size > Math.max(1, turns.waiting);
    this.#retries.wake(now);
    this.#endOverdue(now);
    this.#endings.followUp(now);
    let wakeAt: Nanoseconds = Infinity;
    if (only === undefined) {
      wakeAt = this.#serving.serve(free, run, now, offersAll);
    } else {
      const operation = register.find(only);
      if (operation !== undefined) this.#serving.serveAlone(operation, free, run, now);
    }
    this.#endings.followUp(now);
    wakeAt = Math.min(wakeAt, sleepers.next ?? Infinity, this.#deadlines.next);
    const taken = {
      run,
      stop: stop.length === 0 ? NOTHING : stop.splice(0),
      outcomes: outcomes.length === 0 ? NOTHING : outcomes.splice(0),
      events: log.take(),
    };
    return wakeAt === Infinity ? taken : { ...taken, wakeAt };
  }

  #endOverdue(now: Nanoseconds): void {
    const deadlines = this.#deadlines;
    for (let late = deadlines.takeOverdue(now); late; late = deadlines.takeOverdue(now)) {
      this.#endings.endUnmet(late, 'deadline', now);
    }
  }

  /** The operation of an identity that a request names; undefined where it has ended. */
  #known(option: 'parent' | 'after', id: OperationId): Operation | undefined {
    const { register } = this.#state;
    const operation = register.find(id);
    if (operation === undefined && register.ended(id) === undefined) {
      throw new CoordinatorError(
        `admit: ${option}: there is no operation ${String(id)}, or it ended long ago`,
      );
    }
    return operation;
  }
}
