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
  readonly seenWidths: readonly Log2[];
  readonly ownWidth?: Log2;
  readonly needs?: readonly Need[];
  readonly done?: 'exact' | 'exhausted';
  readonly conditional: boolean;
  readonly bits: number;
  readonly cost: number;
}

/** @typeParam K - what names a kind: the name of a combinator and the registry key of a refiner, if not said otherwise. */
export interface NodeSnapshot<K = string> {
  readonly kind: K;
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

export interface GraphSnapshot<K = string> {
  readonly nodes: readonly NodeSnapshot<K>[];
}

/** While it is being made: fields that may be absent are set afterwards, which costs less than to spread them. */
export type Growing<T> = { -readonly [Field in keyof T]: T[Field] };

/** Finds or makes the node of a kind, parameters and children. */
export type MakeNode<K = string> = (
  kind: K,
  params: unknown,
  children: readonly NodeId[],
) => NodeId;

/** Everything that a graph knows; errors are left out, because a later request meets them again. @internal */
export function takeSnapshot(graph: Graph): GraphSnapshot {
  const nodes: NodeSnapshot[] = [];
  for (let node = 0; node < graph.size; node++)
    nodes.push(nodeSnapshot(graph, node, kindKey(graph.kindOf(node))));
  return { nodes };
}

/** @param kind - what names the kind of the node. */
export function nodeSnapshot<K>(graph: Graph, node: NodeId, kind: K): NodeSnapshot<K> {
  const snapshot: Growing<NodeSnapshot<K>> = {
    kind,
    params: graph.paramsOf(node),
    children: childrenOf(graph, node),
    bounds: graph.boundsOf(node),
  };
  if (graph.isRefiner(node)) {
    const record = recordSnapshot(graph, node);
    if (record !== undefined) snapshot.record = record;
    return snapshot;
  }
  const precision = graph.precisionOf(node);
  if (precision !== undefined) snapshot.precision = precision;
  if (graph.isCurrent(node)) snapshot.isCurrent = true;
  return snapshot;
}

/**
 * Brings a snapshot into a graph, whatever the graph knows already.
 * @returns the graph's node for each node of the snapshot, in the snapshot's order.
 * @throws ContradictionError where the snapshot and the graph prove opposite things.
 */
export function restoreSnapshot<K>(
  graph: Graph,
  { nodes }: GraphSnapshot<K>,
  makeNode: MakeNode<K>,
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
  // Field by field: views of columns, and copies of records, are expensive to make and to collect.
  const seenWidths: Log2[] = [];
  for (let i = 0; i < graph.childCount(node); i++) seenWidths.push(record.seenWidthOf(i));
  const snapshot: Growing<RecordSnapshot> = {
    version,
    state: record.state,
    behind: record.behind,
    stampTime: record.stampTime,
    lease: record.lease,
    steps: record.steps,
    gain: record.gain,
    idleSteps: record.idleSteps,
    idleDemand: record.idleDemand,
    conditional: record.conditional,
    bits: record.bits,
    cost: record.cost,
    seenWidths,
  };
  const { ownWidth, needs, done } = record;
  if (ownWidth !== undefined) snapshot.ownWidth = ownWidth;
  if (needs !== undefined) snapshot.needs = needs;
  if (done !== undefined) snapshot.done = done;
  return snapshot;
}

function restoreRecord(graph: Graph, node: NodeId, snapshot: RecordSnapshot): void {
  const record = graph.recordOf(node);
  if (record === undefined || snapshot.version <= graph.versionOf(node)) return;
  record.state = snapshot.state;
  record.behind = snapshot.behind;
  // Only the order of stamps matters, so a time of another clock is raised above the last one seen here.
  record.stampTime = Math.max(record.stampTime + 1, snapshot.stampTime);
  record.lease = snapshot.lease;
  record.steps = snapshot.steps;
  record.gain = snapshot.gain;
  record.idleSteps = snapshot.idleSteps;
  record.idleDemand = snapshot.idleDemand;
  record.conditional = snapshot.conditional;
  record.bits = snapshot.bits;
  record.cost = snapshot.cost;
  record.ownWidth = snapshot.ownWidth;
  record.needs = snapshot.needs;
  record.done = snapshot.done;
  snapshot.seenWidths.forEach((width, i) => {
    record.setSeenWidth(i, width);
  });
  graph.restoreVersion(node, snapshot.version);
}
