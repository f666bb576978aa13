import type { Goal } from '../coordinator/goals/goal.js';
import { constantOf } from '../exact/decimal/constant-input.js';
import type { ConstantInput } from '../exact/decimal/constant-input.js';
import { ratAdd, ratDivide, ratIsShort, ratMultiply, ratNegate } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import type { Explanation } from '../observe/explanation.js';
import type { OperationRequest } from '../coordinator/operations/request.js';
import type { NodeId } from '../graph/node.js';
import type { Plain } from '../refiners/refiner.js';
import type { Session } from '../session/session.js';
import type { Bounds } from './refinement/bounds.js';
import { DENO_INSPECT, NODE_INSPECT, inspected } from './refinement/inspection.js';
import { nearestDouble } from './refinement/nearest-double.js';
import { explain, refine, refineSync, requestIn, rootIn } from './refinement/refinement.js';
import type { RefineOptions } from './refinement/refine-options.js';
import { isAmong, relateSync, relationOfDoubles } from './refinement/relation.js';
import type { Relation } from './refinement/relation.js';
import type { Result } from './refinement/result.js';
import {
  digitsText,
  exponentialText,
  fixedText,
  glanceText,
  precisionText,
} from './refinement/text.js';
import { watch } from './refinement/watch.js';
import type { Memo } from './values/admitted.js';
import {
  absDoubles,
  addDoubles,
  divideDoubles,
  multiplyDoubles,
  negateDoubles,
  UNKNOWN,
  exactly,
  ofRational,
} from '../kernels/doubles/bounds.js';
import type { DoubleBounds } from '../kernels/doubles/bounds.js';
import { integerPowerDoubles, nthRootDoubles, powDoubles } from '../kernels/doubles/powers.js';
import type { Operator } from './values/operator.js';
import {
  ABSOLUTE,
  DIVIDE,
  NEGATE,
  NO_BASE,
  POWER,
  PRODUCT,
  RATIONAL,
  SUM,
  builtin,
  degree,
  isBase,
} from './values/operators.js';
import { exactRational, mayFold, sourceOf } from './values/term.js';
import type { Term } from './values/term.js';

declare module '../session/names.js' {
  interface Nameable {
    readonly real: Real;
  }
  interface Resumable {
    readonly result: Result;
  }
}

const NO_OPERANDS: readonly never[] = [];

/** What stands for a real number: a constant (see {@link ConstantInput}) or a Real. */
export type RealInput = ConstantInput | Real;

/**
 * A real number, as an immutable expression. Building one computes two doubles around its value, and an exact
 * operation of two short rationals; asking it for a goal brings it into the graph of a session, where it is refined as far as the
 * goal needs.
 *
 * Where a question can be asked in two ways, the bare name returns a promise and the name with `Sync`
 * answers on the calling thread: `refine` and `refineSync`, `compare` and `compareSync`. The short
 * questions (`lt`, `eq`, `isZero`, `toNumber`, `toFixed` and so on) answer on the calling thread.
 *
 * Each function says four things. Its domain, its range and the source of its algorithm are those of the
 * real function. Its errors are the `error` of a result whose status is `error`: no function throws for an
 * argument outside its domain. While an argument may still be outside, the result is undecided; beyond a
 * closed end of the domain it is conditional, with bounds that hold if the argument is inside. Either names
 * what is in doubt (`inDoubt`). What is no number at all is a TypeError or a RangeError at once, naming the
 * function and the value.
 *
 * @example
 * ```ts
 * import { pi, sqrt } from 'pincer';
 *
 * const x = sqrt(2).add(pi).divide(3); // nothing is computed yet
 * console.log(x.toFixed(30)); // => 1.518602071987629429088110702496
 * console.log(x.lt('1.52')); // => true
 * ```
 */
