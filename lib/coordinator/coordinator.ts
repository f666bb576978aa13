/**
 * The coordinator: which step runs next, and which part of a result is accepted. A pure state machine over
 * plain data: no promise, timer, clock, thread or randomness inside.
 *
 * Laws
 * 1. No refiner steps without a lease. A state of a node is leased once at most, save a second time for a
 *    caller that cannot wait for the first lease, and for the hedge.
 * 2. Every lease ends in exactly one of committed, stale, stopped, failed, lost.
 * 3. Bounds are a meet-semilattice: what a result proves is kept however late it comes. Stamps guard states
 *    alone: a state is accepted only where version and time of the stamp are those of the node. A result of
 *    another incarnation changes nothing.
 * 4. An operation ends as met only when its goal holds for bounds that were flushed and nothing in its cone
 *    may still be undefined. It always ends: every wave brings steps, or the operation is exhausted.
 * 5. An operation that ends leaves states and bounds behind. Leases that nobody else wants are asked to
 *    stop, and are not waited for.
 * 6. A poll starts no context. What the placement needs is in its `start`.
 *
 * This file takes requests, settlements and polls, and hands them on. README.md in this folder explains the
 * algorithm; invariants.ts says what holds between two calls.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { CacheLimits, CachePolicy } from '../graph/eviction.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { enterCone, newSubscriber, newOperation } from './operations/admission.js';
import type { Begun } from './operations/admission.js';
import { charge, countSteps } from './operations/accounting.js';
import type { Backoff } from './leases/backoff.js';
import type { BudgetOptions } from './operations/budget.js';
import { CoordinatorState } from './state.js';
import { Deadlines } from './queue/deadlines.js';
import { Dependants } from './transitions/dependants.js';
import { Completion } from './transitions/completion.js';
import { CoordinatorError } from './errors.js';
import type { SchedulerEvent } from './events.js';
import { descendsFrom, raiseOwn, setParent } from './operations/kinship.js';
import type { LeaseCounts } from './leases/lease-table.js';
import type { ErrorData, Lease, LeaseId, SettledLease, Settlement } from './leases/lease.js';
import { LeaseIssuer } from './transitions/lease-issuer.js';
import type { Run } from './transitions/lease-issuer.js';
import type { Operation } from './operations/operation.js';
import type { OperationCounts, OperationQuery } from './operations/operation-table.js';
import type { ClassFigures } from './operations/class-figures.js';
import { recordOf } from './operations/operation-record.js';
import type { OperationRecord } from './operations/operation-record.js';
import { checkPriority, requestKey } from './operations/request.js';
import type {
  OperationClass,
  OperationId,
  Outcome,
  OperationRequest,
} from './operations/request.js';
import type { ContextStart, Placement } from './leases/placement.js';
import { computingSlots } from './leases/port.js';
import type { Slot } from './leases/port.js';
import type { Nanoseconds } from './time.js';
import {
  isInterrupted,
  reasonAtLimit,
  withinGrace,
  withinLimit,
} from './transitions/time-limit.js';
import type { StopAt } from './transitions/time-limit.js';
import { WaveRunner } from './transitions/wave-runner.js';
import { outlookOf } from './leases/outlook.js';
import type { Outlook } from './leases/outlook.js';
import { renumber } from './transitions/renumbering.js';
import { Retries } from './transitions/retries.js';
import { Dispatcher } from './transitions/dispatcher.js';
import { Acceptance } from './transitions/acceptance.js';
import { FirstPass } from './transitions/first-pass.js';
import type { CallingThread } from './transitions/first-pass.js';
import { Settling } from './transitions/settling.js';

/** What a driver is to do now. */
export interface Poll {
  readonly run: readonly Run[];
  /** Leases that are to stop, with those after them in their chain: no operation needs them, or others go first. */
  readonly stop: readonly LeaseId[];
  /** Contexts that steps need. Their slots are offered from the next poll on. */
  readonly start: readonly ContextStart[];
  readonly outcomes: readonly Outcome[];
  readonly events: readonly SchedulerEvent[];
  /** When to poll again even if nothing comes back. */
  readonly wakeAt?: Nanoseconds | undefined;
}

