/**
 * Ways to split a root's allowance over refiners that leap. Otherwise all do as the library does:
 * a first look at everything, then one leap each, inputs before functions; where that is not enough,
 * everything again at one bit more.
 */
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Log2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { Policy } from '#policies/policy.js';

abstract class Split extends Policy {
  #demands: Map<NodeId, Log2> | undefined;
  #queue: NodeId[] = [];
  #tightened = 0;

  /** Log2 of each source's share of the allowance. */
  protected abstract shares(): Map<NodeId, Log2>;

  protected override looks(): boolean {
    return this.sources.every((node) => this.graph.recordOf(node)!.steps > 0);
  }

  protected next(): NodeId | undefined {
    const fresh = this.sources.find((node) => this.graph.recordOf(node)!.steps === 0);
    if (fresh !== undefined) return fresh;
    if (this.#queue.length === 0) {
      this.#plan();
      this.#queue = this.sources.filter((node) => this.canStep(node) && this.#isAbove(node));
    }
    return this.#queue.shift();
  }

  protected demandFor(node: NodeId): Log2 {
    return this.#demands?.get(node) ?? Infinity;
  }

  #plan(): void {
    const slopes = this.slopes();
    const shares = this.shares();
    this.#demands = new Map(
      this.sources.map((node) => [
        node,
        this.allowance - this.#tightened + shares.get(node)! - slopes.get(node)!,
      ]),
    );
    this.#tightened++;
  }

  #isAbove(node: NodeId): boolean {
    if (this.graph.childCount(node) > 0) return true;
    return widthLog2(this.graph.boundsOf(node)) > this.demandFor(node);
  }
}

/** The factor of old by which each level of the graph divided its epsilon. */
export const EPSILON_SPLIT_FACTOR = 16;

/** Every level of the graph divides what it has by a factor: 2 is equal halves. */
export class SplitByLevel extends Split {
  readonly #factor: Log2;

  constructor(graph: Policy['graph'], factor: number) {
    super(graph);
    this.#factor = Math.log2(factor);
  }

  protected shares(): Map<NodeId, Log2> {
    // The cone has children before parents; from the root down each node's least depth is known first.
    const depths = new Map<NodeId, number>([[this.request.root, 0]]);
    for (const node of [...this.cone].reverse()) {
      const depth = depths.get(node)!;
      for (const child of this.graph.childrenOf(node)) {
        depths.set(child, Math.min(depths.get(child) ?? Infinity, depth + 1));
      }
    }
    return new Map(this.sources.map((node) => [node, -depths.get(node)! * this.#factor]));
  }
}

/** The same share for everyone. */
export class FlatSplit extends Split {
  protected shares(): Map<NodeId, Log2> {
    const share = -Math.log2(this.sources.length);
    return new Map(this.sources.map((node) => [node, share]));
  }
}

/** Shares in proportion to what a bit more costs: where bits are dear fewer are asked for. */
export class MarginalSplit extends Split {
  protected shares(): Map<NodeId, Log2> {
    // A first look costs what its bits cost, so its price stands for that of one more.
    const prices = this.sources.map((node) => this.graph.recordOf(node)!.cost);
    const total = prices.reduce((a, b) => a + b, 0);
    return new Map(this.sources.map((node, i) => [node, Math.log2(prices[i]! / total)]));
  }
}
