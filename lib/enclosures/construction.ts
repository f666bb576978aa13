/** Enclosures made of exact numbers. */
import { constantOf, describeInput } from '../exact/decimal/constant-input.js';
import type { ConstantInput } from '../exact/decimal/constant-input.js';
import type { Dyadic } from '../exact/dyadic.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { lowerEnd, upperEnd } from '../exact/enclosure/enclosure.js';
import { fromEndsOpen, fromRational } from '../exact/enclosure/outward.js';
import { ratAdd, ratCompare, ratFromDyadic, rational, ratSubtract } from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import { gridOf } from './rounding.js';

/** A number that is known exactly: an input of `real`, a dyadic `m 2^e`, or a rational `n / d`. */
export type ExactNumber = ConstantInput | Dyadic | Rational;

/** The exact value. @throws TypeError or RangeError naming the caller and the value. */
export function exactValue(caller: string, value: ExactNumber): Rational {
  if (typeof value === 'object' && 'm' in value) return ratFromDyadic(value);
  if (typeof value === 'object' && 'n' in value) return rational(value.n, value.d);
  return constantOf(caller, value);
}

/**
 * The enclosure of one number: the point where it is dyadic and short enough, else at most `2^width` wide.
 *
 * @param value - a number, bigint, decimal text, fraction such as `"1/3"`, Big, ratio, dyadic or rational.
 * @param width - Log2 of what rounding may add; `Infinity` leaves 64 significant bits.
 * @throws TypeError or RangeError for what is no number.
 */
export function of(value: ExactNumber, width: Log2 = Infinity): Enclosure {
  return fromRational(exactValue('enclosure.of', value), gridOf(width));
}

/**
 * The enclosure of all numbers from `lower` to `upper`, rounded outward.
 *
 * @param lower - the lower end, `null` where there is none.
 * @param upper - the upper end, `null` where there is none.
 * @param width - Log2 of what rounding may add; `Infinity` leaves 64 significant bits.
 * @throws TypeError or RangeError for what is no number, and RangeError for a lower end above the upper one.
 */
export function fromEnds(
  lower: ExactNumber | null,
  upper: ExactNumber | null,
  width: Log2 = Infinity,
): Enclosure {
  const lo = lower === null ? null : exactValue('enclosure.fromEnds', lower);
  const hi = upper === null ? null : exactValue('enclosure.fromEnds', upper);
  if (lo !== null && hi !== null && ratCompare(lo, hi) > 0) {
    throw new RangeError(
      `enclosure.fromEnds: the lower end ${describeExact(lower)} is above the upper end ${describeExact(upper)}`,
    );
  }
  // Each end may move by half of what is allowed; rounding the two together moves dyadic ends no further.
  const grid = gridOf(width) - 1;
  return fromEndsOpen(
    lo && lowerEnd(fromRational(lo, grid)),
    hi && upperEnd(fromRational(hi, grid)),
    grid,
  );
}

/**
 * The enclosure of all numbers at most `radius` away from `midpoint`, rounded outward.
 *
 * @param radius - not negative.
 * @param width - Log2 of what rounding may add; `Infinity` leaves 64 significant bits.
 * @throws TypeError or RangeError for what is no number, and RangeError for a negative radius.
 */
export function fromMidpoint(
  midpoint: ExactNumber,
  radius: ExactNumber,
  width: Log2 = Infinity,
): Enclosure {
  const m = exactValue('enclosure.fromMidpoint', midpoint);
  const r = exactValue('enclosure.fromMidpoint', radius);
  if (r.n < 0n) {
    throw new RangeError(`enclosure.fromMidpoint: the radius ${describeExact(radius)} is negative`);
  }
  return fromEnds(ratSubtract(m, r), ratAdd(m, r), width);
}

function describeExact(value: ExactNumber | null): string {
  if (typeof value === 'object' && value !== null) {
    if ('m' in value) return `${String(value.m)} * 2^${String(value.e)}`;
    if ('n' in value) return `${String(value.n)}/${String(value.d)}`;
    if ('numerator' in value) return `${String(value.numerator)}/${String(value.denominator)}`;
    return value.toString();
  }
  return describeInput(value);
}