export class Real implements Term {
  /** @internal */
  readonly operator: Operator;
  /** @internal */
  readonly operands: readonly Term[];
  /** @internal */
  readonly params: Plain | Rational;
  /** @internal */
  readonly isRational: boolean;
  /** @internal */
  readonly source: string | undefined;
  /**
   * A double that is at most the value, proven while the expression was built; `NaN` where doubles prove nothing, not
   * even that the value is defined.
   */
  readonly lo: number;
  /** A double that is at least the value; `NaN` as {@link Real.lo}. */
  readonly hi: number;
  /** @internal */
  memo: Memo | undefined;
  /** @internal */
  place: number;

  /** @internal */
  constructor(
    operator: Operator,
    operands: readonly Term[],
    params: Plain | Rational,
    tier: DoubleBounds,
  ) {
    this.operator = operator;
    this.operands = operands;
    this.params = params;
    this.isRational = mayFold(operator, operands, tier);
    this.source = sourceOf(operator, operands, params);
    this.lo = tier.lo;
    this.hi = tier.hi;
    this.memo = undefined;
    this.place = 0;
  }

  /**
   * x + y.
   *
   * - Domain: every x and y.
   * - Range: every real.
   * - Errors: none.
   * - Source: exact for exact rationals; else the sum of the bounds, rounded outward.
   */
  add(y: RealInput): Real {
    return added(this, fromInput('add', y));
  }

  /**
   * x - y.
   *
   * - Domain: every x and y.
   * - Range: every real.
   * - Errors: none.
   * - Source: the sum of x and -y.
   */
  subtract(y: RealInput): Real {
    return added(this, fromInput('subtract', y).negate());
  }

  /**
   * x * y.
   *
   * - Domain: every x and y.
   * - Range: every real.
   * - Errors: none.
   * - Source: exact for exact rationals; else the product of the bounds, rounded outward.
   */
  multiply(y: RealInput): Real {
    const other = fromInput('multiply', y);
    const tier = multiplyDoubles(this, other);
    const exact = foldedShort(this, other, ratMultiply);
    return exact ? ofExact(exact, tier) : new Real(PRODUCT, [this, other], null, tier);
  }

  /**
   * x / y.
   *
   * - Domain: y other than 0.
   * - Range: every real.
   * - Errors: DivisionByZeroError where y is proven to be 0; undecided while y may be 0.
   * - Source: exact for exact rationals; else the quotient of the bounds, rounded outward.
   */
  divide(y: RealInput): Real {
    const other = fromInput('divide', y);
    const tier = divideDoubles(this, other);
    // A division by zero is the error of a result.
    const exact = foldedShort(this, other, (x, y) => (y.n === 0n ? undefined : ratDivide(x, y)));
    return exact ? ofExact(exact, tier) : new Real(DIVIDE, [this, other], null, tier);
  }

  /**
   * -x.
   *
   * - Domain: every x.
   * - Range: every real.
   * - Errors: none.
   * - Source: exact.
   */
  negate(): Real {
    if (this.operator === NEGATE) return this.operands[0] as Real;
    const tier = negateDoubles(this);
    if (this.operator === RATIONAL) return ofExact(ratNegate(this.params as Rational), tier);
    return new Real(NEGATE, [this], null, tier);
  }

  /**
   * The absolute value, |x|.
   *
   * - Domain: every x.
   * - Range: at least 0.
   * - Errors: none.
   * - Source: the bounds of x; it need not be decided which sign x has.
   */
  abs(): Real {
    return new Real(ABSOLUTE, [this], null, absDoubles(this));
  }

  /**
   * The power x^y. With an exact integer y it is a product of factors x, or one over it, for x of
   * any sign, and x^0 is 1.
   *
   * - Domain: `x > 0`, or x = 0 and `y > 0`, or an exact integer y. {@link Real.nthRoot} takes odd
   *   roots of negatives.
   * - Range: above 0 for `x > 0`.
   * - Errors: DomainError where x is proven to be negative and y is no exact integer;
   *   DivisionByZeroError for a negative power of zero; LimitError where the magnitude is beyond
   *   2^(2^32); conditional while x may be negative.
   * - Source: repeated multiplication for exact integers y; else exp(y ln x).
   */
  pow(y: RealInput): Real {
    const exponent = fromInput('pow', y);
    return new Real(POWER, [this, exponent], null, powerTier(this, exponent));
  }

