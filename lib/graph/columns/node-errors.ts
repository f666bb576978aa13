import type { PincerError } from '../../exact/errors.js';
import type { NodeId } from '../node.js';

/** The errors of nodes, each kept with its node for the roots that need it. */
export class NodeErrors {
  #errors = new Map<NodeId, PincerError>();

  get any(): boolean {
    return this.#errors.size > 0;
  }

  of(node: NodeId): PincerError | undefined {
    return this.#errors.get(node);
  }

  set(node: NodeId, error: PincerError): void {
    this.#errors.set(node, error);
  }

  nodeWith(error: PincerError): NodeId | undefined {
    for (const [node, kept] of this.#errors) if (kept === error) return node;
    return undefined;
  }

  /** @param numbers - the new number of each node, -1 for those that are gone. */
  retain(numbers: Int32Array): void {
    const errors = this.#errors;
    this.#errors = new Map();
    for (const [node, error] of errors) {
      if (numbers[node]! >= 0) this.#errors.set(numbers[node]!, error);
    }
  }
}
