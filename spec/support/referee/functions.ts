/** The other functions of the language on approximations: textbook formulas over the elementary ones. */
import type { Decimal } from 'decimal.js';
import Fraction from 'fraction.js';
import { Rough, SLACK, Undefined } from './approximation.js';
import type { Approximation } from './approximation.js';
import { ElementaryFunctions, isAt } from './elementary-functions.js';

export class Functions extends ElementaryFunctions {
  asin(x: Approximation): Approximation {
    const cosine = this.#cosineOfSine(x);
    if (isAt(cosine, 0)) return this.half(this.multiply(this.pi, x));
    return this.atan(this.divide(x, cosine));
  }

  acos(x: Approximation): Approximation {
    this.#cosineOfSine(x);
    if (isAt(x, -1)) return this.pi;
    const ratio = this.divide(this.subtract(this.one, x), this.add(this.one, x));
    return this.multiply(this.two, this.atan(this.root(ratio, 2)));
  }

  sinh(x: Approximation): Approximation {
    if (x.value.abs().lt(0.1)) {
      const value = series(
        x.value,
        (power, k) => power.div(2 * k * (2 * k + 1)),
        (power) => power,
      );
      return isAt(x, 0) ? x : this.approximate(value, this.small(x).times(SLACK));
    }
    return this.half(this.subtract(this.exp(x), this.exp(this.negate(x))));
  }

  cosh(x: Approximation): Approximation {
    if (isAt(x, 0)) return this.atZero(x);
    return this.half(this.add(this.exp(x), this.exp(this.negate(x))));
  }

  tanh(x: Approximation): Approximation {
    if (x.value.abs().lt(0.1)) return this.divide(this.sinh(x), this.cosh(x));
    if (x.value.abs().gt(this.digits * 3)) return this.approximate(new this.D(x.value.s), this.ulp);
    const fall = this.exp(this.multiply(this.integer(-2), this.abs(x)));
    const size = this.divide(this.subtract(this.one, fall), this.add(this.one, fall));
    return x.value.s < 0 ? this.negate(size) : size;
  }

  asinh(x: Approximation): Approximation {
    const root = this.root(this.add(this.square(x), this.one), 2);
    if (x.value.abs().lt(0.1)) return this.atanh(this.divide(x, root));
    const size = this.ln(this.add(this.abs(x), root));
    return x.value.s < 0 ? this.negate(size) : size;
  }

  acosh(x: Approximation): Approximation {
    const less = this.subtract(x, this.one);
    const side = this.sign(less);
    if (side < 0) throw new Undefined('acosh of less than 1');
    if (side === 0) return this.exact(new Fraction(0), x.hidden);
    const root = this.root(this.multiply(less, this.add(x, this.one)), 2);
    return x.value.lt(1.004) ? this.atanh(this.divide(root, x)) : this.ln(this.add(x, root));
  }

  atanh(x: Approximation): Approximation {
    const below = this.subtract(this.one, this.abs(x));
    if (this.sign(below) <= 0) throw new Undefined('atanh outside (-1, 1)');
    if (x.value.abs().lt(0.1)) {
      const value = series(
        x.value,
        (power) => power,
        (power, k) => power.div(2 * k + 1),
      );
      return isAt(x, 0) ? x : this.approximate(value, x.error.times('1.02'));
    }
    const ratio = this.divide(this.add(this.one, this.abs(x)), below);
    const size = this.half(this.ln(ratio));
    return x.value.s < 0 ? this.negate(size) : size;
  }

  hypot(x: Approximation, y: Approximation): Approximation {
    if (isAt(x, 0)) return this.abs(y);
    if (isAt(y, 0)) return this.abs(x);
    const square = this.add(this.square(x), this.square(y));
    if (square.exact !== undefined) return this.root(square, 2);
    return this.approximate(square.value.sqrt(), x.error.plus(y.error));
  }

  /** The angle of (x, y). */
  atan2(y: Approximation, x: Approximation): Approximation {
    if (isAt(y, 0) && isAt(x, 0)) throw new Undefined('the angle of the origin');
    if (y.value.abs().gt(x.value.abs())) {
      const quarter = this.half(this.sign(y) < 0 ? this.negate(this.pi) : this.pi);
      return this.subtract(quarter, this.atan(this.divide(x, y)));
    }
    const angle = this.atan(this.divide(y, x));
    if (this.sign(x) > 0) return angle;
    return this.sign(y) < 0 ? this.subtract(angle, this.pi) : this.add(angle, this.pi);
  }

  mod(x: Approximation, y: Approximation): Approximation {
    const whole = this.step(
      this.divide(x, y),
      0,
      (q) => q.floor(),
      (q) => q.floor(),
    );
    return this.subtract(x, this.multiply(y, whole));
  }

  /** A function that jumps at all integers plus an offset. */
  step(
    x: Approximation,
    offset: number,
    ofFraction: (x: Fraction) => Fraction,
    ofDecimal: (x: Decimal) => Decimal,
  ): Approximation {
    if (x.exact !== undefined) return this.exact(ofFraction(x.exact), x.hidden);
    const jump = x.value.minus(offset).round().plus(offset);
    this.clear(x.value.minus(jump), x, 'a jump');
    return this.#known(ofDecimal(x.value));
  }

  signOf(x: Approximation): Approximation {
    return this.exact(new Fraction(this.sign(x)), x.exact === undefined || x.hidden === true);
  }

  extremum(x: Approximation, y: Approximation, wanted: -1 | 1): Approximation {
    const order =
      x.exact !== undefined && y.exact !== undefined
        ? x.exact.compare(y.exact)
        : x.value.cmp(y.value);
    const chosen = order * wanted >= 0 ? x : y;
    const distance = new Rough(x.value.minus(y.value).abs());
    if (distance.gt(x.error.plus(y.error).times(1000)) || (x.exact && y.exact)) return chosen;
    return { value: chosen.value, error: x.error.plus(y.error) };
  }

  #known(n: Decimal): Approximation {
    if (n.e > 300) return this.approximate(n);
    return this.exact(new Fraction(BigInt(n.toFixed(0))), true);
  }

  #cosineOfSine(x: Approximation): Approximation {
    const room = this.subtract(this.one, this.abs(x));
    if (this.sign(room) < 0) throw new Undefined('outside [-1, 1]');
    return this.root(this.multiply(room, this.add(this.one, this.abs(x))), 2);
  }
}

/** The sum of terms made of odd powers of x, each power times what `scale` makes of it. */
function series(
  x: Decimal,
  scale: (power: Decimal, k: number) => Decimal,
  termOf: (power: Decimal, k: number) => Decimal,
): Decimal {
  const square = x.times(x);
  const { precision } = x.constructor as typeof Decimal;
  let power = x;
  let sum = x;
  // |x| < 1/10: two digits a term.
  for (let k = 1; k < precision; k++) {
    power = scale(power.times(square), k);
    const term = termOf(power, k);
    if (term.isZero() || term.e < sum.e - precision - 2) break;
    sum = sum.plus(term);
  }
  return sum;
}