  /**
   * The real n-th root.
   *
   * - Domain: `x >= 0` for an even n, every x for an odd one.
   * - Range: at least 0 for an even n, every real for an odd one.
   * - Errors: DomainError where n is even and x is proven to be below 0; conditional while x may
   *   be.
   * - Source: integer roots by Newton's method, Brent and Zimmermann, Modern Computer Arithmetic
   *   (2010), section 1.5.2; for long operands of high degree exp(ln(x) / n).
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
    return new Real(builtin('nthRoot'), [this], degree(n), nthRootDoubles(this, n));
  }

  /**
   * The square root.
   *
   * - Domain: `x >= 0`.
   * - Range: at least 0.
   * - Errors: DomainError where x is proven to be below 0; conditional while x may be.
   * - Source: integer roots by Newton's method, Brent and Zimmermann, Modern Computer Arithmetic
   *   (2010), section 1.5.1.
   */
  sqrt(): Real {
    return this.nthRoot(2);
  }

  /**
   * The real cube root.
   *
   * - Domain: every x.
   * - Range: every real.
   * - Errors: none.
   * - Source: integer roots by Newton's method, Brent and Zimmermann, Modern Computer Arithmetic
   *   (2010), section 1.5.2.
   */
  cbrt(): Real {
    return this.nthRoot(3);
  }

  /**
   * The exponential, e^x.
   *
   * - Domain: every x.
   * - Range: above 0.
   * - Errors: LimitError where the magnitude is beyond 2^(2^32).
   * - Source: reduction by ln 2, argument halving and the power series by concurrent sums, Smith,
   *   "Efficient multiple-precision evaluation of elementary functions", Math. Comp. 52 (1989),
   *   section 3; from some thousands of bits on fractions of primes, Johansson, "Computing elementary
   *   functions using multi-prime argument reduction" (2022), and bit-burst, Brent, "The complexity
   *   of multiple-precision arithmetic" (1976).
   */
  exp(): Real {
    return applied('exp', [this]);
  }

  /**
   * The natural logarithm.
   *
   * - Domain: `x > 0`.
   * - Range: every real.
   * - Errors: DomainError where x is proven to be at most 0; undecided while x may be 0.
   * - Source: a Newton step on exp, Brent and Zimmermann, Modern Computer Arithmetic (2010),
   *   section 4.2.5.
   */
  ln(): Real {
    return applied('ln', [this]);
  }

  /**
   * The logarithm to the base 2; exact for powers of 2.
   *
   * - Domain: `x > 0`.
   * - Range: every real.
   * - Errors: DomainError where x is proven to be at most 0; undecided while x may be 0.
   * - Source: the quotient of two natural logarithms.
   */
  log2(): Real {
    return applied('log2', [this]);
  }

  /**
   * The logarithm to the base 10; exact for powers of 10.
   *
   * - Domain: `x > 0`.
   * - Range: every real.
   * - Errors: DomainError where x is proven to be at most 0; undecided while x may be 0.
   * - Source: the quotient of two natural logarithms.
   */
  log10(): Real {
    return applied('log10', [this]);
  }

  /**
   * The logarithm to a base, ln x / ln base.
   *
   * - Domain: `x > 0`, and a base above 0 other than 1.
   * - Range: every real.
   * - Errors: DomainError where x is proven to be at most 0, or the base to be at most 0 or given as 1;
   *   DivisionByZeroError where the base turns out to be 1; undecided while that may be.
   * - Source: the quotient of two natural logarithms.
   */
  log(base: RealInput): Real {
    const given = fromInput('log', base);
    const exact = exactRational(given);
    if (exact !== undefined && !isBase(exact)) return new Real(NO_BASE, [given], null, UNKNOWN);
    return this.ln().divide(given.ln());
  }

