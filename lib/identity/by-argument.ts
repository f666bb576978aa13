/**
 * Is the value of a node other than a rational number p, by what its argument is? Exact numbers that are too long for a
 * form, as 1 + 10^-100000 is, are compared as they stand.
 *
 * What stands above an argument is undone: `x - 1 = p` where `x = p + 1`, and `ln(x) = 0` where `x = 1`. It ends at an
 * exact number, which is p or not, or at a function of one: by the theorem of Lindemann (1882) each of those below is
 * transcendental at a rational number, except where the value is shown by the function alone (exp(0) = 1).
 */
import {
  negation,
  productCombinator,
  quotient,
  rationalConstant,
  sumCombinator,
} from '../combinators/index.js';
import { bitLength } from '../exact/bit-length.js';
import {
  containsZero,
  isPoint,
  isPositive,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
} from '../exact/enclosure/enclosure.js';
import type { Log2 } from '../exact/enclosure/enclosure.js';
import type { Rational } from '../exact/rational.js';
import {
  ratCompare,
  ratDivide,
  ratFromDyadic,
  ratMultiply,
  ratNegate,
  ratPower,
  ratProduct,
  ratSubtract,
  ratSum,
} from '../exact/rational.js';
import type { NodeId } from '../graph/node.js';
import type { FunctionDefinition } from '../refiners/evaluation/function.js';
import { definitionOf } from '../refiners/function-refiner.js';
import { functions } from '../refiners/functions/index.js';
import { nthRoot } from '../refiners/functions/nth-root.js';
import { pow } from '../refiners/functions/power.js';
import type { GraphView } from './recognise.js';
import type { Theorem } from './theorems.js';
import { zeroFactor } from './zero-factor.js';

/** A value that is not the number in question. */
export interface Distinct {
  readonly theorem: Theorem;
  /** Log2 of a distance that the value has at least, where that is known. */
  readonly distance?: Log2;
}

/**
 * A node is a number exactly where one below it is `p`. Where m is the distance of that one from p, or 1 where that is
 * less, the distance above is at least `m^exponent 2^-lost`.
 */
interface Question {
  readonly node: NodeId;
  readonly p: Rational;
  readonly exponent: number;
  readonly lost: number;
}

/** A rational argument at which a function has a rational value. */
interface Anchor {
  readonly argument: bigint;
  readonly value: bigint;
  /** The distance of values from `value` is at least `m^exponent / 8`, where m is that of arguments, or 1 if less. */
  readonly exponent: number;
  /** The value is taken again and again: the distance is known of arguments in [-1, 1] alone. */
  readonly periodic?: true;
  /** It is not known to be transcendental at all other rational numbers. */
  readonly algebraic?: true;
}

/**
 * By name. Distances: f(x) - x has the sign of x for sinh, asin, atanh and tan; exp(x) - 1, ln(1 + x), tanh, asinh,
 * atan and sin are at least half of x in size up to 1, and monotone from there as far as they count; cosh(x) - 1 and
 * 1 - cos(x) are at least x^2/4 there; acosh(1 + x) >= ln(1 + sqrt(2 x)) and acos(1 - x) >= sqrt(2 x). The logarithms of
 * base 2 and 10 are ln by less than 4.
 */
const ANCHORS: Readonly<Record<string, Anchor>> = {
  exp: { argument: 0n, value: 1n, exponent: 1 },
  ln: { argument: 1n, value: 0n, exponent: 1 },
  log2: { argument: 1n, value: 0n, exponent: 1, algebraic: true },
  log10: { argument: 1n, value: 0n, exponent: 1, algebraic: true },
  sin: { argument: 0n, value: 0n, exponent: 1, periodic: true },
  cos: { argument: 0n, value: 1n, exponent: 2, periodic: true },
  tan: { argument: 0n, value: 0n, exponent: 1, periodic: true },
  sinh: { argument: 0n, value: 0n, exponent: 1 },
  cosh: { argument: 0n, value: 1n, exponent: 2 },
  tanh: { argument: 0n, value: 0n, exponent: 1 },
  asinh: { argument: 0n, value: 0n, exponent: 1 },
  acosh: { argument: 1n, value: 0n, exponent: 0.5 },
  atanh: { argument: 0n, value: 0n, exponent: 1 },
  asin: { argument: 0n, value: 0n, exponent: 1 },
  acos: { argument: 1n, value: 0n, exponent: 0.5 },
  atan: { argument: 0n, value: 0n, exponent: 1 },
};

