/**
 * What exact arithmetic says of a value in doubt. Bounds of a quotient that is exactly 3 never shrink to that point;
 * where rationals and arithmetic make the value, the question has an answer all the same.
 */
import { compareFractions, isExactPoint } from '../../combinators/exact-range.js';
import type { Fraction } from '../../combinators/exact-range.js';
import { dyadic } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { bitLength, trailingZeros } from '../../exact/integer.js';
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import { ratAffordable, ratFromDyadic, rational } from '../../exact/rational.js';
import { exactRangeOf } from '../../graph/exact-value.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

export type ExactAnswer =
  /** The value is this number. */
  | { readonly kind: 'is'; readonly value: Dyadic }
  /** The value is at least `2^distance` away from the point in question: bounds that narrow show it. */
  | { readonly kind: 'apart'; readonly distance: Log2 }
  | { readonly kind: 'open' };

const OPEN: ExactAnswer = { kind: 'open' };

/** Whether the value of a node is a point, or how far it is from it. */
export function exactAnswer(graph: Graph, node: NodeId, at: Dyadic): ExactAnswer {
  const range = exactRangeOf(graph, node);
  if (range === undefined) return OPEN;
  const point = ratFromDyadic(at);
  const above = compareFractions(range.lo, point);
  const below = compareFractions(range.hi, point);
  if (above > 0) return { kind: 'apart', distance: distanceBetween(range.lo, point) };
  if (below < 0) return { kind: 'apart', distance: distanceBetween(point, range.hi) };
  return above === 0 && below === 0 ? { kind: 'is', value: at } : OPEN;
}

/** The value of a node, where it is an exact dyadic. */
export function exactDyadic(graph: Graph, node: NodeId): Dyadic | undefined {
  const range = exactRangeOf(graph, node);
  return range === undefined || !isExactPoint(range) ? undefined : toDyadic(range.lo);
}

/** The range of a node with reduced ends; one object for both where the value is a number. */
export function exactEnds(graph: Graph, node: NodeId): ExactEnds | undefined {
  const range = exactRangeOf(graph, node);
  // Reducing long fractions is expensive.
  if (range === undefined || !ratAffordable(range.lo, range.hi)) return undefined;
  const lo = rational(range.lo.n, range.lo.d);
  return { lo, hi: isExactPoint(range) ? lo : rational(range.hi.n, range.hi.d) };
}

/** A fraction as a dyadic number, where it is one. */
export function toDyadic({ n, d }: Fraction): Dyadic | undefined {
  if (n === 0n) return dyadic(0n, 0);
  const twos = trailingZeros(d);
  const odd = d >> BigInt(twos);
  return n % odd === 0n ? dyadic(n / odd, -twos) : undefined;
}

/** Log2 of a lower bound of the distance between two numbers that differ. */
export function distanceTo(value: Fraction, at: Dyadic): Log2 {
  const point = ratFromDyadic(at);
  return compareFractions(value, point) > 0
    ? distanceBetween(value, point)
    : distanceBetween(point, value);
}

/** Log2 of a lower bound of `a - b > 0`: an integer of k bits is at least 2^(k - 1), a denominator below 2^k. */
function distanceBetween(a: Fraction, b: Fraction): Log2 {
  return bitLength(a.n * b.d - b.n * a.d) - 1 - bitLength(a.d) - bitLength(b.d);
}
