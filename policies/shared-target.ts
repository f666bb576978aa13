import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Log2 } from '#lib/exact/enclosure/enclosure.js';
import type { NodeId } from '#lib/graph/node.js';
import { Policy } from './policy.js';

const MOST_HALVINGS = 4096;

/**
 * B: one precision for all. Every refiner steps until it is as narrow as the root is to be; while that
 * is not enough the target is halved for all of them.
 */
export class SharedTarget extends Policy {
  #halvings = 0;
  #turn = 0;

  protected get target(): Log2 {
    return this.allowance - this.#halvings;
  }

  /** How narrow this one is to be. */
  protected targetOf(_node: NodeId): Log2 {
    return this.target;
  }

  /** Called when the targets have become narrower. */
  protected tightened(): void {
    // One number says it all.
  }

  protected demandFor(node: NodeId): Log2 {
    return this.graph.recordOf(node)!.steps === 0 ? Infinity : this.targetOf(node);
  }

  protected next(): NodeId | undefined {
    const able = this.sources.filter((node) => this.canStep(node));
    if (able.length === 0) return undefined;
    // The target falls by a bit each time, so at last somebody is above it.
    for (let halving = 0; halving < MOST_HALVINGS; halving++) {
      for (let i = 0; i < able.length; i++) {
        const node = able[(this.#turn + i) % able.length]!;
        if (!this.#wants(node)) continue;
        this.#turn = (this.#turn + i + 1) % able.length;
        return node;
      }
      // While a lease is out nobody knows yet whether the target is narrow enough.
      if (this.leased.size > 0) break;
      this.#halvings++;
      this.tightened();
    }
    return undefined;
  }

  #wants(node: NodeId): boolean {
    const record = this.graph.recordOf(node)!;
    if (record.steps === 0) return true;
    // A function looks again when its inputs have moved, as its own width tells nothing of theirs.
    const moved = record.seenWidths.some(
      (seen, i) => widthLog2(this.graph.boundsOf(this.graph.childAt(node, i))) < seen,
    );
    const width = widthLog2(this.graph.boundsOf(node));
    if (this.graph.childCount(node) === 0) return width > this.targetOf(node);
    return (record.ownWidth ?? width) > this.targetOf(node) || (moved && !this.#anyBelow(node));
  }

  /** Whether an input is still on its way to its target. */
  #anyBelow(node: NodeId): boolean {
    for (const child of this.graph.childrenOf(node)) {
      const record = this.graph.recordOf(child);
      if (record === undefined || !this.canStep(child)) continue;
      if (widthLog2(this.graph.boundsOf(child)) > this.targetOf(child)) return true;
    }
    return false;
  }
}
