/** Sums and differences of enclosures. */
import type { Dyadic } from '../dyadic.js';
import {
  add as addExactly,
  addDown,
  addUp,
  ceilTo,
  dyadic,
  floorTo,
  LONGEST_INTEGER,
  topExponent,
  ZERO,
} from '../dyadic.js';
import type { Enclosure, Narrow } from './kinds.js';
import { lowerEnd, negate, upperEnd, WIDTH_LIMIT } from './ends.js';
import { fromEndsOpen, fromUnits, LEAST_BITS, roundTo } from './outward.js';
import { widthLog2 } from './size.js';

/** Grids that lie further apart are not aligned bit by bit. */
const ALIGNED_GAP = 2 ** 16;

/** Bits beyond the rounding unit that are kept where an exact sum would be too long. */
const GUARD = 40;

/** `a + b`. */
export function add(a: Enclosure, b: Enclosure, grid: number): Enclosure {
  if (a.kind === 'narrow' && b.kind === 'narrow') {
    const gap = a.exp - b.exp;
    if (gap >= 0 && gap <= ALIGNED_GAP) return addAligned(a, b, gap, grid);
    if (gap < 0 && gap >= -ALIGNED_GAP) return addAligned(b, a, -gap, grid);
  }
  const needed = supportedGrid([a, b], grid);
  return fromEndsOpen(
    addEnds(lowerEnd(a), lowerEnd(b), needed, addDown),
    addEnds(upperEnd(a), upperEnd(b), needed, addUp),
    grid,
  );
}

/** More than the 53 bits that a width has in units of its grid (outward.ts, law 3). */
const WIDTH_BITS = 60;

/** The finest grid that ends of a sum are rounded to: the sum is as wide as each of its terms. */
function supportedGrid(terms: readonly Enclosure[], grid: number): number {
  const widest = terms.reduce((most, term) => Math.max(most, widthLog2(term)), -Infinity);
  return Math.max(grid, Math.floor(widest) - WIDTH_BITS);
}

/** `a - b`. */
export function subtract(a: Enclosure, b: Enclosure, grid: number): Enclosure {
  return add(a, negate(b), grid);
}

/** `coarse + fine`, where the grid of `coarse` lies `gap` above that of `fine`. */
function addAligned(coarse: Narrow, fine: Narrow, gap: number, grid: number): Enclosure {
  if (gap === 0) {
    const width = BigInt(coarse.width) + BigInt(fine.width);
    return fromUnits(coarse.lo + fine.lo, width, fine.exp, grid);
  }
  const shift = BigInt(gap);
  const width = (BigInt(coarse.width) << shift) + BigInt(fine.width);
  return fromUnits((coarse.lo << shift) + fine.lo, width, fine.exp, grid);
}

function addEnds(
  a: Dyadic | null,
  b: Dyadic | null,
  grid: number,
  directed: typeof addDown,
): Dyadic | null {
  if (a === null || b === null) return null;
  if (Math.abs(a.e - b.e) <= ALIGNED_GAP) return addExactly(a, b);
  const bits = Math.max(topExponent(a), topExponent(b)) - grid;
  return directed(a, b, Math.min(Math.max(LEAST_BITS, bits) + GUARD, LONGEST_INTEGER));
}

/** Sums by exponent: numbers on one grid add up without a shift. */
type Heap = Map<number, bigint>;

function pile(heap: Heap, exp: number, m: bigint): void {
  heap.set(exp, (heap.get(exp) ?? 0n) + m);
}

/**
 * The sum of all of `terms`, rounded once. Linear in their number: terms on one grid are added up
 * in one accumulator, and the accumulators are folded in the order of their grids.
 */
export function sum(terms: readonly Enclosure[], grid: number): Enclosure {
  if (terms.length === 1) return roundTo(terms[0]!, grid);
  if (terms.length === 2) return add(terms[0]!, terms[1]!, grid);
  // lower end = starts + lows; upper end = starts + widths + highs
  const starts: Heap = new Map();
  const widths: Heap = new Map();
  const lows: Heap = new Map();
  const highs: Heap = new Map();
  let unboundedBelow = false;
  let unboundedAbove = false;
  // The accumulator of the present grid; most neighbours share theirs.
  let exp = 0;
  let start = 0n;
  let width = 0;
  for (const term of terms) {
    if (term.kind === 'narrow') {
      if (term.exp !== exp || width + term.width >= WIDTH_LIMIT) {
        pile(starts, exp, start);
        pile(widths, exp, BigInt(width));
        start = 0n;
        width = 0;
        exp = term.exp;
      }
      start += term.lo;
      width += term.width;
      continue;
    }
    const lo = lowerEnd(term);
    if (lo) pile(lows, lo.e, lo.m);
    else unboundedBelow = true;
    const hi = upperEnd(term);
    if (hi) pile(highs, hi.e, hi.m);
    else unboundedAbove = true;
  }
  pile(starts, exp, start);
  pile(widths, exp, BigInt(width));
  return fromEndsOpen(
    unboundedBelow ? null : fold([starts, lows], floorTo, () => supportedGrid(terms, grid)),
    unboundedAbove ? null : fold([starts, widths, highs], ceilTo, () => supportedGrid(terms, grid)),
    grid,
  );
}

/** A span of exponents up to this is always summed exactly. */
const EXACT_SPAN = 2 ** 20;

/**
 * The sum of all numbers in `heaps`: exact, unless the exponents span so much that bits far below
 * the grid and the largest term are cut first. Neighbours are added pairwise, so each round writes
 * out at most the span.
 */
function fold(heaps: readonly Heap[], cut: typeof floorTo, grid: () => number): Dyadic {
  let level: Dyadic[] = [];
  for (const heap of heaps) for (const [e, m] of heap) if (m !== 0n) level.push(dyadic(m, e));
  level.sort((a, b) => a.e - b.e);
  const top = level.reduce((most, term) => Math.max(most, topExponent(term)), -Infinity);
  if (top - (level[0]?.e ?? top) > EXACT_SPAN) {
    const g = Math.max(Math.min(grid(), top - LEAST_BITS) - 2 * GUARD, top - LONGEST_INTEGER / 2);
    level = level.map((term) => (term.e < g ? dyadic(cut(term, g), g) : term));
  }
  while (level.length > 1) {
    const next: Dyadic[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const a = level[i]!;
      const b = level[i + 1];
      next.push(b ? addExactly(a, b) : a);
    }
    level = next;
  }
  return level[0] ?? ZERO;
}
