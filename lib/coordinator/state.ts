/**
 * What the parts of the coordinator share: the graph, the operations, the leases that are out, and
 * what the next poll is to hand out. Together with the few moves that several of them make.
 *
 * Laws
 * 1. It decides nothing: its moves keep its members in step with one another, no more.
 * 2. The parts stand in one order, each calls those before it only, and they meet here: dependants,
 *    endings, retries, settling; pursuit and leasing; hedging, standing back and serving.
 * 3. An operation is in the register and, for each refiner of its cone, in the index from its
 *    admission to its end, and never after.
 */
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { isFresh } from './leases/belief.js';
import { inheritAnew } from './operations/inheritance.js';
import { EventLog } from './event-log.js';
import { LeaseTable } from './leases/lease-table.js';
import type { OpenLease } from './leases/lease-table.js';
import type { LeaseId, Nanoseconds } from './leases/lease.js';
import type { Operation, Outcome } from './operations/operation.js';
import { OperationIndex } from './operations/operation-index.js';
import { OperationTable } from './operations/operation-table.js';
import { Predictor } from './wave/predictor.js';
import { Sleepers } from './transitions/sleepers.js';
import { RunQueue } from './queue/run-queue.js';

export class CoordinatorState {
  readonly graph: Graph;
  readonly log: EventLog;
  readonly register: OperationTable;
  readonly index = new OperationIndex();
  readonly turns = new RunQueue();
  readonly leases = new LeaseTable();
  /**
   * How often the present step of a node was lost or overtaken, 0 where it was lost with others in its message;
   * kept by retries and settling.
   */
  readonly attempts = new Map<NodeId, number>();
  /** What steps will bring and cost, as it seems; taught by settling, asked by waves. */
  readonly predictor = new Predictor();
  /** Nodes that wait after such a loss; kept by retries. */
  readonly sleepers = new Sleepers();
  /** Operations to look at in the next poll: new, or touched by what came back. Emptied by pursuit. */
  readonly attended: Operation[] = [];
  /** Operations that have not ended: equal requests count once. */
  underWay = 0;
  /** Whether there were more places than operations with steps for them in the last poll; kept by the coordinator. */
  parallel = false;
  /** What the next poll hands out. */
  readonly stop: LeaseId[] = [];
  readonly outcomes: Outcome[] = [];

  /** @param retainedOperations - how many ended operations can still be asked for. */
  constructor(graph: Graph, observed: boolean, retainedOperations: number) {
    this.graph = graph;
    this.log = new EventLog(observed);
    this.register = new OperationTable(retainedOperations);
  }

  /** Something has happened to an operation: it is looked at in the next poll. */
  attend(operation: Operation): void {
    if (operation.attended || operation.alone || operation.ended) return;
    operation.attended = true;
    this.attended.push(operation);
  }

  /** Whether a lease of the present state of a node is out: its answer is worth waiting for. */
  isLeased(node: NodeId): boolean {
    if (!this.leases.has(node)) return false;
    return this.leases.of(node).some(({ lease }) => isFresh(this.graph, lease));
  }

  /** A node can be leased again, where nothing is out for it. */
  giveBack(node: NodeId): void {
    if (this.isLeased(node)) return;
    for (const operation of this.index.of(node)) {
      operation.wave?.returned(node);
      this.attend(operation);
    }
  }

  /** Leases that are needed no more are told to stop, once each. */
  stopLeases(entries: readonly OpenLease[]): void {
    for (const entry of entries) {
      if (entry.stopping) continue;
      entry.stopping = true;
      this.stop.push(entry.lease.id);
    }
  }

  /** Who inherits from whom has changed: all priorities follow. */
  inheritAnew(now: Nanoseconds): void {
    inheritAnew(this.register.operations(), (operation, priority) => {
      this.turns.reprioritise(operation, priority, now);
    });
  }
}
