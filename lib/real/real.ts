import { toDoubles } from '../exact/enclosure/enclosure.js';
import { fromRational } from '../exact/enclosure/outward.js';
import type { Rational } from '../exact/rational.js';
import type { Explanation } from '../observe/explanation.js';
import type { Goal } from '../coordinator/goals/goal.js';
import type { Graph } from '../graph/graph.js';
import type { Plain } from '../refiners/refiner.js';
import type { SourceParams } from '../refiners/source.js';
import type { Admitted } from './values/admission.js';
import {
  absDoubles,
  addDoubles,
  divideDoubles,
  multiplyDoubles,
  negateDoubles,
  sqrtDoubles,
  UNKNOWN,
} from './values/double-tier.js';
import type { DoubleBounds } from './values/double-tier.js';
import { constantOf } from './values/input.js';
import type { ConstantInput } from './values/input.js';
import type { Operator } from './values/operator.js';
import {
  ABSOLUTE,
  DIVIDE,
  NEGATE,
  POWER,
  PRODUCT,
  RATIONAL,
  SUM,
  builtin,
} from './values/operators.js';
import type { RefineOptions } from './refinement/refine-options.js';
import { explain, refine, refineSync } from './refinement/refinement.js';
import { compare, isAmong } from './refinement/comparison.js';
import type { Bounds } from './refinement/bounds.js';
import type { Result } from './refinement/result.js';
import { toNearestDouble, toShortText } from './short-forms.js';
import { watch } from './refinement/watch.js';

