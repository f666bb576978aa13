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
import TinyQueue from 'tinyqueue';
import { contains } from '../exact/enclosure.js';
import type { Enclosure } from '../exact/enclosure.js';
import { PincerError } from '../exact/errors.js';
import { refreshCone } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import type { Demand, Plain, Quantum, Refiner, StepResult } from '../refiners/refiner.js';
import { checkPriority, newMember, newOperation } from './admission.js';
import type { Backoff } from './backoff.js';
import { acceptState, isFresh, stampOf } from './belief.js';
import { followedBy, followingSettlement, linked, LONGEST_CHAIN } from './chain.js';
import { decide, overBudget, unmet } from './decision.js';
import type { Ending } from './decision.js';
import { CoordinatorError, StepFailedError } from './errors.js';
import type { Event, LeaseEnd } from './events.js';
import { inheritAnew, descendsFrom, raise } from './inheritance.js';
import { LeaseTable } from './lease-table.js';
import type { LeaseCounts, OpenLease } from './lease-table.js';
import type { ErrorData, Lease, LeaseId, Nanoseconds, Settlement } from './lease.js';
import { limitingLeaf } from './limits.js';
import { CLASSES } from './operation.js';
import type {
  Member,
  Operation,
  OperationClass,
  OperationId,
  Outcome,
  Reason,
  Request,
} from './operation.js';
import { OperationIndex } from './operation-index.js';
import { OperationRegister, essenceOf, statisticsOf } from './operation-register.js';
import type { OperationCounts, OperationQuery, OperationRecord } from './operation-register.js';
import { pathTo, withPath } from './path.js';
import { ONE_STEP, placementByPrior } from './placement.js';
import type { Placement, Refused } from './placement.js';
import type { Slot } from './port.js';
import { preempted } from './preemption.js';
import { Sleepers } from './sleepers.js';
import { Turns } from './turns.js';
import { judge } from './verdict.js';
import { Wave } from './wave.js';
import type { Aim } from './wave.js';

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
  /** How long a lost step waits before it is leased again; not at all without it. */
  readonly backoff?: Backoff;
  /** By when operations of a class begin, whatever goes before them; see {@link CLASSES}. */
  readonly expiry?: Partial<Readonly<Record<OperationClass, Nanoseconds>>>;
  /** How many ended operations can still be asked for. 256 by default. */
  readonly retainedOperations?: number;
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

/** An operation that ends at a time. */
interface Due {
  readonly time: Nanoseconds;
  readonly operation: Operation;
}

/** A step that found no slot in this poll. */
interface StepAside {
  readonly operation: Operation;
  readonly node: NodeId;
}

/** How a request ended that others may wait for. */
interface Conclusion {
  readonly id: OperationId;
  readonly met: boolean;
  readonly error?: PincerError;
}

/** How many times its patience a step is out before its hedge goes before other steps. */
const URGENT = 3;

/** Ready steps that a poll tries to place in vain before it leaves the rest for the next poll. */
const LOOK_AHEAD = 16;
/** The same for all operations together. */
const LOOK_AHEAD_OF_ALL = 256;

const RETAINED_OPERATIONS = 256;

