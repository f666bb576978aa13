/** The inverse hyperbolic sine, cosine and tangent, by the logarithm. */
import { estimateOf } from '../../exact/estimate.js';
import { add, divide, multiply, square, subtract } from '../../exact/enclosure/arithmetic.js';
import {
  add as addExactly,
  dyadic,
  floorTo,
  fromInteger,
  multiply as multiplyExactly,
  negate,
  ONE,
  subtract as subtractExactly,
  topExponent,
  ZERO,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { below, point } from '../../exact/enclosure/enclosure.js';
import { rootFloor } from '../../exact/integer.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { partInside } from '../evaluation/domain.js';
import type { Domain } from '../evaluation/domain.js';
import {
  around,
  exactly,
  negateEnds,
  scaleEnds,
  unitExponent,
  widenEnds,
} from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { isOne, lnAt } from './logarithm.js';
import { monotone } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';
import { reciprocalRoot } from './nth-root.js';

/**
 * `ln(x + sqrt(x^2 + s))` for `x >= 1` and s of 1 or -1 (then x >= 2), by `b` bits of x: cutting x and
 * rounding the root lose less than 4 units of x's last place, which is at least 2^(b - 1) units long, and
 * where s is smaller than a unit of the square it is left out, which loses less than 1. So the argument
 * is off by a part of less than 2^(4 - b), and the logarithm by less than 2^(5 - b).
 */
function lnOfSum(x: Dyadic, s: 1n | -1n, grid: number): Ends {
  const unit = unitExponent(grid, 0);
  const bits = 6 - unit;
  const e = topExponent(x) - bits;
  const m = floorTo(x, e);
  const one = e > 0 ? 0n : s << BigInt(-2 * e);
  const argument = dyadic(m + rootFloor(m * m + one, 2), e);
  return widenEnds(lnAt(argument, unit), 1, unit);
}

/** Near zero |asinh x - x| <= |x|^3 / 6; up to 1 the argument of the logarithm is off by less than 3 units. */
function asinhAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(asinhAt(negate(x), grid));
  const top = topExponent(x);
  if (top > 0) return lnOfSum(x, 1n, grid);
  const unit = unitExponent(grid, top);
  if (3 * top - 2 <= unit) return around(floorTo(x, unit), 2, unit);
  const s = floorTo(x, unit);
  const root = rootFloor(s * s + (1n << BigInt(-2 * unit)), 2);
  return widenEnds(lnAt(dyadic(s + root, unit), unit), 3, unit);
}

/**
 * `ln(1 + v)`, v = h + sqrt(h (h + 2)), h = x - 1, below 2: the units are relative to v, which is about
 * sqrt(2 h) near 1; v is off by less than 2 units, and so is the logarithm.
 */
function acoshAt(x: Dyadic, grid: number): Ends {
  if (topExponent(x) > 1) return lnOfSum(x, -1n, grid);
  const h = subtractExactly(x, ONE);
  if (h.m === 0n) return exactly(ZERO);
  const unit = unitExponent(grid, Math.min(0, Math.floor(topExponent(h) / 2)));
  const product = floorTo(multiplyExactly(h, addExactly(h, fromInteger(2))), 2 * unit);
  const v = floorTo(h, unit) + rootFloor(product, 2);
  return widenEnds(lnAt(dyadic((1n << BigInt(-unit)) + v, unit), unit), 2, unit);
}

/**
 * `ln((1 + x) / (1 - x)) / 2`: the quotient, at least 1, is cut to units of its own size, so the logarithm
 * is off by less than 2 units. Near zero |atanh x - x| <= |x|^3 / 2.
 */
function atanhAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(atanhAt(negate(x), grid));
  const top = topExponent(x);
  const unit = unitExponent(grid, Math.min(0, top));
  if (top < 0 && 3 * top - 1 <= unit) return around(floorTo(x, unit), 2, unit);
  const over = addExactly(ONE, x);
  const under = subtractExactly(ONE, x);
  const e = unit + Math.max(0, topExponent(over) - topExponent(under) - 1);
  const quotient = divideTo(over, under, e);
  return scaleEnds(widenEnds(lnAt(dyadic(quotient, e), unit), 2, unit), -1);
}

/** `floor(a / b / 2^e)` for positive a and b. */
function divideTo(a: Dyadic, b: Dyadic, e: number): bigint {
  const shift = a.e - b.e - e;
  return shift >= 0 ? (a.m << BigInt(shift)) / b.m : a.m / (b.m << BigInt(-shift));
}

const MINUS_ONE = negate(ONE);
const FROM_ONE: Domain = { low: { at: ONE, closed: true }, text: 'x >= 1' };
const INSIDE: Domain = {
  low: { at: MINUS_ONE, closed: false },
  high: { at: ONE, closed: false },
  text: '-1 < x < 1',
};

const UNIT = point(ONE);

const areaSine: Monotone = {
  name: 'asinh',
  rising: true,
  at: asinhAt,
  derivative: (x) => reciprocalRoot(add(UNIT, square(x, Infinity), Infinity)),
  estimate: estimateOf(Math.asinh, (x) => 1 / Math.hypot(1, x)),
};

const areaCosine: Monotone = {
  name: 'acosh',
  rising: true,
  domain: FROM_ONE,
  at: acoshAt,
  derivative: (x) =>
    reciprocalRoot(multiply(subtract(x, UNIT, Infinity), add(x, UNIT, Infinity), Infinity)),
  estimate: estimateOf(Math.acosh, (x) => 1 / Math.sqrt((x - 1) * (x + 1))),
};

const areaTangent: Monotone = {
  name: 'atanh',
  rising: true,
  domain: INSIDE,
  at: atanhAt,
  derivative: (x) => {
    const product = multiply(subtract(UNIT, x, Infinity), add(UNIT, x, Infinity), Infinity);
    return divide(UNIT, product, Infinity);
  },
  estimate: estimateOf(Math.atanh, (x) => 1 / ((1 - x) * (1 + x))),
};

export const asinh = monotone(areaSine, {
  fold: ([x]) => (x!.n === 0n ? x : undefined),
});

export const acosh = monotone(areaCosine, {
  initial: () => below(ZERO),
  // acosh(1 + h) = 2 asinh(sqrt(h / 2)) <= sqrt(2 h), and it is concave.
  modulus: () => ({ factor: 0.5, exponent: 0.5 }),
  fold: ([x]) => {
    partInside('acosh', fromRational(x!, Infinity), FROM_ONE);
    return isOne(x!) ? { n: 0n, d: 1n } : undefined;
  },
});

export const atanh = monotone(areaTangent, {
  fold: ([x]) => {
    partInside('atanh', fromRational(x!, Infinity), INSIDE);
    return x!.n === 0n ? x : undefined;
  },
});
