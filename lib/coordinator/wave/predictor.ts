/**
 * The predictor: what the next steps of a refiner will gain and cost, from what its steps gained and cost so far.
 *
 * Laws
 * 1. A stride is a run of steps that ends with a gain. Steps that gain next to nothing belong to the stride of
 *    the next step that gains: a refiner that gains in every third step gains in every stride of three steps. An idle
 *    step does not bring the end of its stride nearer. Once a stride has cost more than a usual one, the rest of it is
 *    predicted to cost as much as it has cost already; so its ratio of gain to cost falls, but never to zero.
 * 2. Gains and costs are each extrapolated by the rule whose recent errors are smallest. For gains a rule replaces the
 *    mean only if its errors are clearly smaller.
 * 3. Where a refiner announces the gain and the cost of its next step, these are used instead.
 * 4. Predictions rank steps and prove nothing.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { grown } from '../../graph/columns/growth.js';
import type { NodeId } from '../../graph/node.js';
import {
  distantGain,
  distantRise,
  GEOMETRIC,
  LAST,
  MEAN,
  nextGain,
  nextLogCost,
  RULES,
} from './extrapolation.js';
import type { Rule } from './extrapolation.js';

/** What the next strides are expected to bring: after `LEVELS[i]` strides, `bits[i]` narrower at a cost of `costs[i]`. */
export interface Prediction {
  readonly bits: number[];
  readonly costs: number[];
}

/** The numbers of strides for which a prediction has an entry. */
export const LEVELS: readonly number[] = [
  1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024,
];

/** Strides that are predicted one by one; the strides beyond are predicted a level at a time. */
const NEAR_STRIDES = 64;

/** A step ends its stride if the stride has gained more than this part of the mean gain. */
const IDLE_PART = 0.1;

/** The gain in bits that is expected of a refiner's stride before any was seen. */
export const PRIOR_GAIN = 2;

/** A step is evidence of a leap only if more bits than this were demanded of it. */
const LEAP = 8;

/** Log2 of the largest cost that is added up. */
const LARGEST_LOG_COST = 1000;

/**
 * The part of the accumulated error of gains that is kept per stride. With a smaller part, two predictions that were
 * right by accident would decide between rules.
 */
const GAIN_ERROR_DECAY = 0.9;

/** Likewise for costs, which vary more smoothly than gains. */
const COST_ERROR_DECAY = 1 / 2;

/**
 * A rule for gains replaces the mean if its errors are below this part of the mean's. Where gains scatter without a
 * rule, the smallest of several errors is an accident, and the mean is the best prediction.
 */
const CLEARLY_LESS = 1 / 2;

/** Strides over which the means are taken. */
const MEMORY = 10;

// The fields that are kept per node. Costs of strides are kept as base-2 logarithms.
const SEEN = 0;
const WIDTH = 1;
const GAIN = 2;
const GAIN_BEFORE = 3;
const MEAN_GAIN = 4;
const LOG_COST = 5;
const LOG_COST_BEFORE = 6;
const MEAN_LOG_COST = 7;
/** How many strides have ended. */
const STRIDES = 8;
/** The gain and the cost so far of the stride that has not ended. */
const OPEN_GAIN = 9;
const OPEN_COST = 10;
/** 1 for a refiner that reached a demanded width in one step, -1 for one that did not. */
const LEAPS = 11;
/** What the refiner announced about its next step; a cost of 0 where it announced nothing. */
const ANNOUNCED_GAIN = 12;
const ANNOUNCED_COST = 13;
const GAIN_ERRORS = 14;
const COST_ERRORS = GAIN_ERRORS + RULES.length;
const FIELDS = COST_ERRORS + RULES.length;

/** How many numbers {@link Predictor.learned} gives. */
export const LEARNED_NUMBERS = FIELDS;

export class Predictor {
  #fields = new Float32Array(0);

  /** Follows a renumbering of the nodes: `numbers[old]` is the new number, or -1 for a node that was evicted. */
  renumber(numbers: Int32Array): void {
    const before = this.#fields;
    this.#fields = new Float32Array(before.length);
    // No number grows in a renumbering, so the new ones fit.
    numbers.forEach((node, old) => {
      if (node < 0 || (old + 1) * FIELDS > before.length) return;
      this.#fields.set(before.subarray(old * FIELDS, (old + 1) * FIELDS), node * FIELDS);
    });
  }

