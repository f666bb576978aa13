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

  /** What voids bounds stays: a failure that comes after it would let them count again. */
  set(node: NodeId, error: PincerError): void {
    if (!this.of(node)?.voids) this.#errors.set(node, error);
  }

  nodeWith(error: PincerError): NodeId | undefined {
    return [...this.#errors.keys()].find((node) => this.of(node) === error);
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
