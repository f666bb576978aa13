/**
 * Results as they are printed: rounded, as an interval, a ball or ratios, in one notation.
 */
import { roundDown, roundUp, topExponent } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { integerDigits } from '../../exact/decimal/integer-digits.js';
import { trailingZeros } from '../../exact/integer.js';
import type { Bounds, Formatted, Ratio, Result, Rounding } from '../../real/index.js';
import { inNotation } from '../../exact/decimal/notation.js';
import type { Notation } from '../../exact/decimal/notation.js';

/** How to print; what is not given is as the goal has it. */
export interface Presentation {
  round?: Rounding;
  as?: 'bounds' | 'ball' | 'ratios';
  format?: Notation;
}

/** A pair of ends; null for an infinite one. */
export interface EndTexts {
  readonly lower: string | null;
  readonly upper: string | null;
}

/** The digits that were asked for, or null. */
export function digitsOf(result: Result, { round, format }: Presentation): Formatted | null {
  const written = result.rounded(round ?? 'nearest');
  return written && { ...written, text: noted(written.text, format) };
}

/** Both ends as decimals, rounded outward. */
export function boundsOf(
  result: Pick<Bounds, 'lowerText' | 'upperText'>,
  { format }: Presentation,
): EndTexts {
  return {
    lower: result.lowerText && noted(result.lowerText, format),
    upper: result.upperText && noted(result.upperText, format),
  };
}

/** A decimal in the middle and how far the value can be from it; null where an end is infinite. */
export function ballOf(
  result: Result,
  { format }: Presentation,
): { readonly midpoint: string; readonly radius: string } | null {
  const { lowerText, upperText } = result;
  if (lowerText !== null && lowerText === upperText)
    return { midpoint: noted(lowerText, format), radius: noted('0', format) };
  const ball: Bounds['ball'] = result.bounds.ball;
  return (
    ball && {
      midpoint: noted(ball.midpoint.toString(), format),
      radius: noted(ball.radius.toString(), format),
    }
  );
}

/**
 * Both ends before they are rounded to decimals, as ratios of integers; as an integer times a power of two
 * where that is much shorter, and where there is no time to write more: then rounded outward to some 1,000 digits.
 */
export function ratiosOf(result: Result): EndTexts {
  return result.bounds.within(() => wholeRatiosOf(result)) ?? shortRatiosOf(result);
}

/** About 1,000 digits. */
const SHORT_BITS = 3322;

function shortRatiosOf({ bounds: { lowerDyadic: lower, upperDyadic: upper } }: Result): EndTexts {
  return {
    lower: lower && dyadicText(roundDown(lower, SHORT_BITS)),
    upper: upper && dyadicText(roundUp(upper, SHORT_BITS)),
  };
}

/** @throws Interrupted when a stop is requested. */
function wholeRatiosOf(result: Result): EndTexts {
  const { lowerDyadic, upperDyadic } = result.bounds;
  if (result.exact || !(isFar(lowerDyadic) || isFar(upperDyadic)))
    return { lower: ratioText(result.lowerExact), upper: ratioText(result.upperExact) };
  return { lower: dyadicText(lowerDyadic), upper: dyadicText(upperDyadic) };
}

/** Bits that only say how large or small a number is: more of them are told by an exponent. */
const MOST_EMPTY_BITS = 2 ** 14;

/** Whether most bits of a ratio would say nothing but its magnitude. */
function isFar(end: Dyadic | null): boolean {
  return end !== null && end.m !== 0n && Math.max(end.e, -topExponent(end)) > MOST_EMPTY_BITS;
}

function dyadicText(end: Dyadic | null): string | null {
  if (end === null || end.m === 0n) return end && '0';
  const zeros = trailingZeros(end.m);
  return `${integerText(end.m >> BigInt(zeros))}*2^${String(end.e + zeros)}`;
}

function ratioText(ratio: Ratio | null): string | null {
  if (ratio === null) return null;
  const [numerator, denominator] = [BigInt(ratio.numerator), BigInt(ratio.denominator)];
  const text = integerText(numerator);
  return denominator === 1n ? text : `${text}/${integerText(denominator)}`;
}

function integerText(n: bigint): string {
  return n < 0n ? `-${integerDigits(-n)}` : integerDigits(n);
}

function noted(text: string, format: Notation | undefined): string {
  return format === undefined ? text : inNotation(text, format);
}

/** The answer alone: the digits that were asked for where they are proven, else the bounds. */
export function resultText(result: Result, presentation: Presentation): string {
  const { as } = presentation;
  if (as === 'ratios') return intervalText(ratiosOf(result));
  if (as === 'ball') {
    const ball = ballOf(result, presentation);
    if (ball !== null) return `${ball.midpoint} +/- ${ball.radius}`;
  }
  const digits =
    as === undefined && result.status === 'met' ? digitsOf(result, presentation) : null;
  return digits?.text ?? intervalText(boundsOf(result, presentation));
}

export function intervalText({ lower, upper }: EndTexts): string {
  return `[${lower ?? '-Infinity'}, ${upper ?? 'Infinity'}]`;
}
