import type { Datum } from '../../combinators/datum.js';
import { describeEnclosure } from '../../exact/describe.js';
import { hull, toDoubles } from '../../exact/enclosure/enclosure.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { ratCompare, ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { constantOf } from '../../exact/decimal/constant-input.js';
import type { ConstantInput } from '../../exact/decimal/constant-input.js';
import { DATUM } from './operators.js';
import { Real, fromInput } from '../real.js';

/**
 * A quantity that is known by bounds alone: a measurement, a tolerance. Every value made of it has bounds
 * that hold for each quantity inside. A goal that these do not permit ends exhausted and names it.
 *
 * Two calls are two quantities. Two uses of one quantity vary independently in the bounds of a result:
 * `x.subtract(x)` is zero, but its bounds are not. So write formulas that use each quantity once.
 *
 * @example
 * ```ts
 * import { pi, real } from 'pincer';
 *
 * const radius = real.between('1.22', '1.24', 'radius');
 * const { status, limitedBy, bounds } = radius.pow(2).multiply(pi).refineSync({ digits: 9 });
 * console.log(status, limitedBy, String(bounds)); // => partial datum#… radius [4.67594, 4.83052]
 * ```
 * @param label - what messages call it; its bounds where not given.
 * @throws RangeError where `lo > hi`.
 */
export function between(lo: ConstantInput, hi: ConstantInput, label?: string): Real {
  const ends = endsOf('between', lo, hi);
  if (ratCompare(ends.lo, ends.hi) === 0) return fromInput('between', lo);
  const rough = hull(fromRational(ends.lo, Infinity), fromRational(ends.hi, Infinity));
  const datum: Datum = { ...ends, label: label ?? describeEnclosure(rough) };
  return new Real(DATUM, [], datum as never, toDoubles(rough));
}

/**
 * The exact ends of bounds.
 * @throws TypeError or RangeError naming the caller and the value, RangeError where `lo > hi`.
 */
export function endsOf(
  caller: string,
  lo: ConstantInput,
  hi: ConstantInput,
): { readonly lo: Rational; readonly hi: Rational } {
  const ends = { lo: constantOf(caller, lo), hi: constantOf(caller, hi) };
  if (ratCompare(ends.lo, ends.hi) <= 0) return ends;
  throw new RangeError(
    `${caller}: the lower bound ${ratText(ends.lo)} is above the upper one ${ratText(ends.hi)}`,
  );
}
