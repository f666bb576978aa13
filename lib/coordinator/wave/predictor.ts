/**
 * The predictor: what the next steps of a refiner will bring and cost, from what its steps brought
 * and cost so far.
 *
 * Laws
 * 1. Steps that gain next to nothing are counted together with the next one that gains, as one
 *    stride: a refiner that gains nothing in two steps of three is seen as one that gains in every
 *    stride of three. Idle steps bring the end no nearer; the longer a stride lasts beyond a usual one, the
 *    dearer its end is expected to be, so that what is hoped of it decays but never starves.
 * 2. Of several extrapolations the one with the least recent error speaks, for gains and for costs; for
 *    gains none but the mean unless its error is clearly less.
 * 3. What a refiner says itself of its next step goes before.
 * 4. It ranks steps and proves nothing.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';

/** What the next strides are expected to bring: `bits[i]` narrower for `cost[i]` in `LEVELS[i]` strides, as far as was asked. */
export interface Prediction {
  readonly bits: number[];
  readonly cost: number[];
}

/** The numbers of strides that a forecast tells of. */
export const LEVELS: readonly number[] = [
  1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024,
];

/** Strides that are forecast one by one; beyond them a level is as far as one sees. */
const NEAR_STRIDES = 64;

/** A step does not end a stride if what it brought so far is less than this part of a usual stride. */
const IDLE_PART = 0.1;

/** Bits that a stride is hoped to gain before any was seen. */
export const PRIOR_GAIN = 2;

/** Bits that a step has to gain at least to be taken for a leap. */
const LEAP = 8;

/** Log2 of the factor by which prices are foretold to rise at most: that of cubic time over tripled bits. */
const STEEPEST_PRICE = 5;

/**
 * What is left of an error of gains a stride later. Short memories take the luck of two low steps for skill;
 * prices rise and fall more smoothly, and errors of theirs are halved.
 */
const LASTING = 0.9;

/**
 * The part of the error of the mean gain below which another extrapolation has seen a rule: where gains
 * scatter without one, the least of several errors is luck, and the mean is all that can be told. Prices
 * scatter less.
 */
const CLEARLY_LESS = 1 / 2;

/** Strides that a mean looks back. */
const MEMORY = 10;

// Extrapolations, by their place among the errors.
const LAST = 0;
const MEAN = 1;
const GEOMETRIC = 2;
const POWER_LAW = 3;
const EXTRAPOLATIONS = 4;

// What is kept of a node. Prices are base-2 logarithms of costs.
const SEEN = 0;
const WIDTH = 1;
const GAIN = 2;
const GAIN_BEFORE = 3;
const MEAN_GAIN = 4;
const PRICE = 5;
const PRICE_BEFORE = 6;
const MEAN_PRICE = 7;
/** Strides that are over, and the gain and the cost of the one under way. */
const STRIDES = 8;
const GAINING = 9;
const SPENT = 10;
/** 1 for a refiner that did at once what was demanded, -1 for one that did not. */
const LEAPS = 11;
/** What the refiner itself says of its next step; a cost of 0 where it says nothing. */
const TOLD_GAIN = 12;
const TOLD_COST = 13;
const GAIN_ERRORS = 14;
const PRICE_ERRORS = GAIN_ERRORS + EXTRAPOLATIONS;
const FIELDS = PRICE_ERRORS + EXTRAPOLATIONS;

export class Predictor {
  #kept = new Float32Array(FIELDS * 256);

  /** Nodes have been numbered anew, -1 for those that have gone: what is known of the others goes with them. */
  renumber(numbers: Int32Array): void {
    const before = this.#kept;
    this.#kept = new Float32Array(before.length);
    // A number is never larger than the one before.
    numbers.forEach((node, old) => {
      if (node < 0 || (old + 1) * FIELDS > before.length) return;
      this.#kept.set(before.subarray(old * FIELDS, (old + 1) * FIELDS), node * FIELDS);
    });
  }

  /** Forgets a node: its number is another's now. */
  forget(node: NodeId): void {
    this.#kept.fill(0, node * FIELDS, (node + 1) * FIELDS);
  }

