/**
 * What the nodes of a graph are made of, which never changes: kinds, parameters, children and heights.
 *
 * Laws
 * 1. Nodes that are shared and agree in kind, parameters and children are one node.
 * 2. A child's number is smaller than its parent's and its height is smaller too: there are no cycles.
 */
import { CycleError, UnknownKindError } from './errors.js';
import { FIRST_LENGTH, grown, selected } from './columns/growth.js';
import { InternTable, hashText, mix } from './columns/intern-table.js';
import { kindName } from './kind.js';
import type { Kind } from './kind.js';
import type { NodeId } from './node.js';
import { integers } from './columns/slab.js';

/** Stands for the hash of kind and parameters of a node that is never shared. */
const UNSHARED = 0;

/** The nodes of a graph, numbered from 0, with what never changes of them. */
export class Structure {
  #size = 0;
  #edges = 0;
  readonly #kinds: Kind[] = [];
  readonly #kindHashes: number[] = [];
  #table = new InternTable();

  // Per node.
  #kind = integers(FIRST_LENGTH);
  #height = integers(FIRST_LENGTH);
  /** The children of node n are those of the edges from `childStart[n]` to before `childStart[n + 1]`. */
  #childStart = integers(FIRST_LENGTH + 1);
  /** Hash of kind and parameters, where nodes were shared. */
  #identity = integers(FIRST_LENGTH);
  #params: unknown[] = [];

  // Per edge.
  #child = integers(2 * FIRST_LENGTH);

  /** How many nodes there are. */
  get size(): number {
    return this.#size;
  }

  /** How many edges there are from a node to a child. @internal */
  get edges(): number {
    return this.#edges;
  }

  /** Makes a kind known; returns its number. */
  defineKind(kind: Kind): number {
    this.#kinds.push(kind);
    const version = kind.type === 'refiner' ? `@${String(kind.refiner.version)}` : '';
    this.#kindHashes.push(hashText(kindName(kind) + version));
    return this.#kinds.length - 1;
  }

  /** @throws UnknownKindError */
  protected kindNumbered(number: number): Kind {
    const kind = this.#kinds[number];
    if (kind !== undefined) return kind;
    throw new UnknownKindError(
      `Graph: node ${String(this.#size)} is of the unknown kind ${String(number)}`,
    );
  }

  /** The refiner or the combinator of a node. */
  kindOf(node: NodeId): Kind {
    return this.#kinds[this.#kind[node]!]!;
  }

  /** The parameters of its kind that the node was made with. */
  paramsOf(node: NodeId): unknown {
    return this.#params[node];
  }

  /** The longest path from a node down to a leaf: 0 for a leaf. */
  heightOf(node: NodeId): number {
    return this.#height[node]!;
  }

  /** How many children a node has; a child that is used twice counts twice. */
  childCount(node: NodeId): number {
    return this.#childStart[node + 1]! - this.#childStart[node]!;
  }

  /** The child at a position, from 0. */
  childAt(node: NodeId, position: number): NodeId {
    return this.#child[this.#childStart[node]! + position]!;
  }

  /** The children of a node, in the order of its inputs. */
  childrenOf(node: NodeId): Int32Array {
    return this.#child.subarray(this.#childStart[node], this.#childStart[node + 1]);
  }

  /** The edge to the first child of a node; those to the others follow it. @internal */
  firstEdge(node: NodeId): number {
    return this.#childStart[node]!;
  }

  /** The child that an edge leads to. @internal */
  childOfEdge(edge: number): NodeId {
    return this.#child[edge]!;
  }

