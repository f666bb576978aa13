/** What an enclosure holds. */
import { subtract } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import * as exact from '../exact/enclosure/enclosure.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { exactValue } from './construction.js';
import type { ExactNumber } from './construction.js';

export {
  containsZero,
  hull,
  intersect,
  isFinite,
  isPoint,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  signOf,
  toDoubles,
  upperEnd,
  widthLog2,
} from '../exact/enclosure/enclosure.js';

/** The exact width; `null` where an end is infinite. */
export function width(x: Enclosure): Dyadic | null {
  const lo = exact.lowerEnd(x);
  const hi = exact.upperEnd(x);
  return lo && hi && subtract(hi, lo);
}

/**
 * The exact middle.
 *
 * @throws RangeError where an end is infinite.
 */
export function midpoint(x: Enclosure): Dyadic {
  if (exact.isFinite(x)) return exact.midpoint(x);
  throw new RangeError(`enclosure.midpoint: an enclosure of the kind "${x.kind}" has no middle`);
}

/**
 * Whether a number, or every number of another enclosure, lies in `x`.
 *
 * @throws TypeError or RangeError for what is neither.
 */
export function contains(x: Enclosure, inner: ExactNumber | Enclosure): boolean {
  if (typeof inner === 'object' && 'kind' in inner) return exact.contains(x, inner);
  return exact.containsRational(x, exactValue('enclosure.contains', inner));
}
