/**
 * What the graph remembers of refiner nodes besides their bounds: a row for each, in columns. What few
 * of them have, as few have inputs, bring nothing or lose their state, is kept aside.
 *
 * Laws
 * 1. A row is written by the coordinator alone, when it accepts a state.
 * 2. A new row is that of a refiner before its first step.
 */
import type { Log2 } from '../exact/enclosure.js';
import type { Need, Plain } from '../refiners/refiner.js';
import { grown } from './growth.js';

/** What few refiners have. */
export interface Aside {
  behind: number;
  idleSteps: number;
  idleDemand: Log2;
  ownWidth: Log2 | undefined;
  seenWidths: Float64Array;
  needs: readonly Need[] | undefined;
}

/** What the others have in its place; all share it, as even an empty typed array takes a hundred bytes. */
const NOTHING: Readonly<Aside> = {
  behind: 0,
  idleSteps: 0,
  idleDemand: Infinity,
  ownWidth: undefined,
  seenWidths: new Float64Array(0),
  needs: undefined,
};

/** What a refiner said of itself, and whether something is kept aside. */
export const EXACT = 1;
export const EXHAUSTED = 2;
export const CONDITIONAL = 4;
const ASIDE = 8;

export class RefinerRecords {
  readonly states: Plain[] = [];
  stampTimes = new Float64Array(16);
  /** Numbers of leases: beyond 2^32 in a long life. */
  leases = new Float64Array(16);
  gains = new Float64Array(16);
  costs = new Float64Array(16);
  steps = new Uint32Array(16);
  bits = new Uint32Array(16);
  flags = new Uint8Array(16);
  readonly #aside = new Map<number, Aside>();

  /** A new row; gives its number. */
  add(state: Plain, inputs: number): number {
    const row = this.states.push(state) - 1;
    if (row >= this.flags.length) this.#reserve(row + 1);
    if (inputs > 0) this.setAside(row).seenWidths = new Float64Array(inputs).fill(Infinity);
    return row;
  }

  /** A row that is a copy of one of other records. */
  copy(from: RefinerRecords, other: number): number {
    const row = this.add(from.states[other]!, 0);
    this.stampTimes[row] = from.stampTimes[other]!;
    this.leases[row] = from.leases[other]!;
    this.gains[row] = from.gains[other]!;
    this.costs[row] = from.costs[other]!;
    this.steps[row] = from.steps[other]!;
    this.bits[row] = from.bits[other]!;
    this.flags[row] = from.flags[other]!;
    const aside = from.#aside.get(other);
    if (aside !== undefined) this.#aside.set(row, aside);
    return row;
  }

  /** What is kept aside for a row, to be read. */
  aside(row: number): Readonly<Aside> {
    return (this.flags[row]! & ASIDE) === 0 ? NOTHING : this.#aside.get(row)!;
  }

  /** The same, to be written. */
  setAside(row: number): Aside {
    let aside = this.#aside.get(row);
    if (aside === undefined) {
      aside = { ...NOTHING };
      this.#aside.set(row, aside);
      this.flags[row]! |= ASIDE;
    }
    return aside;
  }

  #reserve(rows: number): void {
    this.stampTimes = grown(this.stampTimes, rows);
    this.leases = grown(this.leases, rows);
    this.gains = grown(this.gains, rows);
    this.costs = grown(this.costs, rows);
    this.steps = grown(this.steps, rows);
    this.bits = grown(this.bits, rows);
    this.flags = grown(this.flags, rows);
  }
}
