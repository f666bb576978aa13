/**
 * The other ways of scheduling, behind the same port as the library's coordinator, for comparison.
 * Each serves one request on one graph; what they differ in is who steps next, how narrow it is asked
 * to become, and when the root is looked at.
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
} from '../engine/port.js';

const MOST_LEASES = 200_000;

/** How fine combinators round, in bits below the allowance: fine enough never to be what limits. */
const GRID_BELOW = 24;

export abstract class Policy implements Port {
  protected readonly graph: Graph;
  protected request!: OperationRequest;
  protected cone!: Cone;
  /** The refiner nodes of the request, children before parents. */
  protected sources: NodeId[] = [];
  #leases = 0;
  /** The finest grid that was asked of combinators. */
  #grid = Infinity;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** The next node to step; undefined when nothing is left to do. Called until the goal is met. */
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
    const node = this.#leases++ < MOST_LEASES ? this.next() : undefined;
    if (node === undefined) {
      const status = this.isMet() ? 'met' : 'partial';
      return { run: [], outcomes: [this.#outcome(status, now)] };
    }
    return { run: [{ slot: slots[0]!, lease: this.#cut(node) }], outcomes: [] };
  }

  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    if (settlement.kind !== 'result')
      throw new Error(`Policy: a lease ended as ${settlement.kind}`);
    this.accept(lease, settlement.result, now);
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

  /** Whether a node can step at all. */
  protected canStep(node: NodeId): boolean {
    const { done } = this.graph.recordOf(node)!;
    return done === undefined;
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
    return {
      id: this.#leases,
      incarnation: 'bench',
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
      attempt: 0,
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