/** Log2 of the 8 of {@link Anchor.exponent}. */
const LOST_AT_ANCHOR = 3;

/** The most steps down. */
const DEEPEST = 256;

const LARGEST_DEGREE = 64;

const ONE: Rational = { n: 1n, d: 1n };

/** Why a node is not p; undefined where that is not known. */
export function distinctByArgument(
  graph: GraphView,
  node: NodeId,
  p: Rational,
): Distinct | undefined {
  let at: Question = { node, p, exponent: 1, lost: 0 };
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (at.p.n === 0n) {
      const { inner, exponent, lost } = zeroFactor(graph, at.node);
      at = below(at, inner, at.p, exponent, lost);
    }
    const value = exactly(graph, at.node);
    if (value !== undefined) return apartFrom(value, at, 'no zero divisors');
    const anchor = ANCHORS[functionOf(graph, at.node)?.name ?? ''];
    const argument = anchor && exactly(graph, graph.childAt(at.node, 0));
    if (argument !== undefined) return apartByAnchor(argument, anchor!, at);
    const next = undone(graph, at, anchor);
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/** The question about a node below one, by the distance of the one from its number. */
function below(
  { exponent: above, lost: lostAbove }: Question,
  node: NodeId,
  p: Rational,
  exponent: number,
  lost: number,
): Question {
  return { node, p, exponent: above * exponent, lost: lostAbove + above * Math.max(0, lost) };
}

/** What an exact number says that the question has come to. */
function apartFrom(value: Rational, at: Question, theorem: Theorem): Distinct | undefined {
  const { p, exponent, lost } = at;
  const difference = value.n * p.d - p.n * value.d;
  if (difference === 0n) return undefined;
  const log = bitLength(difference) - 1 - bitLength(value.d) - bitLength(p.d);
  const distance = Math.floor(exponent * Math.min(0, log) - lost) - 1;
  return Number.isFinite(distance) ? { theorem, distance } : { theorem };
}

/** What a function of an exact number says. */
function apartByAnchor(argument: Rational, anchor: Anchor, at: Question): Distinct | undefined {
  const { argument: a, value, exponent, periodic = false, algebraic = false } = anchor;
  const start = { n: a, d: 1n };
  // Its value is that of the anchor, which folding has not shown.
  if (ratCompare(argument, start) === 0) return undefined;
  const isAtAnchor = at.p.d === 1n && at.p.n === value;
  const isNear = !periodic || (argument.n <= argument.d && -argument.n <= argument.d);
  if (isAtAnchor && isNear)
    return apartFrom(argument, below(at, at.node, start, exponent, LOST_AT_ANCHOR), 'Lindemann');
  return algebraic ? undefined : { theorem: 'Lindemann' };
}

/** The value of a constant; of nodes above one nothing is computed. */
function exactly(graph: GraphView, node: NodeId): Rational | undefined {
  const kind = graph.kindOf(node);
  if (kind.type === 'combinator' && (kind.combinator as unknown) === rationalConstant)
    return graph.paramsOf(node) as Rational;
  const bounds = graph.boundsOf(node);
  return isPoint(bounds) ? ratFromDyadic(lowerEnd(bounds)!) : undefined;
}

function functionOf(graph: GraphView, node: NodeId): FunctionDefinition | undefined {
  const kind = graph.kindOf(node);
  const definition = kind.type === 'refiner' ? definitionOf(kind.refiner) : undefined;
  // Functions of the user's own may have any name.
  return definition !== undefined && functions.includes(definition) ? definition : undefined;
}

/** The question about a child that a question comes to, if there is one. */
function undone(graph: GraphView, at: Question, anchor: Anchor | undefined): Question | undefined {
  const { node, p } = at;
  const kind = graph.kindOf(node);
  if (kind.type === 'refiner') return undoneFunction(graph, at, anchor);
  switch (kind.combinator as unknown) {
    case negation:
      return below(at, graph.childAt(node, 0), ratNegate(p), 1, 0);
    case sumCombinator:
      return undoneTerms(graph, node, (other, terms) => {
        const sum = ratSum(terms);
        return sum && below(at, other, ratSubtract(p, sum), 1, 0);
      });
    case productCombinator:
      return undoneTerms(graph, node, (other, factors) => {
        const product = ratProduct(factors);
        if (product === undefined || product.n === 0n) return undefined;
        return below(at, other, ratDivide(p, product), 1, sizeOf(ratDivide(ONE, product)));
      });
    case quotient: {
      const divisor = exactly(graph, graph.childAt(node, 1));
      if (divisor === undefined) return undefined;
      return below(at, graph.childAt(node, 0), ratMultiply(p, divisor), 1, sizeOf(divisor));
    }
    default:
      return undefined;
  }
}

/** Log2 of a number that is at least the size of a rational. */
function sizeOf({ n, d }: Rational): Log2 {
  return bitLength(n) - bitLength(d) + 1;
}

/** Where all children but one are exact: the question about that one. */
function undoneTerms(
  graph: GraphView,
  node: NodeId,
  question: (other: NodeId, exact: readonly Rational[]) => Question | undefined,
): Question | undefined {
  const exact: Rational[] = [];
  let other: NodeId | undefined;
  for (let i = 0; i < graph.childCount(node); i++) {
    const child = graph.childAt(node, i);
    const value = exactly(graph, child);
    if (value !== undefined) exact.push(value);
    else if (other === undefined) other = child;
    else return undefined;
  }
  return other === undefined ? undefined : question(other, exact);
}

function undoneFunction(
  graph: GraphView,
  at: Question,
  anchor: Anchor | undefined,
): Question | undefined {
  const { node, p } = at;
  const definition = functionOf(graph, node);
  const child = graph.childAt(node, 0);
  if (definition === nthRoot) return undoneRoot(graph, at, child);
  if (definition === pow) return undonePower(graph, at, child);
  if (anchor === undefined || anchor.periodic) return undefined;
  if (p.d !== 1n || p.n !== anchor.value) return undefined;
  const { argument, exponent } = anchor;
  return below(at, child, { n: argument, d: 1n }, exponent, LOST_AT_ANCHOR);
}

/** `|x - p^n| <= |r - p| n s^(n-1)`, where s is the larger of the sizes of r and p. */
function undoneRoot(graph: GraphView, at: Question, radicand: NodeId): Question | undefined {
  const { node, p } = at;
  const { n } = graph.paramsOf(node) as { readonly n: number };
  const power = n <= LARGEST_DEGREE ? ratPower(p, n) : undefined;
  if (power === undefined) return undefined;
  const size = Math.max(0, sizeOf(p), magnitudeLog2(graph.boundsOf(node)));
  return below(at, radicand, power, 1, Math.log2(n) + 1 + (n - 1) * size);
}

/** `x^y` is 1 where x is, if y is not 0. With m as in {@link Anchor}, `|x^y - 1| >= min(1, |y| m / 8) / 8`. */
function undonePower(graph: GraphView, at: Question, base: NodeId): Question | undefined {
  const exponent = graph.boundsOf(graph.childAt(at.node, 1));
  if (ratCompare(at.p, ONE) !== 0 || containsZero(exponent)) return undefined;
  if (!isPositive(graph.boundsOf(base))) return undefined;
  const lost = 2 * LOST_AT_ANCHOR + Math.max(0, 1 - mignitudeLog2(exponent));
  return below(at, base, ONE, 1, lost);
}
