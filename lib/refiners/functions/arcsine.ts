/** The inverse sine and the inverse cosine. */
import { estimateOf } from '../../exact/estimate.js';
import {
  add,
  multiply,
  negate as negateEnclosure,
  subtract,
} from '../../exact/enclosure/arithmetic.js';
import {
  compare,
  floorTo,
  negate,
  ONE,
  scale,
  subtract as subtractExactly,
  topExponent,
  ZERO,
  add as addExactly,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { point } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { rootFloor } from '../../exact/integer.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { atanFixed } from '../../kernels/arctangent.js';
import { piFixed } from '../../kernels/constants.js';
import { piAt } from './arctangent.js';
import { partInside } from '../evaluation/domain.js';
import type { Domain } from '../evaluation/domain.js';
import { around, exactly, negateEnds, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { isOne } from './logarithm.js';
import { monotone } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';
import { reciprocalRoot } from './nth-root.js';

const MINUS_ONE = negate(ONE);

const DOMAIN: Domain = {
  low: { at: MINUS_ONE, closed: true },
  high: { at: ONE, closed: true },
  text: '-1 <= x <= 1',
};

/**
 * `acos(x) = 2 atan(sqrt((1 - x) / (1 + x)))` in units, for `0 <= x < 1`: the floor of the root of the
 * floor of the quotient is off by less than 1, the kernel by 2, together 6.
 */
function acosUnits(x: Dyadic, p: number): bigint {
  const over = subtractExactly(ONE, x);
  const under = addExactly(ONE, x);
  const e = Math.min(over.e, under.e);
  const quotient = (floorTo(over, e) << BigInt(2 * p)) / floorTo(under, e);
  return 2n * atanFixed(rootFloor(quotient, 2), p);
}

/** The units of the result are relative to it near 1, where it is about sqrt(2 (1 - x)). */
function acosAt(x: Dyadic, grid: number): Ends {
  if (compare(x, ONE) === 0) return exactly(ZERO);
  if (compare(x, MINUS_ONE) === 0) return piAt(0, grid);
  const top = topExponent(x);
  const wide = unitExponent(grid, 0);
  // |acos x - pi/2| <= 2 |x|
  if (top + 1 <= wide) return around(piFixed(-wide - 1), 3, wide);
  if (x.m < 0n) return around(piFixed(-wide) - acosUnits(negate(x), -wide), 7, wide);
  const distance = Math.floor(topExponent(subtractExactly(ONE, x)) / 2);
  const unit = unitExponent(grid, Math.min(0, distance));
  return around(acosUnits(x, -unit), 6, unit);
}

/**
 * `asin(x) = atan(x / sqrt(1 - x^2))` up to 1/2, pi/2 - acos(x) above. Error in units of the former: 2 for
 * cutting x (asin' < 1.2), 3 for root and quotient (a divisor above 0.86), 2 of the kernel.
 * Near zero |asin x - x| <= |x|^3 / 4.
 */
function asinAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(asinAt(negate(x), grid));
  if (compare(x, ONE) === 0) return piAt(-1, grid);
  const top = topExponent(x);
  const unit = unitExponent(grid, Math.min(0, top));
  const p = -unit;
  if (3 * top - 2 <= unit) return around(floorTo(x, unit), 2, unit);
  if (top > -1) return around(piFixed(p - 1) - acosUnits(x, p), 7, unit);
  const s = floorTo(x, unit);
  const root = rootFloor((1n << BigInt(2 * p)) - s * s, 2);
  return around(atanFixed((s << BigInt(p)) / root, p), 7, unit);
}

/** 1 / sqrt((1 - x) (1 + x)). */
function derivative(x: Enclosure): Enclosure {
  const one = point(ONE);
  return reciprocalRoot(multiply(subtract(one, x, Infinity), add(one, x, Infinity), Infinity));
}

const slopeNear = (x: number): number => 1 / Math.sqrt((1 - x) * (1 + x));

const arcsine: Monotone = {
  name: 'asin',
  rising: true,
  domain: DOMAIN,
  at: asinAt,
  derivative,
  estimate: estimateOf(Math.asin, slopeNear),
};

const arccosine: Monotone = {
  name: 'acos',
  rising: false,
  domain: DOMAIN,
  at: acosAt,
  derivative: (x) => negateEnclosure(derivative(x)),
  estimate: estimateOf(Math.acos, slopeNear),
};

/** Steepest at the ends of the domain: acos(1 - h) = 2 asin(sqrt(h / 2)) <= 2.23 sqrt(h). */
const modulus = (): { factor: number; exponent: number } => ({ factor: 1.16, exponent: 0.5 });

const HALF_PI = piAt(-1, Infinity).hi!;

const SINE_RANGE = fromExactEnds(negate(HALF_PI), HALF_PI);
const COSINE_RANGE = fromExactEnds(ZERO, scale(HALF_PI, 1));

export const asin = monotone(arcsine, {
  initial: () => SINE_RANGE,
  modulus,
  fold: ([x]) => {
    partInside('asin', fromRational(x!, Infinity), DOMAIN);
    return x!.n === 0n ? x : undefined;
  },
});

export const acos = monotone(arccosine, {
  initial: () => COSINE_RANGE,
  modulus,
  fold: ([x]) => {
    partInside('acos', fromRational(x!, Infinity), DOMAIN);
    return isOne(x!) ? { n: 0n, d: 1n } : undefined;
  },
});