  /**
   * The sine of x radians.
   *
   * - Domain: every x up to 2^(2^22).
   * - Range: -1 to 1.
   * - Errors: LimitError where x is proven to be larger.
   * - Source: reduction by pi/2 to as many bits of pi as x has before the point, then Smith,
   *   "Efficient multiple-precision evaluation of elementary functions", Math. Comp. 52 (1989),
   *   section 3; from some thousands of bits on points of Gaussian primes, Johansson, "Computing
   *   elementary functions using multi-prime argument reduction" (2022), and bit-burst, Brent, "The
   *   complexity of multiple-precision arithmetic" (1976).
   */
  sin(): Real {
    return applied('sin', [this]);
  }

  /**
   * The cosine of x radians.
   *
   * - Domain: every x up to 2^(2^22).
   * - Range: -1 to 1.
   * - Errors: LimitError where x is proven to be larger.
   * - Source: reduction by pi/2 to as many bits of pi as x has before the point, then Smith,
   *   "Efficient multiple-precision evaluation of elementary functions", Math. Comp. 52 (1989),
   *   section 3; from some thousands of bits on points of Gaussian primes, Johansson, "Computing
   *   elementary functions using multi-prime argument reduction" (2022), and bit-burst, Brent, "The
   *   complexity of multiple-precision arithmetic" (1976).
   */
  cos(): Real {
    return applied('cos', [this]);
  }

  /**
   * The tangent of x radians.
   *
   * - Domain: every x up to 2^(2^22) but the odd multiples of pi/2.
   * - Range: every real.
   * - Errors: LimitError where x is proven to be larger; undecided while x may be at a pole.
   * - Source: the quotient of sine and cosine.
   */
  tan(): Real {
    return applied('tan', [this]);
  }

  /**
   * The inverse sine, in radians.
   *
   * - Domain: `-1 <= x <= 1`.
   * - Range: -pi/2 to pi/2.
   * - Errors: DomainError where x is proven to be outside; conditional while x may be.
   * - Source: atan(x / sqrt(1 - x^2)) up to 1/2, pi/2 - acos(x) above.
   */
  asin(): Real {
    return applied('asin', [this]);
  }

  /**
   * The inverse cosine, in radians.
   *
   * - Domain: `-1 <= x <= 1`.
   * - Range: 0 to pi.
   * - Errors: DomainError where x is proven to be outside; conditional while x may be.
   * - Source: 2 atan(sqrt((1 - x) / (1 + x))).
   */
  acos(): Real {
    return applied('acos', [this]);
  }

  /**
   * The inverse tangent, in radians.
   *
   * - Domain: every x.
   * - Range: between -pi/2 and pi/2.
   * - Errors: none.
   * - Source: a Newton step on sine and cosine, Brent and Zimmermann, Modern Computer Arithmetic
   *   (2010), section 4.2.5.
   */
  atan(): Real {
    return applied('atan', [this]);
  }

  /**
   * The hyperbolic sine.
   *
   * - Domain: every x.
   * - Range: every real.
   * - Errors: LimitError where the magnitude is beyond 2^(2^32).
   * - Source: the exponential; x itself near 0, with a bound of the rest.
   */
  sinh(): Real {
    return applied('sinh', [this]);
  }

  /**
   * The hyperbolic cosine.
   *
   * - Domain: every x.
   * - Range: at least 1.
   * - Errors: LimitError where the magnitude is beyond 2^(2^32).
   * - Source: the exponential.
   */
  cosh(): Real {
    return applied('cosh', [this]);
  }

  /**
   * The hyperbolic tangent.
   *
   * - Domain: every x.
   * - Range: between -1 and 1.
   * - Errors: none.
   * - Source: the exponential; x itself near 0, with a bound of the rest.
   */
  tanh(): Real {
    return applied('tanh', [this]);
  }