  /** Log2 of the width that the last step left; undefined where none was seen. */
  widthOf(node: NodeId): Log2 | undefined {
    const at = node * FIELDS;
    return (this.#kept[at + SEEN] ?? 0) > 0 ? this.#kept[at + WIDTH] : undefined;
  }

  /** Whether a refiner goes straight to what is demanded; undefined where that was never seen. */
  leaps(node: NodeId): boolean | undefined {
    const leaps = this.#kept[node * FIELDS + LEAPS] ?? 0;
    return leaps === 0 ? undefined : leaps > 0;
  }

  /**
   * Takes in steps that led from a width of `2^before` to one of `2^after`, both of the refiner's own.
   * @param demanded - the width that was asked for; Infinity for a first look.
   * @param cost - of all of them together.
   * @param told - what the refiner says of its next step.
   */
  observe(
    node: NodeId,
    before: Log2,
    after: Log2,
    demanded: Log2,
    cost: number,
    steps: number,
    told?: { readonly width: Log2; readonly cost: number },
  ): void {
    const at = node * FIELDS;
    this.#reserve(at + FIELDS);
    const kept = this.#kept;
    kept[at + SEEN] = 1;
    kept[at + WIDTH] = after;
    kept[at + TOLD_GAIN] = told === undefined ? 0 : Math.max(0, after - told.width);
    kept[at + TOLD_COST] = told?.cost ?? 0;
    if (!Number.isFinite(before) || !Number.isFinite(after)) {
      // It tells what a step costs, but not what it gains.
      const price = Math.log2(Math.max(1, cost / steps));
      kept[at + PRICE] = kept[at + PRICE_BEFORE] = kept[at + MEAN_PRICE] = price;
      return;
    }
    const gain = Math.max(0, before - after);
    if (demanded < Infinity) this.#observeLeap(at, before - demanded, gain);
    kept[at + SPENT]! += cost;
    kept[at + GAINING]! += gain;
    const usual = kept[at + STRIDES]! > 0 ? kept[at + MEAN_GAIN]! : PRIOR_GAIN;
    if (kept[at + GAINING]! > IDLE_PART * usual) this.#endStride(at, steps);
  }

  /** It speaks for a leap only where it gained more than usual steps would have. */
  #observeLeap(at: number, demanded: number, gained: number): void {
    const usual = this.#kept[at + MEAN_GAIN]!;
    if (gained < demanded / 2) this.#kept[at + LEAPS] = -1;
    else if (gained >= demanded && demanded > Math.max(LEAP, 3 * usual)) this.#kept[at + LEAPS] = 1;
  }

