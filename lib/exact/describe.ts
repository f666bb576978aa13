/** Enclosures for messages, in about six digits an end, rounded outward; never for results. */
import type { Dyadic } from './dyadic.js';
import { absolute, compare, dyadic, sign, topExponent } from './dyadic.js';
import { toDoubleNearest } from './double.js';
import { fromDouble } from './double.js';
import { isPoint, lowerEnd, upperEnd } from './enclosure/enclosure.js';
import type { Enclosure } from './enclosure/enclosure.js';

const DIGITS = 6;

/** Which side of a value its text is to lie on; 0 for the nearest. */
type Side = -1 | 0 | 1;

/** A dyadic in about six digits. */
function describeDyadic(value: Dyadic, side: Side): string {
  const top = topExponent(value);
  if (top > 1023 || (sign(value) !== 0 && top < -1021)) {
    // 2^(top - 1) <= |value| < 2^top
    const inner = side === 0 ? isBelowMiddle(value, top) : side === -sign(value);
    return `${sign(value) < 0 ? '-' : ''}2^${String(inner ? top - 1 : top)}`;
  }
  const near = Number(toDoubleNearest(value).toPrecision(DIGITS));
  if (side === 0 || compare(fromDouble(near), value) * side >= 0) return String(near);
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(near))) - DIGITS + 1);
  return String(Number((near + side * unit).toPrecision(DIGITS)));
}

/** Whether the lesser of the powers of two about a magnitude below `2^top` is the nearer one. */
function isBelowMiddle(value: Dyadic, top: number): boolean {
  return compare(absolute(value), dyadic(3n, top - 2)) < 0;
}

/** An enclosure in about six digits an end. */
export function describeEnclosure(bounds: Enclosure): string {
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (lo !== null && isPoint(bounds)) return describeDyadic(lo, 0);
  const left = lo === null ? '(-Infinity' : `[${describeDyadic(lo, -1)}`;
  return `${left}, ${hi === null ? 'Infinity)' : `${describeDyadic(hi, 1)}]`}`;
}
