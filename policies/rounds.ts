import type { Log2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { Policy } from './policy.js';

/**
 * D: every refiner steps once a round, and the root is looked at when the round is over.
 * Refiners that leap are asked for twice the bits of the round before.
 */
export class Rounds extends Policy {
  #queue: NodeId[] = [];
  #round = 0;

  protected override looks(): boolean {
    return this.#queue.length === 0 && this.leased.size === 0;
  }

  protected next(): NodeId | undefined {
    if (this.#queue.length === 0) {
      // The round ends with its last step, whatever slots are idle until then.
      if (this.leased.size > 0) return undefined;
      this.#round++;
      this.#queue = this.sources.filter((node) => this.canStep(node));
    }
    return this.#queue.shift();
  }

  protected demandFor(): Log2 {
    return this.#round === 1 ? Infinity : -(2 ** (this.#round + 3));
  }
}

/** F: rounds whose end is not waited for: the root is looked at after every step. */
export class RoundsWithEarlyExit extends Rounds {
  protected override looks(): boolean {
    return true;
  }
}
