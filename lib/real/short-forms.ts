/** Answers of one fixed goal: the nearest double, and a short text. */
import { toDoubleNearest } from '../exact/double.js';
import { lowerEnd } from '../exact/enclosure/enclosure.js';
import { PincerError } from '../exact/errors.js';
import { ratToDoubleNearest } from '../exact/rational-double.js';
import type { Real } from './real.js';
import { refineSync } from './refinement/refinement.js';

/** No budget proves the answer. */
export class UndecidedError extends PincerError {}

/** See {@link Real.toNumber}. */
export function toNearestDouble(real: Real): number {
  const exact = real.exactRational();
  if (exact !== undefined) return ratToDoubleNearest(exact);
  const result = refineSync(real, { double: true }, {});
  if (result.error !== null) throw result.error;
  if (result.rationalValue !== undefined) return ratToDoubleNearest(result.rationalValue);
  const lo = lowerEnd(result.bounds.enclosure);
  if (result.status !== 'met' || lo === null) {
    throw new UndecidedError(
      `toNumber: no double is proven to be the nearest; the value lies in ${result.bounds.toString()}`,
    );
  }
  return toDoubleNearest(lo);
}

const SHORT_DIGITS = 20;

/** See {@link Real.toString}. */
export function toShortText(real: Real): string {
  const result = refineSync(real, { digits: SHORT_DIGITS }, {});
  if (result.error !== null) throw result.error;
  return result.digits ?? result.bounds.toString();
}
