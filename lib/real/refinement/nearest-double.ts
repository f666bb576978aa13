
import { toDoubleNearest } from '../../exact/double.js';
import { lowerEnd } from '../../exact/enclosure/enclosure.js';
import { ratToDoubleNearest } from '../../exact/rational-double.js';
import { UndecidedError } from '../errors.js';
import { exactRational } from '../values/term.js';
import type { Term } from '../values/term.js';
import { refineSync } from './refinement.js';

/** See {@link Real.toNumber}. */
export function nearestDouble(term: Term): number {
  const exact = exactRational(term);
  if (exact !== undefined) return ratToDoubleNearest(exact);
  const result = refineSync(term, { double: true });
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
