/** The ends of an enclosure, and enclosures made of exact ends. */
import type { Dyadic } from '../dyadic.js';
import { compare, dyadic, floorTo, negate as negateEnd, subtract, topExponent } from '../dyadic.js';
import { trailingZeros } from '../integer.js';
import type { Above, Below, Enclosure, Narrow, WholeLine, Wide } from './kinds.js';

/** Narrow widths are below this. */
export const WIDTH_LIMIT = 2 ** 53;

export const ALL: WholeLine = { kind: 'all' };

/** `[lo, Infinity)`. */
export function below(lo: Dyadic): Below {
  return { kind: 'below', lo };
}

/** `(-Infinity, hi]`. */
export function above(hi: Dyadic): Above {
  return { kind: 'above', hi };
}

/** The one number `d`, exactly. */
export function point(d: Dyadic): Narrow {
  return { kind: 'narrow', lo: d.m, width: 0, exp: d.e };
}

/** The lower end of a finite enclosure. */
export function lowest(x: Narrow | Wide): Dyadic {
  return x.kind === 'narrow' ? dyadic(x.lo, x.exp) : x.lo;
}

/** The upper end of a finite enclosure. */
export function highest(x: Narrow | Wide): Dyadic {
  if (x.kind === 'wide') return x.hi;
  return dyadic(x.width === 0 ? x.lo : x.lo + BigInt(x.width), x.exp);
}

/** The lower end; `null` if there is none. */
export function lowerEnd(x: Enclosure): Dyadic | null {
  if (x.kind === 'narrow') return dyadic(x.lo, x.exp);
  return x.kind === 'wide' || x.kind === 'below' ? x.lo : null;
}

/** The upper end; `null` if there is none. */
export function upperEnd(x: Enclosure): Dyadic | null {
  if (x.kind === 'narrow' || x.kind === 'wide') return highest(x);
  return x.kind === 'above' ? x.hi : null;
}

/** `[lo, hi]` exactly, for `lo <= hi`: narrow if one grid holds both, else wide. */
export function fromExactEnds(lo: Dyadic, hi: Dyadic): Narrow | Wide {
  return (
    asNarrow(lo, hi) ?? asNarrow(withoutZeros(lo), withoutZeros(hi)) ?? { kind: 'wide', lo, hi }
  );
}

function withoutZeros(end: Dyadic): Dyadic {
  const zeros = trailingZeros(end.m);
  return zeros === 0 ? end : dyadic(end.m >> BigInt(zeros), end.e + zeros);
}

function asNarrow(lo: Dyadic, hi: Dyadic): Narrow | undefined {
  const exp = lo.m === 0n ? hi.e : hi.m === 0n ? lo.e : Math.min(lo.e, hi.e);
  if (!mayBeNarrow(lo, hi, exp)) return undefined;
  const width = floorTo(subtract(hi, lo), exp);
  if (width >= WIDTH_LIMIT) return undefined;
  return { kind: 'narrow', lo: floorTo(lo, exp), width: Number(width), exp };
}

/**
 * Whether it is worth aligning both ends on the grid `2^exp`. Ends of different signs, or whose tops differ
 * by 2 or more, lie at least `2^(top - 2)` apart, too far if that is `2^53` units. Ends with nearly the same
 * top may be aligned: neither becomes longer than the end on that grid already is.
 */
function mayBeNarrow(lo: Dyadic, hi: Dyadic, exp: number): boolean {
  const a = topExponent(lo);
  const b = topExponent(hi);
  if (Math.max(a, b) - exp <= 56) return true;
  return lo.m > 0n === hi.m > 0n && Math.abs(a - b) <= 1;
}

/** `-x`, exactly. */
export function negate(x: Enclosure): Enclosure {
  switch (x.kind) {
    case 'narrow':
    case 'wide':
      return negateFinite(x);
    case 'below':
      return above(negateEnd(x.lo));
    case 'above':
      return below(negateEnd(x.hi));
    case 'all':
      return x;
  }
}

/** `-x`, exactly, for a finite enclosure. */
export function negateFinite(x: Narrow | Wide): Narrow | Wide {
  if (x.kind === 'wide') return { kind: 'wide', lo: negateEnd(x.hi), hi: negateEnd(x.lo) };
  return { kind: 'narrow', lo: -(x.lo + BigInt(x.width)), width: x.width, exp: x.exp };
}

/** `fromExactEnds` with `null` for an infinite end. */
export function fromExactEndsOpen(lo: Dyadic | null, hi: Dyadic | null): Enclosure {
  if (lo === null) return hi === null ? ALL : above(hi);
  return hi === null ? below(lo) : fromExactEnds(lo, hi);
}

/** The greater lower end; `null` stands for minus infinity. */
export function maxLower(a: Dyadic | null, b: Dyadic | null): Dyadic | null {
  return a === null ? b : b === null || compare(a, b) >= 0 ? a : b;
}

/** The lesser upper end; `null` stands for plus infinity. */
export function minUpper(a: Dyadic | null, b: Dyadic | null): Dyadic | null {
  return a === null ? b : b === null || compare(a, b) <= 0 ? a : b;
}

/** The lesser lower end; `null` stands for minus infinity. */
export function minLower(a: Dyadic | null, b: Dyadic | null): Dyadic | null {
  return a === null || b === null ? null : compare(a, b) <= 0 ? a : b;
}

/** The greater upper end; `null` stands for plus infinity. */
export function maxUpper(a: Dyadic | null, b: Dyadic | null): Dyadic | null {
  return a === null || b === null ? null : compare(a, b) >= 0 ? a : b;
}
