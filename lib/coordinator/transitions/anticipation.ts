/**
 * Foresight: the narrowing that discovery leads to, where the bounds that refiners begin with tell it. What
 * will have to step in any case may go as far at its first look, and where steps are cheap one lease covers
 * them all. Sensitivities over those bounds are above the true ones, and what they are too large by
 * altogether is taken back as in any wave.
 */
import { magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Narrowing } from '../goals/aim.js';
import { firstDoubt, firstJump } from '../goals/doubts.js';
import type { Operation } from '../operations/operation.js';
import { judge } from '../goals/verdict.js';

/** Within a quarter of their magnitude: there sensitivities are of the right size. */
const FORESIGHT_BITS = 2;

/**
 * Undefined where the bounds of the root are too wide, and where something in the cone may be undefined, as
 * a function may be that has not looked at its arguments.
 * @param mostBits - a goal of more bits is not begun.
 */
export function foreseen(
  graph: Graph,
  { request, cone }: Operation,
  mostBits: number,
): Narrowing | undefined {
  const bounds = graph.boundsOf(request.root);
  if (!(widthLog2(bounds) < magnitudeLog2(bounds) - FORESIGHT_BITS)) return undefined;
  const { excludeZero, met, beyondLimit, allowance, leapTo } = judge(
    request.goal,
    bounds,
    request.exact,
  );
  if (met || excludeZero || beyondLimit) return undefined;
  if (magnitudeLog2(bounds) - allowance > mostBits) return undefined;
  if (cone.some((node) => isUnseenFunction(graph, node))) return undefined;
  if (firstDoubt(graph, cone, request.assumeDomain ?? false) !== undefined) return undefined;
  if (firstJump(graph, cone) !== undefined) return undefined;
  return { type: 'narrow', focus: request.root, allowance, leapTo, thorough: false };
}

function isUnseenFunction(graph: Graph, node: NodeId): boolean {
  return graph.isRefiner(node) && graph.childCount(node) > 0 && graph.recordOf(node)!.steps === 0;
}
