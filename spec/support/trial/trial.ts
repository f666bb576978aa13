/** One random expression with a goal, tried on the library and judged by the referee. */
import { Decimal } from 'decimal.js';
import { DivisionByZeroError, DomainError, LimitError } from '#lib/exact/errors.js';
import { toDoubleNearest } from '#lib/exact/double.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Goal, RefineOptions, Result } from '#lib/real/index.js';
import { integer, pick } from '#lib/testing/corners.js';
import { folded, toReal } from '#lib/testing/expression.js';
import type { Expression } from '#lib/testing/expression.js';
import { randomExpression, seeded } from '#lib/testing/index.js';
import { Rough } from '../referee/approximation.js';
import type { Approximation } from '../referee/approximation.js';
import { opinionOf } from '../referee/referee.js';
import type { Opinion } from '../referee/referee.js';

export interface Trial {
  readonly expression: Expression;
  readonly goal: Goal;
  /** Digits that the referee is to know. */
  readonly digits: number;
}

export type Fault =
  | 'unsound'
  | 'crash'
  | 'false error'
  | 'met but undefined'
  | 'falsely met'
  | 'wrong digits'
  | 'undecided though clear'
  | 'exhausted'
  | 'deadline';

export interface Finding {
  readonly fault: Fault;
  readonly message: string;
}

const BITS_PER_DIGIT = Math.log2(10);

/** Digits that the referee knows beyond those asked for. */
const MARGIN = 40;

/** Magnitudes up to which a goal may be absolute. */
const ABSOLUTE = 300;

/** Decimal exponents beyond which the library may end at its limits, with bounds that hold. */
const REMOTE = 1_000_000;

export interface TrialOptions {
  /** The most bits that a goal asks for. */
  readonly bits: number;
}

/** The trial of a seed: 64 bits or more, few of them many. */
export function trialOf(seed: number, { bits }: TrialOptions): Trial {
  const random = seeded(seed);
  const expression = randomExpression(random, { depth: integer(random, 1, 6) });
  const wanted = 64 * (bits / 64) ** (random() ** 3);
  const digits = Math.ceil(wanted / BITS_PER_DIGIT);
  const places = String(digits);
  const goal = pick<Goal>(random, [
    { digits },
    { digits },
    { digits },
    { rel: `1e-${places}` },
    { eps: `1e-${places}` },
    { bits: Math.ceil(wanted) },
    { decimals: digits },
    { sign: true },
    { double: true },
    { any: [{ digits }, { eps: `1e-${places}` }] },
    { all: [{ digits }, { sign: true }] },
  ]);
  return { expression, goal, digits: digits + MARGIN };
}

const isAbsolute = (goal: Goal): boolean =>
  ['eps', 'bits', 'decimals', 'any'].some((kind) => kind in goal);

/** Absolute goals of remote magnitudes become relative ones. */
function settled(trial: Trial, opinion: Opinion): Trial {
  if (!isAbsolute(trial.goal)) return trial;
  const within = opinion.kind !== 'value' || opinion.value.value.e < ABSOLUTE;
  if (within && opinion.kind !== 'inconclusive') return trial;
  return { ...trial, goal: { digits: trial.digits - MARGIN } };
}

const OPTIONS: RefineOptions = {
  timeout: 10_000,
  budget: { separationBits: 4096, separationTime: 2000 },
};

export interface Tried {
  readonly trial: Trial;
  readonly opinion: Opinion;
  readonly result: Result | undefined;
  readonly finding: Finding | undefined;
  /** Milliseconds that the library took. */
  readonly elapsed: number;
}

/** Runs a trial. Throws nothing: what the library throws is a finding. */
export function attempt(given: Trial, options: RefineOptions = OPTIONS): Tried {
  const opinion = opinionOf(given.expression, given.digits);
  const trial = settled(given, opinion);
  const start = performance.now();
  try {
    const result = toReal(trial.expression).refineSync(trial.goal, options);
    const elapsed = performance.now() - start;
    return { trial, opinion, result, finding: findingOf(trial, opinion, result), elapsed };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const elapsed = performance.now() - start;
    return { trial, opinion, result: undefined, finding: { fault: 'crash', message }, elapsed };
  }
}

function findingOf(trial: Trial, opinion: Opinion, result: Result): Finding | undefined {
  const { status, reason, error } = result;
  if (status === 'error') return errorFinding(opinion, error);
  if (opinion.kind === 'undefined') {
    return status === 'met' ? { fault: 'met but undefined', message: opinion.why } : undefined;
  }
  const value = opinion.kind === 'value' ? opinion.value : undefined;
  if (value !== undefined && !contains(result, value)) {
    return {
      fault: 'unsound',
      message: `${result.bounds.toString()} does not contain ${text(value)}`,
    };
  }
  if (status === 'met') return unmet(trial.goal, result, value);
  if (opinion.kind === 'value' && opinion.remotest > REMOTE) return undefined;
  // What the referee cannot follow may end at the limits of magnitudes.
  if (reason === 'exhausted' && value === undefined) return undefined;
  if (reason === 'deadline' || reason === 'exhausted')
    return { fault: reason, message: result.bounds.toString() };
  if (value === undefined || isKnown(trial.expression) || mayBeZero(value)) return undefined;
  // Far from 1 it may take more bits to decide than the options give.
  if (opinion.kind === 'value' && opinion.remotest > ABSOLUTE) return undefined;
  return { fault: 'undecided though clear', message: `${reason}: ${text(value)}` };
}

