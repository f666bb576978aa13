/**
 * Snapshots: what a graph knows, as plain data, and back into a graph.
 *
 * Laws
 * 1. A snapshot is plain data: it survives structured clone and the codec.
 * 2. Restoring only narrows: bounds are met with those that are there.
 * 3. A state is restored only over an older version, together with that version. So a lease that was issued
 *    from the older one is stale from then on, and no newer state is lost.
 * 4. A combinator that had read its children, and had not failed, is not computed again after a restoration into an
 *    empty graph.
 */
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import type { Need, Plain } from '../refiners/refiner.js';
import { registryKey } from '../refiners/registry.js';
import type { Precision } from './columns/working-precision.js';
import type { Graph } from './graph.js';
import type { Kind } from './kind.js';
import type { NodeId } from './node.js';

/** The record of a refiner node, as plain data. */
export interface RecordSnapshot {
  readonly version: number;
  readonly state: Plain;
  readonly behind: number;
  readonly stampTime: number;
  /** The lease that the state came from; 0 for none. */
  readonly lease: number;
  readonly steps: number;
  readonly gain: number;
  readonly idleSteps: number;
  readonly idleDemand: Log2;
  readonly ownWidth?: Log2;
  readonly seenWidths: readonly Log2[];
  readonly needs?: readonly Need[];
  readonly done?: 'exact' | 'exhausted';
  readonly conditional: boolean;
  readonly bits: number;
  readonly cost: number;
}

export interface NodeSnapshot {
  /** The name of a combinator, the registry key of a refiner. */
  readonly kind: string;
  readonly params: unknown;
  /** Indices into the snapshot, all smaller than the node's own. */
  readonly children: readonly number[];
  readonly bounds: Enclosure;
  /** Present for a refiner that has taken a step. */
  readonly record?: RecordSnapshot;
  /** Present for a combinator that has been computed. */
  readonly precision?: Precision;
  /** Whether it need not be computed again, a combinator. */
  readonly isCurrent?: true;
}

export interface GraphSnapshot {
  readonly nodes: readonly NodeSnapshot[];
}

/** Finds or makes the node of a kind, parameters and children, by the key of the kind. */
export type MakeNode = (kind: string, params: unknown, children: readonly NodeId[]) => NodeId;

/** Everything that a graph knows; errors are left out, because a later request meets them again. */
export function takeSnapshot(graph: Graph): GraphSnapshot {
  const nodes: NodeSnapshot[] = [];
  for (let node = 0; node < graph.size; node++) {
    const record = recordSnapshot(graph, node);
    nodes.push({
      kind: kindKey(graph.kindOf(node)),
      params: graph.paramsOf(node),
      children: childrenOf(graph, node),
      bounds: graph.boundsOf(node),
      ...(record === undefined ? {} : { record }),
      ...combinatorSnapshot(graph, node),
    });
  }
  return { nodes };
}

function combinatorSnapshot(
  graph: Graph,
  node: NodeId,
): Pick<NodeSnapshot, 'precision' | 'isCurrent'> {
  if (graph.isRefiner(node)) return {};
  const precision = graph.precisionOf(node);
  return {
    ...(precision === undefined ? {} : { precision }),
    ...(graph.isCurrent(node) ? { isCurrent: true } : {}),
  };
}

/**
 * Brings a snapshot into a graph, whatever the graph knows already.
 * @returns the graph's node for each node of the snapshot, in the snapshot's order.
 * @throws ContradictionError where the snapshot and the graph prove opposite things.
 */
export function restoreSnapshot(
  graph: Graph,
  { nodes }: GraphSnapshot,
  makeNode: MakeNode,
): NodeId[] {
  const isEmpty = graph.size === 0;
  const restored: NodeId[] = [];
  for (const { kind, params, children, bounds, record, precision, isCurrent } of nodes) {
    const node = makeNode(
      kind,
      params,
      children.map((child) => restored[child]!),
    );
    restored.push(node);
    graph.narrow(node, bounds);
    if (record !== undefined) restoreRecord(graph, node, record);
    if (isEmpty && precision !== undefined) graph.restorePrecision(node, precision);
    if (isEmpty && isCurrent === true) graph.restoreCurrent(node);
  }
  return restored;
}

function childrenOf(graph: Graph, node: NodeId): NodeId[] {
  const children: NodeId[] = [];
  for (let i = 0; i < graph.childCount(node); i++) children.push(graph.childAt(node, i));
  return children;
}

function kindKey(kind: Kind): string {
  return kind.type === 'combinator'
    ? kind.combinator.name
    : registryKey(kind.refiner.name, kind.refiner.version);
}

function recordSnapshot(graph: Graph, node: NodeId): RecordSnapshot | undefined {
  const record = graph.recordOf(node);
  const version = graph.versionOf(node);
  if (record === undefined || version === 0) return undefined;
  // Field by field: views of columns are expensive to make and to collect.
  const { state, behind, stampTime, lease, steps, gain, idleSteps, idleDemand } = record;
  const { conditional, bits, cost, ownWidth, needs, done } = record;
  const seenWidths: Log2[] = [];
  for (let i = 0; i < graph.childCount(node); i++) seenWidths.push(record.seenWidthOf(i));
  return {
    ...{ version, state, behind, stampTime, lease, steps, gain, idleSteps, idleDemand },
    ...{ conditional, bits, cost, seenWidths },
    ...(ownWidth === undefined ? {} : { ownWidth }),
    ...(needs === undefined ? {} : { needs }),
    ...(done === undefined ? {} : { done }),
  };
}

function restoreRecord(graph: Graph, node: NodeId, snapshot: RecordSnapshot): void {
  const record = graph.recordOf(node);
  if (record === undefined || snapshot.version <= graph.versionOf(node)) return;
  const { version, stampTime, seenWidths, ...rest } = snapshot;
  Object.assign(record, {
    ownWidth: undefined,
    needs: undefined,
    done: undefined,
    ...rest,
  });
  // Only the order of stamps matters, so a time of another clock is raised above the last one seen here.
  record.stampTime = Math.max(record.stampTime + 1, stampTime);
  seenWidths.forEach((width, i) => {
    record.setSeenWidth(i, width);
  });
  graph.restoreVersion(node, version);
}
