/**
 * The records of refiner nodes: one row per refiner, in columns, in the order of the nodes. Fields that few
 * refiners use, for needs, idle steps and dropped states, are kept aside.
 *
 * Laws
 * 1. A row is written by the coordinator alone, when it accepts a state.
 * 2. A new row is that of a refiner before its first step: a state, and zeros.
 * 3. Columns reach as far as rows were read; the zeros beyond take no memory.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Need, Plain } from '../../refiners/refiner.js';
import { FIRST_LENGTH, grown } from './growth.js';
import type { NodeId } from '../node.js';
import { doubles, integers } from './slab.js';

/** The fields that few refiners use. */
export interface Aside {
  behind: number;
  idleSteps: number;
  idleDemand: Log2;
  needs: readonly Need[] | undefined;
}

/** The fields of all other refiners, shared by them. */
const NOTHING: Readonly<Aside> = {
  behind: 0,
  idleSteps: 0,
  idleDemand: Infinity,
  needs: undefined,
};

/** Flags: what a refiner has reported, and whether fields are kept aside. */
export const EXACT = 1;
export const EXHAUSTED = 2;
export const CONDITIONAL = 4;
const ASIDE = 8;

/** The row of combinators, which have no record. */
export const NO_ROW = 0;

export class RefinerRecords {
  /** By node. */
  #rows = integers(FIRST_LENGTH);
  readonly states: Plain[] = [null];
  /** Accepted states. */
  versions = new Uint32Array(1);
  stampTimes = new Float64Array(1);
  /** Numbers of leases, which exceed 2^32 in a session that runs for long. */
  leases = new Float64Array(1);
  gains = new Float64Array(1);
  costs = new Float64Array(1);
  steps = new Uint32Array(1);
  bits = new Uint32Array(1);
  flags = new Uint8Array(1);
  /** The own width that was reported last; NaN for none. */
  ownWidths = new Float64Array(1).fill(NaN);
  /** The widths of the inputs of row r that its last step saw stand from `seenStart[r]` to before `seenStart[r + 1]`. */
  seen = doubles(FIRST_LENGTH);
  seenStart = integers(FIRST_LENGTH + 1);
  readonly #aside = new Map<number, Aside>();

  add(node: NodeId, state: Plain, inputs: number): void {
    const row = this.states.push(state) - 1;
    if (node >= this.#rows.length) this.#rows = grown(this.#rows, node + 1);
    this.#rows[node] = row;
    const start = this.seenStart[row]!;
    if (row + 1 >= this.seenStart.length) this.seenStart = grown(this.seenStart, row + 2);
    if (start + inputs > this.seen.length) this.seen = grown(this.seen, start + inputs);
    this.seenStart[row + 1] = start + inputs;
    this.seen.fill(Infinity, start, start + inputs);
  }

  has(node: NodeId): boolean {
    return (this.#rows[node] ?? NO_ROW) !== NO_ROW;
  }

  /** The row of a refiner; NO_ROW for combinators. */
  rowOf(node: NodeId): number {
    const row = this.#rows[node] ?? NO_ROW;
    if (row >= this.flags.length) this.#reserve();
    return row;
  }

  /** 0 for combinators, and before the first step. */
  versionOf(node: NodeId): number {
    return this.versions[this.#rows[node] ?? NO_ROW] ?? 0;
  }

  setVersion(node: NodeId, version: number): void {
    this.versions[this.rowOf(node)] = version;
  }

  /** The records of these nodes, renumbered in this order. */
  retained(kept: readonly NodeId[]): RefinerRecords {
    const others = new RefinerRecords();
    kept.forEach((old, node) => {
      if (this.has(old)) others.#copy(node, this, this.#rows[old]!);
    });
    return others;
  }

  #copy(node: NodeId, from: RefinerRecords, other: number): void {
    const widths = from.seen.subarray(from.seenStart[other], from.seenStart[other + 1]);
    this.add(node, from.states[other]!, widths.length);
    const row = this.#rows[node]!;
    this.seen.set(widths, this.seenStart[row]);
    if (other >= from.flags.length) return;
    this.#reserve();
    this.versions[row] = from.versions[other]!;
    this.stampTimes[row] = from.stampTimes[other]!;
    this.leases[row] = from.leases[other]!;
    this.gains[row] = from.gains[other]!;
    this.costs[row] = from.costs[other]!;
    this.steps[row] = from.steps[other]!;
    this.bits[row] = from.bits[other]!;
    this.flags[row] = from.flags[other]!;
    this.ownWidths[row] = from.ownWidths[other]!;
    const aside = from.#aside.get(other);
    if (aside !== undefined) this.#aside.set(row, aside);
  }

  /** The fields kept aside for a row, to be read. */
  aside(row: number): Readonly<Aside> {
    return (this.flags[row]! & ASIDE) === 0 ? NOTHING : this.#aside.get(row)!;
  }

  /** The fields kept aside for a row, to be written. */
  setAside(row: number): Aside {
    if (row >= this.flags.length) this.#reserve();
    let aside = this.#aside.get(row);
    if (aside === undefined) {
      aside = { ...NOTHING };
      this.#aside.set(row, aside);
      this.flags[row]! |= ASIDE;
    }
    return aside;
  }

  /** Grows to all rows at once: an operation reads many of them in a row. */
  #reserve(): void {
    const rows = this.states.length;
    const filled = this.ownWidths.length;
    this.ownWidths = grown(this.ownWidths, rows).fill(NaN, filled);
    this.versions = grown(this.versions, rows);
    this.stampTimes = grown(this.stampTimes, rows);
    this.leases = grown(this.leases, rows);
    this.gains = grown(this.gains, rows);
    this.costs = grown(this.costs, rows);
    this.steps = grown(this.steps, rows);
    this.bits = grown(this.bits, rows);
    this.flags = grown(this.flags, rows);
  }
}
