/** The question whether a node is a number, and what it comes to below. */
import {
  negateRange,
  pointRange,
  powerRange,
  productRange,
  quotientRange,
  sumRange,
} from '../../combinators/exact-range.js';
import type { ExactRange, Fraction } from '../../combinators/exact-range.js';
import { negation, productCombinator, quotient, sumCombinator } from '../../combinators/index.js';
import { bitLength } from '../../exact/bit-length.js';
import {
  containsZero,
  isPositive,
  magnitudeLog2,
  mignitudeLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import { nthRoot } from '../../refiners/functions/nth-root.js';
import { pow } from '../../refiners/functions/power.js';
import type { GraphView } from '../recognise.js';
import { anchorOf, functionOf, LOST_AT_ANCHOR } from './anchors.js';
import { exactly, MOST_BITS } from './exactly.js';

/**
 * A node is a number exactly where one below it is `p`. Where m is the distance of that one from p, or 1 where that is
 * less, the distance above is at least `m^exponent 2^-lost`.
 */
export interface Question {
  readonly node: NodeId;
  readonly p: Fraction;
  readonly exponent: number;
  readonly lost: number;
}

const LARGEST_DEGREE = 64;

const ONE: Fraction = { n: 1n, d: 1n };

/** The question about a node below one, by the distance of the one from its number. */
export function below(
  { exponent: above, lost: lostAbove }: Question,
  node: NodeId,
  p: Fraction,
  exponent: number,
  lost: number,
): Question {
  return { node, p, exponent: above * exponent, lost: lostAbove + above * Math.max(0, lost) };
}

/** The question about a child that a question comes to, if there is one. */
export function undone(graph: GraphView, at: Question): Question | undefined {
  const { node, p } = at;
  const kind = graph.kindOf(node);
  if (kind.type === 'refiner') return undoneFunction(graph, at);
  switch (kind.combinator as unknown) {
    case negation:
      return below(at, graph.childAt(node, 0), { n: -p.n, d: p.d }, 1, 0);
    case sumCombinator:
      return undoneTerms(graph, node, (other, terms) => {
        const rest = sumRange([pointRange(p), ...terms.map(negateRange)], MOST_BITS);
        return rest && below(at, other, rest.lo, 1, 0);
      });
    case productCombinator:
      return undoneTerms(graph, node, (other, factors) => {
        const product = productRange(factors, MOST_BITS);
        const rest = product && quotientRange(pointRange(p), product, MOST_BITS);
        return rest && below(at, other, rest.lo, 1, -leastLog2(product.lo));
      });
    case quotient: {
      const divisor = exactly(graph, graph.childAt(node, 1));
      const rest = divisor && productRange([pointRange(p), pointRange(divisor)], MOST_BITS);
      return rest && below(at, graph.childAt(node, 0), rest.lo, 1, sizeOf(divisor));
    }
    default:
      return undefined;
  }
}

/** Log2 of a number that is at least the size of a fraction. */
function sizeOf({ n, d }: Fraction): Log2 {
  return bitLength(n) - bitLength(d) + 1;
}

/** Log2 of a number that is at most the size of a fraction that is not 0. */
function leastLog2({ n, d }: Fraction): Log2 {
  return bitLength(n) - 1 - bitLength(d);
}

/** Whether a fraction is this integer. */
export function isInteger({ n, d }: Fraction, integer: bigint): boolean {
  return n === integer * d;
}

/** Where all children but one are exact: the question about that one. */
function undoneTerms(
  graph: GraphView,
  node: NodeId,
  question: (other: NodeId, exact: readonly ExactRange[]) => Question | undefined,
): Question | undefined {
  const exact: ExactRange[] = [];
  let other: NodeId | undefined;
  for (let i = 0; i < graph.childCount(node); i++) {
    const child = graph.childAt(node, i);
    const value = exactly(graph, child);
    if (value !== undefined) exact.push(pointRange(value));
    else if (other === undefined) other = child;
    else return undefined;
  }
  return other === undefined ? undefined : question(other, exact);
}

function undoneFunction(graph: GraphView, at: Question): Question | undefined {
  const { node, p } = at;
  const definition = functionOf(graph, node);
  const child = graph.childAt(node, 0);
  if (definition === nthRoot) return undoneRoot(graph, at, child);
  if (definition === pow) return undonePower(graph, at, child);
  const anchor = anchorOf(graph, node);
  if (anchor === undefined || anchor.periodic) return undefined;
  if (!isInteger(p, anchor.value)) return undefined;
  const { argument, exponent } = anchor;
  return below(at, child, { n: argument, d: 1n }, exponent, LOST_AT_ANCHOR);
}

/** `|x - p^n| <= |r - p| n s^(n-1)`, where s is the larger of the sizes of r and p. */
function undoneRoot(graph: GraphView, at: Question, radicand: NodeId): Question | undefined {
  const { node, p } = at;
  const { n } = graph.paramsOf(node) as { readonly n: number };
  const power = n <= LARGEST_DEGREE ? powerRange(pointRange(p), BigInt(n), MOST_BITS) : undefined;
  if (power === undefined) return undefined;
  const size = Math.max(0, sizeOf(p), magnitudeLog2(graph.boundsOf(node)));
  return below(at, radicand, power.lo, 1, Math.log2(n) + 1 + (n - 1) * size);
}

/** `x^y` is 1 where x is, if y is not 0. With m as in {@link Anchor}, `|x^y - 1| >= min(1, |y| m / 8) / 8`. */
function undonePower(graph: GraphView, at: Question, base: NodeId): Question | undefined {
  const exponent = graph.boundsOf(graph.childAt(at.node, 1));
  if (!isInteger(at.p, 1n) || containsZero(exponent)) return undefined;
  if (!isPositive(graph.boundsOf(base))) return undefined;
  const lost = 2 * LOST_AT_ANCHOR + Math.max(0, 1 - mignitudeLog2(exponent));
  return below(at, base, ONE, 1, lost);
}
