/**
 * How much of a computation is done, and how long the rest will take, by the time that its parts took so far.
 *
 * Laws
 * 1. The share never falls, whatever predictions change, and is 1 at the end alone.
 * 2. Time per unit of work is measured over stages. A stage ends once the work done has doubled, or has grown by a tenth
 *    of all; less than a two-hundredth of all is no stage, as starts and first looks take the most of its time.
 * 3. The interval spans what the last three stages say, and is wider where there is but one. Nothing is said before.
 * 4. Where the work done stays as it is, a part takes longer than was predicted. It may take as long again.
 */
import type { Nanoseconds } from '../coordinator/time.js';

/** How far a computation has come. */
export interface ShareDone {
  /** From 0 to 1. */
  readonly share: number;
  /** The least and the most seconds that the rest will take; undefined while nothing is known. */
  readonly secondsLeft: readonly [least: number, most: number] | undefined;
}

/** A stage ends when the work done has grown by this factor, or by this part of all. */
const STAGE_FACTOR = 2;
const STAGE_PART = 0.1;
const LEAST_STAGE = 0.005;
const MOST_STAGES = 3;
/** The factor to either side of what one stage says, and of what several say. */
const SPREAD_OF_ONE = 2;
const SPREAD = 1.25;
const LESS_THAN_ALL = 0.999;

export class TimeLeft {
  #share = 0;
  /** When the present stage began, and what was done by then. */
  #since: { readonly time: Nanoseconds; readonly done: number };
  /** What was done at the last update, and since when. */
  #last: { readonly time: Nanoseconds; readonly done: number };
  /** Nanoseconds per unit of work of the last stages. */
  #rates: number[] = [];

  /** @param begun - when the computation began. */
  constructor(begun: Nanoseconds) {
    this.#since = { time: begun, done: 0 };
    this.#last = this.#since;
  }

  /**
   * @param done - work, in any unit.
   * @param left - in the same unit.
   */
  update(done: number, left: number, now: Nanoseconds): ShareDone {
    const all = done + left;
    if (!(all > 0 && all < Infinity)) return { share: this.#share, secondsLeft: undefined };
    this.#share = Math.max(this.#share, Math.min(LESS_THAN_ALL, done / all));
    if (done > this.#last.done) this.#last = { time: now, done };
    const { time, done: before } = this.#since;
    const grown = done - before;
    const isStage =
      grown >= LEAST_STAGE * all && (done >= STAGE_FACTOR * before || grown >= STAGE_PART * all);
    if (isStage && now > time) {
      this.#rates = [(now - time) / grown, ...this.#rates].slice(0, MOST_STAGES);
      this.#since = { time: now, done };
    }
    return { share: this.#share, secondsLeft: this.#timeFor(left, now - this.#last.time) };
  }

  #timeFor(left: number, still: Nanoseconds): ShareDone['secondsLeft'] {
    if (this.#rates.length === 0) return undefined;
    const spread = this.#rates.length === 1 ? SPREAD_OF_ONE : SPREAD;
    const least = (left * Math.min(...this.#rates)) / spread;
    const most = left * Math.max(...this.#rates) * spread;
    return [least / 1e9, (most + still) / 1e9];
  }
}
