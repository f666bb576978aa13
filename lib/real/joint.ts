import type { Goal } from '../coordinator/goal.js';
import { compared } from './comparison.js';
import type { CompareOptions } from './comparison.js';
import { OptionError } from './option-error.js';
import type { RefineOptions } from './refinement.js';
import { fromInput } from './real.js';
import type { RealInput } from './real.js';
import type { Result } from './result.js';

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
 * no budget decides it. All neighbours are compared at once, over shared nodes.
 */
export async function ascending(
  values: readonly RealInput[],
  options: CompareOptions = {},
): Promise<boolean | undefined> {
  const reals = values.map((value) => fromInput('ascending', value));
  // One pair that does not ascend decides it: the others are not waited for.
  const stop = new AbortController();
  const signal =
    options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const answers = await Promise.all(
    reals.slice(1).map(async (upper, i) => {
      const { relation } = await compared(reals[i]!, upper, { ...options, signal });
      if (relation === 'greater' || relation === 'equal') {
        stop.abort();
        return false;
      }
      return relation === 'less' ? true : undefined;
    }),
  );
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
