import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { doubles } from '../../graph/columns/slab.js';

/** The limit is 2^40 units. */
const LIMIT_BITS = 40;

/** Magnitudes of 2^8 limits and more are counted by octave; beside them the limit does not matter. */
const LARGE = 8;

/** The sum of units is kept in two parts, so that 2^26 magnitudes below 2^8 limits add up exactly. */
const PART = 2 ** 24;

/** Covers the error of `Math.exp`, whose accuracy the language does not specify, and of its argument. */
const UPWARD = 1 + 2 ** -36;

/**
 * A sum of magnitudes compared with a limit. Each slot holds one magnitude, given by its logarithm.
 *
 * Each magnitude is rounded up to integer units of 2^-40 limits. Integers below 2^53 are added and subtracted without
 * error, so a change costs O(1) and the sum never drifts, however often slots change. A running total of floating-point
 * magnitudes would drift when terms 2^60 times the limit come and go, until it never fell to the limit.
 */
export class ContributionSum {
  readonly #limit: Log2;
  /** Per slot its logarithm and its count: units, or for a large magnitude its octave, negated. */
  readonly #slots: Float64Array;
  #high = 0;
  #low = 0;
  /** How many magnitudes are large. */
  #large = 0;
  /** How many magnitudes each octave holds; counted when the total is first read, which is seldom, and kept from then on. */
  #octaves: Map<number, number> | undefined;

  /** @param limit - log2 of the magnitude that the sum is compared with. */
  constructor(slots: number, limit: Log2, values?: Float64Array) {
    this.#limit = limit;
    this.#slots = doubles(2 * slots);
    for (let slot = 0; slot < slots; slot++) this.#put(slot, values?.[slot] ?? -Infinity);
  }

  /** Log2 of an upper bound of the sum; with large magnitudes it is at most twice the sum. */
  get total(): Log2 {
    const small = Math.log2(this.#high * PART + this.#low) - LIMIT_BITS + this.#limit;
    if (this.#large === 0) return small === -Infinity ? small : small + 2 ** -30;
    const octaves = (this.#octaves ??= this.#countOctaves());
    let highest = -Infinity;
    for (const octave of octaves.keys()) highest = Math.max(highest, octave);
    if (highest === Infinity) return Infinity;
    const scale = highest + this.#limit;
    let parts = 2 ** (small - scale);
    for (const [octave, count] of octaves) parts += count * 2 ** (octave + 1 - highest);
    return scale + Math.log2(parts) + 2 ** -30;
  }

  /** Whether the sum is at most the limit. */
  get isWithin(): boolean {
    if (this.#limit === Infinity) return true;
    return this.#large === 0 && this.#high * PART + this.#low <= 2 ** LIMIT_BITS;
  }

  get(slot: number): Log2 {
    return this.#slots[2 * slot]!;
  }

  set(slot: number, value: Log2): void {
    if (this.#slots[2 * slot] === value) return;
    this.#add(this.#slots[2 * slot + 1]!, -1);
    this.#put(slot, value);
  }

  #put(slot: number, value: Log2): void {
    const counted = this.#countOf(value);
    this.#slots[2 * slot] = value;
    this.#slots[2 * slot + 1] = counted;
    this.#add(counted, 1);
  }

  /** The units of a magnitude, at most 2^48, or its octave, negated; the same magnitude always has the same count. */
  #countOf(value: Log2): number {
    if (value === -Infinity) return 0;
    const over = value - this.#limit;
    if (over >= LARGE) return -Math.floor(over);
    return Math.max(1, Math.ceil(Math.exp((over + LIMIT_BITS) * Math.LN2) * UPWARD));
  }

  /** Adds a count, or subtracts one that was added. */
  #add(counted: number, times: 1 | -1): void {
    if (counted >= 0) {
      const high = Math.floor(counted / PART);
      this.#high += times * high;
      this.#low += times * (counted - high * PART);
      return;
    }
    this.#large += times;
    if (this.#octaves !== undefined) addTo(this.#octaves, -counted, times);
  }

  #countOctaves(): Map<number, number> {
    const octaves = new Map<number, number>();
    for (let at = 1; at < this.#slots.length; at += 2) {
      const counted = this.#slots[at]!;
      if (counted < 0) addTo(octaves, -counted, 1);
    }
    return octaves;
  }
}

function addTo(octaves: Map<number, number>, octave: number, times: 1 | -1): void {
  const count = (octaves.get(octave) ?? 0) + times;
  if (count === 0) octaves.delete(octave);
  else octaves.set(octave, count);
}
