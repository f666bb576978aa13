import { constantOf, describeInput } from '../../exact/decimal/constant-input.js';
import type { ConstantInput } from '../../exact/decimal/constant-input.js';
import { PincerError } from '../../exact/errors.js';
import { ratSign } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';

/** What eps and rel accept: a positive number (the exact double), exact decimal text, a bigint, Big or ratio. */
export type Tolerance = ConstantInput;

/** What each goal takes. */
interface SimpleGoals {
  readonly eps: Tolerance;
  readonly bits: number;
  readonly rel: Tolerance;
  readonly decimals: number;
  readonly digits: number;
  readonly sign: true;
  readonly double: true;
  readonly defined: true;
}

interface Goals extends SimpleGoals {
  readonly any: readonly SimpleGoal[];
  readonly all: readonly SimpleGoal[];
}

/** One of the goals, and none of the others. */
type One<Name extends keyof Goals> = Pick<Goals, Name> &
  Readonly<Partial<Record<Exclude<keyof Goals, Name>, undefined>>>;

/** A goal that is no list of goals; see {@link Goal}. */
export type SimpleGoal = { [Name in keyof SimpleGoals]: One<Name> }[keyof SimpleGoals];

/**
 * What a caller asks of a value: exactly one of these.
 *
 * | goal | met when |
 * |---|---|
 * | `eps` | `upper - lower <= eps`, also between the printed ends |
 * | `bits: n` | `upper - lower <= 2^-n`, also between the printed ends |
 * | `rel` | upper - lower is at most rel times the smallest magnitude in the bounds |
 * | `decimals: n` | a decimal with n places is within one unit of its last place of the true value |
 * | `digits: n` | a decimal with n significant digits is within one unit of its last place of the true value |
 * | `sign` | the bounds exclude zero, or the value is proven to be zero |
 * | `double` | one double is the nearest to every point of the bounds |
 * | `defined` | the value is proven to be defined, and has finite bounds |
 * | `any` | one of the goals in the list is met |
 * | `all` | every goal in the list is met |
 *
 * A width or a last place that a value takes more than 2^29 bits to be written to is not met: the answer is
 * partial, with the reason `limit`.
 */
export type Goal = { [Name in keyof Goals]: One<Name> }[keyof Goals];

/** A goal whose numbers were checked and made exact. Plain data. */
export type CheckedGoal =
  | { readonly kind: 'eps'; readonly eps: Rational }
  | { readonly kind: 'bits'; readonly bits: number }
  | { readonly kind: 'rel'; readonly rel: Rational }
  | { readonly kind: 'decimals'; readonly decimals: number }
  | { readonly kind: 'digits'; readonly digits: number }
  | { readonly kind: 'sign' }
  | { readonly kind: 'double' }
  | { readonly kind: 'defined' }
  | { readonly kind: 'any'; readonly goals: readonly CheckedGoal[] }
  | { readonly kind: 'all'; readonly goals: readonly CheckedGoal[] };

/** A goal is not one of the closed list, or a number in it is out of range. */
export class GoalError extends PincerError {}

/** The ranges of the goals that are counts, both ends included. */
export const GOAL_RANGES = {
  digits: [1, 100_000_000],
  decimals: [0, 100_000_000],
  bits: [0, 330_000_000],
} as const;

/**
 * Checks a goal and makes its numbers exact.
 * @throws GoalError naming the goal, the value and the range.
 */
export function checkGoal(goal: Goal): CheckedGoal {
  const given: unknown = goal;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new GoalError(`goal: ${String(given)} is not an object such as { digits: 50 }`);
  }
  const fields = given as Record<string, unknown>;
  const names = Object.keys(given).filter((each) => fields[each] !== undefined);
  const [name] = names;
  if (names.length !== 1 || name === undefined) {
    throw new GoalError(
      `goal: give exactly one of eps, bits, rel, decimals, digits, sign, double, defined, any, all; got {${names.join(', ')}}`,
    );
  }
  const value = fields[name];
  switch (name) {
    case 'digits':
      return { kind: 'digits', digits: checkCount('digits', value) };
    case 'decimals':
      return { kind: 'decimals', decimals: checkCount('decimals', value) };
    case 'bits':
      return { kind: 'bits', bits: checkCount('bits', value) };
    case 'eps':
      return { kind: 'eps', eps: checkTolerance('eps', value) };
    case 'rel':
      return { kind: 'rel', rel: checkTolerance('rel', value) };
    case 'sign':
    case 'double':
    case 'defined':
      if (value !== true) throw new GoalError(`goal: ${name} takes true, got ${String(value)}`);
      return { kind: name };
    case 'any':
    case 'all':
      return { kind: name, goals: checkGoals(name, value) };
    default:
      throw new GoalError(
        `goal: ${name} is not one of eps, bits, rel, decimals, digits, sign, double, defined, any, all`,
      );
  }
}

/** The goals in a list are simple: a list in a list would say nothing that one list does not. */
function checkGoals(name: 'any' | 'all', value: unknown): CheckedGoal[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new GoalError(`goal: ${name} takes a list of one or more goals, got ${String(value)}`);
  }
  return value.map((each: Goal) => {
    const goal = checkGoal(each);
    if (goal.kind === 'any' || goal.kind === 'all') {
      throw new GoalError(`goal: ${name} takes simple goals, got ${goal.kind} inside it`);
    }
    return goal;
  });
}

function checkCount(name: keyof typeof GOAL_RANGES, value: unknown): number {
  const [least, most] = GOAL_RANGES[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new GoalError(
      `goal: ${name} takes an integer from ${String(least)} to ${String(most)}, got ${String(value)}`,
    );
  }
  return value;
}

function checkTolerance(name: string, value: unknown): Rational {
  let exact: Rational;
  try {
    exact = constantOf(name, value as Tolerance);
    if (ratSign(exact) > 0) return exact;
  } catch (cause) {
    throw new GoalError(`goal: ${refusal(name, value)}`, { cause });
  }
  throw new GoalError(`goal: ${refusal(name, value)}`);
}

function refusal(name: string, value: unknown): string {
  return `${name} takes a positive number or exact decimal text, got ${describeInput(value)}`;
}
