/**
 * The edges from children to parents, which exist for the nodes of active cones only: one for each
 * (parent, child position), with the number that the edge to the child has in the structure.
 *
 * Laws
 * 1. The parent edges of a child are a doubly linked list: linking and unlinking take O(1) per edge.
 * 2. The columns reach as far as the graph did when nodes were last activated: nodes that were never in an
 *    active cone may take nothing here. Entries beyond are zeros, which stand for no edge.
 */
import { grown } from './growth.js';
import type { NodeId } from '../node.js';
import type { Structure } from '../structure.js';

export class ParentEdges {
  readonly #structure: Structure;

  // Per node: in how many active cones it is, and its first parent edge. Links hold edge + 1.
  #active = new Int32Array(0);
  #first = new Int32Array(0);

  // Per edge.
  #parent = new Int32Array(0);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  /** Counts one more cone that the node is in, and links its edges for the first. Returns whether it was the first. */
  activate(node: NodeId): boolean {
    const end = this.#structure.firstEdge(node + 1);
    if (node >= this.#active.length || end > this.#parent.length) this.#reserve();
    if (this.#active[node]!++ > 0) return false;
    for (let edge = this.#structure.firstEdge(node); edge < end; edge++) {
      const child = this.#structure.childOfEdge(edge);
      const first = this.#first[child]!;
      this.#parent[edge] = node;
      this.#next[edge] = first;
      this.#previous[edge] = 0;
      if (first > 0) this.#previous[first - 1] = edge + 1;
      this.#first[child] = edge + 1;
    }
    return true;
  }

  /** Counts one cone less that the node is in, and unlinks its edges after the last. Returns whether it was the last. */
  deactivate(node: NodeId): boolean {
    if (--this.#active[node]! > 0) return false;
    const end = this.#structure.firstEdge(node + 1);
    for (let edge = this.#structure.firstEdge(node); edge < end; edge++) {
      const next = this.#next[edge]!;
      const previous = this.#previous[edge]!;
      if (next > 0) this.#previous[next - 1] = previous;
      if (previous > 0) this.#next[previous - 1] = next;
      else this.#first[this.#structure.childOfEdge(edge)] = next;
    }
    return true;
  }

  isActive(node: NodeId): boolean {
    return (this.#active[node] ?? 0) > 0;
  }

  /**
   * The edges of these nodes, which the structure has renumbered; a node of an active cone comes with its
   * children.
   */
  retained(kept: readonly NodeId[]): ParentEdges {
    const few = new ParentEdges(this.#structure);
    kept.forEach((old, node) => {
      const cones = this.#active[old] ?? 0;
      if (cones === 0) return;
      few.activate(node);
      few.#active[node] = cones;
    });
    return few;
  }

  /** Calls `visit` for each parent edge of a node. */
  forEach(node: NodeId, visit: (parent: NodeId) => void): void {
    for (let link = this.#first[node] ?? 0; link > 0; link = this.#next[link - 1]!) {
      visit(this.#parent[link - 1]!);
    }
  }

  /** Grows to the whole graph at once: a first operation reaches many nodes in a row. */
  #reserve(): void {
    const { size, edges } = this.#structure;
    this.#active = grown(this.#active, size);
    this.#first = grown(this.#first, size);
    this.#parent = grown(this.#parent, edges);
    this.#next = grown(this.#next, edges);
    this.#previous = grown(this.#previous, edges);
  }
}