  /**
   * The inverse hyperbolic sine.
   *
   * - Domain: every x.
   * - Range: every real.
   * - Errors: none.
   * - Source: ln(x + sqrt(x^2 + 1)); x itself near 0, with a bound of the rest.
   */
  asinh(): Real {
    return applied('asinh', [this]);
  }

  /**
   * The inverse hyperbolic cosine.
   *
   * - Domain: `x >= 1`.
   * - Range: at least 0.
   * - Errors: DomainError where x is proven to be below 1; conditional while x may be.
   * - Source: ln(x + sqrt(x^2 - 1)).
   */
  acosh(): Real {
    return applied('acosh', [this]);
  }

  /**
   * The inverse hyperbolic tangent.
   *
   * - Domain: `-1 < x < 1`.
   * - Range: every real.
   * - Errors: DomainError where x is proven to be outside; undecided while x may be.
   * - Source: ln((1 + x) / (1 - x)) / 2; x itself near 0, with a bound of the rest.
   */
  atanh(): Real {
    return applied('atanh', [this]);
  }

  /**
   * The sign of x.
   *
   * - Domain: every x.
   * - Range: -1, 0 or 1.
   * - Errors: none; undecided, with bounds -1 to 1, while x may be 0.
   * - Source: the bounds of x.
   */
  sign(): Real {
    return applied('sign', [this]);
  }

  /**
   * The greatest integer that is not above x.
   *
   * - Domain: every x.
   * - Range: the integers.
   * - Errors: none; undecided, with two neighbours as bounds, while x may be an integer.
   * - Source: the bounds of x.
   */
  floor(): Real {
    return applied('floor', [this]);
  }

  /**
   * The least integer that is not below x.
   *
   * - Domain: every x.
   * - Range: the integers.
   * - Errors: none; undecided, with two neighbours as bounds, while x may be an integer.
   * - Source: the bounds of x.
   */
  ceil(): Real {
    return applied('ceil', [this]);
  }

  /**
   * The integer nearest to x, halves away from zero.
   *
   * - Domain: every x.
   * - Range: the integers.
   * - Errors: none; undecided, with two neighbours as bounds, while x may be halfway between them.
   * - Source: the bounds of x.
   */
  round(): Real {
    return applied('round', [this]);
  }

  /**
   * The integer part of x, toward zero.
   *
   * - Domain: every x.
   * - Range: the integers.
   * - Errors: none; undecided, with two neighbours as bounds, while x may be an integer other than
   *   0.
   * - Source: the bounds of x.
   */
  trunc(): Real {
    return applied('trunc', [this]);
  }

  /**
   * The remainder x - y * floor(x / y).
   *
   * - Domain: y other than 0.
   * - Range: from 0 to y, y excluded: it has the sign of y.
   * - Errors: DivisionByZeroError where y is proven to be 0; LimitError where x / y is longer than
   *   2^25 bits; undecided, with bounds 0 to y, while x / y may be an integer.
   * - Source: the definition, over bounds.
   */
  mod(y: RealInput): Real {
    return applied('mod', [this, fromInput('mod', y)]);
  }

  /** `x < y`: true or false where the default budget proves it, else undefined. */
  lt(y: RealInput, options?: RefineOptions): boolean | undefined {
    return this.#relates('lt', y, options, ['less'], ['equal', 'greater']);
  }

  /** `x <= y`: true or false where the default budget proves it, else undefined. */
  lte(y: RealInput, options?: RefineOptions): boolean | undefined {
    return this.#relates('lte', y, options, ['less', 'equal'], ['greater']);
  }

  /** `x > y`: true or false where the default budget proves it, else undefined. */
  gt(y: RealInput, options?: RefineOptions): boolean | undefined {
    return this.#relates('gt', y, options, ['greater'], ['less', 'equal']);
  }

