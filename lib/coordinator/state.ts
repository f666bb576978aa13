/**
 * What the transitions share: the graph, the operations, the leases, the run queue, and what the next poll
 * hands out; with the changes that several transitions make.
 *
 * Laws
 * 1. It decides nothing: its methods keep its parts consistent with one another. invariants.ts says what
 *    that means.
 * 2. Whatever happens to an operation marks it for review, and the next poll reviews it.
 * 3. A wave is abandoned in one way, with a reason.
 */
import { RecentMap } from '../exact/recent-map.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { Equalities } from './goals/equalities.js';
import { isFresh } from './leases/belief.js';
import { recomputePriorities } from './operations/kinship.js';
import { EventLog } from './event-log.js';
import { DivisionTable } from './leases/division-table.js';
import { LeaseTable } from './leases/lease-table.js';
import type { OpenLease } from './leases/lease-table.js';
import type { LeaseId } from './leases/lease.js';
import type { Abandonment, Operation } from './operations/operation.js';
import { Budgets } from './operations/budget.js';
import type { BudgetOptions } from './operations/budget.js';
import type { Outcome } from './operations/request.js';
import { OperationIndex } from './operations/operation-index.js';
import { OperationTable } from './operations/operation-table.js';
import { Predictor } from './wave/predictor.js';
import { RunQueue } from './queue/run-queue.js';
import type { Nanoseconds } from './time.js';

/** How many nodes are remembered as preempted. */
const MOST_PREEMPTED = 4096;

export class CoordinatorState {
  readonly graph: Graph;
  /** The incarnation of the session, which its leases carry. */
  readonly incarnation: string;
  readonly log = new EventLog();
  /** What proofs have said of nodes in doubt. Decisions ask it; the wave runner notes what it narrows by them. */
  readonly equalities: Equalities;
  /** Of the session, and of refiners. Settling charges them. */
  readonly budgets: Budgets;
  readonly operations = new OperationTable();
  readonly index = new OperationIndex();
  readonly runQueue = new RunQueue();
  readonly leases = new LeaseTable();
  /** Steps whose parts are leased. */
  readonly divisions = new DivisionTable();
  /** What steps will bring and cost. Settling teaches it, waves ask it. */
  readonly predictor = new Predictor();
  /** How many threads the machine runs at once. */
  readonly cores: number;
  /** Whether leases of lower priority stop for steps that found no slot. */
  readonly preempts: boolean;
  /** By node: how many of its leases were stopped for higher priorities. Of the nodes that were preempted last. */
  readonly preemptions = new RecentMap<NodeId, number>(MOST_PREEMPTED);
  /** How many operations are under way; equal requests count once. Admission and completion keep it. */
  underWay = 0;
  /** Whether the latest poll had more slots than operations with steps for them. The coordinator keeps it. */
  parallel = false;
  /** What the next poll hands out. */
  readonly stop: LeaseId[] = [];
  readonly outcomes: Outcome[] = [];
  /** Operations to review in the next poll, each once. */
  readonly #dirtyOperations: Operation[] = [];
  #reviewed = 0;

  constructor(
    graph: Graph,
    incarnation: string,
    {
      cores = Infinity,
      preemption = true,
      budgets,
    }: {
      readonly cores?: number | undefined;
      readonly preemption?: boolean | undefined;
      readonly budgets?: BudgetOptions | undefined;
    } = {},
  ) {
    this.graph = graph;
    this.incarnation = incarnation;
    this.budgets = new Budgets(graph, budgets);
    this.cores = cores;
    this.preempts = preemption;
    this.equalities = new Equalities(graph);
  }

  /** Something has happened to an operation: the next poll reviews it. */
  markForReview(operation: Operation): void {
    if (operation.dirty || operation.alone || operation.ended) return;
    operation.dirty = true;
    this.#dirtyOperations.push(operation);
  }

  /** Takes out an operation to review. Operations that are marked meanwhile follow in the same round. */
  nextForReview(): Operation | undefined {
    const operation = this.#dirtyOperations[this.#reviewed];
    if (operation === undefined) {
      // Popped one by one: to set the length would give the memory back each time.
      while (this.#dirtyOperations.length > 0) this.#dirtyOperations.pop();
      this.#reviewed = 0;
      return undefined;
    }
    this.#reviewed++;
    operation.dirty = false;
    return operation;
  }

  /**
   * Ends the wave of an operation before its steps are done: the next review decides again. Without a wave
   * only a renumbering is noted, which concerns the next decision as well.
   */
  abandonWave(operation: Operation, reason: Abandonment): void {
    const { pursuit } = operation;
    if (pursuit.wave !== undefined || reason === 'renumbered') pursuit.abandoned = reason;
    pursuit.wave = undefined;
    this.markForReview(operation);
  }

  /** Whether a lease of the present state of a node is open, or its step is divided: its result is worth waiting for. */
  isLeased(node: NodeId): boolean {
    if (this.divisions.of(this.graph, node)?.isComplete === false) return true;
    if (!this.leases.has(node)) return false;
    return this.leases
      .of(node)
      .some(({ lease }) => lease.part === undefined && isFresh(this.graph, lease));
  }

  /** A step is not divided any more: leases of its parts are asked to stop. */
  endDivision(node: NodeId): void {
    this.divisions.end(node);
    this.stopLeases(this.leases.of(node).filter(({ lease }) => lease.part !== undefined));
  }

  /** A step of a node ended without a new state: unless another lease of the node is open, it is ready again. */
  requeue(node: NodeId): void {
    if (this.isLeased(node)) return;
    for (const operation of this.index.of(node)) {
      operation.pursuit.wave?.returned(node);
      this.markForReview(operation);
    }
  }

  /**
   * Asks leases to stop, each once.
   * @param preempted - whether they stop for a step of higher priority.
   */
  stopLeases(entries: readonly OpenLease[], preempted = false): void {
    for (const entry of entries) {
      if (entry.stopping) continue;
      entry.stopping = true;
      entry.preempted = preempted;
      const { node } = entry.lease;
      if (preempted) this.preemptions.set(node, (this.preemptions.get(node) ?? 0) + 1);
      this.stop.push(entry.lease.id);
    }
  }

  /** A relation between operations was added or removed: all priorities follow. */
  recomputePriorities(now: Nanoseconds): void {
    recomputePriorities(this.operations.operations(), (operation, priority) => {
      this.runQueue.reprioritise(operation, priority, now);
    });
  }
}
