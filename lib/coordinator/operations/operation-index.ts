import type { NodeId } from '../../graph/node.js';
import type { Operation } from './operation.js';

const NOBODY: readonly Operation[] = [];

/**
 * Which operations have a refiner in their cone, by node: kept at admission and at the end, so that a
 * step asks only those that want it. Combinators are left out: nobody leases them.
 */
export class OperationIndex {
  /** One operation or, where several want a node, those in the order of their admission. */
  readonly #wanting: (Operation | Operation[] | undefined)[] = [];

  #alone: readonly Operation[] = NOBODY;

  add(node: NodeId, operation: Operation): void {
    // Filled up to the node, so that the array stays dense.
    while (this.#wanting.length <= node) this.#wanting.push(undefined);
    const before = this.#wanting[node];
    if (before === undefined) this.#wanting[node] = operation;
    else if (Array.isArray(before)) before.push(operation);
    else this.#wanting[node] = [before, operation];
  }

  clear(): void {
    this.#wanting.length = 0;
  }

  remove(node: NodeId, operation: Operation): void {
    const before = this.#wanting[node];
    if (before === operation) this.#wanting[node] = undefined;
    if (!Array.isArray(before)) return;
    const index = before.indexOf(operation);
    if (index < 0) return;
    if (before.length > 2) before.splice(index, 1);
    else this.#wanting[node] = before[1 - index];
  }

  /** Of those that want a node, the first of the highest priority. */
  highestOf(node: NodeId): Operation | undefined {
    let highest: Operation | undefined;
    for (const operation of this.of(node)) {
      if (operation.priority > (highest?.priority ?? 0)) highest = operation;
    }
    return highest;
  }

  /** Those that want a node. The list is the index's own: copy it before operations end. */
  of(node: NodeId): readonly Operation[] {
    const wanting = this.#wanting[node];
    if (wanting === undefined) return NOBODY;
    if (Array.isArray(wanting)) return wanting;
    // Most often the same one again.
    if (this.#alone[0] !== wanting) this.#alone = [wanting];
    return this.#alone;
  }
}