  /** `x >= y`: true or false where the default budget proves it, else undefined. */
  gte(y: RealInput, options?: RefineOptions): boolean | undefined {
    return this.#relates('gte', y, options, ['greater', 'equal'], ['less']);
  }

  /** x = y: false where the default budget proves it, true only where it is known exactly, else undefined. */
  eq(y: RealInput, options?: RefineOptions): boolean | undefined {
    return this.#relates('eq', y, options, ['equal'], ['less', 'greater']);
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

  #relates(
    caller: string,
    y: RealInput,
    options: RefineOptions | undefined,
    yes: readonly Relation[],
    no: readonly Relation[],
  ): boolean | undefined {
    const other = fromInput(caller, y);
    // Options are checked before anything is answered; without them doubles that are apart prove the relation.
    const known = options === undefined ? relationOfDoubles(this, other) : undefined;
    return isAmong(known ?? relateSync(this, other, options).relation, yes, no);
  }

  /**
   * Refines until the goal is met, or cannot be, on the calling thread.
   * Mathematical errors are results with the status `error`.
   *
   * @example
   * ```ts
   * import { sqrt } from 'pincer';
   *
   * const result = sqrt(2).refineSync({ digits: 30 });
   * if (result.status === 'met') console.log(result.digits); // => 1.41421356237309504880168872421
   * ```
   * @throws GoalError where the goal is none; OptionError where an option is out of range or not known;
   *   DeadlineExceededError when its time is over and `onTimeout` asks for that; SynchronousSourceError,
   *   at once, for a value that is made of a source.
   */
  refineSync<const G extends Goal>(goal: G, options: RefineOptions = {}): Result<G> {
    return refineSync(this, goal, options);
  }

  /**
   * Refines until the goal is met, or cannot be, or `signal` or `timeout` end it with the best bounds.
   *
   * @example
   * ```ts
   * import { pi, sin } from 'pincer';
   *
   * const result = await sin(pi.divide(7)).refine({ eps: '1e-20' }, { timeout: 10_000 });
   * console.log(result.status, result.lowerText); // => met 0.4338837391175581204…
   * ```
   * @returns a promise, which is rejected as {@link Real.refineSync} throws, but never for a source.
   */
  refine<const G extends Goal>(goal: G, options: RefineOptions = {}): Promise<Result<G>> {
    return refine(this, goal, options);
  }

  /**
   * The bounds on the way to a goal: each proven, each inside the one before. The stream ends when the goal
   * is met or cannot be, or when its reader leaves; a mathematical error of the value ends it by throwing. The
   * generator returns the result, which `for await` passes over: call `next` until `done` for it.
   *
   * @example
   * ```ts
   * import { exp, pi } from 'pincer';
   *
   * let last = '';
   * for await (const bounds of exp(pi).watch({ digits: 12 })) last = String(bounds);
   * console.log(last); // => [23.1406, 23.1407]
   * ```
   */
  watch<const G extends Goal>(
    goal: G,
    options: RefineOptions = {},
  ): AsyncGenerator<Bounds, Result<G>, void> {
    return watch(this, goal, options);
  }

  /**
   * What each part of the value contributes to the width of its present bounds: to be read after a goal was
   * refined, in the same session. As text it is a table.
   *
   * @throws the mathematical error that exact operands prove.
   */
  explain(goal: Goal, options: RefineOptions = {}): Explanation {
    return explain(this, goal, options);
  }

  /**
   * The nearest double, proven; ties to even.
   *
   * @example
   * ```ts
   * import { e } from 'pincer';
   *
   * console.log(e.toNumber() === Math.E); // => true
   * ```
   * @throws the mathematical error of the value; UndecidedError where no budget proves on which side of a
   *   midpoint between two doubles it lies; SynchronousSourceError for a value that is made of a source.
   */
  toNumber(): number {
    return nearestDouble(this);
  }

