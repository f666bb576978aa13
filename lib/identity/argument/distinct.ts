/**
 * Is the value of a node other than a rational number p, by what its argument is? Exact numbers that are too long for a
 * form, as 1 + 10^-100000 is, are compared as they stand.
 *
 * What stands above an argument is undone: `x - 1 = p` where `x = p + 1`, and `ln(x) = 0` where `x = 1`. It ends at an
 * exact number, which is p or not, or at a function of one: by the theorem of Lindemann (1882) each of those below is
 * transcendental at a rational number, except where the value is shown by the function alone (exp(0) = 1).
 */
import { compareFractions } from '../../combinators/exact-range.js';
import type { Fraction } from '../../combinators/exact-range.js';
import { bitLength } from '../../exact/bit-length.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import type { GraphView } from '../recognise.js';
import type { Theorem } from '../theorems.js';
import { zeroFactor } from '../zero-factor.js';
import { anchorOf, LOST_AT_ANCHOR } from './anchors.js';
import type { Anchor } from './anchors.js';
import { exactly } from './exactly.js';
import { below, isInteger, undone } from './question.js';
import type { Question } from './question.js';

/** A value that is not the number in question. */
export interface Distinct {
  readonly theorem: Theorem;
  /** Log2 of a distance that the value has at least, where that is known. */
  readonly distance?: Log2;
}

/** The most steps down. */
const DEEPEST = 256;

/** Why a node is not p; undefined where that is not known. */
export function distinctByArgument(
  graph: GraphView,
  node: NodeId,
  p: Fraction,
): Distinct | undefined {
  let at: Question = { node, p, exponent: 1, lost: 0 };
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (at.p.n === 0n) {
      const { inner, exponent, lost } = zeroFactor(graph, at.node);
      at = below(at, inner, at.p, exponent, lost);
    }
    const value = exactly(graph, at.node);
    if (value !== undefined) return apartFrom(value, at, 'no zero divisors');
    const anchor = anchorOf(graph, at.node);
    const argument = anchor && exactly(graph, graph.childAt(at.node, 0));
    if (argument !== undefined) return apartByAnchor(argument, anchor!, at);
    const next = undone(graph, at);
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/** What an exact number says that the question has come to. */
function apartFrom(value: Fraction, at: Question, theorem: Theorem): Distinct | undefined {
  const { p, exponent, lost } = at;
  const difference = value.n * p.d - p.n * value.d;
  if (difference === 0n) return undefined;
  const log = bitLength(difference) - 1 - bitLength(value.d) - bitLength(p.d);
  const distance = Math.floor(exponent * Math.min(0, log) - lost) - 1;
  return Number.isFinite(distance) ? { theorem, distance } : { theorem };
}

/** What a function of an exact number says. */
function apartByAnchor(argument: Fraction, anchor: Anchor, at: Question): Distinct | undefined {
  const { argument: a, value, exponent, periodic = false, algebraic = false } = anchor;
  const start = { n: a, d: 1n };
  // Its value is that of the anchor, which folding has not shown.
  if (compareFractions(argument, start) === 0) return undefined;
  const isAtAnchor = isInteger(at.p, value);
  const isNear = !periodic || (argument.n <= argument.d && -argument.n <= argument.d);
  if (isAtAnchor && isNear)
    return apartFrom(argument, below(at, at.node, start, exponent, LOST_AT_ANCHOR), 'Lindemann');
  return algebraic ? undefined : { theorem: 'Lindemann' };
}
