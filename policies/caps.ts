import type { Log2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { SharedTarget } from './shared-target.js';

/**
 * E: a cap for each refiner, from how strongly it moves the root: an even share of the allowance.
 * While that is not enough all caps are halved.
 */
export class Caps extends SharedTarget {
  #slopes = new Map<NodeId, Log2>();

  protected override targetOf(node: NodeId): Log2 {
    if (!this.#slopes.has(node) || this.#isVague(node)) this.#slopes = this.slopes();
    return this.target - Math.log2(this.sources.length) - (this.#slopes.get(node) ?? 0);
  }

  protected override tightened(): void {
    this.#slopes = this.slopes();
  }

  /** Before there are bounds there is no slope either. */
  #isVague(node: NodeId): boolean {
    return !Number.isFinite(this.#slopes.get(node));
  }
}
