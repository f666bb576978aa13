/**
 * Whether an expensive step waits for cheap ones, which may make it unnecessary.
 *
 * The limit is not sharp. Sensitivities are upper bounds, over the bounds that a wave began with, and a goal may be met
 * by bounds that are an eighth wider than the allowance, where printing does not widen them (goals/verdict.ts). So a
 * plan may find all cheap steps together a little less than enough, and choose one that costs a hundred times as much.
 *
 * Laws
 * 1. The cheap steps together cost a small part of the expensive one, so that they are a small loss where they were in
 *    vain.
 * 2. They take away at least half of the excess, and leave at most an eighth of the limit.
 * 3. The wait ends: steps that bring less than foretold are foretold to cost more each time (predictor.ts, law 1), until
 *    they are no longer cheap.
 */
import { coverOf } from './cover.js';
import type { Option } from './cover.js';

/** The part of an expensive step's cost that the cheap ones may cost together. */
const CHEAP_PART = 1 / 4;

/** The part of the excess that they take away at least. */
const LEAST_PART = 1 / 2;

/** What may be left of the excess, in units of the limit, where a flush may show that nothing is. */
export const MOST_LEFT = 1 / 8;

/**
 * The option to step before an expensive one; undefined where that does not wait.
 * @param excess - what steps are to gain together, in units of the limit.
 * @param least - the cost below which no step is worth a choice.
 */
export function cheaperFirst(
  options: readonly Option[],
  expensive: Option,
  excess: number,
  least: number,
): Option | undefined {
  const budget = expensive.costs[0]! * CHEAP_PART;
  if (budget < least) return undefined;
  const others = options.filter((option) => option !== expensive);
  const { cost, first } = coverOf(others, Math.max(excess * LEAST_PART, excess - MOST_LEFT));
  return cost <= budget ? first : undefined;
}
