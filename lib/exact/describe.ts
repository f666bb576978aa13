import type { Dyadic } from './dyadic.js';
import { sign, toDoubleNearest, topExponent } from './dyadic.js';
import { isPoint, lowerEnd, upperEnd } from './enclosure.js';
import type { Enclosure } from './enclosure.js';

/** A dyadic in about six digits, for messages; never for results. */
function describeDyadic(value: Dyadic): string {
  const top = topExponent(value);
  if (top > 1023 || (sign(value) !== 0 && top < -1021)) {
    return `${sign(value) < 0 ? '-' : ''}2^${String(top)}`;
  }
  return String(Number(toDoubleNearest(value).toPrecision(6)));
}

/** An enclosure in about six digits an end, for messages; never for results. */
export function describeEnclosure(bounds: Enclosure): string {
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (lo !== null && isPoint(bounds)) return describeDyadic(lo);
  const left = lo === null ? '(-Infinity' : `[${describeDyadic(lo)}`;
  return `${left}, ${hi === null ? 'Infinity)' : `${describeDyadic(hi)}]`}`;
}
