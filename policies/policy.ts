/**
 * The other ways of scheduling, behind the same port as the library's coordinator, for comparison: in benches, and in
 * the playground.
 *
 * Laws
 * 1. Each serves one request on one graph. They differ in who steps next, how narrow it is asked to become, and when
 *    the root is looked at.
 * 2. A node is leased once at a time, whatever the number of slots. A lease that was lost is handed out again.
 * 3. A goal that no further lease can meet ends as partial, once no lease is out; so does one that takes too many.
 * 4. Another request on the same graph goes on from what is proven.
 */
import { acceptState, stampOf } from '#lib/coordinator/leases/belief.js';
import { judge } from '#lib/coordinator/goals/verdict.js';
import { isFinite } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '#lib/exact/enclosure/enclosure.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { Cone } from '#lib/graph/cone.js';
import type { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { sensitivities } from '#lib/graph/sensitivities.js';
import type { Plain, StepResult } from '#lib/refiners/refiner.js';
import type {
  Decided,
  Lease,
  Nanoseconds,
  Outcome,
  Port,
  OperationRequest,
  Settlement,
  Slot,
} from './port.js';

const MOST_LEASES = 200_000;

/** How fine combinators round, in bits below the allowance: fine enough never to be what limits. */
const GRID_BELOW = 24;

export abstract class Policy implements Port {
  /** Of its leases, which hosts of several runs tell apart by it. */
  incarnation = 'policy';
  protected readonly graph: Graph;
  protected request!: OperationRequest;
  protected cone!: Cone;
  /** The refiner nodes of the request, children before parents. */
  protected sources: NodeId[] = [];
  /** The nodes whose leases are out. */
  protected readonly leased = new Set<NodeId>();
  readonly #most: number;
  /** Of the request under way, and of all requests. */
  #leases = 0;
  #issued = 0;
  /** The nodes whose leases were lost, with the number of times. */
  readonly #lost = new Map<NodeId, number>();
  #toRepeat: NodeId[] = [];
  /** The finest grid that was asked of combinators. */
  #grid = Infinity;

  /** @param most - the most leases of a request. */
  constructor(graph: Graph, most = MOST_LEASES) {
    this.graph = graph;
    this.#most = most;
  }

  /**
   * The next node to step, which is not leased; undefined when nothing is left to do before a lease comes back. Called
   * until the goal is met.
   */
  protected abstract next(): NodeId | undefined;

  /** How narrow a node is asked to become. */
  protected abstract demandFor(node: NodeId): Log2;

  /** Whether the root is looked at now. */
  protected looks(): boolean {
    return true;
  }

  /** Takes a result in. */
  protected accept(lease: Lease, result: StepResult, now: Nanoseconds): void {
    this.graph.narrow(lease.node, result.bounds);
    acceptState(this.graph, lease, result, 1, now);
    this.graph.flush();
  }

  /** Called once, when the request is known. */
  protected begin(): void {
    // Most have nothing to prepare.
  }

  admit(request: OperationRequest): number {
    const { graph } = this;
    this.request = request;
    this.cone = coneOf(graph, [request.root]);
    for (const node of this.cone) graph.activate(node);
    this.sources = [...this.cone].filter((node) => graph.isRefiner(node));
    graph.flush();
    this.#leases = 0;
    this.#toRepeat = [];
    this.#grid = Infinity;
    this.begin();
    return 1;
  }

  read(node: NodeId): Enclosure {
    return this.graph.boundsOf(node);
  }

  poll(slots: readonly Slot[], now: Nanoseconds): Decided {
    this.refineGrids();
    if (this.looks() && this.isMet()) return { run: [], outcomes: [this.#outcome('met', now)] };
    const run = [];
    for (const slot of slots) {
      const node = this.#leases < this.#most ? (this.#toRepeat.shift() ?? this.next()) : undefined;
      if (node === undefined) break;
      run.push({ slot, lease: this.#cut(node) });
    }
    if (this.leased.size > 0 || slots.length === 0) return { run, outcomes: [] };
    return { run, outcomes: [this.#outcome(this.isMet() ? 'met' : 'partial', now)] };
  }

  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    const { node } = lease;
    this.leased.delete(node);
    if (settlement.kind === 'failed')
      throw new Error(`Policy: a step failed: ${settlement.error.message}`);
    const isAnswer = settlement.kind === 'result' || settlement.kind === 'stopped';
    const result = isAnswer ? settlement.result : undefined;
    if (result !== undefined) return this.accept(lease, result, now);
    this.#lost.set(node, (this.#lost.get(node) ?? 0) + 1);
    this.#toRepeat.push(node);
  }

  /** How a request ends that nobody waits for any more. */
  interrupted(now: Nanoseconds): Outcome {
    return { ...this.#outcome('partial', now), reason: 'aborted' };
  }

  protected isMet(): boolean {
    return this.verdict().met;
  }

  /** Log2 of the width that the goal permits now; Infinity while nothing is bounded. */
  protected get allowance(): Log2 {
    return isFinite(this.graph.boundsOf(this.request.root)) ? this.verdict().allowance : Infinity;
  }

  protected verdict(): ReturnType<typeof judge> {
    const { goal, exact, root } = this.request;
    return judge(goal, this.graph.boundsOf(root), exact);
  }

  /** Whether a node can step now. */
  protected canStep(node: NodeId): boolean {
    return !this.leased.has(node) && this.graph.recordOf(node)!.done === undefined;
  }

  /** By source: log2 of an upper bound of how much it widens the root. */
  protected slopes(): Map<NodeId, Log2> {
    const positions = new ConePositions(this.cone);
    const { ofNode } = sensitivities(
      this.graph,
      this.cone,
      positions,
      this.request.root,
      this.allowance,
    );
    return new Map(this.sources.map((node) => [node, ofNode[positions.of(node)]!]));
  }

  /** Rounds combinators so finely that rounding never limits. */
  protected refineGrids(): void {
    const grid = Math.floor(this.allowance) - GRID_BELOW;
    if (!Number.isFinite(grid) || grid >= this.#grid) return;
    this.#grid = grid;
    for (const node of this.cone) {
      if (!this.graph.isRefiner(node) && this.graph.gridOf(node) > grid) {
        this.graph.setGrid(node, grid);
      }
    }
    this.graph.flush();
  }

  #cut(node: NodeId): Lease {
    const { graph } = this;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner') throw new Error('Policy: a combinator takes no lease');
    const { name, version } = kind.refiner;
    this.#leases++;
    this.leased.add(node);
    return {
      id: ++this.#issued,
      incarnation: this.incarnation,
      node,
      stamp: stampOf(graph, node),
      refiner: { name, version },
      params: graph.paramsOf(node) as Plain,
      state: graph.recordOf(node)!.state,
      bounds: graph.boundsOf(node),
      inputs: graph.inputsOf(node),
      demand: { width: this.demandFor(node) },
      quantum: { steps: 1 },
      predictedCost: 1,
      attempt: this.#lost.get(node) ?? 0,
      epoch: 0,
    };
  }

  #outcome(status: 'met' | 'partial', now: Nanoseconds): Outcome {
    const { root } = this.request;
    return {
      operation: 1,
      root,
      epoch: 0,
      status,
      reason: status === 'met' ? null : 'exhausted',
      bounds: this.graph.boundsOf(root),
      statistics: { steps: this.#leases, stale: 0, retries: 0, cost: 0, charged: 0, elapsed: now },
    };
  }
}