  /** Heights and children, by node and by edge. @internal */
  get columns(): { height: Int32Array; childStart: Int32Array; child: Int32Array } {
    return { height: this.#height, childStart: this.#childStart, child: this.#child };
  }

  /** The shared node of this kind, parameters and children, if there is one. */
  protected find(
    kind: number,
    paramsHash: number,
    children: readonly NodeId[],
    sameParams: (other: unknown) => boolean,
  ): NodeId | undefined {
    return this.#table.find(hashed(this.#identityOf(kind, paramsHash), children), (node) => {
      if (this.#kind[node] !== kind || !this.#hasChildren(node, children)) return false;
      return sameParams(this.#params[node]);
    });
  }

  /**
   * A new node.
   * @param paramsHash - a hash of the parameters; undefined where it is never to be found.
   * @throws CycleError where a child does not exist yet.
   */
  protected append(
    kind: number,
    params: unknown,
    children: readonly NodeId[],
    paramsHash: number | undefined,
  ): NodeId {
    const node = this.#size;
    let height = 0;
    for (const child of children) {
      if (!(child >= 0 && child < node)) {
        throw new CycleError(
          `Graph: child ${String(child)} of node ${String(node)} does not exist yet`,
        );
      }
      height = Math.max(height, this.#height[child]! + 1);
    }
    this.#reserve(node + 1, this.#edges + children.length);
    for (const child of children) this.#child[this.#edges++] = child;
    this.#size = node + 1;
    this.#childStart[node + 1] = this.#edges;
    this.#kind[node] = kind;
    this.#height[node] = height;
    this.#params.push(params);
    if (paramsHash !== undefined) this.#share(node, this.#identityOf(kind, paramsHash), children);
    return node;
  }

  /**
   * Keeps these nodes and renumbers them; they stand children before parents and are closed under children.
   * @returns the new number of each node; -1 for the others.
   */
  protected renumber(kept: readonly NodeId[]): Int32Array {
    const renumbered = new Int32Array(this.#size).fill(-1);
    const { childStart, child } = this.columns;
    const identity = this.#identity;
    const params = this.#params;
    this.#kind = selected(this.#kind, kept);
    this.#height = selected(this.#height, kept);
    this.#identity = new Int32Array(kept.length);
    this.#params = kept.map((node) => params[node]);
    this.#size = kept.length;
    this.#childStart = new Int32Array(kept.length + 1);
    kept.forEach((old, node) => {
      const children = childStart[old + 1]! - childStart[old]!;
      this.#childStart[node + 1] = this.#childStart[node]! + children;
    });
    this.#edges = this.#childStart[kept.length]!;
    this.#child = new Int32Array(this.#edges);
    this.#table = new InternTable();
    kept.forEach((old, node) => {
      renumbered[old] = node;
      const children = child.subarray(childStart[old], childStart[old + 1]);
      this.#child.set(
        children.map((each) => renumbered[each]!),
        this.#childStart[node],
      );
      if (identity[old] !== UNSHARED) this.#share(node, identity[old]!, this.childrenOf(node));
    });
    return renumbered;
  }

  #share(node: NodeId, identity: number, children: Iterable<NodeId>): void {
    this.#identity[node] = identity;
    this.#table.add(hashed(identity, children), node);
  }

  #identityOf(kind: number, paramsHash: number): number {
    const identity = mix(this.#kindHashes[kind]!, paramsHash);
    return identity === UNSHARED ? 1 : identity;
  }

  #hasChildren(node: NodeId, children: readonly NodeId[]): boolean {
    const start = this.#childStart[node]!;
    if (this.#childStart[node + 1]! - start !== children.length) return false;
    for (let i = 0; i < children.length; i++) {
      if (this.#child[start + i] !== children[i]) return false;
    }
    return true;
  }

  #reserve(nodes: number, edges: number): void {
    if (nodes > this.#kind.length) {
      this.#kind = grown(this.#kind, nodes);
      this.#height = grown(this.#height, nodes);
      this.#identity = grown(this.#identity, nodes);
    }
    if (nodes >= this.#childStart.length) this.#childStart = grown(this.#childStart, nodes + 1);
    if (edges > this.#child.length) this.#child = grown(this.#child, edges);
  }
}

function hashed(identity: number, children: Iterable<NodeId>): number {
  let hash = identity;
  for (const child of children) hash = mix(hash, child);
  return hash;
}
