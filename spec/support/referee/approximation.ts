/**
 * Point arithmetic with a running first-order error, by decimal.js: a way to values that shares no line
 * with the library. It proves nothing; where a decision hangs on less than what it knows, it says so.
 */
import { Decimal } from 'decimal.js';
import Fraction from 'fraction.js';

/** The referee cannot tell. */
export class Inconclusive extends Error {}

/** The value is not defined: outside a domain, or a division by zero. */
export class Undefined extends Error {}

export interface Approximation {
  readonly value: Decimal;
  /** An estimate from above of |value - truth|. */
  readonly error: Decimal;
  /** The value, where it is known as a rational. */
  readonly exact?: Fraction;
  /** The rational is known by an identity or a jump, of which the library may not know. */
  readonly hidden?: boolean;
}

/** Digits that are computed beyond those that are believed. */
const GUARD = 12;

/** Longer rationals are not kept: digits of numerator and denominator. */
const LONGEST_EXACT = 10n ** 1200n;

/** Errors need few digits; they are rounded up. */
export const Rough = Decimal.clone({ precision: 12, rounding: 0, maxE: 9e15, minE: -9e15 });

/** How often the error must fit into the distance from where a decision tips. */
const CLEAR = new Rough(1000);

/** First-order errors are taken for what they are up to this part. */
export const SLACK = new Rough('1.01');

/** Arithmetic at one precision. */
export class Arithmetic {
  readonly digits: number;
  readonly D: typeof Decimal;
  readonly ulp: Decimal;
  /** The largest decimal exponent, of either sign, since it was set to 0. */
  remotest = 0;

  /** @param digits - the significant digits that are believed of each operation. */
  constructor(digits: number) {
    this.digits = digits;
    this.D = Decimal.clone({
      precision: digits + GUARD,
      maxE: 9e15,
      minE: -9e15,
      toExpNeg: -40,
      toExpPos: 40,
    });
    this.ulp = new Rough(10).pow(-digits);
  }

  approximate(value: Decimal, error: Decimal | number = 0): Approximation {
    if (!value.isFinite()) throw new Inconclusive('the magnitude is out of range');
    if (!value.isZero()) this.remotest = Math.max(this.remotest, Math.abs(value.e));
    return { value, error: new Rough(error).plus(new Rough(value.abs()).times(this.ulp)) };
  }

  exact(exact: Fraction, hidden = false): Approximation {
    const { n, d, s } = exact;
    const value = new this.D((s * n).toString()).div(d.toString());
    const made = this.approximate(value);
    if (n > LONGEST_EXACT || d > LONGEST_EXACT) return made;
    return { ...made, exact, ...(hidden ? { hidden } : {}) };
  }

  integer(n: number | bigint): Approximation {
    return this.exact(new Fraction(n));
  }

  /** -1, 0 or 1. */
  sign(x: Approximation): number {
    if (x.exact !== undefined) return x.exact.compare(0);
    this.clear(x.value, x, 'a sign');
    return x.value.s;
  }

  /** Insists on a distance far beyond the error. */
  clear(distance: Decimal, { error }: Approximation, what: string): void {
    if (new Rough(distance.abs()).lte(error.times(CLEAR))) throw new Inconclusive(what);
  }

  /** An error so small beside a scale that the first order speaks. */
  small({ error }: Approximation, scale: Decimal | number = 1): Decimal {
    if (error.times(CLEAR).gt(new Rough(scale).abs())) throw new Inconclusive('an error too large');
    return error.times(SLACK);
  }

  negate(x: Approximation): Approximation {
    const { exact } = x;
    return { ...x, value: x.value.neg(), ...(exact === undefined ? {} : { exact: exact.neg() }) };
  }

  add(x: Approximation, y: Approximation): Approximation {
    return (
      this.#exactly(x, y, (a, b) => a.add(b)) ??
      this.approximate(this.D.add(x.value, y.value), x.error.plus(y.error))
    );
  }

  subtract(x: Approximation, y: Approximation): Approximation {
    return this.add(x, this.negate(y));
  }

  multiply(x: Approximation, y: Approximation): Approximation {
    const found = this.#exactly(x, y, (a, b) => a.mul(b));
    if (found !== undefined) return found;
    const ofX = new Rough(y.value.abs()).plus(y.error).times(x.error);
    const ofY = new Rough(x.value.abs()).times(y.error);
    return this.approximate(this.D.mul(x.value, y.value), ofX.plus(ofY));
  }

  divide(x: Approximation, y: Approximation): Approximation {
    if (this.sign(y) === 0) throw new Undefined('a division by zero');
    const found = this.#exactly(x, y, (a, b) => a.div(b));
    if (found !== undefined) return found;
    const value = this.D.div(x.value, y.value);
    const error = x.error.plus(new Rough(value.abs()).times(y.error)).div(new Rough(y.value.abs()));
    return this.approximate(value, error.times(SLACK));
  }

  #exactly(
    x: Approximation,
    y: Approximation,
    combine: (a: Fraction, b: Fraction) => Fraction,
  ): Approximation | undefined {
    if (x.exact === undefined || y.exact === undefined) return undefined;
    return this.exact(combine(x.exact, y.exact), x.hidden === true || y.hidden === true);
  }
}