declare module '../session/names.js' {
  interface Nameable {
    readonly real: Real;
  }
}

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
  /** Whether it is made of exact rationals alone by what may fold to one, as + and sqrt may. @internal */
  readonly isRational: boolean;
  /** The name of a source that it is made of; undefined for most. @internal */
  readonly source: string | undefined;
  /** Lower end of the double tier; `NaN` while nothing is known. */
  readonly lo: number;
  /** Upper end of the double tier; `NaN` while nothing is known. */
  readonly hi: number;
  /** @internal */
  memo: Memo | undefined;

  /** @internal */
  constructor(
    operator: Operator,
    operands: readonly Real[],
    params: Plain | Rational,
    tier: DoubleBounds,
  ) {
    this.operator = operator;
    this.operands = operands;
    this.params = params;
    const { form } = operator;
    this.isRational =
      form === 'rational' ||
      (('fold' in operator && operator.fold !== undefined) ||
      form === 'sum' ||
      form === 'product' ||
      form === 'power'
        ? operands.length > 0 && operands.every((operand) => operand.isRational)
        : false);
    this.source = form === 'source' ? (params as SourceParams).label : sourceAmong(operands);
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
   * x^0 is 1. Any other y needs `x > 0`, or x = 0 and `y > 0`; use {@link Real.nthRoot} for roots of
   * negatives.
   */
  power(y: RealInput): Real {
    return new Real(POWER, [this, fromInput('power', y)], null, UNKNOWN);
  }

  /**
   * The real n-th root; of negatives too where n is odd.
   *
   * Domain: `x >= 0` for an even n, every x for an odd one. Range: the same. Errors: DomainError of the
   * result for x proven to be outside. Source: integer roots by Newton's method, Brent and Zimmermann,
   * Modern Computer Arithmetic (2010), section 1.5.2.
   * @param n - an integer from 1 to 2^31 - 1.
   * @throws RangeError where n is none.
   */
  nthRoot(n: number): Real {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 31 - 1) {
      throw new RangeError(
        `nthRoot: n must be an integer from 1 to ${String(2 ** 31 - 1)}, got ${String(n)}`,
      );
    }
    if (n === 1) return this;
    const tier = n === 2 ? sqrtDoubles(this) : UNKNOWN;
    return new Real(builtin('nthRoot'), [this], { n }, tier);
  }

  /**
   * The square root.
   *
   * Domain: `x >= 0`. Range: at least 0. Errors: DomainError of the result for x proven to be below 0.
   * Source: as `nthRoot`.
   */
  sqrt(): Real {
    return this.nthRoot(2);
  }

  /**
   * The real cube root.
   *
   * Domain: every x. Range: every real. Errors: none.
   * Source: as `nthRoot`.
   */
  cbrt(): Real {
    return this.nthRoot(3);
  }

  /**
   * e^x.
   *
   * Domain: every x. Range: above 0. Errors: LimitError of the result where its magnitude is beyond
   * 2^(2^32).
   * Source: argument halving and the power series by concurrent sums: Smith, "Efficient
   * multiple-precision evaluation of elementary functions", Math. Comp. 52 (1989), section 3.
   */
  exp(): Real {
    return applied('exp', [this]);
  }

  /**
   * The natural logarithm.
   *
   * Domain: `x > 0`. Range: every real. Errors: DomainError of the result for x proven to be at most 0;
   * undecided while x may be 0.
   * Source: a Newton step on exp, Brent and Zimmermann, Modern Computer Arithmetic (2010), section
   * 4.2.5.
   */
  ln(): Real {
    return applied('ln', [this]);
  }

  /**
   * The logarithm to the base 2; exact for powers of two.
   *
   * Domain: `x > 0`. Range: every real. Errors: as `ln`.
   * Source: the quotient of two natural logarithms.
   */
  log2(): Real {
    return applied('log2', [this]);
  }

  /**
   * The logarithm to the base 10; exact for powers of ten.
   *
   * Domain: `x > 0`. Range: every real. Errors: as `ln`.
   * Source: the quotient of two natural logarithms.
   */
  log10(): Real {
    return applied('log10', [this]);
  }

  /**
   * The logarithm to a base: ln x / ln base.
   *
   * Domain: `x > 0` and a base above 0 other than 1. Range: every real. Errors: as `ln`;
   * DivisionByZeroError of the result for a base proven to be 1. Source: as `ln`.
   */
  log(base: RealInput): Real {
    return this.ln().divide(fromInput('log', base).ln());
  }

  /**
   * The sine of x radians.
   *
   * Domain: every x. Range: -1 to 1. Errors: LimitError of the result where x is so large that reducing
   * it is beyond what is computed.
   * Source: reduction by pi/4 with as many bits of pi as x has before the point, then halving and
   * Smith, "Efficient multiple-precision evaluation of elementary functions", Math. Comp. 52 (1989),
   * section 3.
   */
  sin(): Real {
    return applied('sin', [this]);
  }

  /**
   * The cosine of x radians.
   *
   * Domain: every x. Range: -1 to 1. Errors: as `sin`.
   * Source: as `sin`.
   */
  cos(): Real {
    return applied('cos', [this]);
  }

  /**
   * The tangent of x radians.
   *
   * Domain: every x but the odd multiples of pi/2. Range: every real. Errors: none; undecided while x
   * is not proven to be off a pole.
   * Source: the quotient of sine and cosine.
   */
  tan(): Real {
    return applied('tan', [this]);
  }

  /**
   * The inverse sine.
   *
   * Domain: `-1 <= x <= 1`. Range: -pi/2 to pi/2. Errors: DomainError of the result for x proven to be
   * outside.
   * Source: atan(x / sqrt(1 - x^2)).
   */
  asin(): Real {
    return applied('asin', [this]);
  }

  /**
   * The inverse cosine.
   *
   * Domain: `-1 <= x <= 1`. Range: 0 to pi. Errors: DomainError of the result for x proven to be outside.
   * Source: pi/2 - asin(x), or by the inverse tangent near the ends.
   */
  acos(): Real {
    return applied('acos', [this]);
  }

  /**
   * The inverse tangent.
   *
   * Domain: every x. Range: between -pi/2 and pi/2. Errors: none.
   * Source: a Newton step on sine and cosine, Brent and Zimmermann, Modern Computer Arithmetic (2010),
   * section 4.2.5.
   */
  atan(): Real {
    return applied('atan', [this]);
  }

  /**
   * The hyperbolic sine.
   *
   * Domain: every x. Range: every real. Errors: LimitError of the result, as `exp`.
   * Source: by exp; the power series near 0.
   */
  sinh(): Real {
    return applied('sinh', [this]);
  }

  /**
   * The hyperbolic cosine.
   *
   * Domain: every x. Range: at least 1. Errors: LimitError of the result, as `exp`.
   * Source: by exp.
   */
  cosh(): Real {
    return applied('cosh', [this]);
  }

  /**
   * The hyperbolic tangent.
   *
   * Domain: every x. Range: between -1 and 1. Errors: none.
   * Source: by exp; the power series near 0.
   */
  tanh(): Real {
    return applied('tanh', [this]);
  }

  /**
   * The inverse hyperbolic sine.
   *
   * Domain: every x. Range: every real. Errors: none.
   * Source: ln(x + sqrt(x^2 + 1)).
   */
  asinh(): Real {
    return applied('asinh', [this]);
  }

  /**
   * The inverse hyperbolic cosine.
   *
   * Domain: `x >= 1`. Range: at least 0. Errors: DomainError of the result for x proven to be below 1.
   * Source: ln(x + sqrt(x^2 - 1)).
   */
  acosh(): Real {
    return applied('acosh', [this]);
  }

  /**
   * The inverse hyperbolic tangent.
   *
   * Domain: `-1 < x < 1`. Range: every real. Errors: DomainError of the result for x proven to be
   * outside.
   * Source: ln((1 + x) / (1 - x)) / 2.
   */
  atanh(): Real {
    return applied('atanh', [this]);
  }

  /**
   * The sign.
   *
   * Domain: every x. Range: -1, 0 or 1. Errors: none; bounds -1 to 1 and digits undecided while x may
   * be 0.
   * Source: bounds of x.
   */
  sign(): Real {
    return applied('sign', [this]);
  }

  /**
   * The greatest integer that is not above x.
   *
   * Domain: every x. Range: the integers. Errors: none; two neighbours and digits undecided while x may
   * be an integer.
   * Source: bounds of x.
   */
  floor(): Real {
    return applied('floor', [this]);
  }

  /**
   * The least integer that is not below x.
   *
   * Domain: every x. Range: the integers. Errors: none; two neighbours and digits undecided while x may
   * be an integer.
   * Source: bounds of x.
   */
  ceil(): Real {
    return applied('ceil', [this]);
  }

  /**
   * The nearest integer, halves away from zero.
   *
   * Domain: every x. Range: the integers. Errors: none; two neighbours and digits undecided while x may
   * be such a half.
   * Source: bounds of x.
   */
  round(): Real {
    return applied('round', [this]);
  }

  /**
   * The integer part, toward zero.
   *
   * Domain: every x. Range: the integers. Errors: none; two neighbours and digits undecided while x may
   * be an integer.
   * Source: bounds of x.
   */
  trunc(): Real {
    return applied('trunc', [this]);
  }

  /**
   * x - y * floor(x / y).
   *
   * Domain: y other than 0. Range: from 0 to y, y excluded, with the sign of y. Errors:
   * DivisionByZeroError of the result for y proven to be 0; bounds 0 to y and digits undecided while
   * x / y may be an integer. Source: the definition, over bounds.
   */
  mod(y: RealInput): Real {
    return applied('mod', [this, fromInput('mod', y)]);
  }

  /** `x < y`: true or false where the default budget proves it, else undefined. */
  lt(y: RealInput, options?: RefineOptions): boolean | undefined {
    return isAmong(compare(this, fromInput('lt', y), options), ['less'], ['equal', 'greater']);
  }

  /** `x <= y`: true or false where the default budget proves it, else undefined. */
  le(y: RealInput, options?: RefineOptions): boolean | undefined {
    return isAmong(compare(this, fromInput('le', y), options), ['less', 'equal'], ['greater']);
  }

  /** `x > y`: true or false where the default budget proves it, else undefined. */
  gt(y: RealInput, options?: RefineOptions): boolean | undefined {
    return isAmong(compare(this, fromInput('gt', y), options), ['greater'], ['less', 'equal']);
  }

  /** `x >= y`: true or false where the default budget proves it, else undefined. */
  ge(y: RealInput, options?: RefineOptions): boolean | undefined {
    return isAmong(compare(this, fromInput('ge', y), options), ['greater', 'equal'], ['less']);
  }

  /** x = y: false where the default budget proves it, true only where it is known exactly, else undefined. */
  eq(y: RealInput, options?: RefineOptions): boolean | undefined {
    return isAmong(compare(this, fromInput('eq', y), options), ['equal'], ['less', 'greater']);
  }

  /** `x > 0`: true or false where the default budget proves it, else undefined. */
  isPositive(options?: RefineOptions): boolean | undefined {
    return this.gt(0, options);
  }

  /** `x < 0`: true or false where the default budget proves it, else undefined. */
  isNegative(options?: RefineOptions): boolean | undefined {
    return this.lt(0, options);
  }

  /** x = 0: false where the default budget proves it, true only where it is known exactly, else undefined. */
  isZero(options?: RefineOptions): boolean | undefined {
    return this.eq(0, options);
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
   * @throws GoalError or RangeError where the goal or an option is out of range, and
   *   DeadlineExceededError when its time is over and `onTimeout` asks for that; SynchronousSourceError,
   *   at once, for a value that is made of a source.
   */
  refineSync(goal: Goal, options: RefineOptions = {}): Result {
    return refineSync(this, goal, options);
  }

  /**
   * Refines until the goal is met, or cannot be, or `signal` or `timeout` end it with the best bounds.
   * Rejects only where the goal or an option is out of range, or when its time is over and `onTimeout`
   * asks for that.
   */
  refine(goal: Goal, options: RefineOptions = {}): Promise<Result> {
    return refine(this, goal, options);
  }

  /** The bounds on the way to a goal: each proven, each inside the one before. */
  watch(goal: Goal, options: RefineOptions = {}): AsyncIterable<Bounds> {
    return watch(this, goal, options);
  }

  /**
   * Who contributes what to the width of this value, node by node, over its present bounds: to be read
   * after a goal was refined. `explainText` makes text of it.
   * @throws the mathematical error that exact operands prove.
   */
  explain(goal: Goal, options: RefineOptions = {}): Explanation {
    return explain(this, goal, options);
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

  /** What {@link Real.toString} gives. */
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

function sourceAmong(operands: readonly Real[]): string | undefined {
  for (const { source } of operands) if (source !== undefined) return source;
  return undefined;
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
  return new Real(RATIONAL, [], exact, tier);
}
