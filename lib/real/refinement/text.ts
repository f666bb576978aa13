/**
 * Values as text, on the calling thread.
 *
 * Laws
 * 1. A rounding is to nearest with ties to even, and proven: no decimal of that length is nearer.
 * 2. A tie is recognised where the value is known exactly. Else the value is compared with the one point
 *    halfway between two neighbouring decimals that its bounds contain; a value that no budget separates
 *    from that point is an UndecidedError.
 * 3. A value that is not defined throws its mathematical error.
 */
import { formatEnclosure, roundRational } from '../../exact/decimal/formatting.js';
import type { Places } from '../../exact/decimal/formatting.js';
import { inNotation } from '../../exact/decimal/notation.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import { point } from '../../exact/enclosure/ends.js';
import { PincerError } from '../../exact/errors.js';
import { ratAdd, ratMultiply } from '../../exact/rational.js';
import { ratFromText } from '../../exact/decimal/numeral.js';
import type { Rational } from '../../exact/rational.js';
import { GOAL_RANGES } from '../../coordinator/goals/goal.js';
import { UndecidedError } from '../errors.js';
import { UNKNOWN } from '../../kernels/doubles/bounds.js';
import { RATIONAL } from '../values/operators.js';
import { differenceOf, newTerm } from '../values/term.js';
import type { Term } from '../values/term.js';
import type { RefineOptions } from './refine-options.js';
import { refineSync } from './refinement.js';
import { provenSign } from './relation.js';
import type { Result } from './result.js';

/** Digits of a text where the caller gives no number. */
const DEFAULT_DIGITS = 20;

/** See {@link Real.toString}. */
export function digitsText(
  term: Term,
  digits = DEFAULT_DIGITS,
  options: RefineOptions = {},
): string {
  const result = refineSync(term, { digits }, options);
  if (result.error !== null) throw result.error;
  return result.digits ?? result.bounds.toString();
}

/** Milliseconds that a console waits for a value. */
const GLANCE = 100;

/** What a console shows of a value: digits if they come soon, and never an error thrown. */
export function glanceText(term: Term): string {
  if (term.source !== undefined) return `of source ${term.source}`;
  try {
    return digitsText(term, DEFAULT_DIGITS, { timeout: GLANCE });
  } catch (error) {
    return error instanceof PincerError ? `${error.name}: ${error.message}` : String(error);
  }
}

/** See {@link Real.toFixed}. */
export function fixedText(term: Term, decimals = 0): string {
  return rounded('toFixed', term, { decimals });
}

/** See {@link Real.toPrecision}. */
export function precisionText(term: Term, digits = DEFAULT_DIGITS): string {
  const text = exponentText('toPrecision', term, digits);
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  return exponent >= -6 && exponent < digits ? inNotation(text, 'plain') : text;
}

/** See {@link Real.toExponential}. */
export function exponentialText(term: Term, fractionDigits = DEFAULT_DIGITS - 1): string {
  return exponentText('toExponential', term, fractionDigits + 1);
}

function exponentText(caller: string, term: Term, digits: number): string {
  const text = rounded(caller, term, { digits });
  if (text !== '0') return inNotation(text, 'exponent');
  return digits === 1 ? '0e+0' : `0.${'0'.repeat(digits - 1)}e+0`;
}

/** The decimal that is nearest to the value, ties to even. */
function rounded(caller: string, term: Term, places: Places): string {
  const first = refineSync(term, places);
  if (first.error !== null) throw first.error;
  if (first.status === 'met' && first.rounding === 'correct') return first.digits;
  // Digits so close to a halfway point that the goal was met by either neighbour. With two places more the
  // bounds are narrower than a fifth of the distance between neighbours, on either side of a power of ten.
  const second = refineSync(term, finer(places));
  const lower = nearestTo(lowerEnd(second.bounds.enclosure), places);
  const upper = nearestTo(upperEnd(second.bounds.enclosure), places);
  if (second.status !== 'met' || lower === undefined || upper === undefined)
    throw undecided(caller, second);
  if (lower === upper) return lower;
  const halfway = ratMultiply(ratAdd(valueOf(lower), valueOf(upper)), { n: 1n, d: 2n });
  const even = roundRational(halfway, places);
  // The two are neighbours: else a third decimal would be nearest to the point halfway.
  if (even !== lower && even !== upper) throw undecided(caller, second);
  const middle = newTerm(RATIONAL, [], halfway, UNKNOWN);
  const side = refineSync(differenceOf(term, middle), { sign: true });
  const sign = side.status === 'met' ? provenSign(side) : undefined;
  if (sign === undefined) throw undecided(caller, second);
  return sign < 0 ? lower : sign > 0 ? upper : even;
}

/** Two places more, as far as goals reach. */
function finer(places: Places): Places {
  return 'digits' in places
    ? { digits: Math.min(places.digits + 2, GOAL_RANGES.digits[1]) }
    : { decimals: Math.min(places.decimals + 2, GOAL_RANGES.decimals[1]) };
}

/** The decimal nearest to an end of bounds; undefined for an infinite end, and where it is not proven. */
function nearestTo(end: Dyadic | null, places: Places): string | undefined {
  const written = end === null ? undefined : formatEnclosure(point(end), places);
  return written?.rounding === 'correct' ? written.text : undefined;
}

function valueOf(text: string): Rational {
  return ratFromText(text)!;
}

function undecided(caller: string, { bounds }: Result): UndecidedError {
  return new UndecidedError(
    `${caller}: no budget proves which decimal is nearest; the value lies in ${bounds.toString()}`,
  );
}
