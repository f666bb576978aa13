import type { AdaptiveFeature } from '../coordinator/leases/placement.js';
import { attributableWidth } from '../coordinator/wave/contribution.js';
import { describeEnclosure } from '../exact/describe.js';
import { magnitudeLog2, widthLog2 } from '../exact/enclosure/enclosure.js';
import { logAdd } from '../exact/log2.js';
import { ConePositions } from '../graph/cone-positions.js';
import { coneOf } from '../graph/cone.js';
import { reachingRoot, restsOnClaim } from '../graph/cut-off.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { sensitivities } from '../graph/sensitivities.js';
import { explanationText } from './explanation-text.js';
import type { NodeExplanation } from './node-explanation.js';
import { placementReason } from './placement-reason.js';

/** A base-2 logarithm as JSON has it: infinite ones as text. */
export type LogRecord = number | 'Infinity' | '-Infinity';

type Logarithms = 'width' | 'sensitivity' | 'contribution' | 'demand';

/** A {@link NodeExplanation} that JSON can write. */
export type NodeExplanationRecord = Omit<NodeExplanation, Logarithms | 'height'> &
  Readonly<Record<Logarithms, LogRecord>>;

/** An {@link Explanation} that JSON can write. */
export interface ExplanationRecord {
  readonly bounds: string;
  readonly allowance: LogRecord;
  /** Null where nothing is left to narrow. */
  readonly limiting: string | null;
  readonly nodes: readonly NodeExplanationRecord[];
}

/** What each part of a value contributes to the width of its bounds, and at what cost. */
export class Explanation {
  /** The bounds of the value, to about six digits. */
  readonly bounds: string;
  /** Log2 of their width. */
  readonly width: number;
  /** Log2 of the width that the goal permits. */
  readonly allowance: number;
  /** Every node below the value, and its own as the last; children before parents. */
  readonly nodes: readonly NodeExplanation[];
  /** The node that contributes most; undefined where nothing is left to narrow. */
  readonly limiting: NodeExplanation | undefined;

  private constructor(allowance: number, nodes: readonly NodeExplanation[]) {
    const root = nodes.at(-1)!;
    this.bounds = root.bounds;
    this.width = root.width;
    this.allowance = allowance;
    this.nodes = nodes;
    let limiting: NodeExplanation | undefined;
    for (const each of nodes) {
      if (each.contribution > (limiting?.contribution ?? -Infinity)) limiting = each;
    }
    this.limiting = limiting;
  }

  /**
   * Explains the present bounds of a root.
   * @param allowance - log2 of the width that its goal permits.
   * @param placementOf - where the steps of a node run, and why there; undefined where that was not decided.
   * @internal
   */
  static of(
    graph: Graph,
    root: NodeId,
    allowance: number,
    placementOf: (node: NodeId) => NodePlacement | undefined,
  ): Explanation {
    const cone = coneOf(graph, [root]);
    const positions = new ConePositions(cone);
    const { ofNode, edgeStart, ofEdge } = sensitivities(graph, cone, positions, root, allowance);
    const reaching = reachingRoot(graph, cone, positions);
    const contributions = Array.from(cone, (node, p) => {
      if (reaching[p] === 0) return -Infinity;
      const refines = graph.isRefiner(node);
      const local = ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
      const answers = refines || graph.childCount(node) === 0;
      const width = restsOnClaim(graph, node)
        ? widthLog2(graph.boundsOf(node))
        : answers
          ? attributableWidth(graph, node, local)
          : graph.roundingOf(node);
      return width === -Infinity || ofNode[p] === -Infinity ? -Infinity : ofNode[p]! + width;
    });
    const total = contributions.reduce(logAdd, -Infinity);
    const sources = Math.max(1, contributions.filter((c) => c > -Infinity).length);
    const nodes = Array.from(cone, (node, p): NodeExplanation => {
      const record = graph.recordOf(node);
      const bounds = graph.boundsOf(node);
      const sensitivity = ofNode[p]!;
      const contribution = contributions[p]!;
      const demand =
        sensitivity === -Infinity ? Infinity : allowance - Math.log2(sources) - sensitivity;
      const bits = magnitudeLog2(bounds) - demand;
      return {
        node: graph.describe(node),
        height: graph.heightOf(node),
        bounds: describeEnclosure(bounds),
        width: widthLog2(bounds),
        sensitivity,
        contribution,
        // Of infinite contributions each is all of them.
        share:
          contribution < total ? 2 ** (contribution - total) : Number(contribution > -Infinity),
        demand,
        bitsNeeded: Number.isFinite(bits) ? Math.max(0, Math.ceil(bits)) : 0,
        bitsComputed: record?.bits ?? 0,
        steps: record?.steps ?? 0,
        cost: record?.cost ?? 0,
        ...((record?.steps ?? 0) > 0 ? placed(placementOf(node)) : placed(undefined)),
      };
    });
    return new Explanation(allowance, nodes);
  }

  /**
   * A table for people: one row per node, children before parents, and below it the node that limits the
   * value. Of many nodes those that contribute least are left out.
   */
  toString(): string {
    return explanationText(this);
  }

  /** Plain data. */
  toJSON(): ExplanationRecord {
    return {
      bounds: this.bounds,
      allowance: logRecord(this.allowance),
      limiting: this.limiting?.node ?? null,
      nodes: this.nodes.map(({ height: _, ...each }) => ({
        ...each,
        width: logRecord(each.width),
        sensitivity: logRecord(each.sensitivity),
        contribution: logRecord(each.contribution),
        demand: logRecord(each.demand),
      })),
    };
  }
}

/** Where the steps of a node run, the features that decided, and how many of its leases were preempted. */
export interface NodePlacement {
  readonly group: string;
  readonly features: readonly AdaptiveFeature[];
  readonly preemptions: number;
}

function placed(
  placement: NodePlacement | undefined,
): Pick<NodeExplanation, 'placement' | 'reason'> {
  if (placement === undefined) return { placement: null, reason: null };
  const { group, features, preemptions } = placement;
  return { placement: group, reason: placementReason(features, preemptions) };
}

function logRecord(log: number): LogRecord {
  if (log === Infinity) return 'Infinity';
  return log === -Infinity ? '-Infinity' : log;
}
