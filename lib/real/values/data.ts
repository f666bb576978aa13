import type { Datum } from '../../combinators/datum.js';
import { describeEnclosure } from '../../exact/describe.js';
import { toDoubles } from '../../exact/enclosure/enclosure.js';
import { fromRationals } from '../../exact/enclosure/outward.js';
import { ratCompare, ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { constantOf } from '../../exact/decimal/constant-input.js';
import type { ConstantInput } from '../../exact/decimal/constant-input.js';
import { meetDoubles } from '../../kernels/doubles/bounds.js';
import type { DoubleBounds } from '../../kernels/doubles/bounds.js';
import { CLAIM, DATUM } from './operators.js';
import { Real, fromInput } from '../real.js';
import type { RealInput } from '../real.js';

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
  const { datum, doubles } = boundsOf('between', lo, hi, label);
  if (ratCompare(datum.lo, datum.hi) === 0) return fromInput('between', lo);
  return new Real(DATUM, [], datum as never, doubles);
}

/**
 * The value of x, with bounds that come from elsewhere: from a table, a proof or another program. It is a value of its own,
 * whose bounds are those of x met with `[lo, hi]`; x itself is not narrowed. A goal that the claim does not meet narrows x.
 *
 * The claim is believed as code of your own is. Where x is proven to lie outside, the value has a ContradictionError that
 * names the claim; where a result ends exhausted on it, `limitedBy` does, as does `explain`.
 *
 * @example
 * ```ts
 * import { knownWithin, pi, sqrt } from 'pincer';
 *
 * const x = knownWithin(sqrt(2).multiply(pi), '4.44', '4.45', 'table 7');
 * console.log(x.refineSync({ digits: 9 }).digits); // => 4.44288294
 * const wrong = knownWithin(pi, '3.2', '3.3', 'table 8').refineSync({ digits: 9 });
 * console.log(String(wrong.error)); // => ContradictionError: knownWithin: the claim table 8 is refuted by …
 * ```
 * @param label - what messages call the claim; its bounds where not given.
 * @throws TypeError or RangeError for an argument that is no number, RangeError where `lo > hi`.
 */
export function knownWithin(
  x: RealInput,
  lo: ConstantInput,
  hi: ConstantInput,
  label?: string,
): Real {
  const operand = fromInput('knownWithin', x);
  const claim = boundsOf('knownWithin', lo, hi, label);
  return new Real(CLAIM, [operand], claim.datum as never, meetDoubles(operand, claim.doubles));
}

function boundsOf(
  caller: string,
  lo: ConstantInput,
  hi: ConstantInput,
  label: string | undefined,
): { readonly datum: Datum; readonly doubles: DoubleBounds } {
  const ends = endsOf(caller, lo, hi);
  const rough = fromRationals(ends.lo, ends.hi, Infinity);
  return {
    datum: { ...ends, label: label ?? describeEnclosure(rough) },
    doubles: toDoubles(rough),
  };
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
