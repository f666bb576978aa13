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
 */
import { contains } from '../exact/enclosure.js';
import type { Enclosure } from '../exact/enclosure.js';
import { PincerError } from '../exact/errors.js';
import { ConePositions } from '../graph/cone-positions.js';
import { coneOf } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import type { Demand, Plain, Quantum, Refiner, StepResult } from '../refiners/refiner.js';
import { acceptState, isFresh, stampOf } from './belief.js';
import { followedBy, followingSettlement, linked, LONGEST_CHAIN } from './chain.js';
import { decide, overBudget, unmet } from './decision.js';
import type { Ending } from './decision.js';
import { CoordinatorError, StepFailedError } from './errors.js';
import type { Event, LeaseEnd } from './events.js';
import { LeaseTable } from './lease-table.js';
import type { LeaseCounts, OpenLease } from './lease-table.js';
import type { ErrorData, Lease, LeaseId, Nanoseconds, Settlement } from './lease.js';
import { limitingLeaf } from './limits.js';
import { CLASSES } from './operation.js';
import type { Operation, OperationId, Outcome, Reason, Request } from './operation.js';
import { pathTo, withPath } from './path.js';
import { ONE_STEP, placementByPrior } from './placement.js';
import type { Placement, Refused } from './placement.js';
import type { Slot } from './port.js';
import { Wave } from './wave.js';

/** A lease and the slot in which it is to run. */
export interface Run {
  readonly slot: Slot;
  readonly lease: Lease;
}

/** What a driver is to do now. */
export interface Poll {
  readonly run: readonly Run[];
  /** Leases that nobody needs any more. */
  readonly stop: readonly LeaseId[];
  readonly outcomes: readonly Outcome[];
  readonly events: readonly Event[];
  /** When to poll again although nothing came back: the next deadline. */
  readonly wakeAt?: Nanoseconds;
}

export interface CoordinatorOptions {
  readonly graph: Graph;
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
}

/** A step that has found its slot. */
interface PlacedStep {
  readonly refiner: Refiner;
  readonly demand: Demand;
  readonly cost: number;
  readonly quantum: Quantum;
  readonly patience?: Nanoseconds;
  readonly slot: Slot;
}

/** Ready steps that a poll tries to place in vain before it leaves the rest for the next poll. */
const LOOK_AHEAD = 16;

/** Decisions of an operation in a row that may pass without a step before it counts as exhausted. */
const DECISIONS = 200;

export class Coordinator {
  readonly graph: Graph;
  observed: boolean;
  /** Whether there are slots outside the calling thread, free or not. */
  remote = false;
  readonly #revive: (data: ErrorData) => Error;
  readonly #placement: Placement;
  readonly #hedgeAfter: Nanoseconds;
  readonly #operations = new Map<OperationId, Operation>();
  readonly #leases = new LeaseTable();
  readonly #attempts = new Map<NodeId, number>();
  readonly #stop: LeaseId[] = [];
  #outcomes: Outcome[] = [];
  #events: Event[] = [];
  #lastOperation = 0;

  constructor(options: CoordinatorOptions) {
    this.graph = options.graph;
    this.#revive = options.reviveError;
    this.observed = options.observed ?? false;
    const travels = options.travels ?? ((refiner: Refiner) => refiner.module !== undefined);
    this.#placement =
      options.placement ?? placementByPrior((refiner) => this.remote && travels(refiner));
    this.#hedgeAfter = options.hedgeAfter ?? Infinity;
  }

  /** How the leases cut so far have ended. */
  get leaseCounts(): Readonly<LeaseCounts> {
    return this.#leases.counts;
  }

  get openLeases(): number {
    return this.#leases.size;
  }

  /** Operations that have not ended. */
  get activeOperations(): number {
    return this.#operations.size;
  }