  /** Forgets what was seen under a number that another node has now. */
  forget(node: NodeId): void {
    // Most often nothing was seen.
    if (!((this.#fields[node * FIELDS + SEEN] ?? 0) > 0)) return;
    this.#fields.fill(0, node * FIELDS, (node + 1) * FIELDS);
  }

  /** All that was seen of a node, as numbers to keep; undefined where nothing was. */
  learned(node: NodeId): number[] | undefined {
    const at = node * FIELDS;
    if (!((this.#fields[at + SEEN] ?? 0) > 0)) return undefined;
    const numbers: number[] = [];
    for (let i = at; i < at + FIELDS; i++) numbers.push(this.#fields[i]!);
    return numbers;
  }

  /** Takes over what {@link Predictor.learned} gave. */
  recall(node: NodeId, learned: readonly number[]): void {
    const at = node * FIELDS;
    this.#fields = grown(this.#fields, at + FIELDS);
    this.#fields.set(learned, at);
  }

  /** Log2 of the width that the last step left; undefined where no step was seen. */
  widthOf(node: NodeId): Log2 | undefined {
    const at = node * FIELDS;
    return (this.#fields[at + SEEN] ?? 0) > 0 ? this.#fields[at + WIDTH] : undefined;
  }

  /** Whether a refiner reaches a demanded width in one step; undefined where that was never seen. */
  leaps(node: NodeId): boolean | undefined {
    const leaps = this.#fields[node * FIELDS + LEAPS] ?? 0;
    return leaps === 0 ? undefined : leaps > 0;
  }

  /** How many strides of a node were seen from start to end. */
  stridesOf(node: NodeId): number {
    return this.#fields[node * FIELDS + STRIDES] ?? 0;
  }

  /**
   * Learns from steps that narrowed a refiner's own width from `2^before` to `2^after`.
   * @param demanded - log2 of the width that was demanded; Infinity for a first look.
   * @param cost - of all these steps together.
   * @param announced - what the refiner announces about its next step.
   */
  observe(
    node: NodeId,
    before: Log2,
    after: Log2,
    demanded: Log2,
    cost: number,
    steps: number,
    announced?: { readonly width: Log2; readonly cost: number },
  ): void {
    const at = node * FIELDS;
    this.#fields = grown(this.#fields, at + FIELDS);
    const fields = this.#fields;
    fields[at + SEEN] = 1;
    fields[at + WIDTH] = after;
    fields[at + ANNOUNCED_GAIN] =
      announced === undefined ? 0 : Math.max(0, after - announced.width);
    fields[at + ANNOUNCED_COST] = announced?.cost ?? 0;
    if (!Number.isFinite(before) || !Number.isFinite(after)) {
      // Such a step shows a cost and no gain.
      const logCost = Math.log2(Math.max(1, cost / steps));
      fields[at + LOG_COST] = fields[at + LOG_COST_BEFORE] = fields[at + MEAN_LOG_COST] = logCost;
      return;
    }
    const gain = Math.max(0, before - after);
    if (demanded < Infinity) this.#observeLeap(at, before - demanded, gain);
    fields[at + OPEN_COST]! += cost;
    fields[at + OPEN_GAIN]! += gain;
    const usual = fields[at + STRIDES]! > 0 ? fields[at + MEAN_GAIN]! : PRIOR_GAIN;
    if (fields[at + OPEN_GAIN]! > IDLE_PART * usual) this.#endStride(at, steps);
  }

  /** A step is evidence of a leap only if usual steps would have gained less. */
  #observeLeap(at: number, demanded: number, gained: number): void {
    const usual = this.#fields[at + MEAN_GAIN]!;
    if (gained < demanded / 2) this.#fields[at + LEAPS] = -1;
    else if (gained >= demanded && demanded > Math.max(LEAP, 3 * usual)) {
      this.#fields[at + LEAPS] = 1;
    }
  }

  #endStride(at: number, steps: number): void {
    const fields = this.#fields;
    const done = fields[at + STRIDES]!;
    const gain = fields[at + OPEN_GAIN]! / steps;
    const logCost = Math.log2(Math.max(1, fields[at + OPEN_COST]! / steps));
    const weight = 1 / Math.min(done + 1, MEMORY);
    if (done > 0) this.#addErrors(at, done, gain, logCost);
    fields[at + GAIN_BEFORE] = done > 0 ? fields[at + GAIN]! : 0;
    fields[at + GAIN] = gain;
    fields[at + MEAN_GAIN]! += (gain - fields[at + MEAN_GAIN]!) * weight;
    // The cost of a first look is known even where its gain is not.
    const hasCost = done > 0 || fields[at + LOG_COST]! > 0;
    fields[at + LOG_COST_BEFORE] = hasCost ? fields[at + LOG_COST]! : logCost;
    fields[at + LOG_COST] = logCost;
    fields[at + MEAN_LOG_COST]! += (logCost - fields[at + MEAN_LOG_COST]!) * weight;
    fields[at + OPEN_GAIN] = 0;
    fields[at + OPEN_COST] = 0;
    fields[at + STRIDES] = done + steps;
  }

  /** Adds to the error of each rule by how much it would have mispredicted the stride that ends. */
  #addErrors(at: number, done: number, gain: number, logCost: number): void {
    const fields = this.#fields;
    for (const rule of RULES) {
      const gainError =
        nextGain(
          rule,
          fields[at + GAIN]!,
          fields[at + GAIN_BEFORE]!,
          fields[at + MEAN_GAIN]!,
          done,
        ) - gain;
      const costError =
        nextLogCost(
          rule,
          fields[at + LOG_COST]!,
          fields[at + LOG_COST_BEFORE]!,
          fields[at + MEAN_LOG_COST]!,
          done,
        ) - logCost;
      const ofGain = at + GAIN_ERRORS + rule;
      const ofCost = at + COST_ERRORS + rule;
      fields[ofGain] = fields[ofGain]! * GAIN_ERROR_DECAY + Math.abs(gainError);
      fields[ofCost] = fields[ofCost]! * COST_ERROR_DECAY + Math.abs(costError);
    }
  }

  /**
   * The rule with the smallest error, where the error of the mean counts for `partOfMean` of it. After two strides
   * the errors come from a single prediction, so a trend is assumed.
   */
  #bestRule(errors: number, done: number, partOfMean: number): Rule {
    if (done === 2) return GEOMETRIC;
    let best: Rule = LAST;
    let least = Infinity;
    for (const rule of RULES) {
      const error = this.#fields[errors + rule]! * (rule === MEAN ? partOfMean : 1);
      if (error >= least) continue;
      best = rule;
      least = error;
    }
    return best;
  }

  /** Predicts the first `levels` levels of a node's next strides. */
  predict(node: NodeId, levels: number, into: Prediction): void {
    const at = node * FIELDS;
    this.#fields = grown(this.#fields, at + FIELDS);
    const fields = this.#fields;
    const done = fields[at + STRIDES]!;
    const gainRule = this.#bestRule(at + GAIN_ERRORS, done, CLEARLY_LESS);
    const costRule = this.#bestRule(at + COST_ERRORS, done, 1);
    const meanGain = fields[at + MEAN_GAIN]!;
    const meanLogCost = fields[at + MEAN_LOG_COST]!;
    let gain = fields[at + GAIN]!;
    let gainBefore = fields[at + GAIN_BEFORE]!;
    let logCost = fields[at + LOG_COST]!;
    let logCostBefore = fields[at + LOG_COST_BEFORE]!;
    let bits = 0;
    let cost = 0;
    let level = 0;
    for (let stride = 1; level < levels && stride <= NEAR_STRIDES; stride++) {
      if (done > 0) {
        const ended = done + stride - 1;
        const nextG = nextGain(gainRule, gain, gainBefore, meanGain, ended);
        gainBefore = gain;
        gain = nextG;
        // The first look has a cost and no gain. So after one stride two costs are known, and show a trend.
        const rule = done === 1 && stride <= 2 ? GEOMETRIC : costRule;
        const nextC = nextLogCost(rule, logCost, logCostBefore, meanLogCost, ended);
        logCostBefore = logCost;
        logCost = nextC;
      } else {
        gain = PRIOR_GAIN;
      }
      bits += gain;
      cost += costOf(logCost);
      if (stride === 1) {
        // Law 1: the rest of the open stride costs as much as a whole one, or as much as it has cost already.
        cost = Math.max(cost, fields[at + OPEN_COST]!);
        if (fields[at + ANNOUNCED_COST]! > 0) {
          bits = gain = fields[at + ANNOUNCED_GAIN]!;
          cost = fields[at + ANNOUNCED_COST]!;
          logCost = Math.log2(cost);
        }
      }
      if (LEVELS[level] === stride) {
        into.bits[level] = bits;
        into.costs[level] = cost;
        level++;
      }
    }
    for (; level < levels; level++) {
      const ended = done + LEVELS[level - 1]!;
      const strides = LEVELS[level]! - LEVELS[level - 1]!;
      bits += distantGain(gainRule, gain, ended, strides);
      const rise = distantRise(costRule, logCost, logCostBefore, ended, strides);
      cost += strides * costOf(logCost + rise);
      into.bits[level] = bits;
      into.costs[level] = cost;
    }
  }
}

function costOf(logCost: Log2): number {
  return 2 ** Math.min(LARGEST_LOG_COST, logCost);
}
