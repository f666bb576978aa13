/**
 * Which node below is zero exactly where a node is: the factor of a product, the numerator of a quotient, the base
 * of a power, the radicand of a root. All other factors are known from zero by their bounds, and so is how large they
 * are: a distance of the inner node from zero is one of the outer node.
 */
import {
  absoluteValue,
  integerPower,
  negation,
  productCombinator,
  quotient,
} from '../combinators/index.js';
import { containsZero, magnitudeLog2, mignitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Log2 } from '../exact/enclosure/enclosure.js';
import type { NodeId } from '../graph/node.js';
import { definitionOf } from '../refiners/function-refiner.js';
import { nthRoot } from '../refiners/functions/nth-root.js';
import { up } from './bound/measure.js';
import type { GraphView } from './recognise.js';

/** `|node| >= |inner|^exponent 2^-lost`. */
export interface ZeroFactor {
  readonly inner: NodeId;
  readonly exponent: number;
  readonly lost: Log2;
}

/** The most steps down. */
const DEEPEST = 256;

/** Exponents beyond this leave no distance that a search could reach. */
const LARGEST_EXPONENT = 64;

export function zeroFactor(graph: GraphView, node: NodeId): ZeroFactor {
  let at: ZeroFactor = { inner: node, exponent: 1, lost: 0 };
  for (let depth = 0; depth < DEEPEST; depth++) {
    const below = oneBelow(graph, at.inner);
    if (below === undefined) return at;
    const exponent = below.exponent * at.exponent;
    const lost = up(at.lost + up(at.exponent * below.lost));
    if (exponent > LARGEST_EXPONENT || !Number.isFinite(lost)) return at;
    at = { inner: below.inner, exponent, lost };
  }
  return at;
}

function oneBelow(graph: GraphView, node: NodeId): ZeroFactor | undefined {
  const kind = graph.kindOf(node);
  if (kind.type === 'refiner') {
    if (definitionOf(kind.refiner) !== nthRoot) return undefined;
    const { n } = graph.paramsOf(node) as { readonly n: number };
    return { inner: graph.childAt(node, 0), exponent: 1 / n, lost: 0 };
  }
  switch (kind.combinator as unknown) {
    case negation:
    case absoluteValue:
      return { inner: graph.childAt(node, 0), exponent: 1, lost: 0 };
    case integerPower: {
      const n = graph.paramsOf(node) as bigint;
      if (n <= 0n || n > BigInt(LARGEST_EXPONENT)) return undefined;
      return { inner: graph.childAt(node, 0), exponent: Number(n), lost: 0 };
    }
    case quotient: {
      const lost = magnitudeLog2(graph.boundsOf(graph.childAt(node, 1)));
      return { inner: graph.childAt(node, 0), exponent: 1, lost };
    }
    case productCombinator:
      return onlyFactor(graph, node);
    default:
      return undefined;
  }
}

/** The factor that may be zero, where there is one alone. */
function onlyFactor(graph: GraphView, node: NodeId): ZeroFactor | undefined {
  let inner: NodeId | undefined;
  let lost = 0;
  for (let i = 0; i < graph.childCount(node); i++) {
    const child = graph.childAt(node, i);
    const bounds = graph.boundsOf(child);
    if (!containsZero(bounds)) lost = up(lost - mignitudeLog2(bounds));
    else if (inner === undefined) inner = child;
    else return undefined;
  }
  return inner === undefined ? undefined : { inner, exponent: 1, lost };
}