/** Share of the retries from which on an alert is given. */
const ALERT_SHARE = 0.8;

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
  readonly #backoff: Backoff | undefined;
  readonly #expiry: Readonly<Record<OperationClass, Nanoseconds>>;
  readonly #register: OperationRegister;
  readonly #index = new OperationIndex();
  readonly #turns = new Turns();
  readonly #sleepers = new Sleepers();
  readonly #deadlines = new TinyQueue<Due>(
    [],
    (a, b) => a.time - b.time || a.operation.id - b.operation.id,
  );
  /** Operations to look at in the next poll: new, or touched by what came back. */
  readonly #attended: Operation[] = [];
  readonly #dependants = new Map<OperationId, Operation[]>();
  /** Requests that have ended since their dependants were last told. */
  readonly #concluded: Conclusion[] = [];
  #underWay = 0;
  readonly #leases = new LeaseTable();
  readonly #attempts = new Map<NodeId, number>();
  readonly #stop: LeaseId[] = [];
  #outcomes: Outcome[] = [];
  #events: Event[] = [];
  #lastOperation = 0;
  /** Whether steps run at the same time. */
  #parallel = false;

  constructor(options: CoordinatorOptions) {
    this.graph = options.graph;
    this.#revive = options.reviveError;
    this.observed = options.observed ?? false;
    const travels = options.travels ?? ((refiner: Refiner) => refiner.module !== undefined);
    this.#placement =
      options.placement ?? placementByPrior((refiner) => this.remote && travels(refiner));
    this.#hedgeAfter = options.hedgeAfter ?? Infinity;
    this.#backoff = options.backoff;
    const { structural, normal, low } = CLASSES;
    this.#expiry = {
      structural: structural.expiry,
      normal: normal.expiry,
      low: low.expiry,
      ...options.expiry,
    };
    this.#register = new OperationRegister(options.retainedOperations ?? RETAINED_OPERATIONS);
  }

  /** How the leases cut so far have ended. */
  get leaseCounts(): Readonly<LeaseCounts> {
    return this.#leases.counts;
  }

  get openLeases(): number {
    return this.#leases.size;
  }

  /** Requests that have not ended. */
  get activeOperations(): number {
    return this.#register.size;
  }

  /**
   * Takes a request in: interns nothing, runs nothing. One that equals another under way joins it.
   * @param alone - it is to be polled alone, by a caller that cannot wait: it joins no other.
   * @throws CoordinatorError for a priority out of range, or an operation that is not known (any more).
   */
  admit(request: Request, now: Nanoseconds, alone = false): OperationId {
    checkPriority(request);
    const parent = request.parent === undefined ? undefined : this.#known('parent', request.parent);
    for (const other of request.after ?? []) this.#known('after', other);
    const id = ++this.#lastOperation;
    const essence = alone ? undefined : essenceOf(request);
    const twin = essence === undefined ? undefined : this.#register.twinOf(request, essence);
    if (twin !== undefined) {
      this.#register.join(twin, newMember(twin, id, now));
      this.#tellAdmitted(id, twin, now);
      return id;
    }
    const operation = newOperation(this.graph, id, request, parent, alone, now, this.#expiry);
    for (const node of operation.cone) {
      this.graph.touch(node, id);
      this.graph.activate(node);
      if (this.graph.recordOf(node) !== undefined) this.#index.add(node, operation);
    }
    this.#underWay++;
    this.#register.add(operation, essence);
    parent?.children.add(operation);
    for (const other of request.after ?? []) this.#await(operation, other, now);
    if (request.deadline !== undefined) this.#deadlines.push({ time: request.deadline, operation });
    this.#attend(operation);
    this.#tellAdmitted(id, operation, now);
    return id;
  }

  /**
   * Gives an operation another parent, or none: its priority and those of all below it follow.
   * @throws CoordinatorError for a parent that is not known, or that descends from the operation.
   */
  reparent(operation: OperationId, parent: OperationId | undefined, now: Nanoseconds): void {
    const child = this.#register.find(operation);
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
    this.#inheritAnew(now);
  }

  /** What is known of operations under way, and of the last ones that ended. */
  operations(query: OperationQuery, now: Nanoseconds): OperationRecord[] {
    const wanting = (node: NodeId): Iterable<Operation> => {
      if (this.graph.recordOf(node) !== undefined) return this.#index.of(node);
      return [...this.#register.operations()].filter(({ positions }) => positions.of(node) >= 0);
    };
    return this.#register.query(query, wanting, now, this.graph.epoch);
  }

  /** How many operations there are and were, by status, class and priority. */
  operationCounts(now: Nanoseconds): OperationCounts {
    return this.#register.counts(now);
  }

  /** The published bounds of a node. Consistent at any time: bounds are swapped whole. */
  read(node: NodeId): Enclosure {
    return this.graph.boundsOf(node);
  }

  /** Ends an operation early, with the best bounds. */
  interrupt(
    operation: OperationId,
    reason: 'aborted' | 'deadline' | 'rejected',
    now: Nanoseconds,
  ): void {
    const entry = this.#register.find(operation);
    if (entry === undefined) return;
    if (entry.members.length === 1) {
      this.#endUnmet(entry, reason, now);
      return;
    }
    // The others that it was pursued for go on.
    refreshCone(this.graph, entry.cone);
    const { ending } = unmet(this.graph, entry, reason);
    const member = entry.members.find(({ id }) => id === operation)!;
    this.#dismiss(entry, [member], ending, now);
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
        else this.#retry(lease, false, now);
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
    this.#parallel = slots.length + this.#leases.size > 1;
    this.#wake(now);
    this.#endOverdue(now);
    this.#followUp(now);
    let wakeAt: Nanoseconds = Infinity;
    if (only === undefined) {
      // One that is out much too long goes first: under load no slot would ever idle.
      wakeAt = this.#hedge(free, run, now, Infinity, URGENT);
      wakeAt = Math.min(wakeAt, this.#serve(free, run, now));
      wakeAt = this.#hedge(free, run, now, wakeAt);
    } else {
      this.#serveAlone(only, free, run, now);
    }
    this.#followUp(now);
    wakeAt = Math.min(wakeAt, this.#sleepers.next ?? Infinity, this.#nextDeadline());
    const poll: Poll = {
      run,
      stop: this.#stop.splice(0),
      outcomes: this.#outcomes,
      events: this.#events,
      ...(wakeAt === Infinity ? {} : { wakeAt }),
    };
    this.#outcomes = [];
    this.#events = [];
    return poll;
  }

  /** Gives free slots to operations in turn, while any has a step that one of them takes. */
  #serve(free: Slot[], run: Run[], now: Nanoseconds): Nanoseconds {
    const aside: StepAside[] = [];
    let highest: Operation | undefined;
    this.#attendAll(now);
    while (free.length > 0 && aside.length < LOOK_AHEAD_OF_ALL) {
      const turn = this.#turns.next(now);
      if (turn === undefined) break;
      const { operation } = turn;
      const taken = this.#takeTurn(operation, free, aside, now);
      if (taken === undefined) {
        this.#turns.rest(operation);
      } else {
        run.push(taken);
        this.#turns.took(turn, taken.lease.predictedCost);
        if (operation.wave?.queued === 0) this.#turns.rest(operation);
        if (operation.priority > (highest?.priority ?? 0)) highest = operation;
      }
      this.#attendAll(now);
    }
    for (const { operation, node } of aside) {
      operation.wave?.returned(node);
      this.#attend(operation);
    }
    this.#attendAll(now);
    return free.length > 0 ? Infinity : this.#preempt(highest, now);
  }

  /** A step of the operation that runs in one of the free slots, with its lease; those that do not go aside. */
  #takeTurn(
    operation: Operation,
    free: Slot[],
    aside: StepAside[],
    now: Nanoseconds,
  ): Run | undefined {
    this.#startTimeout(operation, now);
    for (let tried = 0; tried < LOOK_AHEAD && !operation.ended;) {
      const node = this.#nextNode(operation, now, false, true);
      if (node === undefined) return undefined;
      const placed = this.#place(operation, node, free, { synchronous: false });
      if (placed === undefined) {
        aside.push({ operation, node });
        tried++;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        return { slot: placed.slot, lease: this.#chain(operation, node, placed, now) };
      }
    }
    return undefined;
  }

  /** Serves one operation only, even where it needs a node that is leased already. */
  #serveAlone(only: OperationId, free: Slot[], run: Run[], now: Nanoseconds): void {
    const operation = this.#register.find(only);
    if (operation === undefined) return;
    if (free.length > 0) this.#startTimeout(operation, now);
    const aside: NodeId[] = [];
    while (!operation.ended && operation.blockers === 0) {
      const node = this.#nextNode(operation, now, true, free.length > 0);
      if (node === undefined) break;
      const placed = this.#place(operation, node, free, { synchronous: true });
      if (placed === undefined) {
        aside.push(node);
        if (aside.length >= LOOK_AHEAD) break;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        run.push({ slot: placed.slot, lease: this.#chain(operation, node, placed, now) });
      }
    }
    for (const node of aside) operation.wave?.returned(node);
    if (!operation.ended) this.#tellRoot(operation, now);
  }

  /** Its time runs from its first turn. */
  #startTimeout(operation: Operation, now: Nanoseconds): void {
    const { timeout } = operation.request;
    if (operation.deadline !== undefined || timeout === undefined) return;
    operation.deadline = now + timeout;
    if (timeout <= 0) this.#endUnmet(operation, 'deadline', now);
    else this.#deadlines.push({ time: operation.deadline, operation });
  }

  #nextDeadline(): Nanoseconds {
    let first = this.#deadlines.peek();
    for (; first?.operation.ended === true; first = this.#deadlines.peek()) this.#deadlines.pop();
    return first?.time ?? Infinity;
  }

  #endOverdue(now: Nanoseconds): void {
    while (this.#nextDeadline() <= now)
      this.#endUnmet(this.#deadlines.pop()!.operation, 'deadline', now);
  }

  /** Nodes that have waited after a loss can be leased again. */
  #wake(now: Nanoseconds): void {
    if (this.#sleepers.next === undefined) return;
    for (const { node, conflict, operations } of this.#sleepers.wake(now)) {
      for (const operation of operations) {
        if (conflict) operation.conflicting--;
        else operation.retrying--;
      }
      if (!this.#sleepers.has(node)) this.#giveBack(node);
    }
  }

  #attend(operation: Operation): void {
    if (operation.attended || operation.alone || operation.ended) return;
    operation.attended = true;
    this.#attended.push(operation);
  }

  /** Looks at those that something has happened to: they end, wait, or have steps ready. */
  #attendAll(now: Nanoseconds): void {
    // More may be added while these are looked at: the loop comes to them too.
    for (const operation of this.#attended) {
      operation.attended = false;
      if (!operation.ended && operation.blockers === 0) this.#look(operation, now);
      if (this.#concluded.length > 0) this.#followUp(now);
    }
    this.#attended.length = 0;
  }

  #look(operation: Operation, now: Nanoseconds): void {
    this.#nextNode(operation, now, false, false);
    if (operation.ended) return;
    this.#tellRoot(operation, now);
    if ((operation.wave?.queued ?? 0) > 0) this.#turns.ready(operation, now);
    else this.#turns.rest(operation);
  }

  /** Lower priorities stand back where there is no slot left, at the next boundary of a step. */
  #preempt(served: Operation | undefined, now: Nanoseconds): Nanoseconds {
    const priority = this.#turns.highest;
    const waiting = priority === 0 ? undefined : this.#turns.firstOf(priority, now);
    const by = waiting !== undefined && priority >= (served?.priority ?? 0) ? waiting : served;
    if (by === undefined || !this.#turns.hasBegunBelow(by.priority)) return Infinity;
    for (const operation of this.#turns.takeOvertaken(by.priority)) this.#pause(operation, by, now);
    if (waiting === undefined) return Infinity;
    const { stop, wakeAt } = preempted(
      this.#leases.entries(),
      priority,
      waiting.wave?.queued ?? 0,
      now,
      (node) => this.#index.of(node).reduce((most, one) => Math.max(most, one.priority), 0),
      ({ lease }) =>
        this.#index.of(lease.node).reduce((least, one) => Math.min(least, one.startedAt), Infinity),
    );
    for (const { lease } of stop) {
      for (const operation of this.#index.of(lease.node)) this.#pause(operation, waiting, now);
    }
    this.#stopLeases(stop);
    return wakeAt;
  }

  #pause(operation: Operation, by: Operation, now: Nanoseconds): void {
    if (operation.standing.paused) return;
    operation.standing.paused = true;
    this.#tell({
      type: 'operation-preempted',
      time: now,
      operation: operation.id,
      priority: operation.priority,
      by: by.id,
    });
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
        single: this.#underWay === 1 && (operation.wave?.live ?? 0) <= 1,
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
  #refuse(
    operation: Operation,
    node: NodeId,
    { refused, lasting }: Refused,
    now: Nanoseconds,
  ): void {
    if (lasting === true) {
      this.#failNode(node, refused, now);
      return;
    }
    refused.node ??= this.graph.describe(node);
    this.#endOperation(operation, { status: 'error', reason: null, error: refused }, now);
  }

  /** The next node of an operation to step, or undefined when it has ended, waits, or there is no slot. */
  #nextNode(
    operation: Operation,
    now: Nanoseconds,
    alone: boolean,
    slot: boolean,
  ): NodeId | undefined {
    for (let decision = 0; decision < DECISIONS; decision++) {
      const { wave } = operation;
      if (wave === undefined) {
        refreshCone(this.graph, operation.cone);
        const decision = decide(this.graph, operation, now);
        if ('ending' in decision) {
          this.#endOperation(operation, decision.ending, now);
          return undefined;
        }
        operation.wave = new Wave(
          this.graph,
          operation.cone,
          operation.positions,
          decision.aim,
          this.#parallel,
        );
        if (operation.deadline !== undefined) this.#measurePace(operation, decision.aim);
        continue;
      }
      if (!slot) {
        if (!wave.finished) return undefined;
      } else {
        for (let node = wave.next(); node !== undefined; node = wave.next()) {
          // A node that somebody else leased answers this wave too, when its lease ends.
          if (alone || !(this.#isLeased(node) || this.#sleepers.has(node))) return node;
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

  /** From where, and to where, the root of an operation with a deadline is narrowed: by several waves, it may be. */
  #measurePace(operation: Operation, aim: Aim): void {
    const { request, wave, cost, pace } = operation;
    if (aim.type !== 'narrow' || aim.focus !== request.root || wave === undefined) {
      operation.pace = undefined;
      return;
    }
    const { allowance } = judge(request.goal, this.graph.boundsOf(request.root), request.exact);
    const from = pace ?? { estimate: wave.estimate, cost };
    operation.pace = { ...from, goal: Math.min(allowance, aim.allowance) };
  }

  /** Leases steps that are out too long a second time, in slots that would idle. */
  #hedge(free: Slot[], run: Run[], now: Nanoseconds, wakeAt: Nanoseconds, times = 1): Nanoseconds {
    let next = wakeAt;
    for (const { lease, cutAt, patience, stopping } of [...this.#leases.entries()]) {
      if (patience === Infinity) continue;
      const { node, demand } = lease;
      const [operation] = this.#index.of(node);
      if (stopping || operation === undefined) continue;
      if (free.length === 0 || this.#leases.of(node).length > 1) continue;
      const due = cutAt + times * patience;
      if (now < due) {
        next = Math.min(next, due);
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
  #follower(
    operation: Operation,
    child: NodeId,
    slot: Slot,
  ): (PlacedStep & { node: NodeId }) | undefined {
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
    operation.lastPrediction = cost;
    this.#turns.charge(operation, cost);
    if (!operation.started) {
      operation.startedAt = now;
      this.#turns.began(operation);
      this.#tell({
        type: 'operation-started',
        time: now,
        operation: operation.id,
        priority: operation.priority,
      });
    }
    this.#leases.open({
      lease,
      operation: operation.id,
      slot: slot.id,
      cutAt: now,
      patience,
      stopping: false,
    });
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
      const cost = result.cost ?? 1;
      for (const operation of this.#index.of(node)) {
        operation.steps += steps;
        operation.cost += cost;
        // What was charged when the lease was cut was a prediction.
        if (operation.id === open.operation) this.#turns.charge(operation, -lease.predictedCost);
      }
      this.#afterChange(node, cost);
    } else {
      this.#tell({
        type: 'conflict-found',
        time: now,
        lease: lease.id,
        node,
        expected: lease.stamp,
        actual: stampOf(this.graph, node),
      });
      for (const operation of this.#index.of(node)) operation.stale++;
      this.#afterChange(node);
      // Its answer was still awaited, and no other lease of the node brought one.
      if (open?.stopping === false) this.#retry(lease, true, now);
    }
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
    for (const { id } of operation.members) {
      this.#tell({ type: 'root-narrowed', time: now, operation: id, bounds });
    }
  }

  /**
   * Tells the waves, and has those looked at whose goals may be met now.
   * @param cost - of the step that brought it, to be shared among those that gain from it.
   */
  #afterChange(node: NodeId, cost = 0): void {
    const wanting = this.#index.of(node);
    const gains: number[] = [];
    let total = 0;
    for (const operation of wanting) {
      const { wave } = operation;
      this.#attend(operation);
      const gain = wave?.moved(node) ?? 0;
      gains.push(gain);
      total += gain;
      if (wave === undefined) continue;
      if (wave.aim.type === 'narrow' && wave.estimate <= wave.aim.allowance)
        operation.wave = undefined;
      else if (overBudget(operation)) operation.wave = undefined;
    }
    if (cost === 0) return;
    for (let i = 0; i < wanting.length; i++) {
      const operation = wanting[i]!;
      // What nobody gains from is shared evenly.
      const share = total > 0 ? (cost * gains[i]!) / total : cost / wanting.length;
      operation.charged += share;
      this.#turns.charge(operation, share);
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
    for (const operation of this.#index.of(node)) {
      // What is still out may be needed no more: decide at once.
      operation.wave = undefined;
      this.#attend(operation);
    }
  }

  /**
   * A step that was lost, or whose state was overtaken, is handed out again after a while, until the
   * retries of an operation that wants it run out.
   */
  #retry(lease: Lease, conflict: boolean, now: Nanoseconds): void {
    const { node } = lease;
    this.#attempts.set(node, lease.attempt + 1);
    // A copy: those whose retries run out leave the index.
    for (const operation of [...this.#index.of(node)]) {
      const retries = ++operation.retries;
      const { id, priority } = operation;
      const limit = CLASSES[operation.class].retries;
      this.#tell({ type: 'operation-retried', time: now, operation: id, priority, node, retries });
      if (retries === Math.ceil(ALERT_SHARE * limit) || retries > limit) {
        this.#tell({
          type: 'operation-alerted',
          time: now,
          operation: id,
          priority,
          retries,
          limit,
        });
      }
      if (retries > limit) {
        this.#tell({ type: 'operation-rejected', time: now, operation: id, priority, retries });
        this.#endUnmet(operation, 'rejected', now);
      }
    }
    const wait = this.#backoff?.(lease.attempt) ?? 0;
    if (wait > 0) {
      const operations = [...this.#index.of(node)];
      for (const operation of operations) {
        if (conflict) operation.conflicting++;
        else operation.retrying++;
      }
      if (operations.length > 0)
        this.#sleepers.add({ node, until: now + wait, conflict, operations });
    }
    if (!this.#sleepers.has(node)) this.#giveBack(node);
  }

  #giveBack(node: NodeId): void {
    if (this.#isLeased(node)) return;
    for (const operation of this.#index.of(node)) {
      operation.wave?.returned(node);
      this.#attend(operation);
    }
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

  #end(lease: Lease, open: OpenLease | undefined, end: LeaseEnd, now: Nanoseconds): void {
    // A settlement that comes again counts no lease a second time.
    if (open === undefined) return;
    this.#leases.counts[end]++;
    this.#tell({ type: 'lease-ended', time: now, lease: lease.id, node: lease.node, end });
  }

  /** Ends early, as what is proven then allows. */
  #endUnmet(operation: Operation, reason: Reason, now: Nanoseconds): void {
    refreshCone(this.graph, operation.cone);
    const { ending } = unmet(this.graph, operation, reason);
    this.#endOperation(operation, ending, now);
  }

  #endOperation(operation: Operation, ending: Ending, now: Nanoseconds): void {
    if (operation.ended) return;
    operation.ended = true;
    this.#underWay--;
    this.#turns.ended(operation);
    this.#register.close(operation);
    this.#tellRoot(operation, now);
    // While the parent edges of the cone are there: they are the way to what failed.
    this.#dismiss(operation, operation.members, ending, now);
    for (const node of operation.cone) {
      this.graph.deactivate(node);
      if (this.graph.recordOf(node) !== undefined) this.#index.remove(node, operation);
    }
    this.#stopLeases(
      [...this.#leases.entries()].filter(({ lease }) => !this.graph.isActive(lease.node)),
    );
    operation.parent?.children.delete(operation);
    for (const child of operation.children) {
      child.parent = undefined;
      child.inherited = Math.max(child.inherited, operation.priority);
    }
    if (operation.awaited.size > 0) {
      operation.awaited.clear();
      this.#inheritAnew(now);
    }
  }

  /** Answers requests that an operation was pursued for. */
  #dismiss(
    operation: Operation,
    members: readonly Member[],
    ending: Ending,
    now: Nanoseconds,
  ): void {
    const { request } = operation;
    const { status, reason, error } = ending;
    const failed = error === undefined ? undefined : this.graph.nodeWithError(error);
    const path =
      failed === undefined ? [] : pathTo(this.graph, operation.positions, request.root, failed);
    const limit = reason === 'exhausted' ? limitingLeaf(this.graph, operation) : undefined;
    for (const member of members) {
      this.#outcomes.push({
        operation: member.id,
        root: request.root,
        status,
        reason,
        bounds: this.graph.boundsOf(request.root),
        ...(request.exact === undefined ? {} : { exact: request.exact }),
        ...(error === undefined ? {} : { error: withPath(error, path) }),
        ...(failed === undefined ? {} : { failed }),
        ...(limit === undefined ? {} : { limit }),
        statistics: statisticsOf(operation, member, now),
      });
      this.#register.leave(operation, member, ending, now, this.graph.epoch);
      if (this.#dependants.has(member.id)) {
        const met = status === 'met';
        this.#concluded.push({ id: member.id, met, ...(error === undefined ? {} : { error }) });
      }
      const { priority } = operation;
      this.#tell({
        type: 'operation-settled',
        time: now,
        operation: member.id,
        priority,
        status,
        reason,
      });
    }
    operation.members = operation.members.filter((member) => !members.includes(member));
  }

  /** The operation of an identity that a request names. */
  #known(option: 'parent' | 'after', id: OperationId): Operation | undefined {
    const operation = this.#register.find(id);
    if (operation === undefined && this.#register.ended(id) === undefined) {
      throw new CoordinatorError(
        `admit: ${option}: there is no operation ${String(id)}, or it ended long ago`,
      );
    }
    return operation;
  }

  /** An operation is to wait for a request, and passes its priority on to it. */
  #await(operation: Operation, id: OperationId, now: Nanoseconds): void {
    const awaited = this.#register.find(id);
    const ended = this.#register.ended(id);
    if (ended?.status === 'met') return;
    operation.blockers++;
    const dependants = this.#dependants.get(id);
    if (dependants === undefined) this.#dependants.set(id, [operation]);
    else dependants.push(operation);
    if (awaited === undefined) {
      this.#concluded.push({ id, met: false });
      return;
    }
    operation.awaited.add(awaited);
    raise(awaited, operation.priority, (one, priority) => {
      this.#turns.reprioritise(one, priority, now);
    });
  }

  /** Lets those go on, or fails them, that waited for requests that have ended. */
  #followUp(now: Nanoseconds): void {
    for (let ended = this.#concluded.pop(); ended !== undefined; ended = this.#concluded.pop()) {
      const { id, met, error } = ended;
      const dependants = this.#dependants.get(id) ?? [];
      this.#dependants.delete(id);
      for (const operation of dependants) {
        if (met && --operation.blockers === 0) this.#attend(operation);
        if (met) continue;
        if (error === undefined) this.#endUnmet(operation, 'dependency', now);
        else this.#endOperation(operation, { status: 'error', reason: 'dependency', error }, now);
      }
    }
  }

  #inheritAnew(now: Nanoseconds): void {
    inheritAnew(this.#register.operations(), (operation, priority) => {
      this.#turns.reprioritise(operation, priority, now);
    });
  }

  #tellAdmitted(id: OperationId, operation: Operation, now: Nanoseconds): void {
    const { request, priority } = operation;
    this.#tell({
      type: 'operation-admitted',
      time: now,
      operation: id,
      root: request.root,
      goal: request.goal,
      class: operation.class,
      priority,
      ...(id === operation.id ? {} : { mergedWith: operation.id }),
    });
  }

  #tell(event: Event): void {
    if (this.observed) this.#events.push(event);
  }
}
