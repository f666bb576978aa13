/** Reals for nodes of a graph: the way back from what {@link admit} has made. */
import type { Datum } from '../../combinators/datum.js';
import { toDoubles } from '../../exact/enclosure/enclosure.js';
import { fromRationals } from '../../exact/enclosure/outward.js';
import type { Rational } from '../../exact/rational.js';
import { UNKNOWN, ofRational } from '../../kernels/doubles/bounds.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';
import { Real } from '../real.js';
import type { Interner } from '../values/interner.js';
import type { Operator } from '../values/operator.js';

/**
 * Reals for some nodes, one for each node. All that is below them gets a Real as well; the others get none.
 *
 * @param operatorOf - the operator of a node.
 */
export function realsOf(
  roots: readonly NodeId[],
  graph: Graph,
  interner: Interner,
  operatorOf: (node: NodeId) => Operator,
): ReadonlyMap<NodeId, Real> {
  const last = roots.reduce((a, b) => Math.max(a, b), -1);
  const needed = new Uint8Array(last + 1);
  for (const root of roots) needed[root] = 1;
  // Children have smaller numbers than their parents.
  for (let node = last; node >= 0; node--)
    if (needed[node] === 1) for (const child of graph.childrenOf(node)) needed[child] = 1;
  const reals = new Map<NodeId, Real>();
  for (let node = 0; node <= last; node++) {
    if (needed[node] !== 1) continue;
    const operands = Array.from(graph.childrenOf(node), (child) => reals.get(child)!);
    const real = realOf(operatorOf(node), operands, graph.paramsOf(node));
    interner.remember(real, { node }, graph.size);
    reals.set(node, real);
  }
  return reals;
}

/** Doubles prove nothing of what is made of others: the graph knows more. */
function realOf(operator: Operator, operands: readonly Real[], params: unknown): Real {
  if (operator.form === 'rational') {
    const value = params as Rational;
    return new Real(operator, [], value, ofRational(value));
  }
  if (operator.form === 'datum') {
    const { lo, hi } = params as Datum;
    return new Real(operator, [], params as never, toDoubles(fromRationals(lo, hi, Infinity)));
  }
  return new Real(operator, operands, params as Plain, UNKNOWN);
}
