/**
 * Anticipation: the narrowing that a discovery leads to, where the initial bounds of the refiners or their estimates
 * show it. Steps that are certain to be needed then go at once as far as that narrowing demands, and one lease covers
 * several cheap ones. Sensitivities over the initial bounds are too large; the wave corrects their common factor, as
 * every wave does.
 */
import { magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { powerOfTwo } from '../../exact/power-of-two.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { pointsOf } from '../../graph/points.js';
import type { Discovery, Narrowing } from '../goals/aim.js';
import { firstDoubt, firstJump } from '../goals/doubts.js';
import { judge } from '../goals/verdict.js';
import type { Verdict } from '../goals/verdict.js';
import { mostBits } from '../operations/accounting.js';
import type { Operation } from '../operations/operation.js';

/** Points are between 2^-500 and 2^500 (graph/points.ts), so the product with a power of two is a double. */
const POINT_BITS = 30;
const POINT_RADIUS = 2 ** 10;

/** What is asked, and of which nodes. */
export type Scope = Pick<Operation, 'request' | 'cone' | 'positions'>;

/** Over bounds narrower than a quarter of their magnitude, sensitivities are of the right size. */
const ANTICIPATION_BITS = 2;

/** The discovery of an operation, with the narrowing that will follow it where that can be known. */
export function discovery(graph: Graph, scope: Scope): Discovery {
  const type = 'discover';
  const { cone, positions } = scope;
  const points = pointsOf(graph, cone, positions);
  if (points !== undefined) {
    const anticipated = aimAround(points.values[cone.length - 1]!, scope);
    return anticipated === undefined ? { type } : { type, anticipated, points };
  }
  if (!cone.some((node) => isUnseen(graph, node))) return { type };
  const anticipated = anticipatedAim(graph, scope);
  return anticipated === undefined ? { type } : { type, anticipated };
}

/**
 * The narrowing for a root that is about a double. Goals that compare ends are judged by bounds about the point: it is
 * cut to 31 bits, and 2^10 units of the last of them lie on either side.
 */
function aimAround(value: number, scope: Scope): Narrowing | undefined {
  const exp = Math.floor(Math.log2(Math.abs(value))) - POINT_BITS;
  const units = Math.floor(value * powerOfTwo(-exp));
  const lo = BigInt(units - POINT_RADIUS);
  const bounds: Enclosure = { kind: 'narrow', lo, width: 2 * POINT_RADIUS, exp };
  const verdict = verdictOn(bounds, scope);
  // Bounds as narrow as these meet the goal, and a first look brings narrower ones.
  return verdict.met ? narrowing(scope, widthLog2(bounds)) : aimFor(bounds, verdict, scope);
}

function verdictOn(bounds: Enclosure, { request: { goal, exact } }: Scope): Verdict {
  return judge(goal, bounds, exact);
}

function narrowing(
  { request: { root } }: Scope,
  allowance: Log2,
  leapAllowance = allowance,
): Narrowing {
  return { type: 'narrow', focus: root, allowance, leapAllowance, everySource: false };
}

/** The narrowing for a root with these bounds, by what they mean; undefined where they meet the goal, or no width does. */
function aimFor(bounds: Enclosure, verdict: Verdict, scope: Scope): Narrowing | undefined {
  const { allowance, leapAllowance } = verdict;
  if (verdict.met || verdict.excludeZero || verdict.beyondLimit) return undefined;
  if (magnitudeLog2(bounds) - allowance > mostBits(scope)) return undefined;
  return narrowing(scope, allowance, leapAllowance);
}

/**
 * Undefined where the bounds of the root are too wide, and where something in the cone may be undefined, as
 * every function may be before its first step.
 */
function anticipatedAim(graph: Graph, scope: Scope): Narrowing | undefined {
  const { request, cone } = scope;
  const bounds = graph.boundsOf(request.root);
  if (!(widthLog2(bounds) < magnitudeLog2(bounds) - ANTICIPATION_BITS)) return undefined;
  if (cone.some((node) => isUnseenFunction(graph, node))) return undefined;
  if (firstDoubt(graph, cone, request.assumeDomain ?? false) !== undefined) return undefined;
  if (firstJump(graph, cone) !== undefined) return undefined;
  return aimFor(bounds, verdictOn(bounds, scope), scope);
}

/** Whether a node is a refiner that has taken no step. */
export function isUnseen(graph: Graph, node: NodeId): boolean {
  return graph.recordOf(node)?.steps === 0;
}

/** Whether a node is a function that has taken no step. */
export function isUnseenFunction(graph: Graph, node: NodeId): boolean {
  return graph.isRefiner(node) && graph.childCount(node) > 0 && graph.recordOf(node)!.steps === 0;
}
