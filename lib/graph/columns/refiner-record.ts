import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Need, Plain } from '../../refiners/refiner.js';
import { CONDITIONAL, EXACT, EXHAUSTED } from './refiner-records.js';
import type { Aside, RefinerRecords } from './refiner-records.js';

/** The record of one refiner node, as plain data. */
export interface RefinerMemory extends Aside {
  ownWidth: Log2 | undefined;
  readonly seenWidths: Float64Array;
  state: Plain;
  stampTime: number;
  lease: number;
  steps: number;
  gain: number;
  done: 'exact' | 'exhausted' | undefined;
  conditional: boolean;
  bits: number;
  cost: number;
}

const MOST_BITS = 2 ** 32 - 1;

/** What the graph remembers of a refiner node besides its bounds: a row of the records, read and written in place. */
export class RefinerRecord implements RefinerMemory {
  readonly #records: RefinerRecords;
  readonly row: number;

  constructor(records: RefinerRecords, row: number) {
    this.#records = records;
    this.row = row;
  }

  get state(): Plain {
    return this.#records.states[this.row]!;
  }

  set state(state: Plain) {
    this.#records.states[this.row] = state;
  }

  get stampTime(): number {
    return this.#records.stampTimes[this.row]!;
  }

  set stampTime(time: number) {
    this.#records.stampTimes[this.row] = time;
  }

  /** The lease that the state came from; 0 before the first step, and after the state was dropped. */
  get lease(): number {
    return this.#records.leases[this.row]!;
  }

  set lease(lease: number) {
    this.#records.leases[this.row] = lease;
  }

  /** Accepted steps. */
  get steps(): number {
    return this.#records.steps[this.row]!;
  }

  set steps(steps: number) {
    this.#records.steps[this.row] = steps;
  }

  /** Bits by which the last lease narrowed the bounds, per step. */
  get gain(): number {
    return this.#records.gains[this.row]!;
  }

  set gain(gain: number) {
    this.#records.gains[this.row] = gain;
  }

  /** Bits of the largest number that its steps computed, as reported; at most 2^32 - 1. */
  get bits(): number {
    return this.#records.bits[this.row]!;
  }

  set bits(bits: number) {
    this.#records.bits[this.row] = Math.min(bits, MOST_BITS);
  }

  /** Declared cost of all accepted steps. */
  get cost(): number {
    return this.#records.costs[this.row]!;
  }

  set cost(cost: number) {
    this.#records.costs[this.row] = cost;
  }

  get done(): 'exact' | 'exhausted' | undefined {
    const flags = this.#records.flags[this.row]!;
    if ((flags & EXACT) !== 0) return 'exact';
    return (flags & EXHAUSTED) !== 0 ? 'exhausted' : undefined;
  }

  set done(done: 'exact' | 'exhausted' | undefined) {
    this.#flag(EXACT, done === 'exact');
    this.#flag(EXHAUSTED, done === 'exhausted');
  }

  get conditional(): boolean {
    return (this.#records.flags[this.row]! & CONDITIONAL) !== 0;
  }

  set conditional(conditional: boolean) {
    this.#flag(CONDITIONAL, conditional);
  }

  /** After the state was dropped: the most steps that the refiner may take until it is back where it was. */
  get behind(): number {
    return this.#aside.behind;
  }

  set behind(behind: number) {
    if (behind !== this.#aside.behind) this.#records.setAside(this.row).behind = behind;
  }

  /** Accepted steps in a row that did not narrow the bounds. */
  get idleSteps(): number {
    return this.#aside.idleSteps;
  }

  set idleSteps(steps: number) {
    if (steps !== this.#aside.idleSteps) this.#records.setAside(this.row).idleSteps = steps;
  }

  /** The least width that was asked of those steps: a finer demand is a new question. */
  get idleDemand(): Log2 {
    return this.#aside.idleDemand;
  }

  set idleDemand(width: Log2) {
    if (width !== this.#aside.idleDemand) this.#records.setAside(this.row).idleDemand = width;
  }

  /** The part of the width that is the refiner's own, as last reported; undefined where it reports none. */
  get ownWidth(): Log2 | undefined {
    const width = this.#records.ownWidths[this.row]!;
    return Number.isNaN(width) ? undefined : width;
  }

  set ownWidth(width: Log2 | undefined) {
    this.#records.ownWidths[this.row] = width ?? NaN;
  }

  /** The widths of the inputs that the last accepted step has seen. */
  get seenWidths(): Float64Array {
    const { seen, seenStart } = this.#records;
    return seen.subarray(seenStart[this.row], seenStart[this.row + 1]);
  }

  /** One of {@link seenWidths}, without a view of them all. */
  seenWidthOf(input: number): Log2 {
    return this.#records.seen[this.#records.seenStart[this.row]! + input]!;
  }

  setSeenWidth(input: number, width: Log2): void {
    this.#records.seen[this.#records.seenStart[this.row]! + input] = width;
  }

  get needs(): readonly Need[] | undefined {
    return this.#aside.needs;
  }

  set needs(needs: readonly Need[] | undefined) {
    if (needs !== this.#aside.needs) this.#records.setAside(this.row).needs = needs;
  }

  /** A copy of the record as it is now, to keep or compare. */
  copied(): RefinerMemory {
    const { behind, idleSteps, idleDemand, needs } = this.#aside;
    const { ownWidth, seenWidths } = this;
    const { state, stampTime, lease, steps, gain, done, conditional, bits, cost } = this;
    return {
      ...{ state, behind, stampTime, lease, steps, gain, idleSteps, idleDemand, ownWidth },
      ...{ seenWidths: seenWidths.slice(), needs, done, conditional, bits, cost },
    };
  }

  /**
   * Returns to the state before the first step. Proofs and counts stay. The last step's forecast of the next
   * one is void, and so is what a host keeps for the dropped state.
   */
  startAnew(state: Plain): void {
    this.state = state;
    this.behind = this.steps;
    this.lease = 0;
    this.needs = undefined;
    this.idleSteps = 0;
    this.idleDemand = Infinity;
  }

  get #aside(): Readonly<Aside> {
    return this.#records.aside(this.row);
  }

  #flag(flag: number, on: boolean): void {
    if (on) this.#records.flags[this.row]! |= flag;
    else this.#records.flags[this.row]! &= ~flag;
  }
}