  /** Takes a request in: interns nothing, runs nothing. */
  admit(request: Request, now: Nanoseconds): OperationId {
    const id = ++this.#lastOperation;
    const cone = coneOf(this.graph, [request.root]);
    for (const node of cone) {
      this.graph.touch(node, id);
      this.graph.activate(node);
    }
    const operationClass = request.class ?? 'normal';
    const parent = request.parent === undefined ? undefined : this.#operations.get(request.parent);
    this.#operations.set(id, {
      id,
      request,
      class: operationClass,
      priority: Math.max(CLASSES[operationClass].priority, parent?.priority ?? 0),
      cone,
      positions: new ConePositions(cone),
      admitted: now,
      started: false,
      deadline: request.deadline,
      wave: undefined,
      told: this.graph.boundsOf(request.root),
      discovered: false,
      thorough: false,
      separation: undefined,
      roughBits: 16,
      steps: 0,
      stale: 0,
      retries: 0,
      cost: 0,
    });
    this.#tell({
      type: 'operation-admitted',
      time: now,
      operation: id,
      root: request.root,
      goal: request.goal,
      class: operationClass,
    });
    return id;
  }

  /** The published bounds of a node. Consistent at any time: bounds are swapped whole. */
  read(node: NodeId): Enclosure {
    return this.graph.boundsOf(node);
  }

  /** Ends an operation early, with the best bounds. */
  interrupt(operation: OperationId, reason: 'aborted' | 'deadline' | 'rejected', now: Nanoseconds): void {
    const entry = this.#operations.get(operation);
    if (entry !== undefined) this.#endUnmet(entry, reason, now);
  }

  /** Bounds that a step proved before it ended. */
  report(lease: Lease, bounds: Enclosure, now: Nanoseconds): void {
    if (lease.epoch !== this.graph.epoch) return;
    this.#believe(lease, bounds, now);
    this.#afterChange(lease.node);
  }

  /**
   * Takes what became of a lease. A settlement may come late, or twice, or after the lease was given
   * up: its bounds are always kept, its state only if the node has not moved on since.
   */
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    this.#settleOne(lease, settlement, now);
    const { then } = lease;
    // A chain is short, so this does not recurse deeply.
    if (then !== undefined) {
      this.settle(followedBy(lease, then, settlement), followingSettlement(settlement), now);
    }
  }

  #settleOne(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    const open = this.#leases.close(lease.id);
    // A lease that was closed before the nodes were numbered anew: its node is no longer known by that number.
    if (lease.epoch !== this.graph.epoch) return;
    switch (settlement.kind) {
      case 'result':
        this.#accept(lease, open, settlement.result, settlement.steps, now);
        return;
      case 'stopped':
        if (settlement.result !== undefined) {
          this.#accept(lease, open, settlement.result, 1, now);
        } else {
          this.#end(lease, open, 'stopped', now);
          this.#giveBack(lease.node);
        }
        return;
      case 'failed': {
        // Of a state that the node has left, or of a lease that was given up, another step will tell.
        const fresh = open !== undefined && isFresh(this.graph, lease);
        this.#end(lease, open, 'failed', now);
        if (fresh) this.#failNode(lease.node, this.#revive(settlement.error), now);
        else this.#giveBack(lease.node);
        return;
      }
      case 'lost':
        this.#end(lease, open, 'lost', now);
        if (open === undefined) return;
        if (settlement.blameless === true) this.#giveBack(lease.node);
        else this.#retry(lease, now);
        return;
    }
  }

  /**
   * Decides what runs next in the given free slots, and says what has ended.
   * @param only - serve this operation alone, even where it needs a node that is leased already: for
   *   a synchronous caller, who cannot wait for other contexts.
   */
  poll(slots: readonly Slot[], now: Nanoseconds, only?: OperationId): Poll {
    const run: Run[] = [];
    const free = [...slots];
    let wakeAt: Nanoseconds | undefined;
    for (const operation of this.#inOrder(only)) {
      const { timeout } = operation.request;
      if (operation.deadline === undefined && timeout !== undefined && free.length > 0) {
        operation.deadline = now + timeout;
      }
      const { deadline } = operation;
      if (deadline !== undefined) {
        if (now >= deadline) {
          this.#endUnmet(operation, 'deadline', now);
          continue;
        }
        wakeAt = Math.min(wakeAt ?? Infinity, deadline);
      }
      const unplaced: NodeId[] = [];
      while (this.#operations.has(operation.id)) {
        const node = this.#nextNode(operation, now, only !== undefined, free.length > 0);
        if (node === undefined) break;
        const placed = this.#place(operation, node, free, { synchronous: only !== undefined });
        if (placed === undefined) {
          unplaced.push(node);
          if (unplaced.length >= LOOK_AHEAD) break;
        } else if ('refused' in placed) {
          this.#refuse(operation, node, placed, now);
        } else {
          run.push({ slot: placed.slot, lease: this.#chain(operation, node, placed, now) });
        }
      }
      for (const node of unplaced) operation.wave?.returned(node);
      this.#tellRoot(operation, now);
    }
    if (only === undefined) wakeAt = this.#hedge(free, run, now, wakeAt);
    const poll: Poll = {
      run,
      stop: this.#stop.splice(0),
      outcomes: this.#outcomes,
      events: this.#events,
      ...(wakeAt === undefined ? {} : { wakeAt }),
    };
    this.#outcomes = [];
    this.#events = [];
    return poll;
  }

  /** What a step of this node is to bring, and the slot that it takes out of the free ones. */
  #place(
    operation: Operation,
    node: NodeId,
    free: Slot[],
    how: { synchronous: boolean } | { again: Demand },
  ): PlacedStep | Refused | undefined {
    const kind = this.graph.kindOf(node);
    if (kind.type !== 'refiner') {
      throw new CoordinatorError(`${this.graph.describe(node)}: a combinator takes no lease`);
    }
    const { refiner } = kind;
    const demand = 'again' in how ? how.again : operation.wave!.demandFor(node);
    const placed = this.#placement.place(
      {
        node,
        refiner,
        bounds: this.graph.boundsOf(node),
        demand,
        attempt: this.#attempts.get(node) ?? 0,
        single: this.#operations.size === 1 && (operation.wave?.live ?? 0) <= 1,
        ...('again' in how ? { again: true } : how),
      },
      free,
    );
    if (placed === undefined || 'refused' in placed) return placed;
    const { index, ...rest } = placed;
    const [slot] = free.splice(index, 1);
    return { refiner, demand, ...rest, slot: slot! };
  }

  /** A step that can run nowhere fails its node, or the operation that asks for it. */
  #refuse(operation: Operation, node: NodeId, { refused, lasting }: Refused, now: Nanoseconds): void {
    if (lasting === true) {
      this.#failNode(node, refused, now);
      return;
    }
    refused.node ??= this.graph.describe(node);
    this.#endOperation(operation, { status: 'error', reason: null, error: refused }, now);
  }

  /** Higher priority first, then the older one. */
  #inOrder(only: OperationId | undefined): Operation[] {
    if (only !== undefined) {
      const operation = this.#operations.get(only);
      return operation === undefined ? [] : [operation];
    }
    return [...this.#operations.values()].sort((a, b) => b.priority - a.priority || a.id - b.id);
  }

  /** The next node of an operation to step, or undefined when it has ended, waits, or there is no slot. */
  #nextNode(operation: Operation, now: Nanoseconds, alone: boolean, slot: boolean): NodeId | undefined {
    for (let decision = 0; decision < DECISIONS; decision++) {
      const { wave } = operation;
      if (wave === undefined) {
        this.graph.flush();
        const decision = decide(this.graph, operation, now);
        if ('ending' in decision) {
          this.#endOperation(operation, decision.ending, now);
          return undefined;
        }
        operation.wave = new Wave(this.graph, operation.cone, operation.positions, decision.aim);
        continue;
      }
      if (!slot) {
        if (!wave.finished) return undefined;
      } else {
        for (let node = wave.next(); node !== undefined; node = wave.next()) {
          // A node that somebody else leased answers this wave too, when its lease ends.
          if (alone || !this.#isLeased(node)) return node;
        }
      }
      if (!wave.finished) return undefined;
      if (wave.aim.type === 'discover') operation.discovered = true;
      else operation.thorough = !wave.progressed;
      operation.wave = undefined;
      if (!wave.progressed && wave.aim.type === 'narrow' && wave.aim.thorough) {
        this.#endUnmet(operation, 'exhausted', now);
        return undefined;
      }
    }
    this.#endUnmet(operation, 'exhausted', now);
    return undefined;
  }

  /** Leases steps that are out too long a second time, in slots that would idle. */
  #hedge(free: Slot[], run: Run[], now: Nanoseconds, wakeAt?: Nanoseconds): Nanoseconds | undefined {
    let next = wakeAt;
    for (const { lease, cutAt, patience, stopping } of [...this.#leases.entries()]) {
      if (patience === Infinity) continue;
      const { node, demand } = lease;
      const [operation] = this.#wanting(node);
      if (stopping || operation === undefined) continue;
      if (free.length === 0 || this.#leases.of(node).length > 1) continue;
      const due = cutAt + patience;
      if (now < due) {
        next = Math.min(next ?? Infinity, due);
        continue;
      }
      const placed = this.#place(operation, node, free, { again: demand });
      if (placed === undefined || 'refused' in placed) continue;
      run.push({ slot: placed.slot, lease: this.#cut(operation, node, placed, now) });
    }
    return next;
  }

  /** Cuts the lease of a step, and of those that can follow it where it runs. */
  #chain(operation: Operation, node: NodeId, placed: PlacedStep, now: Nanoseconds): Lease {
    const lease = this.#cut(operation, node, placed, now);
    if (placed.slot.kind === 'inline' || this.#placement.follow === undefined) return lease;
    const chain = [lease];
    while (chain.length < LONGEST_CHAIN) {
      const next = this.#follower(operation, chain[chain.length - 1]!.node, placed.slot);
      if (next === undefined) break;
      chain.push(this.#cut(operation, next.node, next, now));
    }
    return linked(this.graph, chain);
  }

  /** The only step of the operation that waits for this child alone and belongs where that runs. */
  #follower(operation: Operation, child: NodeId, slot: Slot): (PlacedStep & { node: NodeId }) | undefined {
    const wave = operation.wave!;
    const waiting: NodeId[] = [];
    this.graph.forEachParent(child, (parent) => {
      if (wave.awaits(parent, child) && !waiting.includes(parent)) waiting.push(parent);
    });
    const [node] = waiting;
    if (node === undefined || waiting.length > 1 || this.#isLeased(node)) return undefined;
    const kind = this.graph.kindOf(node);
    if (kind.type !== 'refiner' || this.graph.recordOf(node)?.done !== undefined) return undefined;
    const { refiner } = kind;
    const demand = wave.demandFor(node);
    const attempt = this.#attempts.get(node) ?? 0;
    const step = { node, refiner, bounds: this.graph.boundsOf(node), demand, attempt };
    const cost = this.#placement.follow?.(step, child);
    if (cost === undefined) return undefined;
    return { node, refiner, demand, cost, quantum: ONE_STEP, patience: Infinity, slot };
  }

  #cut(operation: Operation, node: NodeId, placed: PlacedStep, now: Nanoseconds): Lease {
    const { graph } = this;
    const record = graph.recordOf(node)!;
    const { refiner, demand, cost, quantum, slot, patience = this.#hedgeAfter } = placed;
    const lease: Lease = {
      id: this.#leases.nextId(),
      node,
      epoch: graph.epoch,
      stamp: stampOf(graph, node),
      refiner: {
        name: refiner.name,
        version: refiner.version,
        ...(refiner.module === undefined ? {} : { module: refiner.module.href }),
      },
      params: graph.paramsOf(node) as Plain,
      state: record.state,
      bounds: graph.boundsOf(node),
      inputs: graph.inputsOf(node),
      inputVersions: Array.from(graph.childrenOf(node), (child) => graph.versionOf(child)),
      demand,
      quantum,
      predictedCost: cost,
      attempt: this.#attempts.get(node) ?? 0,
      ...(record.provenance === undefined ? {} : { origin: record.provenance.lease }),
    };
    if (!operation.started) {
      operation.started = true;
      this.#tell({ type: 'operation-started', time: now, operation: operation.id });
    }
    this.#leases.open({ lease, operation: operation.id, slot: slot.id, cutAt: now, patience, stopping: false });
    this.#tell({
      type: 'lease-cut',
      time: now,
      lease: lease.id,
      node,
      operation: operation.id,
      slot: slot.id,
      demand,
    });
    return lease;
  }

  #accept(
    lease: Lease,
    open: OpenLease | undefined,
    result: StepResult,
    steps: number,
    now: Nanoseconds,
  ): void {
    const { node } = lease;
    if (!this.#believe(lease, result.bounds, now)) {
      this.#end(lease, open, 'failed', now);
      return;
    }
    // A lease that was closed before has been given up or answered: its state is nobody's any more.
    const fresh = open !== undefined && isFresh(this.graph, lease);
    this.#end(lease, open, fresh ? 'committed' : 'stale', now);
    if (fresh) {
      this.#attempts.delete(node);
      acceptState(this.graph, lease, result, steps, now);
      // Others that were cut from the state that is now left behind cannot bring another.
      this.#stopLeases(this.#leases.of(node));
      for (const operation of this.#wanting(node)) {
        operation.steps += steps;
        operation.cost += result.cost ?? 1;
      }
    } else {
      this.#tell({
        type: 'conflict-found',
        time: now,
        lease: lease.id,
        node,
        expected: lease.stamp,
        actual: stampOf(this.graph, node),
      });
      for (const operation of this.#wanting(node)) operation.stale++;
    }
    this.#afterChange(node);
  }

  /** Meets bounds with those published; a contradiction fails the node. Returns whether all is well. */
  #believe(lease: Lease, bounds: Enclosure, now: Nanoseconds): boolean {
    const { node } = lease;
    if (this.observed && !contains(lease.bounds, bounds)) {
      this.#tell({ type: 'bounds-widened', time: now, node });
    }
    try {
      this.graph.narrow(node, bounds);
      return true;
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      this.#failNode(node, error, now);
      return false;
    }
  }

  #tellRoot(operation: Operation, now: Nanoseconds): void {
    const bounds = this.graph.boundsOf(operation.request.root);
    if (bounds === operation.told) return;
    operation.told = bounds;
    this.#tell({ type: 'root-narrowed', time: now, operation: operation.id, bounds });
  }

  /** Tells the waves, and looks at the goals that may be met now. */
  #afterChange(node: NodeId): void {
    for (const operation of this.#wanting(node)) {
      const { wave } = operation;
      if (wave === undefined) continue;
      wave.moved(node);
      if (wave.aim.type === 'narrow' && wave.estimate <= wave.aim.allowance) operation.wave = undefined;
      else if (overBudget(operation)) operation.wave = undefined;
    }
  }

  #failNode(node: NodeId, cause: Error, now: Nanoseconds): void {
    const { graph } = this;
    const error =
      cause instanceof PincerError
        ? cause
        : new StepFailedError(
            `${graph.describe(node)}: step ${String(graph.versionOf(node) + 1)} threw ${cause.name}: ${cause.message}`,
            { cause },
          );
    graph.fail(node, error);
    this.#tell({ type: 'node-failed', time: now, node, message: error.message });
    for (const operation of this.#wanting(node)) {
      // What is still out may be needed no more: decide at once.
      operation.wave = undefined;
    }
  }

  /** A lost step is handed out again, until the retries of an operation that wants it run out. */
  #retry(lease: Lease, now: Nanoseconds): void {
    const { node } = lease;
    this.#attempts.set(node, lease.attempt + 1);
    for (const operation of this.#wanting(node)) {
      operation.retries++;
      this.#tell({
        type: 'operation-retried',
        time: now,
        operation: operation.id,
        node,
        retries: operation.retries,
      });
      if (operation.retries > CLASSES[operation.class].retries) {
        this.#endUnmet(operation, 'rejected', now);
      }
    }
    this.#giveBack(node);
  }

  #giveBack(node: NodeId): void {
    if (this.#isLeased(node)) return;
    for (const operation of this.#wanting(node)) operation.wave?.returned(node);
  }

  /** Whether a lease of the present state of a node is out: its answer is worth waiting for. */
  #isLeased(node: NodeId): boolean {
    return this.#leases.of(node).some(({ lease }) => isFresh(this.graph, lease));
  }

  #stopLeases(entries: readonly OpenLease[]): void {
    for (const entry of entries) {
      if (entry.stopping) continue;
      entry.stopping = true;
      this.#stop.push(entry.lease.id);
    }
  }

  #wanting(node: NodeId): Operation[] {
    const wanting: Operation[] = [];
    for (const operation of this.#operations.values()) {
      if (operation.positions.of(node) >= 0) wanting.push(operation);
    }
    return wanting;
  }

  #end(lease: Lease, open: OpenLease | undefined, end: LeaseEnd, now: Nanoseconds): void {
    // A settlement that comes again counts no lease a second time.
    if (open === undefined) return;
    this.#leases.counts[end]++;
    this.#tell({ type: 'lease-ended', time: now, lease: lease.id, node: lease.node, end });
  }

  /** Ends early, as what is proven then allows. */
  #endUnmet(operation: Operation, reason: Reason, now: Nanoseconds): void {
    this.graph.flush();
    const { ending } = unmet(this.graph, operation, reason);
    this.#endOperation(operation, ending, now);
  }

  #endOperation(operation: Operation, ending: Ending, now: Nanoseconds): void {
    const { request, cone } = operation;
    const { status, reason, error } = ending;
    if (!this.#operations.delete(operation.id)) return;
    const failed = error === undefined ? undefined : this.graph.nodeWithError(error);
    const path = failed === undefined ? [] : pathTo(this.graph, operation.positions, request.root, failed);
    const limit = reason === 'exhausted' ? limitingLeaf(this.graph, operation) : undefined;
    for (const node of cone) this.graph.deactivate(node);
    this.#stopLeases([...this.#leases.entries()].filter(({ lease }) => !this.graph.isActive(lease.node)));
    this.#outcomes.push({
      operation: operation.id,
      root: request.root,
      status,
      reason,
      bounds: this.graph.boundsOf(request.root),
      ...(request.exact === undefined ? {} : { exact: request.exact }),
      ...(error === undefined ? {} : { error: withPath(error, path) }),
      ...(failed === undefined ? {} : { failed }),
      ...(limit === undefined ? {} : { limit }),
      statistics: {
        steps: operation.steps,
        stale: operation.stale,
        retries: operation.retries,
        cost: operation.cost,
        elapsed: now - operation.admitted,
      },
    });
    this.#tellRoot(operation, now);
    this.#tell({ type: 'operation-settled', time: now, operation: operation.id, status, reason });
  }

  #tell(event: Event): void {
    if (this.observed) this.#events.push(event);
  }
}
