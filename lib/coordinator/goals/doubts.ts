import { ZERO } from '../../exact/dyadic.js';
import {
  containsPoint,
  containsZero,
  isFinite,
  isPoint,
  mignitudeLog2,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { LimitError } from '../../exact/errors.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';

/** A place where the value may be undefined, or is not bounded yet: what has to be settled there. */
export interface Doubt {
  /** The node that may be undefined, or that jumps. */
  readonly node: NodeId;
  /** The node whose bounds are to be narrowed. */
  readonly argument: NodeId;
  /** What has to hold of them; a smaller width where it is undefined. */
  readonly predicate: Predicate | undefined;
  /** A closed end of a domain lies inside the argument: bounds hold on condition. */
  readonly conditional: boolean;
  /** What was in doubt has come about: the node above has only to look again. */
  readonly settled: boolean;
}

/**
 * The lowest place of a cone where the value may still be undefined: a divisor or a negative power
 * around zero, a pole or an end of a domain inside the bounds of an argument. No goal is met while
 * there is one, however narrow the root: 0 * (1 / x) is not 0 before x is proven not to be.
 */
export function firstDoubt(graph: Graph, cone: Cone, assumeDomain: boolean): Doubt | undefined {
  for (const node of cone) {
    const doubt = doubtAt(graph, node, assumeDomain);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/**
 * The lowest place of a cone where a jump lies inside the bounds of an argument (floor at an integer,
 * atan2 at its cut). The value is defined and its bounds hold, but they cannot narrow.
 */
export function firstJump(graph: Graph, cone: Cone): Doubt | undefined {
  for (const node of cone) {
    const jump = needOf(graph, node);
    if (jump !== undefined && !jump.conditional) return jump;
  }
  return undefined;
}

/** What remains to be settled of a value that is undecided: a jump below a doubt comes before it. */
export function lastDoubt(graph: Graph, cone: Cone, assumeDomain: boolean): Doubt | undefined {
  const doubt = firstDoubt(graph, cone, assumeDomain);
  if (doubt === undefined) return firstJump(graph, cone);
  return firstJump(graph, coneOf(graph, [doubt.argument])) ?? doubt;
}

/**
 * Whether something that a refiner node said it waits for has come about since. What has become a point is
 * decided too where that is the very point to be excluded: floor at an integer, or an error at a pole.
 */
export function isUnblocked(graph: Graph, node: NodeId): boolean {
  const record = graph.recordOf(node);
  if (record?.needs === undefined) return false;
  return record.needs.some(({ input, width, predicate }) => {
    const bounds = graph.boundsOf(graph.childAt(node, input));
    const isNarrower = widthLog2(bounds) < record.seenWidths[input]!;
    if (isPoint(bounds)) return isNarrower;
    if (predicate !== undefined) return !containsPoint(bounds, predicate.excludes);
    return isNarrower && widthLog2(bounds) <= (width ?? Infinity);
  });
}

/** Whether an input of a refiner node is narrower than its last step has seen. */
export function hasNews(graph: Graph, node: NodeId): boolean {
  const record = graph.recordOf(node);
  if (record === undefined) return false;
  for (let i = 0; i < record.seenWidths.length; i++) {
    if (graph.widthOf(graph.childAt(node, i)) < record.seenWidths[i]!) return true;
  }
  return false;
}

/** What a refiner node said that it waits for. */
function needOf(graph: Graph, node: NodeId): Doubt | undefined {
  const record = graph.recordOf(node);
  const need = record?.needs?.[0];
  if (record === undefined || need === undefined) return undefined;
  return {
    node,
    argument: graph.childAt(node, need.input),
    predicate: need.predicate,
    conditional: record.conditional,
    settled: isUnblocked(graph, node),
  };
}

function doubtAt(graph: Graph, node: NodeId, assumeDomain: boolean): Doubt | undefined {
  const record = graph.recordOf(node);
  if (record !== undefined) {
    if (record.conditional) return assumeDomain ? undefined : needOf(graph, node);
    // Bounds that a need leaves finite are those of a jump, where the value is defined.
    return isFinite(graph.boundsOf(node)) ? undefined : needOf(graph, node);
  }
  const kind = graph.kindOf(node);
  if (kind.type !== 'combinator') return undefined;
  const divisor = divisorOf(kind.combinator.name, graph.paramsOf(node));
  if (divisor === undefined) return undefined;
  const argument = graph.childAt(node, divisor);
  if (!containsZero(graph.boundsOf(argument))) return undefined;
  return { node, argument, predicate: { excludes: ZERO }, conditional: false, settled: false };
}

/** The child that must not be zero, if there is one. */
function divisorOf(name: string, params: unknown): number | undefined {
  if (name === 'divide') return 1;
  if (name === 'pow' && (params as bigint) < 0n) return 0;
  return undefined;
}

/**
 * Why a root is unbounded although nothing in its cone is in doubt: the lowest unbounded node whose
 * children are all bounded. Narrowing them may help, unless every magnitude in the bounds is beyond
 * what Pincer represents.
 * @returns the node; undefined where nodes have only to look again.
 * @throws LimitError naming the node.
 */
export function overflowing(graph: Graph, cone: Cone): NodeId | undefined {
  for (const node of cone) {
    const bounds = graph.boundsOf(node);
    if (isFinite(bounds) || graph.childCount(node) === 0) continue;
    // It has to look again at what is narrower by now.
    if (hasNews(graph, node)) return undefined;
    if (!isBeyond(bounds)) return node;
    const error = new LimitError(
      `${graph.describe(node)}: the magnitude of its value is beyond the limit of 2^(2^32)`,
    );
    graph.fail(node, error);
    throw error;
  }
  return undefined;
}

/** Whether every magnitude in the bounds is about 2^(2^32) or more. */
function isBeyond(bounds: Enclosure): boolean {
  return mignitudeLog2(bounds) > LARGEST_EXPONENT - 4;
}
