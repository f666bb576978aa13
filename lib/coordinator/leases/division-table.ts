/**
 * Steps that are divided: their parts are leased one by one, then the step once more with the values of all.
 *
 * Laws
 * 1. A division belongs to one state of one node. It ends when that state is left behind, or when a part of it is lost,
 *    stopped or fails: then the step is leased whole.
 * 2. The step is run again from the snapshot that it was run from before, so it asks for the same parts.
 * 3. While parts are to be leased or are out, the step is not leased.
 */
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';
import { isFresh } from './belief.js';
import type { Lease, PartValues } from './lease.js';
import { FORGOTTEN } from './lease-table.js';

/** A step that is divided. */
export class Division {
  /** The snapshot that the step had read when it asked for parts. */
  lease: Lease;
  /** What was asked for and computed before. */
  readonly done: PartValues[];
  #parts: readonly Plain[] = [];
  #values: (Plain | undefined)[] = [];
  #issued = 0;
  #missing = 0;

  constructor(lease: Lease) {
    const snapshot: { -readonly [Field in keyof Lease]: Lease[Field] } = { ...lease };
    // What belongs to the message that it came in.
    delete snapshot.then;
    delete snapshot.after;
    delete snapshot.divisible;
    delete snapshot.values;
    this.lease = snapshot;
    this.done = [...(lease.values ?? [])];
  }

  /** The step asks for these parts. */
  ask(parts: readonly Plain[]): void {
    this.#parts = parts;
    this.#values = parts.map(() => undefined);
    this.#issued = 0;
    this.#missing = parts.length;
  }

  /** Whether all values are there, so that the step is to be run again. */
  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /** The next part to lease; undefined where all are out or done. */
  get next(): Plain | undefined {
    return this.#parts[this.#issued];
  }

  /** The next part is leased. */
  issued(): void {
    this.#issued++;
  }

  /** The value of a part has come. */
  bring(part: Plain, value: Plain): void {
    const at = this.#parts.indexOf(part);
    if (at < 0 || this.#values[at] !== undefined) return;
    this.#values[at] = value;
    if (--this.#missing > 0) return;
    this.done.push({ parts: this.#parts, values: this.#values as readonly Plain[] });
    this.#parts = [];
    this.#values = [];
  }
}

export class DivisionTable {
  readonly #divisions = new Map<NodeId, Division>();

  /** A lease was answered with parts. */
  begin(lease: Lease, parts: readonly Plain[]): void {
    const division = new Division(lease);
    division.ask(parts);
    this.#divisions.set(lease.node, division);
  }

  /** The division of the present state of a node. */
  of(graph: Graph, node: NodeId): Division | undefined {
    if (this.#divisions.size === 0) return undefined;
    const division = this.#divisions.get(node);
    return division !== undefined && isFresh(graph, division.lease) ? division : undefined;
  }

  end(node: NodeId): void {
    if (this.#divisions.size > 0) this.#divisions.delete(node);
  }

  /** Ends those of nodes that nobody wants. */
  retain(isWanted: (node: NodeId) => boolean): void {
    for (const node of this.#divisions.keys()) if (!isWanted(node)) this.#divisions.delete(node);
  }

  /** The nodes with a part that is to be leased. */
  waiting(): readonly NodeId[] {
    if (this.#divisions.size === 0) return NONE;
    return [...this.#divisions].filter(([, { next }]) => next !== undefined).map(([node]) => node);
  }

  /** @param numbers - the new number of each node; -1 for an evicted node. */
  renumber(numbers: Int32Array, epoch: number): void {
    const before = [...this.#divisions];
    this.#divisions.clear();
    for (const [old, division] of before) {
      const node = numbers[old] ?? FORGOTTEN;
      if (node === FORGOTTEN) continue;
      division.lease = { ...division.lease, node, epoch };
      this.#divisions.set(node, division);
    }
  }
}

const NONE: readonly NodeId[] = [];
