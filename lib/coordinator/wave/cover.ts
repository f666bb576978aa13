/**
 * Covers: cheap sets of steps that together gain what is required, a knapsack-cover problem solved by a greedy
 * heuristic with repairs.
 *
 * Laws
 * 1. A cover gains what is required, if all steps together do.
 * 2. No single source that is enough alone is cheaper than the cover, and no source can be left out of it.
 * 3. The cover need not be the cheapest: only its first step is taken, and what it brings is seen before the next
 *    cover is computed. It has to avoid one trap: a cheap step that falls just short is wasted if the expensive step
 *    that must follow would have been enough alone.
 */

/** What more steps of one source would gain and cost: per level the total with all levels before it. */
export interface Option {
  readonly position: number;
  /** Never falling from level to level. */
  readonly gains: readonly number[];
  readonly costs: readonly number[];
}

/** A set of steps. */
export interface Cover {
  /** What all of them cost; Infinity where all steps together do not gain what is required. */
  readonly cost: number;
  /** The option whose step comes first: the one with the largest gain per cost. Undefined where nothing gains anything. */
  readonly first: Option | undefined;
}

/**
 * Adds levels in order of gain per cost until they gain `required`; then leaves out what the others cover, the most
 * expensive first, or takes one source alone where that is cheaper.
 */
export function coverOf(options: readonly Option[], required: number): Cover {
  const levels = new Map<Option, number>();
  let gained = 0;
  // Each iteration raises the level of one option.
  while (gained < required) {
    const step = bestStep(options, levels, required - gained);
    if (step === undefined) break;
    gained += step.gain;
    levels.set(step.option, step.level);
  }
  const isCovered = gained >= required;
  if (isCovered) {
    dropSurplus(levels, gained - required);
    preferSingle(options, levels, required);
  }
  let first: Option | undefined;
  let most = -1;
  let cost = isCovered ? 0 : Infinity;
  for (const [option, level] of levels) {
    cost += option.costs[level]!;
    const ratio = bestRatio(option, level);
    if (ratio <= most) continue;
    most = ratio;
    first = option;
  }
  return { cost, first };
}

/** What all options but one gain together, each for a cost of at most `budget`. */
export function gainWithin(options: readonly Option[], except: Option, budget: number): number {
  let gain = 0;
  for (const option of options) {
    if (option === except) continue;
    gain += option.gains[option.costs.findLastIndex((cost) => cost <= budget)] ?? 0;
  }
  return gain;
}

/** The largest gain per cost of an option, up to a level. */
export function bestRatio({ gains, costs }: Option, level: number): number {
  let most = 0;
  for (let i = 0; i <= level; i++) {
    const ratio = gains[i]! / Math.max(1, costs[i]!);
    // Not true of a ratio that is no number: a gain or a cost may be a difference of infinities.
    if (ratio > most) most = ratio;
  }
  return most;
}

interface Step {
  readonly option: Option;
  readonly level: number;
  readonly gain: number;
}

/** The step of one option, by one level or more, with the largest gain per cost; gain beyond `required` counts nothing. */
function bestStep(
  options: readonly Option[],
  levels: ReadonlyMap<Option, number>,
  required: number,
): Step | undefined {
  let best: Step | undefined;
  let most = 0;
  for (const option of options) {
    const from = levels.get(option) ?? -1;
    const gained = option.gains[from] ?? 0;
    const spent = option.costs[from] ?? 0;
    for (let level = from + 1; level < option.gains.length; level++) {
      const gain = option.gains[level]! - gained;
      const ratio = Math.min(gain, required) / Math.max(1, option.costs[level]! - spent);
      if (ratio <= most) continue;
      most = ratio;
      best = { option, level, gain };
    }
  }
  return best;
}

/** Lowers the levels, those of the most expensive options first, as far as the surplus allows. */
function dropSurplus(levels: Map<Option, number>, surplus: number): void {
  let left = surplus;
  const byCost = [...levels.keys()].sort(
    (a, b) => b.costs[levels.get(b)!]! - a.costs[levels.get(a)!]!,
  );
  for (const option of byCost) {
    const level = levels.get(option)!;
    for (let lower = -1; lower < level; lower++) {
      const loss = option.gains[level]! - (option.gains[lower] ?? 0);
      if (loss > left) continue;
      left -= loss;
      if (lower < 0) levels.delete(option);
      else levels.set(option, lower);
      break;
    }
  }
}

/** Replaces all steps by those of a single option, where that is enough and cheaper. */
function preferSingle(
  options: readonly Option[],
  levels: Map<Option, number>,
  required: number,
): void {
  let total = 0;
  for (const [option, level] of levels) total += option.costs[level]!;
  for (const option of options) {
    const level = option.gains.findIndex((gain) => gain >= required);
    if (level < 0 || option.costs[level]! >= total) continue;
    total = option.costs[level]!;
    levels.clear();
    levels.set(option, level);
  }
}