/** What a coordinator is made with. */
export interface CoordinatorOptions {
  readonly graph: Graph;
  /** The {@link Lease.incarnation} of its leases, unique among the coordinators whose leases reach the same hosts. */
  readonly incarnation: string;
  /** Makes an error of what came back from a context. */
  readonly reviveError: (data: ErrorData) => Error;
  /** Where steps run. */
  readonly placement: Placement;
  /** How many threads the machine runs at once; a step is hedged only where one idles. Without limit by default. */
  readonly cores?: number | undefined;
  /** What all operations together may use, and what single refiners may use; without limit by default. */
  readonly budgets?: BudgetOptions | undefined;
  /** Whether leases of lower priority stop for steps that found no slot. True by default. */
  readonly preemption?: boolean | undefined;
  /** Whether to collect events; without it `poll` returns none. */
  readonly observed?: boolean | undefined;
  /** How long a lost step waits before it is leased again; it does not wait without it. */
  readonly backoff?: Backoff | undefined;
  /**
   * Makes a function that says whether a time has come, so that long computations between two polls end at the
   * deadline of their operation. They run to their end without it.
   */
  readonly stopAt?: StopAt | undefined;
}

/** What a coordinator has learned and counted, beside its graph and its operations. */
export interface CoordinatorMemory {
  readonly lastLease: LeaseId;
  readonly lastOperation: OperationId;
  /** By node: what its steps brought and cost; see {@link Predictor.learned}. */
  readonly learned: readonly (readonly [node: NodeId, numbers: readonly number[]])[];
}

const NOTHING: readonly never[] = [];

/** A scheduler as a state machine: see {@link Coordinator.admit}, {@link Coordinator.poll} and {@link Coordinator.settle}. */
export class Coordinator {
  readonly #state: CoordinatorState;
  readonly #stopAt: StopAt | undefined;
  readonly #placement: Placement;
  readonly #deadlines = new Deadlines();
  readonly #dependants: Dependants;
  readonly #completion: Completion;
  readonly #retries: Retries;
  readonly #waveRunner: WaveRunner;
  readonly #settling: Settling;
  readonly #dispatcher: Dispatcher;
  readonly #firstPass: FirstPass;
  #lastOperation = 0;
  #polling = false;

  constructor(options: CoordinatorOptions) {
    const { graph, incarnation, placement, observed = false } = options;
    const state = new CoordinatorState(graph, incarnation, options);
    const deadlines = this.#deadlines;
    const dependants = new Dependants(state);
    const completion = new Completion(state, dependants);
    const retries = new Retries(state, completion, options.backoff);
    const waveRunner = new WaveRunner(state, {
      completion,
      retries,
      deadlines,
      stopAt: options.stopAt,
    });
    const issuer = new LeaseIssuer(state, retries, placement);
    this.#state = state;
    this.observed = observed;
    this.#stopAt = options.stopAt;
    this.#placement = placement;
    this.#dependants = dependants;
    this.#completion = completion;
    this.#retries = retries;
    this.#waveRunner = waveRunner;
    const acceptance = new Acceptance(state, options.reviveError);
    this.#firstPass = new FirstPass(state, acceptance, issuer, retries, placement, options.stopAt);
    this.#settling = new Settling(state, acceptance, retries, options.stopAt);
    this.#dispatcher = new Dispatcher(state, { deadlines, completion, issuer, waveRunner });
  }

  /** The graph whose nodes it narrows. */
  get graph(): Graph {
    return this.#state.graph;
  }

  /** Whether events are collected. */
  get observed(): boolean {
    return this.#state.log.observed;
  }

  /** Starts or ends the collection of events of all types. */
  set observed(observed: boolean) {
    this.#state.log.types = observed ? undefined : new Set();
  }

  /** The types of events that are collected: all of them where it is undefined. */
  get observedTypes(): ReadonlySet<SchedulerEvent['type']> | undefined {
    return this.#state.log.types;
  }

  /** Says which types of events are collected. */
  set observedTypes(types: ReadonlySet<SchedulerEvent['type']> | undefined) {
    this.#state.log.types = types;
  }

