/** Exact numbers below functions, too long for a form. */
import { isExactPoint, pointRange } from '../../combinators/exact-range.js';
import type { ExactRange, Fraction } from '../../combinators/exact-range.js';
import { isPoint, lowerEnd } from '../../exact/enclosure/enclosure.js';
import { ratFromDyadic } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { GraphView } from '../recognise.js';

/** Arithmetic with more terms at once, or higher than this, is not short. */
const MOST_TERMS = 4;
const DEEPEST_ARITHMETIC = 4;

/** Of one number. */
export const MOST_BITS = 2 ** 21;

/** The value of a point, a constant, or of short arithmetic with them, as 1 + 10^-100000 is. */
export function exactly(
  graph: GraphView,
  node: NodeId,
  depth = DEEPEST_ARITHMETIC,
): Fraction | undefined {
  const bounds = graph.boundsOf(node);
  if (isPoint(bounds)) {
    const value = lowerEnd(bounds)!;
    return Math.abs(value.e) > MOST_BITS ? undefined : ratFromDyadic(value);
  }
  const kind = graph.kindOf(node);
  const count = graph.childCount(node);
  if (kind.type !== 'combinator' || kind.combinator.exactRange === undefined) return undefined;
  if (count > MOST_TERMS || (count > 0 && depth === 0)) return undefined;
  const inputs: ExactRange[] = [];
  for (let i = 0; i < count; i++) {
    const value = exactly(graph, graph.childAt(node, i), depth - 1);
    if (value === undefined) return undefined;
    inputs.push(pointRange(value));
  }
  const range = kind.combinator.exactRange(inputs, graph.paramsOf(node), MOST_BITS);
  return range !== undefined && isExactPoint(range) ? range.lo : undefined;
}