  /**
   * Proven digits, or the bounds where they cannot be proven. The last digit may be rounded either way: see
   * {@link Real.toPrecision} for the nearest.
   *
   * @param digits - how many: 20 by default, 100,000,000 at most. It is no radix.
   * @throws GoalError where `digits` is out of range; the mathematical error of the value;
   *   SynchronousSourceError for a value that is made of a source.
   */
  toString(digits?: number): string {
    return digitsText(this, digits);
  }

  /**
   * The value with a number of decimals, rounded to the nearest, ties to even; proven.
   *
   * @example
   * ```ts
   * import { real } from 'pincer';
   *
   * console.log(real('1/3').toFixed(5)); // => 0.33333
   * console.log(real('0.125').toFixed(2)); // => 0.12
   * ```
   * @param decimals - 0 by default, 100,000,000 at most.
   * @throws UndecidedError where no budget proves which decimal is nearest; and as {@link Real.toString}.
   */
  toFixed(decimals?: number): string {
    return fixedText(this, decimals);
  }

  /**
   * The value with a number of significant digits, rounded to the nearest, ties to even; proven. With an
   * exponent where that is below -6 or the digits end before the point, as Number has it.
   *
   * @param digits - 20 by default, 100,000,000 at most.
   * @throws UndecidedError where no budget proves which decimal is nearest, zero inside the bounds included;
   *   and as {@link Real.toString}.
   */
  toPrecision(digits?: number): string {
    return precisionText(this, digits);
  }

  /**
   * The value with an exponent, such as `3.142e+0`, rounded to the nearest, ties to even; proven.
   *
   * @param fractionDigits - digits after the point: 19 by default.
   * @throws as {@link Real.toPrecision}.
   */
  toExponential(fractionDigits?: number): string {
    return exponentialText(this, fractionDigits);
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

  /** @internal */
  requestIn(session: Session, goal: Goal): OperationRequest | undefined {
    return requestIn(this, session, goal);
  }

  /** @internal */
  rootIn(session: Session): NodeId {
    return rootIn(this, session);
  }

  /** @internal */
  [NODE_INSPECT](): string {
    return inspected('Real', glanceText(this));
  }

  /** @internal */
  [DENO_INSPECT](): string {
    return inspected('Real', glanceText(this));
  }
}

/** x + y. */
function added(x: Real, y: Real): Real {
  const tier = addDoubles(x, y);
  const exact = foldedShort(x, y, ratAdd);
  return exact ? ofExact(exact, tier) : new Real(SUM, [x, y], null, tier);
}

/** Two rationals combined where both are so short that this is no more work than to note it; undefined elsewhere. */
function foldedShort(
  x: Real,
  y: Real,
  combine: (a: Rational, b: Rational) => Rational | undefined,
): Rational | undefined {
  if (x.operator !== RATIONAL || y.operator !== RATIONAL) return undefined;
  const [a, b] = [x.params as Rational, y.params as Rational];
  return ratIsShort(a) && ratIsShort(b) ? combine(a, b) : undefined;
}

/** @param tier - of the operation that gave the rational; that of an integer is a point. */
function ofExact(exact: Rational, tier: DoubleBounds): Real {
  return new Real(RATIONAL, NO_OPERANDS, exact, exact.d === 1n ? ofRational(exact) : tier);
}

/** The double tier of x^y: an integer that y is exactly takes an x of any sign. */
function powerTier(x: Real, y: Real): DoubleBounds {
  const exact = exactRational(y);
  return exact?.d === 1n && y.lo === y.hi ? integerPowerDoubles(x, y.lo) : powDoubles(x, y);
}

/** Applies a built-in function. @internal */
export function applied(name: string, operands: readonly Real[], params: Plain = null): Real {
  const operator = builtin(name);
  const { doubles } = operator;
  return new Real(
    operator,
    operands,
    params,
    doubles === undefined ? UNKNOWN : doubles(...operands),
  );
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
  const tier = typeof value === 'number' ? exactly(value) : ofRational(exact);
  return new Real(RATIONAL, NO_OPERANDS, exact, tier);
}