  /** How many leases were issued so far, and how they ended. */
  get leaseCounts(): Readonly<LeaseCounts> {
    return this.#state.leases.counts;
  }

  /** How many questions about equalities were asked so far. */
  get identitySearches(): number {
    return this.#state.equalities.searches;
  }

  /** How many leases of a node were stopped for steps of higher priority. */
  preemptionsOf(node: NodeId): number {
    return this.#state.preemptions.get(node) ?? 0;
  }

  /** Leases that have not been settled. */
  get openLeases(): number {
    return this.#state.leases.size;
  }

  /** Requests that have not ended. */
  get activeOperations(): number {
    return this.#state.operations.size;
  }

  /**
   * Admits a request; runs nothing. A request that equals another one under way shares its operation.
   * @param alone - it is polled by itself, by a caller that cannot wait: it shares no operation.
   * @throws CoordinatorError for a priority out of range, or an operation that is not known (any more).
   */
  admit(request: OperationRequest, now: Nanoseconds, alone = false): OperationId {
    checkPriority(request);
    return this.#admit(request, now, alone);
  }

  /**
   * Answers a request on the thread of a caller that cannot wait, where its first wave does (first-pass.ts). Else it
   * is admitted: it is to be polled by itself, and shares no operation. The next poll hands out the events of both.
   * @throws CoordinatorError as {@link Coordinator.admit} does.
   */
  answer(request: OperationRequest, thread: CallingThread): Outcome | OperationId {
    checkPriority(request);
    const mayPass = !this.#polling && !isInterrupted(this.#stopAt);
    if (!mayPass || !this.#firstPass.permits(request))
      return this.#admit(request, thread.now(), true);
    this.#polling = true;
    try {
      const end = this.#firstPass.run(request, this.#lastOperation + 1, thread);
      if (!('discovered' in end)) {
        this.#lastOperation = end.operation;
        return end;
      }
      return this.#admit(request, thread.now(), true, end);
    } finally {
      this.#polling = false;
    }
  }

  /**
   * Takes from the timeout of an operation what its admission took, which a driver knows afterwards. Less than 10 ms
   * count for nothing. An operation that others have joined has it taken once.
   */
  admissionTook(id: OperationId, time: Nanoseconds): void {
    const operation = this.#state.operations.find(id);
    if (operation?.subscribers.length === 1) operation.scheduling.spent = time;
  }

  /** @param begun - what was done for it before. */
  #admit(request: OperationRequest, now: Nanoseconds, alone: boolean, begun?: Begun): OperationId {
    const { deadline, after = [] } = request;
    const parent = request.parent === undefined ? undefined : this.#known('parent', request.parent);
    for (const other of after) this.#known('after', other);
    const { budgets, graph, index, log, operations, runQueue } = this.#state;
    const id = ++this.#lastOperation;
    const key = alone ? undefined : requestKey(request);
    const mergeable = key === undefined ? undefined : operations.findMergeable(request, key);
    if (mergeable !== undefined) {
      operations.join(mergeable, newSubscriber(mergeable, id, now));
      log.admitted(id, request, mergeable.class, mergeable.scheduling.priority, now, mergeable.id);
      return id;
    }
    const operation = newOperation(
      graph,
      budgets,
      id,
      request,
      parent,
      alone,
      now,
      begun?.discovered,
    );
    if (deadline !== undefined) this.#deadlines.set(operation, deadline);
    const enter = (): boolean => enterCone(graph, index, operation);
    const isWhole = withinLimit(this.#stopAt, operation, now, enter);
    this.#state.underWay++;
    operations.add(operation, newSubscriber(operation, id, now), key);
    if (begun === undefined)
      log.admitted(id, request, operation.class, operation.scheduling.priority, now);
    else {
      countSteps(operation, begun.steps, begun.cost, 0);
      charge(operation, begun.cost);
      if (begun.startedAt !== undefined) runQueue.issued(operation, 0, begun.startedAt);
    }
    for (const other of after) this.#dependants.add(operation, other, now);
    this.#state.markForReview(operation);
    if (!isWhole) {
      const reason = reasonAtLimit(this.#stopAt, operation, now);
      this.#completion.end(operation, { status: 'undecided', reason }, now);
    }
    return id;
  }

  /**
   * Gives an operation another parent, or none: its priority and those of all below it follow.
   * @throws CoordinatorError for a parent that is not known, or that descends from the operation.
   */
  reparent(operation: OperationId, parent: OperationId | undefined, now: Nanoseconds): void {
    const child = this.#state.operations.find(operation);
    if (child === undefined) return;
    const above = parent === undefined ? undefined : this.#known('parent', parent);
    if (above !== undefined && descendsFrom(above, child)) {
      throw new CoordinatorError(
        `reparent: operation ${String(parent)} descends from ${String(operation)} and cannot be its parent`,
      );
    }
    setParent(child, above);
    this.#state.recomputePriorities(now);
  }

  /**
   * Raises the own priority of an operation, with all that inherit from it.
   * @throws CoordinatorError for a priority that is not an integer from 1 to 10.
   */
  raise(id: OperationId, priority: number, now: Nanoseconds): void {
    checkPriority({ priority });
    const operation = this.#state.operations.find(id);
    if (operation === undefined) return;
    raiseOwn(operation, priority);
    this.#state.recomputePriorities(now);
  }

  /** The record of one request, under way or ended; undefined where it is not retained. */
  record(id: OperationId, now: Nanoseconds): OperationRecord | undefined {
    const { operations } = this.#state;
    const operation = operations.find(id);
    const subscriber = operation?.subscribers.find((one) => one.id === id);
    if (operation === undefined || subscriber === undefined) return operations.ended(id);
    return recordOf(operation, subscriber, now);
  }

  /** How the requests of each class have fared. */
  get classFigures(): Partial<Record<OperationClass, ClassFigures>> {
    return this.#state.operations.classFigures;
  }

  /** The records of operations under way, and of the latest ones that have ended. */
  operations(query: OperationQuery, now: Nanoseconds): OperationRecord[] {
    const { graph, index, operations } = this.#state;
    const wanting = (node: NodeId): Iterable<Operation> => {
      if (graph.isRefiner(node)) return index.of(node);
      return [...operations.operations()].filter(({ positions }) => positions.of(node) >= 0);
    };
    return operations.query(query, wanting, now, graph.epoch);
  }

  /** How many operations there are and were, by status, class and priority. */
  operationCounts(now: Nanoseconds): OperationCounts {
    return this.#state.operations.counts(now);
  }

  /** The operations under way, in the order of admission. @internal */
  get openOperations(): Iterable<Operation> {
    return this.#state.operations.operations();
  }

  /** What it has learned and counted. @internal */
  get memory(): CoordinatorMemory {
    const { graph, leases, predictor } = this.#state;
    const learned: [NodeId, readonly number[]][] = [];
    for (let node = 0; node < graph.size; node++) {
      const numbers = predictor.learned(node);
      if (numbers !== undefined) learned.push([node, numbers]);
    }
    return { lastLease: leases.last, lastOperation: this.#lastOperation, learned };
  }

  /** Goes on from the memory of another coordinator, before its first request. @internal */
  recall({ lastLease, lastOperation, learned }: CoordinatorMemory): void {
    const { leases, predictor } = this.#state;
    leases.countFrom(lastLease);
    this.#lastOperation = lastOperation;
    for (const [node, numbers] of learned) predictor.recall(node, numbers);
  }

  /** The published bounds of a node. They are consistent at any time, as bounds are replaced as a whole. */
  read(node: NodeId): Enclosure {
    return this.graph.boundsOf(node);
  }

  /** The published bounds of the root of an operation under way; undefined where there is none. */
  boundsOf(operation: OperationId): Enclosure | undefined {
    const root = this.#state.operations.find(operation)?.request.root;
    return root === undefined ? undefined : this.graph.boundsOf(root);
  }

  /**
   * How much of the predicted cost of an operation under way is done; undefined where there is none, or nothing is
   * known of it.
   */
  outlookOf(id: OperationId, now: Nanoseconds): Outlook | undefined {
    const operation = this.#state.operations.find(id);
    return operation && outlookOf(this.#state, this.#placement, operation, now);
  }

  /**
   * Evicts nodes that no operation under way needs, until the rest is within the limits, and renumbers the
   * rest: operations and leases follow. See {@link Graph.retain}.
   * @returns false during a poll, which holds nodes by their numbers: nothing is evicted then.
   */
  retain(limits: CacheLimits, policy: CachePolicy): boolean {
    if (this.#polling) return false;
    renumber(this.#state, this.#retries, this.graph.retain(limits, policy));
    return true;
  }

  /** Ends an operation early, with the best bounds. */
  interrupt(
    operation: OperationId,
    reason: 'aborted' | 'deadline' | 'rejected',
    now: Nanoseconds,
  ): void {
    withinGrace(this.#stopAt, now, () => {
      this.#completion.interrupt(operation, reason, now);
    });
  }

  /**
   * A sign of life has come out of a slot: a check for a stop, a report or an answer. Its steps are computed, so they
   * are not late.
   * @param slot - the number of the slot.
   */
  heard(slot: number, now: Nanoseconds): void {
    this.#state.leases.heard(slot, now);
  }

  /** Takes bounds that a step proved before it ended. */
  report(lease: Lease, bounds: Enclosure, now: Nanoseconds): void {
    this.#settling.report(lease, bounds, now);
  }

  /**
   * Takes the settlement of a lease. It may come late, or twice, or after the lease was given up: its bounds
   * are always kept, its state only if the node has not moved on since.
   */
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    this.#settling.settle(lease, settlement, now);
  }

  /**
   * Takes settlements that have arrived together, in the order in which their leases were issued: by time, then by
   * number. Of several results from one state the first in this order is accepted, in whatever order they arrived.
   */
  settleAll(batch: readonly SettledLease[], now: Nanoseconds): void {
    this.#settling.settleAll(batch, now);
  }

  /**
   * Decides what runs next in the given free slots, and says what has ended.
   * @param only - serve this operation alone, even where it needs a node that is leased already: for
   *   a synchronous caller, who cannot wait for other contexts.
   * @param offersAll - whether `slots` are all free slots. Where some are held back, no lease is stopped to
   *   free one.
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
    const { log, leases, outcomes, operations, runQueue, stop } = this.#state;
    const run: Run[] = [];
    const free = slots.slice();
    this.#state.parallel = computingSlots(slots) + leases.size > Math.max(1, runQueue.waiting);
    this.#retries.wake(now);
    this.#endOverdue(now);
    this.#completion.resumeDependants(now);
    let wakeAt: Nanoseconds = Infinity;
    if (only === undefined) {
      wakeAt = this.#dispatcher.serve(free, run, now, offersAll);
    } else {
      const operation = operations.find(only);
      if (operation !== undefined) this.#dispatcher.serveAlone(operation, free, run, now);
    }
    this.#completion.resumeDependants(now);
    wakeAt = Math.min(wakeAt, this.#retries.nextWake, this.#deadlines.next);
    return {
      run,
      stop: stop.length === 0 ? NOTHING : stop.splice(0),
      start: this.#placement.takeStarts?.() ?? NOTHING,
      outcomes: outcomes.length === 0 ? NOTHING : outcomes.splice(0),
      events: log.take(),
      wakeAt: wakeAt === Infinity ? undefined : wakeAt,
    };
  }

  /**
   * Shows its state to a check, as invariants.ts has one.
   * @internal
   */
  inspect<T>(look: (state: CoordinatorState) => T): T {
    return look(this.#state);
  }

  #endOverdue(now: Nanoseconds): void {
    const deadlines = this.#deadlines;
    for (let late = deadlines.takeDue(now); late; late = deadlines.takeDue(now)) {
      this.#waveRunner.endAtLimit(late, now);
    }
  }

  /** The operation of a number that a request names; undefined where it has ended. */
  #known(option: 'parent' | 'after', id: OperationId): Operation | undefined {
    const { operations } = this.#state;
    const operation = operations.find(id);
    if (operation === undefined && operations.ended(id) === undefined) {
      throw new CoordinatorError(
        `admit: ${option}: there is no operation ${String(id)}, or it ended long ago`,
      );
    }
    return operation;
  }
}
