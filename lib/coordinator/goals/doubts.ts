import { ZERO } from '../../exact/dyadic.js';
import { containsZero, isFinite, isPoint, mignitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import { checkpointAt } from '../../exact/interruption.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';
import { hasNarrowerInput, isUnblocked } from './needs.js';

/** A node at which the value may be undefined or jumps, and what would resolve it. */
export interface Doubt {
  /** The node that may be undefined, or that jumps inside the bounds of its argument. */
  readonly node: NodeId;
  /** The node whose bounds are to be narrowed. */
  readonly argument: NodeId;
  /** What the narrowed bounds have to satisfy; where it is undefined any smaller width may do. */
  readonly predicate: Predicate | undefined;
  /** A closed end of a domain lies inside the argument, so the node's bounds hold only if the value is in the domain. */
  readonly conditional: boolean;
  /** The argument is narrow enough by now; the node has only to step again. */
  readonly resolved: boolean;
}

/**
 * The lowest node of a cone at which the value may still be undefined: a divisor or the base of a negative power
 * around zero, or a pole or an end of a domain inside the bounds of an argument. No goal is met while there is one,
 * however narrow the root is: 0 * (1 / x) is not 0 before x is proven to differ from zero.
 */
export function firstDoubt(graph: Graph, cone: Cone, assumeDomain: boolean): Doubt | undefined {
  for (let p = 0; p < cone.length; p++) {
    checkpointAt(p);
    const doubt = doubtAt(graph, cone[p]!, assumeDomain);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/**
 * The lowest node of a cone with a jump inside the bounds of its argument: floor at an integer, atan2 at its cut.
 * The value is defined and its bounds hold, but they cannot become narrower than the jump.
 */
export function firstJump(graph: Graph, cone: Cone): Doubt | undefined {
  for (let p = 0; p < cone.length; p++) {
    checkpointAt(p);
    const jump = needOf(graph, cone[p]!);
    if (jump !== undefined && !jump.conditional) return jump;
  }
  return undefined;
}

/** What keeps a value undecided: a doubt, or the jump below it that keeps the doubt's argument wide. */
export function lastDoubt(graph: Graph, cone: Cone, assumeDomain: boolean): Doubt | undefined {
  const doubt = firstDoubt(graph, cone, assumeDomain);
  if (doubt === undefined) return firstJump(graph, cone);
  return firstJump(graph, coneOf(graph, [doubt.argument])) ?? doubt;
}

/** The first need that the last step of a refiner node reported; none where the node was proven to be a number since. */
function needOf(graph: Graph, node: NodeId): Doubt | undefined {
  const record = graph.recordOf(node);
  const need = record?.needs?.[0];
  if (record === undefined || need === undefined) return undefined;
  if (!record.conditional && isPoint(graph.boundsOf(node))) return undefined;
  return {
    node,
    argument: graph.childAt(node, need.input),
    predicate: need.predicate,
    conditional: record.conditional,
    resolved: isUnblocked(graph, node),
  };
}

function doubtAt(graph: Graph, node: NodeId, assumeDomain: boolean): Doubt | undefined {
  const record = graph.recordOf(node);
  if (record !== undefined) {
    if (record.conditional) return assumeDomain ? undefined : needOf(graph, node);
    // A node with a need and finite bounds is at a jump, where the value is defined.
    return isFinite(graph.boundsOf(node)) ? undefined : needOf(graph, node);
  }
  const kind = graph.kindOf(node);
  if (kind.type !== 'combinator') return undefined;
  const divisor = divisorOf(kind.combinator.name, graph.paramsOf(node));
  if (divisor === undefined) return undefined;
  const argument = graph.childAt(node, divisor);
  if (!containsZero(graph.boundsOf(argument))) return undefined;
  return { node, argument, predicate: { excludes: ZERO }, conditional: false, resolved: false };
}

/** The child that must not be zero, if there is one. */
function divisorOf(name: string, params: unknown): number | undefined {
  if (name === 'divide') return 1;
  if (name === 'pow' && (params as bigint) < 0n) return 0;
  return undefined;
}

/** What keeps a root unbounded: a node whose children are to be narrowed, or one whose magnitude is not represented. */
export interface Overflow {
  readonly node: NodeId;
  /** Where no narrowing can help. */
  readonly error: LimitError | undefined;
}

/**
 * Why a root is unbounded although nothing in its cone is in doubt: the lowest unbounded node whose children are all
 * bounded. Narrowing the children may bound it, unless every magnitude in its bounds is beyond what Pincer
 * represents.
 * @returns undefined where nodes have only to step again.
 */
export function firstOverflow(graph: Graph, cone: Cone): Overflow | undefined {
  for (const node of cone) {
    const bounds = graph.boundsOf(node);
    if (isFinite(bounds) || graph.childCount(node) === 0) continue;
    // The next step of the node sees narrower inputs, and may bound it.
    if (hasNarrowerInput(graph, node)) return undefined;
    return { node, error: isBeyond(bounds) ? beyondLimit(graph, node) : undefined };
  }
  return undefined;
}

function beyondLimit(graph: Graph, node: NodeId): LimitError {
  return new LimitError(
    `${graph.describe(node)}: the magnitude of its value is beyond the limit of 2^(2^32)`,
  );
}

/** Whether every magnitude in the bounds is about 2^(2^32) or more. */
function isBeyond(bounds: Enclosure): boolean {
  return mignitudeLog2(bounds) > LARGEST_EXPONENT - 4;
}
