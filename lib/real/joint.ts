/** Questions about several values at once. */
import type { Goal } from '../coordinator/goals/goal.js';
import { OptionError } from '../exact/options.js';
import { min } from './functions.js';
import { fromInput } from './real.js';
import type { Real, RealInput } from './real.js';
import { isSameNode } from './refinement/origin.js';
import type { RefineOptions } from './refinement/refine-options.js';
import { isDefined, provenSign } from './refinement/relation.js';
import type { Result } from './refinement/result.js';

/**
 * Refines several values at once in one session: a step that several need is run once and serves all.
 *
 * @example
 * ```ts
 * import { pi, refineAll, sqrt } from 'pincer';
 *
 * const results = await refineAll([pi, sqrt(2), '1/3'], { digits: 8 });
 * console.log(results.map(({ digits }) => digits).join(' ')); // => 3.1415927 1.4142136 0.33333333
 * ```
 * @param goals - one goal for all, or one for each.
 * @returns the results in the order of the values; mathematical errors are results too.
 * @throws OptionError where the numbers of values and goals differ; GoalError for a goal out of range.
 */
export async function refineAll<const G extends Goal>(
  values: readonly RealInput[],
  goals: G | readonly G[],
  options: RefineOptions = {},
): Promise<Result<G>[]> {
  const each = isList(goals) ? goals : values.map(() => goals);
  if (each.length !== values.length) {
    throw new OptionError(
      `refineAll: ${String(values.length)} values and ${String(each.length)} goals; give one goal, or one for each value`,
    );
  }
  return Promise.all(
    values.map((value, i) => fromInput('refineAll', value).refine(each[i]!, options)),
  );
}

function isList<G>(goals: G | readonly G[]): goals is readonly G[] {
  return Array.isArray(goals);
}

/**
 * Whether values ascend strictly, `x < y < z`: true or false as soon as that is proven, undefined where
 * the budget does not decide it. It is one goal over all values, the sign of the smallest difference
 * between neighbours. The steps that matter most for this sign run first, and one budget and one timeout
 * hold for all.
 *
 * @example
 * ```ts
 * import { ascending, pi, sqrt } from 'pincer';
 *
 * console.log(await ascending([3, pi, '22/7', sqrt(10)])); // => true
 * ```
 * @returns a promise, which is rejected with the mathematical error of a value that is not defined.
 */
export async function ascending(
  values: readonly RealInput[],
  options: RefineOptions = {},
): Promise<boolean | undefined> {
  const differences: Real[] = [];
  for (const [lower, upper] of openPairs(realsOf('ascending', values))) {
    if (upper === undefined) return false;
    if (
      isSameNode(lower, upper, options) &&
      isDefined(await lower.refine({ defined: true }, options))
    )
      return false;
    differences.push(upper.subtract(lower));
  }
  const least = leastOf(differences);
  return least === undefined || ascends(await least.refine({ sign: true }, options));
}

/**
 * {@link ascending} on the calling thread.
 *
 * @throws the mathematical error of a value that is not defined; SynchronousSourceError for a value that is
 *   made of a source.
 */
export function ascendingSync(
  values: readonly RealInput[],
  options: RefineOptions = {},
): boolean | undefined {
  const differences: Real[] = [];
  for (const [lower, upper] of openPairs(realsOf('ascendingSync', values))) {
    if (upper === undefined) return false;
    if (
      isSameNode(lower, upper, options) &&
      isDefined(lower.refineSync({ defined: true }, options))
    )
      return false;
    differences.push(upper.subtract(lower));
  }
  const least = leastOf(differences);
  return least === undefined || ascends(least.refineSync({ sign: true }, options));
}

function realsOf(caller: string, values: readonly RealInput[]): Real[] {
  return values.map((value) => fromInput(caller, value));
}

/**
 * The neighbours whose doubles do not prove that they ascend. One without an upper value is proven not to:
 * values that doubles tell apart never enter the graph.
 */
function* openPairs(
  reals: readonly Real[],
): Generator<readonly [lower: Real, upper: Real | undefined]> {
  for (const [i, upper] of reals.slice(1).entries()) {
    const lower = reals[i]!;
    if (lower.hi < upper.lo) continue;
    yield [lower, lower.lo > upper.hi ? undefined : upper];
  }
}

function leastOf([first, ...others]: readonly Real[]): Real | undefined {
  return first === undefined ? undefined : min(first, ...others);
}

function ascends(least: Result): boolean | undefined {
  if (least.error !== null) throw least.error;
  return least.status === 'met' ? provenSign(least) === 1 : undefined;
}
