import { toDoubles } from '../exact/enclosure.js';
import { fromRational } from '../exact/outward.js';
import type { Rational } from '../exact/rational.js';
import type { Goal } from '../coordinator/goal.js';
import type { Graph } from '../graph/graph.js';
import type { Plain } from '../refiners/refiner.js';
import type { Admitted } from './admission.js';
import {
  absDoubles,
  addDoubles,
  divideDoubles,
  multiplyDoubles,
  negateDoubles,
  sqrtDoubles,
  UNKNOWN,
} from './double-tier.js';
import type { DoubleBounds } from './double-tier.js';
import { constantOf } from './input.js';
import type { ConstantInput } from './input.js';
import type { Operator } from './operator.js';
import { ABSOLUTE, DIVIDE, NEGATE, POWER, PRODUCT, RATIONAL, SUM, builtin } from './operators.js';
import { refine, refineSync, toNearestDouble, toShortText, watch } from './refinement.js';
import type { RefineOptions } from './refinement.js';
import type { Bounds } from './bounds.js';
import type { Result } from './result.js';

/** What a Real is made of: a constant (see {@link ConstantInput}) or another Real. */
export type RealInput = ConstantInput | Real;

/** What a Real became in the graph that saw it last. */
export interface Memo {
  readonly graph: Graph;
  readonly epoch: number;
  readonly admitted: Admitted;
}

/**
 * A real number, as an immutable expression. Building one computes nothing but its double tier; asking
 * it for a goal brings it into the graph of a session, where it is refined as far as the goal needs.
 */
export class Real {
  /** @internal */
  readonly operator: Operator;
  /** @internal */
  readonly operands: readonly Real[];
  /** @internal */
  readonly params: Plain | Rational;
  /** Lower end of the double tier; `NaN` while nothing is known. */
  readonly lo: number;
  /** Upper end of the double tier; `NaN` while nothing is known. */
  readonly hi: number;
  /** @internal */
  memo: Memo | undefined;

  /** @internal */
  constructor(operator: Operator, operands: readonly Real[], params: Plain | Rational, tier: DoubleBounds) {
    this.operator = operator;
    this.operands = operands;
    this.params = params;
    this.lo = tier.lo;
    this.hi = tier.hi;
    this.memo = undefined;
  }

  /** x + y. */
  add(y: RealInput): Real {
    const other = fromInput('add', y);
    return new Real(SUM, [this, other], null, addDoubles(this, other));
  }

  /** x - y. */
  subtract(y: RealInput): Real {
    const other = fromInput('subtract', y).negate();
    return new Real(SUM, [this, other], null, addDoubles(this, other));
  }

  /** x * y. */
  multiply(y: RealInput): Real {
    const other = fromInput('multiply', y);
    return new Real(PRODUCT, [this, other], null, multiplyDoubles(this, other));
  }

  /** x / y. A divisor that is proven to be zero is a DivisionByZeroError of the result. */
  divide(y: RealInput): Real {
    const other = fromInput('divide', y);
    return new Real(DIVIDE, [this, other], null, divideDoubles(this, other));
  }

  /** -x. */
  negate(): Real {
    if (this.operator === NEGATE) return this.operands[0]!;
    return new Real(NEGATE, [this], null, negateDoubles(this));
  }

  /** |x|. */
  abs(): Real {
    return new Real(ABSOLUTE, [this], null, absDoubles(this));
  }

  /**
   * x^y. With an exact integer y it is a product of factors x, or one over it, for x of any sign, and
   * x^0 is 1. Any other y needs x > 0, or x = 0 and y > 0; use {@link Real.nthRoot} for roots of negatives.
   */
  power(y: RealInput): Real {
    return new Real(POWER, [this, fromInput('power', y)], null, UNKNOWN);
  }

  /**
   * The real n-th root; of negatives too where n is odd.
   * @param n - an integer from 1 to 2^31 - 1.
   * @throws RangeError where n is none.
   */
  nthRoot(n: number): Real {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 31 - 1) {
      throw new RangeError(`nthRoot: n must be an integer from 1 to ${String(2 ** 31 - 1)}, got ${String(n)}`);
    }
    if (n === 1) return this;
    const tier = n === 2 ? sqrtDoubles(this) : UNKNOWN;
    return new Real(builtin('nthRoot'), [this], { n }, tier);
  }

  /** The square root; x must be at least 0. */
  sqrt(): Real {
    return this.nthRoot(2);
  }

  /** The real cube root. */
  cbrt(): Real {
    return this.nthRoot(3);
  }

  /** The sine of x radians. */
  sin(): Real {
    return applied('sin', [this]);
  }

  /** The cosine of x radians. */
  cos(): Real {
    return applied('cos', [this]);
  }

  /** e^x. */
  exp(): Real {
    return applied('exp', [this]);
  }

  /** The value, where it is a constant that is known exactly. @internal */
  exactRational(): Rational | undefined {
    if (this.operator.form === 'rational') return this.params as Rational;
    if (this.operator === NEGATE) {
      const inner = this.operands[0]!.exactRational();
      return inner === undefined ? undefined : { n: -inner.n, d: inner.d };
    }
    return undefined;
  }

  /**
   * Refines until the goal is met, or cannot be, on the calling thread.
   * Mathematical errors come back as the status `error`.
   * @throws GoalError or RangeError where the goal or an option is out of range.
   */
  refineSync(goal: Goal, options: RefineOptions = {}): Result {
    return refineSync(this, goal, options);
  }

  /**
   * Refines until the goal is met, or cannot be, or `signal` or `timeout` end it with the best bounds.
   * Rejects only where the goal or an option is out of range.
   */
  refine(goal: Goal, options: RefineOptions = {}): Promise<Result> {
    return refine(this, goal, options);
  }

  /** The bounds on the way to a goal: each proven, each inside the one before. */
  watch(goal: Goal, options: RefineOptions = {}): AsyncIterable<Bounds> {
    return watch(this, goal, options);
  }

  /**
   * The nearest double, proven; ties to even.
   * @throws the mathematical error of the value, or UndecidedError where no budget proves on which side
   *   of a midpoint between two doubles it lies.
   */
  toNumber(): number {
    return toNearestDouble(this);
  }

  /** Twenty proven digits, or the bounds where they cannot be proven. Throws the mathematical error of the value. */
  toString(): string {
    return toShortText(this);
  }

  toJSON(): string {
    return this.toString();
  }

  /** Refuses: a Real never becomes a double in silence. */
  valueOf(): never {
    throw new TypeError(
      'Real: no implicit conversion to a primitive; call toNumber() for the nearest double, ' +
        'toString() for digits, add/subtract/multiply/divide for arithmetic and refineSync(goal) for bounds',
    );
  }
}

/** Applies a built-in function. @internal */
export function applied(name: string, operands: readonly Real[], params: Plain = null): Real {
  return new Real(builtin(name), operands, params, UNKNOWN);
}


/**
 * A Real of whatever may stand for one.
 * @param caller - the function to name in errors.
 * @throws TypeError or RangeError naming the caller and the value.
 * @internal
 */
export function fromInput(caller: string, value: RealInput): Real {
  if (value instanceof Real) return value;
  const exact = constantOf(caller, value);
  const tier =
    typeof value === 'number' ? { lo: value, hi: value } : toDoubles(fromRational(exact, Infinity));
  return new Real(RATIONAL, [], exact as never, tier);
}
