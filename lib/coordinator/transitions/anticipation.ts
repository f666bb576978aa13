/**
 * Anticipation: the narrowing that a discovery leads to, where the initial bounds of the refiners show it.
 * Steps that are certain to be needed then go at once as far as that narrowing demands, and one lease
 * covers several cheap ones. Sensitivities over the initial bounds are too large; the wave corrects their
 * common factor, as every wave does.
 */
import { magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Narrowing } from '../goals/aim.js';
import { firstDoubt, firstJump } from '../goals/doubts.js';
import { judge } from '../goals/verdict.js';
import { mostBits } from '../operations/accounting.js';
import type { Operation } from '../operations/operation.js';

/** Over bounds narrower than a quarter of their magnitude, sensitivities are of the right size. */
const ANTICIPATION_BITS = 2;

/**
 * Undefined where the bounds of the root are too wide, and where something in the cone may be undefined, as
 * every function may be before its first step.
 */
export function anticipatedAim(graph: Graph, operation: Operation): Narrowing | undefined {
  const { request, cone } = operation;
  const bounds = graph.boundsOf(request.root);
  if (!(widthLog2(bounds) < magnitudeLog2(bounds) - ANTICIPATION_BITS)) return undefined;
  const verdict = judge(request.goal, bounds, request.exact);
  const { allowance, leapAllowance } = verdict;
  if (verdict.met || verdict.excludeZero || verdict.beyondLimit) return undefined;
  if (magnitudeLog2(bounds) - allowance > mostBits(operation)) return undefined;
  if (cone.some((node) => isUnseenFunction(graph, node))) return undefined;
  if (firstDoubt(graph, cone, request.assumeDomain ?? false) !== undefined) return undefined;
  if (firstJump(graph, cone) !== undefined) return undefined;
  return { type: 'narrow', focus: request.root, allowance, leapAllowance, everySource: false };
}

/** Whether a node is a function that has taken no step. */
function isUnseenFunction(graph: Graph, node: NodeId): boolean {
  return graph.isRefiner(node) && graph.childCount(node) > 0 && graph.recordOf(node)!.steps === 0;
}
