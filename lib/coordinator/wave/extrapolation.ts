/**
 * Extrapolation: the next term of a sequence, by one of four rules. The predictor applies the rules to the gains of a
 * refiner's strides and to the logarithms of their costs, and keeps the error of each rule.
 *
 * Laws
 * 1. A rule uses the last term, the term before it, the mean of recent terms and the number of terms, and no more.
 * 2. A gain is never extrapolated to fall by a constant factor per stride: such gains would add up to a limit, and
 *    the refiner could never become narrower than that.
 */

/** The next term equals the last one. */
export const LAST = 0;
/** The next term is the mean of the recent ones. */
export const MEAN = 1;
/** Terms grow by a constant factor (gains) or by a constant difference (logarithms of costs). */
export const GEOMETRIC = 2;
/** Terms follow a power of the number of strides. */
export const POWER_LAW = 3;

export type Rule = typeof LAST | typeof MEAN | typeof GEOMETRIC | typeof POWER_LAW;

/** In the order in which their errors are kept. */
export const RULES: readonly Rule[] = [LAST, MEAN, GEOMETRIC, POWER_LAW];

/** The largest factor by which a gain is extrapolated to grow per stride. */
const STEEPEST_GAIN = 4;

/** Log2 of the largest factor by which a cost is extrapolated to grow per stride: cubic time over tripled bits. */
const STEEPEST_COST = 5;

/** The part of a gain that a second gain is taken to be under the power law, which needs two terms. */
const SECOND_GAIN = 0.6;

/** The gain of the next stride after `done` strides; `before` is 0 where only one gain is known. */
export function nextGain(
  rule: Rule,
  last: number,
  before: number,
  mean: number,
  done: number,
): number {
  switch (rule) {
    case LAST:
      return last;
    case MEAN:
      return mean;
    case GEOMETRIC:
      return before > 0 ? last * Math.min(STEEPEST_GAIN, Math.max(1, last / before)) : last;
    case POWER_LAW:
      // Widths fall as k^-p, so gains as log(1 + 1 / k).
      return last * (done > 1 ? logStep(1, done) / logStep(1, done - 1) : SECOND_GAIN);
  }
}

/** Log2 of the cost of the next stride after `done` strides. */
export function nextLogCost(
  rule: Rule,
  last: number,
  before: number,
  mean: number,
  done: number,
): number {
  switch (rule) {
    case LAST:
      return last;
    case MEAN:
      return mean;
    case GEOMETRIC:
      return last + Math.min(STEEPEST_COST, Math.max(-1, last - before));
    case POWER_LAW:
      // Costs grow as k^q, so their logarithms by q log(1 + 1 / k).
      return done > 1 ? last + ((last - before) * logStep(1, done)) / logStep(1, done - 1) : last;
  }
}

/** The total gain of the next `strides` strides, after `done` strides; the last of these gained `last`. */
export function distantGain(rule: Rule, last: number, done: number, strides: number): number {
  const times = rule === POWER_LAW ? logStep(strides, done) / logStep(1, done) : strides;
  return last * times;
}

/**
 * By how much the logarithm of a cost rises from the last stride to the middle of the next ones. What grows by a
 * constant factor is beyond use so far away.
 */
export function distantRise(
  rule: Rule,
  last: number,
  before: number,
  done: number,
  strides: number,
): number {
  if (rule === POWER_LAW) {
    return (last - before) * (logStep(strides / 2, done) / logStep(1, done));
  }
  return rule === GEOMETRIC && last > before ? Infinity : 0;
}

/** log(1 + strides / done): the progress of a power law over some strides. */
function logStep(strides: number, done: number): number {
  return Math.log1p(strides / done);
}
