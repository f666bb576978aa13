import type { Goal } from '../coordinator/goals/goal.js';
import { signOf } from '../exact/enclosure/enclosure.js';
import { ratSign } from '../exact/rational.js';
import { min } from './functions.js';
import { OptionError } from './errors.js';
import { isSameNode } from './refinement/origin.js';
import type { RefineOptions } from './refinement/refine-options.js';
import { fromInput } from './real.js';
import type { Real, RealInput } from './real.js';
import type { Result } from './refinement/result.js';

/**
 * Refines several values at once in one session: a step that several need is run once and serves all.
 *
 * @param goals - one goal for all, or one for each.
 * @returns the results in the order of the values; mathematical errors come back as results.
 * @throws OptionError where the numbers of values and goals differ; GoalError for a goal out of range.
 */
export async function refineAll(
  values: readonly RealInput[],
  goals: Goal | readonly Goal[],
  options: RefineOptions = {},
): Promise<Result[]> {
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

function isList(goals: Goal | readonly Goal[]): goals is readonly Goal[] {
  return Array.isArray(goals);
}

/**
 * Whether values ascend strictly, `x < y < z`: true or false as soon as that is proven, undefined where
 * the budget does not decide it. It is one goal over all of them, the sign of the least step between
 * neighbours: what is narrowed next is what that sign hangs on, and budget and time are for all together.
 *
 * @throws the mathematical error of a value that is not defined.
 */
export async function ascending(
  values: readonly RealInput[],
  options: RefineOptions = {},
): Promise<boolean | undefined> {
  const reals = values.map((value) => fromInput('ascending', value));
  const steps: Real[] = [];
  for (const [i, upper] of reals.slice(1).entries()) {
    const lower = reals[i]!;
    // Values that doubles tell apart never enter the graph.
    if (lower.hi < upper.lo) continue;
    if (lower.lo > upper.hi) return false;
    if (isSameNode(lower, upper, options) && (await isDefined(lower, options))) return false;
    steps.push(upper.subtract(lower));
  }
  const [first, ...others] = steps;
  if (first === undefined) return true;
  const { status, error, bounds, rationalValue } = await min(first, ...others).refine(
    { sign: true },
    options,
  );
  if (error !== null) throw error;
  if (status !== 'met') return undefined;
  return (rationalValue === undefined ? signOf(bounds.enclosure) : ratSign(rationalValue)) === 1;
}

async function isDefined(real: Real, options: RefineOptions): Promise<boolean> {
  const { status, error } = await real.refine({ defined: true }, options);
  if (error !== null) throw error;
  return status === 'met';
}