  #endStride(at: number, steps: number): void {
    const kept = this.#kept;
    const done = kept[at + STRIDES]!;
    const gain = kept[at + GAINING]! / steps;
    const price = Math.log2(Math.max(1, kept[at + SPENT]! / steps));
    const weight = 1 / Math.min(done + 1, MEMORY);
    if (done > 0) {
      for (let e = 0; e < EXTRAPOLATIONS; e++) {
        const gainError =
          this.#nextGain(at, e, kept[at + GAIN]!, kept[at + GAIN_BEFORE]!, done) - gain;
        kept[at + GAIN_ERRORS + e] = kept[at + GAIN_ERRORS + e]! * LASTING + Math.abs(gainError);
        const priceError =
          this.#nextPrice(at, e, kept[at + PRICE]!, kept[at + PRICE_BEFORE]!, done) - price;
        kept[at + PRICE_ERRORS + e] = kept[at + PRICE_ERRORS + e]! / 2 + Math.abs(priceError);
      }
    }
    kept[at + GAIN_BEFORE] = done > 0 ? kept[at + GAIN]! : 0;
    kept[at + GAIN] = gain;
    kept[at + MEAN_GAIN]! += (gain - kept[at + MEAN_GAIN]!) * weight;
    // What a first look cost is known even where it is not known what it gained.
    const looked = done > 0 || kept[at + PRICE]! > 0;
    kept[at + PRICE_BEFORE] = looked ? kept[at + PRICE]! : price;
    kept[at + PRICE] = price;
    kept[at + MEAN_PRICE]! += (price - kept[at + MEAN_PRICE]!) * weight;
    kept[at + GAINING] = 0;
    kept[at + SPENT] = 0;
    kept[at + STRIDES] = done + steps;
  }

  /** The gain of the stride after `done` of them, the last of which gained `last`, the one before `before`. */
  #nextGain(at: number, by: number, last: number, before: number, done: number): number {
    switch (by) {
      case LAST:
        return last;
      case MEAN:
        return this.#kept[at + MEAN_GAIN]!;
      case GEOMETRIC:
        // Faster and faster, or not at all: gains that fall by a factor would add up to a limit.
        return before > 0 ? last * Math.min(4, Math.max(1, last / before)) : last;
      default:
        // POWER_LAW: widths as k^-p, so gains as log(1 + 1 / k).
        return last * (done > 1 ? Math.log1p(1 / done) / Math.log1p(1 / (done - 1)) : 0.6);
    }
  }

  /** Likewise its price. */
  #nextPrice(at: number, by: number, last: number, before: number, done: number): number {
    switch (by) {
      case LAST:
        return last;
      case MEAN:
        return this.#kept[at + MEAN_PRICE]!;
      case GEOMETRIC:
        return last + Math.min(STEEPEST_PRICE, Math.max(-1, last - before));
      default:
        // POWER_LAW: costs as k^q.
        return done > 1
          ? last + ((last - before) * Math.log1p(1 / done)) / Math.log1p(1 / (done - 1))
          : last;
    }
  }

  /** How many strides of a node were seen from their start to their end. */
  stridesOf(node: NodeId): number {
    return this.#kept[node * FIELDS + STRIDES] ?? 0;
  }

  /**
   * The extrapolation that speaks: the one with the least error, of which that of the mean counts for this
   * part only. After two strides none has shown yet how well it does.
   */
  #speaker(errors: number, done: number, partOfMean: number): number {
    if (done === 2) return GEOMETRIC;
    let speaker = LAST;
    let least = Infinity;
    for (let e = 0; e < EXTRAPOLATIONS; e++) {
      const error = this.#kept[errors + e]! * (e === MEAN ? partOfMean : 1);
      if (error >= least) continue;
      speaker = e;
      least = error;
    }
    return speaker;
  }

  /** Forecasts the first so many levels of a node's strides. */
  predict(node: NodeId, levels: number, into: Prediction): void {
    const at = node * FIELDS;
    this.#reserve(at + FIELDS);
    const kept = this.#kept;
    const done = kept[at + STRIDES]!;
    const gains = this.#speaker(at + GAIN_ERRORS, done, CLEARLY_LESS);
    const prices = this.#speaker(at + PRICE_ERRORS, done, 1);
    let gain = kept[at + GAIN]!;
    let gainBefore = kept[at + GAIN_BEFORE]!;
    let price = kept[at + PRICE]!;
    let priceBefore = kept[at + PRICE_BEFORE]!;
    let bits = 0;
    let cost = 0;
    let level = 0;
    for (let stride = 1; level < levels && stride <= NEAR_STRIDES; stride++) {
      if (done > 0) {
        const nextGain = this.#nextGain(at, gains, gain, gainBefore, done + stride - 1);
        gainBefore = gain;
        gain = nextGain;
        // A first look has a price but no gain: prices are a stride ahead, and one rise was seen.
        const by = done === 1 && stride <= 2 ? GEOMETRIC : prices;
        const nextPrice = this.#nextPrice(at, by, price, priceBefore, done + stride - 1);
        priceBefore = price;
        price = nextPrice;
      } else {
        gain = PRIOR_GAIN;
      }
      bits += gain;
      cost += 2 ** Math.min(1000, price);
      const spent = kept[at + SPENT]!;
      if (stride === 1 && spent > 0) {
        // What an end of it would bring is as far away as before: idle steps are no promise. Beyond the
        // length of a usual stride it is as much again as was spent already.
        cost = Math.max(cost, spent);
      }
      if (stride === 1 && kept[at + TOLD_COST]! > 0) {
        bits = gain = kept[at + TOLD_GAIN]!;
        cost = kept[at + TOLD_COST]!;
        price = Math.log2(cost);
      }
      if (LEVELS[level] === stride) {
        into.bits[level] = bits;
        into.cost[level] = cost;
        level++;
      }
    }
    // Far off, level by level: what grows by factors has grown beyond all use there.
    for (; level < levels; level++) {
      const from = done + LEVELS[level - 1]!;
      const strides = LEVELS[level]! - LEVELS[level - 1]!;
      const ratio = Math.log1p(strides / from) / Math.log1p(1 / from);
      bits += gain * (gains === POWER_LAW ? ratio : strides);
      const rise = (price - priceBefore) * (Math.log1p(strides / 2 / from) / Math.log1p(1 / from));
      const later =
        prices === POWER_LAW ? rise : prices === GEOMETRIC && price > priceBefore ? Infinity : 0;
      cost += strides * 2 ** Math.min(1000, price + later);
      into.bits[level] = bits;
      into.cost[level] = cost;
    }
  }

  #reserve(fields: number): void {
    if (fields <= this.#kept.length) return;
    const larger = new Float32Array(Math.max(fields, 2 * this.#kept.length));
    larger.set(this.#kept);
    this.#kept = larger;
  }
}
