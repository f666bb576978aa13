/** What more steps of one source would bring and cost: level by level, each with all before it. */
export interface Option {
  readonly position: number;
  readonly gains: readonly number[];
  readonly costs: readonly number[];
}

/**
 * A cheap set of steps that together gain what is needed, and the one of them to take first.
 *
 * Two roads: levels are added in order of gain per cost, as far as the need goes, and what the others
 * cover already is left out again, the dearest first; or one source alone. What the first step brings
 * is seen before the next is chosen, so the set need not be the best, only no trap: a cheap step that
 * almost reaches is no use where the dear one that follows would have been enough alone.
 *
 * @returns undefined where nothing gains anything.
 */
export function firstOfCover(options: readonly Option[], need: number): Option | undefined {
  return coverOf(options, need).first;
}

/** What a set of steps that is enough costs, and which one of it is to be taken first. */
export interface Cover {
  /** Infinity where all steps together are not enough. */
  readonly cost: number;
  readonly first: Option | undefined;
}

/** The same with what all of it costs. */
export function coverOf(options: readonly Option[], need: number): Cover {
  const levels = new Map<Option, number>();
  let covered = 0;
  // Each turn raises the level of one option.
  while (covered < need) {
    const step = bestStep(options, levels, need - covered);
    if (step === undefined) break;
    covered += step.gain;
    levels.set(step.option, step.level);
  }
  const enough = covered >= need;
  if (enough) {
    leaveOut(levels, covered - need);
    takeOneInstead(options, levels, need);
  }
  let first: Option | undefined;
  let most = -1;
  let cost = enough ? 0 : Infinity;
  for (const [option, level] of levels) {
    cost += option.costs[level]!;
    const value = bestRatio(option, level);
    if (value <= most) continue;
    most = value;
    first = option;
  }
  return { cost, first };
}

/** What all sources but one gain together, each for at most so much. */
export function gainBeside(options: readonly Option[], dear: Option, most: number): number {
  let gain = 0;
  for (const option of options) {
    if (option === dear) continue;
    gain += option.gains[option.costs.findLastIndex((cost) => cost <= most)] ?? 0;
  }
  return gain;
}

/** The largest ratio of gain to cost on the way to a level. */
function bestRatio({ gains, costs }: Option, level: number): number {
  let most = 0;
  for (let i = 0; i <= level; i++) most = Math.max(most, gains[i]! / Math.max(1, costs[i]!));
  return most;
}

interface Step {
  readonly option: Option;
  readonly level: number;
  readonly gain: number;
}

/** The step up of one option, by one level or more, that gains most of the need per cost. */
function bestStep(
  options: readonly Option[],
  levels: ReadonlyMap<Option, number>,
  need: number,
): Step | undefined {
  let best: Step | undefined;
  let most = 0;
  for (const option of options) {
    const from = levels.get(option) ?? -1;
    const gained = option.gains[from] ?? 0;
    const spent = option.costs[from] ?? 0;
    for (let level = from + 1; level < option.gains.length; level++) {
      const gain = option.gains[level]! - gained;
      const value = Math.min(gain, need) / Math.max(1, option.costs[level]! - spent);
      if (value <= most) continue;
      most = value;
      best = { option, level, gain };
    }
  }
  return best;
}

/** Lowers levels as far as the surplus allows. */
function leaveOut(levels: Map<Option, number>, surplus: number): void {
  let left = surplus;
  const dearest = [...levels.keys()].sort(
    (a, b) => b.costs[levels.get(b)!]! - a.costs[levels.get(a)!]!,
  );
  for (const option of dearest) {
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

/** One source alone may be cheaper still. */
function takeOneInstead(
  options: readonly Option[],
  levels: Map<Option, number>,
  need: number,
): void {
  let total = 0;
  for (const [option, level] of levels) total += option.costs[level]!;
  for (const option of options) {
    const level = option.gains.findIndex((gain) => gain >= need);
    if (level < 0 || option.costs[level]! >= total) continue;
    total = option.costs[level]!;
    levels.clear();
    levels.set(option, level);
  }
}
