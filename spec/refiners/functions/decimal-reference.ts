/** Every function once more, by decimal.js at points, for the specs to compare with. */
import { Decimal } from 'decimal.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';

/** Digits that the reference computes with, and those that are trusted. */
const DIGITS = 65;
const BELIEVED = 55;

const D = Decimal.clone({ precision: DIGITS, maxE: 9e15, minE: -9e15 });
const Exact = Decimal.clone({ precision: 400, maxE: 9e15, minE: -9e15 });
/** Beside a pole decimal.js loses twice the digits by which its argument is near. */
const BesidePoles = Decimal.clone({ precision: 3 * DIGITS, maxE: 9e15, minE: -9e15 });

export function decimalOf({ m, e }: Dyadic): Decimal {
  return new D(new Exact(m.toString()).times(new Exact(2).pow(e)));
}

const one = new D(1);
const whole = (x: Decimal, rounding: Decimal.Rounding): Decimal => x.toDecimalPlaces(0, rounding);

/** Needs as many digits as the quotient has before the point. */
const remainder = (x: Decimal, y: Decimal): Decimal => new D(x.minus(y.times(x.div(y).floor())));

/** `undefined` outside the domain. */
export type Reference = (...x: Decimal[]) => Decimal | undefined;

const within =
  (inside: (x: Decimal) => boolean, f: (x: Decimal) => Decimal): Reference =>
  (x) =>
    inside(x) ? f(x) : undefined;
const everywhere =
  (f: (x: Decimal) => Decimal): Reference =>
  (x) =>
    f(x);

const positive = (x: Decimal): boolean => x.gt(0);
const upToOne = (x: Decimal): boolean => x.abs().lte(1);

/** decimal.js has digits of its own relative to the result only; small results need a series. */
const small = (x: Decimal): boolean => x.abs().lt('1e-20');

export const references: Readonly<Record<string, Reference>> = {
  exp: everywhere((x) => D.exp(x)),
  ln: within(positive, (x) => D.ln(x)),
  log2: within(positive, (x) => D.log2(x)),
  log10: within(positive, (x) => D.log10(x)),
  sin: everywhere((x) => D.sin(x)),
  cos: everywhere((x) => D.cos(x)),
  tan: everywhere((x) => new D(BesidePoles.tan(x))),
  asin: within(upToOne, (x) => D.asin(x)),
  acos: within(upToOne, (x) => D.acos(x)),
  atan: everywhere((x) => D.atan(x)),
  sinh: everywhere((x) => D.sinh(x)),
  cosh: everywhere((x) => D.cosh(x)),
  tanh: everywhere((x) => D.tanh(x)),
  asinh: everywhere((x) => D.asinh(x)),
  acosh: within(
    (x) => x.gte(1),
    (x) => D.acosh(x),
  ),
  atanh: within(
    (x) => x.abs().lt(1),
    (x) => D.atanh(x),
  ),
  sign: everywhere((x) => new D(x.isZero() ? 0 : x.s)),
  floor: everywhere((x) => whole(x, Decimal.ROUND_FLOOR)),
  ceil: everywhere((x) => whole(x, Decimal.ROUND_CEIL)),
  round: everywhere((x) => whole(x, Decimal.ROUND_HALF_UP)),
  trunc: everywhere((x) => whole(x, Decimal.ROUND_DOWN)),
  hypot: (x, y) => D.hypot(x, y),
  atan2: (y, x) => (x.isZero() && y.isZero() ? undefined : D.atan2(y, x)),
  mod: (x, y) => (y.isZero() ? undefined : remainder(new Exact(x), new Exact(y))),
  pow: (x, y) => (x.gt(0) ? D.pow(x, y) : x.isZero() && y.gt(0) ? new D(0) : undefined),
};

export function rootReference(n: number): Reference {
  return (x) => {
    if (x.isZero()) return x;
    if (x.lt(0)) return n % 2 === 0 ? undefined : D.pow(x.neg(), one.div(n)).neg();
    return D.pow(x, one.div(n));
  };
}

/** How far the reference may be off. */
export function doubt(value: Decimal): Decimal {
  return value
    .abs()
    .plus(small(value) ? value.abs() : 1)
    .times(new D(10).pow(-BELIEVED));
}

/** Whether the enclosure contains the value, as far as the reference can show. */
export function holds(bounds: Enclosure, value: Decimal): boolean {
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  const off = doubt(value);
  return (
    (lo === null || decimalOf(lo).lte(value.plus(off))) &&
    (hi === null || decimalOf(hi).gte(value.minus(off)))
  );
}

export function power(base: number, exponent: number): Decimal {
  return new D(base).pow(exponent);
}
