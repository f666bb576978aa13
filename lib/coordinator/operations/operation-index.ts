import type { NodeId } from '../../graph/node.js';
import type { Operation } from './operation.js';

const NOBODY: readonly Operation[] = [];

/**
 * Which operations have a refiner in their cone, by node, so that a step touches only the operations that
 * want it. Combinators are left out, as they are never leased.
 *
 * Law
 * An operation is in the index, for each refiner of its cone, from its admission to its end.
 */
export class OperationIndex {
  /** By node: the only operation that wants it, or several in the order of their admission. */
  readonly #wanting: (Operation | Operation[] | undefined)[] = [];

  /** A list of one, used again while the same operation is asked for. */
  #single: readonly Operation[] = NOBODY;

  add(node: NodeId, operation: Operation): void {
    // Filled up to the node: the array stays dense.
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

  /** The first operation of the highest priority among those that want a node. */
  highestOf(node: NodeId): Operation | undefined {
    let highest: Operation | undefined;
    for (const operation of this.of(node)) {
      const { priority } = operation.scheduling;
      if (priority > (highest?.scheduling.priority ?? 0)) highest = operation;
    }
    return highest;
  }

  /** The operations that want a node. The list belongs to the index: copy it before operations end. */
  of(node: NodeId): readonly Operation[] {
    const wanting = this.#wanting[node];
    if (wanting === undefined) return NOBODY;
    if (Array.isArray(wanting)) return wanting;
    // Most often the same operation as in the last call.
    if (this.#single[0] !== wanting) this.#single = [wanting];
    return this.#single;
  }
}
