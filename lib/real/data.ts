import type { Datum } from '../combinators/datum.js';
import { describeEnclosure } from '../exact/describe.js';
import { hull, toDoubles } from '../exact/enclosure.js';
import { fromRational } from '../exact/outward.js';
import { ratCompare, ratText } from '../exact/rational.js';
import { constantOf } from './input.js';
import type { ConstantInput } from './input.js';
import { DATUM } from './operators.js';
import { Real, fromInput } from './real.js';

/**
 * A quantity that is known by bounds alone: a measurement, a tolerance. Every value made of it gets
 * bounds that hold for each quantity inside; a goal narrower than that ends exhausted and names it.
 *
 * The same Real is the same quantity wherever it is used; two calls are two quantities.
 *
 * @param label - what messages call it; its bounds where not given.
 * @throws RangeError where `lo > hi`.
 */
export function between(lo: ConstantInput, hi: ConstantInput, label?: string): Real {
  const low = constantOf('between', lo);
  const high = constantOf('between', hi);
  const order = ratCompare(low, high);
  if (order > 0)
    throw new RangeError(
      `between: the lower bound ${ratText(low)} is above the upper one ${ratText(high)}`,
    );
  if (order === 0) return fromInput('between', lo);
  const rough = hull(fromRational(low, Infinity), fromRational(high, Infinity));
  const datum: Datum = { lo: low, hi: high, label: label ?? describeEnclosure(rough) };
  return new Real(DATUM, [], datum as never, toDoubles(rough));
}
