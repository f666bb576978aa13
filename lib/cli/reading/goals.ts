/**
 * Goals as people write them, in flags and in the lines of a batch.
 */
import { checkGoal, GOAL_RANGES } from '../../coordinator/goals/goal.js';
import type { Goal } from '../../coordinator/goals/goal.js';
import { PincerError } from '../../exact/errors.js';
import type { Presentation } from '../writing/presentation.js';
import { UsageError } from '../usage.js';

/** The goals that can be asked for by name and value. */
export const goalNames = ['digits', 'decimals', 'bits', 'eps', 'rel'] as const;
export type GoalName = (typeof goalNames)[number];

/** The goal when none is given. */
export const DEFAULT_GOAL: Goal = { digits: 50 };

/**
 * The goal `name` with the value that was written.
 *
 * @param shown - how the caller names it, such as `--digits`.
 * @throws {@link UsageError} naming the value and the range.
 */
export function readGoal(name: GoalName, text: string, shown: string): Goal {
  switch (name) {
    case 'digits':
      return { digits: readInteger(text, shown, GOAL_RANGES.digits) };
    case 'decimals':
      return { decimals: readInteger(text, shown, GOAL_RANGES.decimals) };
    case 'bits':
      return { bits: readInteger(text, shown, GOAL_RANGES.bits) };
    // A tolerance stays text, so that it keeps its exact value.
    case 'eps':
      return { eps: readTolerance(text, shown) };
    case 'rel':
      return { rel: readTolerance(text, shown) };
  }
}

/**
 * A positive decimal, as the text that it was written in.
 *
 * @throws {@link UsageError} naming the value.
 */
export function readTolerance(text: string, shown: string): string {
  try {
    checkGoal({ eps: text });
    return text;
  } catch (error) {
    // A GoalError, or a LimitError of its numeral.
    if (!(error instanceof PincerError)) throw error;
    throw new UsageError(
      `${shown} takes a positive decimal such as 1e-20 or 0.001, got ${shorten(text)}`,
      { cause: error },
    );
  }
}

/** A plain integer in a range: digits alone, no sign, point or exponent. */
export function readInteger(
  text: string,
  shown: string,
  [least, most]: readonly [number, number],
): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `${shown} takes a plain integer from ${grouped(least)} to ${grouped(most)}, got ${shorten(text)}`,
  );
}

/**
 * Refuses a rounding where no digits are printed.
 *
 * @throws {@link UsageError} naming what is printed.
 */
export function checkRounding({ round, as }: Presentation, goal: Goal): void {
  const kind = goalName(goal) ?? '';
  if (round !== undefined && (as !== undefined || !['digits', 'decimals'].includes(kind)))
    throw new UsageError(`--round is for digits and decimals, not for ${as ?? kind}`);
}

/** The name of a goal that was asked for by name and value. */
export function goalName(goal: Goal): GoalName | undefined {
  return goalNames.find((name) => name in goal);
}

/** A value as a complaint quotes it. */
export function shorten(text: string): string {
  if (text === '') return 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