function errorFinding(opinion: Opinion, error: unknown): Finding | undefined {
  const mathematical = error instanceof DomainError || error instanceof DivisionByZeroError;
  if (!mathematical && !(error instanceof LimitError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { fault: 'crash', message };
  }
  if (opinion.kind !== 'value' || (!mathematical && opinion.remotest > REMOTE)) return undefined;
  return { fault: 'false error', message: `${error.message}, but it is ${text(opinion.value)}` };
}

const text = ({ value, error }: Approximation): string =>
  `${value.toPrecision(30)} +/- ${error.toPrecision(3)}`;

const mayBeZero = ({ value, error }: Approximation): boolean => value.abs().lte(error.times(1000));

/** Whether the referee was told what the library was not. */
function isKnown(expression: Expression): boolean {
  return folded<boolean>(
    expression,
    ({ known }, operands) => known !== undefined || operands.includes(true),
  );
}

function decimalOf(D: typeof Decimal, { m, e }: Dyadic): Decimal {
  return new D(m.toString()).times(new D(2).pow(e));
}

/** Whether bounds contain a value, as far as the referee knows it. */
function contains(result: Result, { value, error }: Approximation): boolean {
  const D = value.constructor as typeof Decimal;
  const lo = lowerEnd(result.bounds.enclosure);
  const hi = upperEnd(result.bounds.enclosure);
  const off = new D(error).plus(value.abs().times(new D(10).pow(4 - D.precision)));
  return (
    (lo === null || decimalOf(D, lo).lte(value.plus(off))) &&
    (hi === null || decimalOf(D, hi).gte(value.minus(off)))
  );
}

/** Why a result does not keep the promise of its goal, though it says so. */
function unmet(goal: Goal, result: Result, value: Approximation | undefined): Finding | undefined {
  if (goal.any !== undefined) {
    const findings = goal.any.map((one) => unmet(one, result, value));
    return findings.includes(undefined) ? undefined : findings[0];
  }
  if (goal.all !== undefined)
    return goal.all.map((one) => unmet(one, result, value)).find((found) => found !== undefined);
  const lo = lowerEnd(result.bounds.enclosure);
  const hi = upperEnd(result.bounds.enclosure);
  const decided = result.exact || (lo !== null && lo.m > 0n) || (hi !== null && hi.m < 0n);
  if (goal.sign !== undefined)
    return decided ? undefined : { fault: 'falsely met', message: 'the bounds contain zero' };
  if (lo === null || hi === null)
    return { fault: 'falsely met', message: 'the bounds are infinite' };
  if (goal.digits !== undefined || goal.decimals !== undefined)
    return wrongDigits(goal, result, value);
  const D = Decimal.clone({
    precision: 60 + Math.ceil(Math.log10(2) * 3000),
    maxE: 9e15,
    minE: -9e15,
  });
  const [lower, upper] = result.exact ? [new D(0), new D(0)] : [decimalOf(D, lo), decimalOf(D, hi)];
  const width = upper.minus(lower).times(1 - 1e-15);
  const falsely = (holds: boolean): Finding | undefined =>
    holds
      ? undefined
      : {
          fault: 'falsely met',
          message: `${JSON.stringify(goal)} with a width of ${width.toPrecision(5)}`,
        };
  if (goal.eps !== undefined) return falsely(width.lte(goal.eps as string));
  if (goal.bits !== undefined) return falsely(width.lte(new D(2).pow(-goal.bits)));
  if (goal.rel !== undefined)
    return falsely(width.lte(D.min(lower.abs(), upper.abs()).times(goal.rel as string)));
  if (
    value === undefined ||
    result.exact ||
    value.error.gt(new Rough(value.value.abs()).times(1e-30))
  )
    return undefined;
  const nearest = toDoubleNearest(lo);
  return falsely(nearest === Number(value.value.toExponential(60)));
}

/** Whether the decimal has the digits asked for and is within one unit of its last place. */
function wrongDigits(
  goal: Goal,
  result: Result,
  value: Approximation | undefined,
): Finding | undefined {
  const { digits } = result;
  const wrong = (why: string): Finding => ({
    fault: 'wrong digits',
    message: `${why}: ${String(digits)}`,
  });
  // Only a part of an `any` or `all` asked for them.
  if (digits === null) return result.rounding === null ? undefined : wrong('none');
  if (digits === '0' && result.rational === '0') return undefined;
  const [mantissa = '', exponent = '0'] = digits.replace('-', '').split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  const significant = mantissa.replace('.', '').replace(/^0+/, '').length;
  if (goal.digits !== undefined ? significant !== goal.digits : places !== goal.decimals)
    return wrong('of the wrong length');
  if (value === undefined) return undefined;
  const unit = new Rough(10).pow(Number(exponent) - places);
  const distance = value.value.minus(digits).abs();
  if (distance.lte(unit.plus(value.error))) return undefined;
  return wrong(`not within a unit of ${value.value.toPrecision(40)}`);
}
