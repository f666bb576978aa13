/** Exponentials, logarithms, circle functions, roots and powers on approximations, each with its error. */
import type { Decimal } from 'decimal.js';
import Fraction from 'fraction.js';
import { Arithmetic, Inconclusive, Rough, SLACK, Undefined } from './approximation.js';
import type { Approximation } from './approximation.js';
import { atanOf, circleOf, expOf, lnOf, piOf } from './elementary.js';

/** Exponents beyond which nothing is attempted: the library ends at about 10^(1.3e9). */
const LARGEST_EXPONENT = 3e9;

export class ElementaryFunctions extends Arithmetic {
  readonly pi: Approximation;
  readonly e: Approximation;
  readonly ln2: Approximation;
  readonly phi: Approximation;
  protected readonly one: Approximation;
  protected readonly two: Approximation;

  constructor(digits: number) {
    super(digits);
    this.pi = this.approximate(piOf(this.D));
    this.one = this.integer(1);
    this.two = this.integer(2);
    this.e = this.exp(this.one);
    this.ln2 = this.ln(this.two);
    this.phi = this.half(this.add(this.one, this.root(this.integer(5), 2)));
  }

  exp(x: Approximation): Approximation {
    if (isAt(x, 0)) return this.atZero(x);
    if (x.value.abs().gt(LARGEST_EXPONENT)) throw new Inconclusive('a tower of exponentials');
    const value = expOf(this.D, x.value);
    return this.approximate(value, this.small(x).times(new Rough(value)));
  }

  ln(x: Approximation): Approximation {
    if (this.sign(x) <= 0) throw new Undefined('the logarithm of what is not positive');
    if (isAt(x, 1)) return this.exact(new Fraction(0), x.hidden);
    return this.approximate(lnOf(this.D, x.value), this.small(x, x.value).div(new Rough(x.value)));
  }

  /** Exact for powers of the base, as the library promises for log2 and log10. */
  logarithm(x: Approximation, base: number): Approximation {
    const found = this.divide(this.ln(x), this.ln(this.integer(base)));
    const k = found.value.round();
    if (x.exact === undefined || k.abs().gt(1200)) return found;
    const power = new Fraction(BigInt(base)).pow(new Fraction(k.toNumber()));
    return power.equals(x.exact) ? this.exact(new Fraction(k.toNumber()), x.hidden) : found;
  }

  sin(x: Approximation): Approximation {
    if (isAt(x, 0)) return x;
    const { sin } = circleOf(this.D, x.value);
    return this.approximate(sin, x.error);
  }

  cos(x: Approximation): Approximation {
    if (isAt(x, 0)) return this.atZero(x);
    const { cos } = circleOf(this.D, x.value);
    // Off its pole by less than the angle's error.
    return this.approximate(cos, x.error);
  }

  tan(x: Approximation): Approximation {
    return this.divide(this.sin(x), this.cos(x));
  }

  atan(x: Approximation): Approximation {
    if (isAt(x, 0)) return x;
    const least = this.D.max(0, x.value.abs().minus(x.error));
    const slope = new Rough(1).div(new Rough(least).pow(2).plus(1));
    return this.approximate(atanOf(this.D, x.value), x.error.times(slope).times(SLACK));
  }

  root(x: Approximation, degree: number): Approximation {
    if (degree % 2 === 0 && this.sign(x) < 0) throw new Undefined('an even root of a negative');
    if (x.exact !== undefined) {
      if (isAt(x, 0)) return x;
      const found = perfectRoot(x.exact, degree);
      if (found !== undefined) return this.exact(found, x.hidden);
    }
    const size = this.#rootOf(x.value.abs(), degree);
    const value = x.value.s < 0 ? size.neg() : size;
    if (new Rough(x.value.abs()).lte(x.error.times(1000))) {
      return this.approximate(
        value,
        this.#rootOf(new this.D(x.error.times(2000)), degree).times(2),
      );
    }
    const relative = x.error.div(new Rough(x.value.abs())).div(degree).times(SLACK);
    return this.approximate(value, relative.times(new Rough(size)));
  }

  #rootOf(x: Decimal, degree: number): Decimal {
    if (x.isZero()) return x;
    if (degree === 2) return x.sqrt();
    return expOf(this.D, lnOf(this.D, x).div(degree));
  }

  pow(x: Approximation, y: Approximation): Approximation {
    const exponent = y.exact;
    if (exponent === undefined || y.hidden === true || exponent.d !== 1n)
      return this.#realPower(x, y);
    const n = exponent.s * exponent.n;
    if (n === 0n) return this.one;
    if (n < 0n) return this.divide(this.one, this.pow(x, this.negate(y)));
    if (x.exact !== undefined && (isAt(x, 0) || isAt(x, 1) || n < 5000n)) {
      const size = Number(n) * Math.max(x.exact.n.toString().length, x.exact.d.toString().length);
      if (size < 1200 || isAt(x, 0) || isAt(x, 1))
        return this.exact(x.exact.pow(new Fraction(n)), x.hidden);
    }
    if (n > 1_000_000_000n) throw new Inconclusive('a large power');
    const value = this.D.pow(x.value, Number(n));
    const least = new Rough(x.value.abs());
    // Products of n factors lose digits.
    const rounding = this.ulp.times(Number(n)).times(new Rough(value.abs()));
    if (least.lte(x.error.times(1000).times(Number(n)))) {
      return this.approximate(value, least.plus(x.error).pow(Number(n)).times(2).plus(rounding));
    }
    const relative = x.error.div(least).times(Number(n)).times('1.1');
    return this.approximate(value, relative.times(new Rough(value.abs())).plus(rounding));
  }

  #realPower(x: Approximation, y: Approximation): Approximation {
    if (x.exact === undefined || !isAt(x, 0)) {
      if (this.sign(x) > 0) return this.exp(this.multiply(y, this.ln(x)));
      if (y.exact !== undefined && y.hidden !== true)
        throw new Undefined('a real power of a negative');
      throw new Inconclusive('whether an exponent is exact');
    }
    if (y.hidden === true || x.hidden === true)
      throw new Inconclusive('what is known of an exponent');
    if (this.sign(y) < 0) throw new Undefined('a negative power of zero');
    return x;
  }

  abs(x: Approximation): Approximation {
    return x.value.s < 0 ? this.negate(x) : x;
  }

  /** 1, known as well as x is known to be 0. */
  protected atZero(x: Approximation): Approximation {
    return this.exact(new Fraction(1), x.hidden);
  }

  protected half(x: Approximation): Approximation {
    return this.divide(x, this.two);
  }

  protected square(x: Approximation): Approximation {
    return this.multiply(x, x);
  }
}

export function isAt(x: Approximation, n: number): boolean {
  return x.exact?.equals(n) === true;
}

function perfectRoot(x: Fraction, degree: number): Fraction | undefined {
  const n = perfectInteger(x.n, degree);
  const d = perfectInteger(x.d, degree);
  if (n === undefined || d === undefined) return undefined;
  return new Fraction(x.s < 0n ? -n : n, d);
}

function perfectInteger(n: bigint, degree: number): bigint | undefined {
  if (n < 2n) return n;
  const digits = n.toString().length;
  if (digits < degree / 4) return undefined;
  // Newton from above, on integers.
  const k = BigInt(degree);
  let x = 10n ** BigInt(Math.ceil(digits / degree));
  for (;;) {
    const next = ((k - 1n) * x + n / x ** (k - 1n)) / k;
    if (next >= x) return x ** k === n ? x : undefined;
    x = next;
  }
}
