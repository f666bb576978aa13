/**
 * The graph: values as nodes of typed arrays, children below parents.
 *
 * Laws
 * 1. A node is a kind, parameters and children; nodes that agree in these are one node, unless they are
 *    never shared (structure.ts).
 * 2. Bounds only narrow: they are published by intersection, whole objects at a time.
 * 3. Parent edges exist for the nodes of active cones only (parent-edges.ts).
 * 4. A flush recomputes each dirty combinator once, in height order (dirty-nodes.ts), and stops where
 *    bounds did not change.
 * 5. A node that no request has used takes the memory of its structure and bounds alone: all other columns
 *    grow only when an operation reaches the node.
 * 6. No algorithm recurses.
 * 7. A recomputation that is interrupted changes nothing. It is made again at the next use of its node.
 */
import { ALL, intersect, magnitudeLog2, widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { PincerError } from '../exact/errors.js';
import { Interrupted, checkpoint } from '../exact/interruption.js';
import type { Plain } from '../refiners/refiner.js';
import { contradictionAt, describeNode } from './description.js';
import { DirtyNodes } from './columns/dirty-nodes.js';
import { keptBy } from './eviction.js';
import type { CacheLimits, CachePolicy } from './eviction.js';
import { Freshness } from './columns/freshness.js';
import { Usage } from './columns/usage.js';
import type { CacheCounts } from './columns/usage.js';
import { NodeErrors } from './columns/node-errors.js';
import type { NodeId } from './node.js';
import { ParentEdges } from './columns/parent-edges.js';
import { RefinerRecord } from './columns/refiner-record.js';
import { NO_ROW, RefinerRecords } from './columns/refiner-records.js';
import { Structure } from './structure.js';
import type { Precision } from './columns/working-precision.js';
import { bitsToCombine, WorkingPrecision } from './columns/working-precision.js';

/** Values as nodes with proven bounds; nodes are numbers from 0. */
export class Graph extends Structure {
  /** Advances whenever nodes are renumbered: a number of a node is kept together with its epoch. */
  epoch = 0;
  #bounds: Enclosure[] = [];
  readonly #errors = new NodeErrors();
  #records = new RefinerRecords();
  /** The record that was asked for last: a step asks for the same one a dozen times. */
  #record: RefinerRecord | undefined;
  readonly #precision = new WorkingPrecision(this);
  readonly #freshness = new Freshness(this);
  #parents = new ParentEdges(this);
  #dirty = new DirtyNodes(this);
  readonly #usage = new Usage(this);
  /** The names of refiners that take no further step. */
  readonly #retired = new Set<string>();
  #interrupted = new Set<NodeId>();
  /** Nodes that have left their last active cone, and were not weighed since. */
  #unweighed: NodeId[] = [];
  /** One closure for all calls: `narrow` runs at every step. */
  readonly #markDirty = (node: NodeId): void => {
    this.markDirty(node);
  };

  /**
   * The node of this kind, parameters and children: an existing one where there is one.
   * @param paramsHash - a hash of the parameters that agrees wherever `sameParams` holds.
   */
  intern(
    kind: number,
    params: unknown,
    paramsHash: number,
    children: readonly NodeId[],
    sameParams: (other: unknown) => boolean,
  ): NodeId {
    const found = this.find(kind, paramsHash, children, sameParams);
    this.#usage.lookedUp(found !== undefined);
    return found ?? this.#append(kind, params, children, paramsHash);
  }

  /** Adds a node that is never shared: a source, or a refiner that must not be interned. */
  add(kind: number, params: unknown, children: readonly NodeId[]): NodeId {
    return this.#append(kind, params, children);
  }

  /** Refiners of this name take no further step. */
  retire(refiner: string): void {
    this.#retired.add(refiner);
  }

  /** Whether any refiner takes no further step. */
  get hasRetired(): boolean {
    return this.#retired.size > 0;
  }

  /** Whether the refiner of a node takes no further step. */
  isRetired(node: NodeId): boolean {
    if (this.#retired.size === 0) return false;
    const kind = this.kindOf(node);
    return kind.type === 'refiner' && this.#retired.has(kind.refiner.name);
  }

  /** Counts of the nodes and states that were found, made, forgotten and made again. */
  get counts(): CacheCounts {
    return this.#usage.counts;
  }

  /** The estimated bytes of all nodes, each as of its last use. */
  get bytes(): number {
    this.weighLeft();
    return this.#usage.bytes;
  }

  /** {@link Graph.bytes} without what {@link Graph.weighLeft} has not weighed yet. @internal */
  get weighedBytes(): number {
    return this.#usage.bytes;
  }

  /** The estimated bytes of one node, as of now. */
  bytesOf(node: NodeId): number {
    this.weigh(node);
    return this.#usage.weightOf(node);
  }

  /** Records that a node is part of a request for a root; `time` grows from request to request. */
  touch(node: NodeId, time: number, root: NodeId): void {
    this.#usage.use(node, time, root);
  }

  /** When a node was last part of a request; 0 before the first. */
  usedAt(node: NodeId): number {
    return this.#usage.usedAt(node);
  }

  /**
   * Drops the state of a refiner that no cone needs now. Bounds and version stay. The refiner starts over
   * when it is next needed, and has caught up once it narrows these bounds.
   */
  dropState(node: NodeId): void {
    const kind = this.kindOf(node);
    const record = this.recordOf(node);
    if (kind.type !== 'refiner' || record === undefined || this.isActive(node)) {
      throw new RangeError(`Graph: ${this.describe(node)} has no state that can be dropped`);
    }
    record.startAnew(kind.refiner.start(this.paramsOf(node) as Plain));
    this.#usage.counts.droppedStates++;
    this.#usage.change(node);
    this.weigh(node);
  }

  /**
   * Forgets nodes, in the order that the policy gives, until the others are within the limits, and renumbers
   * the others. Nodes of active cones stay. A forgotten node can be made again: sharing and work are lost,
   * never correctness.
   * @returns the new number of each node; -1 for the forgotten ones.
   */
  retain(limits: CacheLimits, policy: CachePolicy = 'lru'): Int32Array {
    // Dirty nodes are listed by number, so they are recomputed first; those to be weighed likewise.
    this.flush();
    this.weighLeft();
    const needed = Uint8Array.from({ length: this.size }, (_, node) =>
      this.isActive(node) ? 1 : 0,
    );
    const candidates = { ...this.#usage.view(), ...this.columns, needed };
    const { kept, hand } = keptBy(policy, candidates, limits);
    const renumbered = this.renumber(kept);
    this.#bounds = kept.map((node) => this.#bounds[node]!);
    this.#errors.retain(renumbered);
    this.#records = this.#records.retained(kept);
    this.#record = undefined;
    this.#precision.retain(kept);
    this.#freshness.retain(kept);
    this.#parents = this.#parents.retained(kept);
    this.#dirty = new DirtyNodes(this);
    this.#usage.retain(kept, renumbered, hand);
    this.#interrupted = new Set(
      Array.from(this.#interrupted, (node) => renumbered[node]!).filter((node) => node >= 0),
    );
    this.epoch++;
    return renumbered;
  }

  /** The bounds of a node as they were published last. */
  boundsOf(node: NodeId): Enclosure {
    return this.#bounds[node]!;
  }

  /** Log2 of the width of the bounds. */
  widthOf(node: NodeId): Log2 {
    // The width of a refiner is noted at each narrowing, because it is read far more often.
    const noted = this.isRefiner(node) ? this.#precision.ownErrorOf(node) : Infinity;
    return noted < Infinity ? noted : widthLog2(this.#bounds[node]!);
  }

  /** The bounds of its children, in their order. */
  inputsOf(node: NodeId): Enclosure[] {
    const first = this.firstEdge(node);
    const count = this.firstEdge(node + 1) - first;
    const boundsOf = (edge: number): Enclosure => this.#bounds[this.childOfEdge(edge)]!;
    // An array that grows by pushing takes room for 17 items.
    const inputs = new Array<Enclosure>(count);
    for (let i = 0; i < count; i++) inputs[i] = boundsOf(first + i);
    return inputs;
  }

  /** How many states of a refiner node were accepted; 0 for a combinator. */
  versionOf(node: NodeId): number {
    return this.#records.versionOf(node);
  }

  /** Log2 of the unit to which a combinator rounds. */
  gridOf(node: NodeId): number {
    return this.#precision.gridOf(node);
  }

  /** The significant bits that a combinator was last asked for where no grid was known; 0 for none. */
  bitsOf(node: NodeId): number {
    return this.#precision.bitsOf(node);
  }

  /** Log2 of how much of the width of a combinator may be its own rounding. */
  roundingOf(node: NodeId): Log2 {
    return this.#precision.ownErrorOf(node);
  }

  /** Log2 of the rounding after the recomputation that is due; of the present rounding where none is due. */
  roundingToCome(node: NodeId): Log2 {
    const rounding = this.roundingOf(node);
    if (!this.isDirty(node)) return rounding;
    const bits = this.#precision.bitsOf(node);
    const magnitude = bits === 0 ? Infinity : magnitudeLog2(this.boundsOf(node));
    return Math.min(rounding, this.gridOf(node) + 1, magnitude - bits + 1);
  }

  /** Whether a node has steps; the others are combinators. */
  isRefiner(node: NodeId): boolean {
    return this.#records.has(node);
  }

  /** The record of a refiner node; undefined for combinators. @internal */
  recordOf(node: NodeId): RefinerRecord | undefined {
    const row = this.#records.rowOf(node);
    if (row === NO_ROW) return undefined;
    if (this.#record?.row !== row) this.#record = new RefinerRecord(this.#records, row);
    return this.#record;
  }

  /** The error that a node failed with; undefined for most. */
  errorOf(node: NodeId): PincerError | undefined {
    return this.#errors.of(node);
  }

  /** Fails a node for good; the error gets its name. */
  fail(node: NodeId, error: PincerError): void {
    error.node ??= this.describe(node);
    this.#errors.set(node, error);
  }

  /** Whether any node has failed. */
  get hasErrors(): boolean {
    return this.#errors.any;
  }

  /** The node that failed with this error; undefined where there is none. */
  nodeWithError(error: PincerError): NodeId | undefined {
    return this.#errors.nodeWith(error);
  }

  /** A short text for a node, for errors and events: its function and number. */
  describe(node: NodeId): string {
    return describeNode(this, node);
  }

  /**
   * Publishes bounds of a node by intersection with those it has.
   * @returns whether they narrowed.
   * @throws ContradictionError when nothing is left.
   */
  narrow(node: NodeId, bounds: Enclosure): boolean {
    const before = this.#bounds[node]!;
    const met = intersect(before, bounds);
    if (met === undefined) throw contradictionAt(this, node, before, bounds);
    // `intersect` returns its first argument where nothing is gained.
    if (met === before) return false;
    this.#bounds[node] = met;
    if (this.isRefiner(node)) this.#precision.refined(node, met);
    this.#freshness.changed(node);
    this.#usage.change(node);
    this.#parents.forEach(node, this.#markDirty);
    return true;
  }

  /** Counts an accepted state. */
  advanceVersion(node: NodeId): void {
    this.#records.setVersion(node, this.versionOf(node) + 1);
    this.#usage.change(node);
  }

  /** Takes over the version that a restored state was accepted as; a lease of an older one is stale then. */
  restoreVersion(node: NodeId, version: number): void {
    this.#records.setVersion(node, Math.max(this.versionOf(node), version));
  }

  /** What is known of the rounding of a combinator; undefined before it was in use. @internal */
  precisionOf(node: NodeId): Precision | undefined {
    return this.#precision.of(node);
  }

  /** Takes over what a snapshot knows of the rounding of a combinator. @internal */
  restorePrecision(node: NodeId, precision: Precision): void {
    this.#precision.restore(node, precision);
  }

  /** Whether a combinator has read the present bounds of its children, and has not failed. @internal */
  isCurrent(node: NodeId): boolean {
    return (
      !this.#freshness.isStale(node) && !this.isDirty(node) && this.errorOf(node) === undefined
    );
  }

  /** Takes over from a snapshot that a combinator has read the bounds of its children. @internal */
  restoreCurrent(node: NodeId): void {
    this.#freshness.computed(node);
  }

  /** Sets the working precision of a combinator; one finer than its bounds were rounded to makes it dirty. */
  setGrid(node: NodeId, grid: number): void {
    if (this.#precision.setGrid(node, grid)) this.markDirty(node);
  }

  /**
   * Sets the significant bits that a combinator has at least, where its magnitude is not known well enough for a
   * grid; more than before make it dirty.
   */
  setBits(node: NodeId, bits: number): void {
    if (this.#precision.setBits(node, bits)) this.markDirty(node);
  }

  /** Counts one more active cone that a node is in; the first one links its parent edges. */
  activate(node: NodeId): void {
    // Children may have changed while the node was inactive.
    if (this.#parents.activate(node) && this.#freshness.isStale(node)) this.markDirty(node);
  }

  /** Counts one active cone less that a node is in; the last one unlinks its parent edges. */
  deactivate(node: NodeId): void {
    if (!this.#parents.deactivate(node)) return;
    this.#unweighed.push(node);
    // Nodes are listed again each time. Weighing one whose contents have not changed takes next to nothing.
    if (this.#unweighed.length > 2 * this.size) this.weighLeft();
  }

  /** Whether a node is in an active cone. */
  isActive(node: NodeId): boolean {
    return this.#parents.isActive(node);
  }

  /** Calls `visit` for each parent edge of a node among the active cones. */
  forEachParent(node: NodeId, visit: (parent: NodeId) => void): void {
    this.#parents.forEach(node, visit);
  }

  /** O(1), idempotent: one entry per node, however many children changed. */
  markDirty(node: NodeId): void {
    if (!this.isRefiner(node)) this.#dirty.add(node);
  }

  /** Whether a combinator is to be recomputed, as bounds below it have narrowed. */
  isDirty(node: NodeId): boolean {
    return this.#dirty.has(node);
  }

  /** Whether the latest recomputation of a combinator was interrupted: it is due again at the next use. */
  isInterrupted(node: NodeId): boolean {
    return this.#interrupted.has(node);
  }

  /** Recomputes every dirty combinator once, in height order. Returns how many it recomputed. */
  flush(): number {
    let recomputed = 0;
    // Recomputing marks parents only, which lie higher.
    this.#dirty.drain((node) => {
      if (!this.isActive(node)) return;
      this.#recompute(node);
      recomputed++;
    });
    return recomputed;
  }

  /** Recomputes one combinator ahead of the flush, if it is dirty. */
  refresh(node: NodeId): void {
    if (this.#dirty.take(node)) this.#recompute(node);
  }

  /** Recomputes one combinator that may be in no active cone, if it is dirty or a child has changed since it was computed. */
  renew(node: NodeId): void {
    if (this.isRefiner(node)) return;
    if (this.#dirty.take(node) || this.#freshness.isStale(node)) this.#recompute(node);
  }

  /** Combines the present bounds of the children. An error is kept with the node, for the roots that need it. */
  #recompute(node: NodeId): void {
    const kind = this.kindOf(node);
    if (kind.type !== 'combinator') return;
    this.#freshness.computed(node);
    this.#interrupted.delete(node);
    try {
      const params = this.paramsOf(node);
      const inputs = this.inputsOf(node);
      const grid = this.#gridFor(node, () => kind.combinator.combine(inputs, Infinity, params));
      checkpoint(bitsToCombine(magnitudeLog2(this.#bounds[node]!) - grid, inputs));
      const bounds = kind.combinator.combine(inputs, grid, params);
      this.#precision.rounded(node, bounds, grid);
      this.narrow(node, bounds);
    } catch (error) {
      if (error instanceof Interrupted) {
        this.#interrupted.add(node);
        this.#freshness.outdated(node);
        this.#precision.interrupted(node);
      } else if (error instanceof PincerError) this.fail(node, error);
      else throw error;
    }
  }

  /**
   * The grid that a combinator is rounded to now. Its significant bits count from the magnitude of its present bounds
   * where these say it, and of its rough bounds where they do not.
   */
  #gridFor(node: NodeId, rough: () => Enclosure): number {
    const grid = this.gridOf(node);
    const bits = this.#precision.bitsOf(node);
    if (bits === 0) return grid;
    const present = this.#bounds[node]!;
    const size = magnitudeLog2(present);
    const isKnown = Number.isFinite(size) && widthLog2(present) < size - 1;
    const magnitude = isKnown ? size : magnitudeLog2(rough());
    return Number.isFinite(magnitude) ? Math.min(grid, Math.floor(magnitude - bits)) : grid;
  }

  /**
   * Weighs nodes that have left their last active cone, at most so many of them. The end of an operation leaves that
   * to the next one, since it has to be on time.
   * @internal
   */
  weighLeft(most = Infinity): void {
    for (let i = 0; i < most; i++) {
      const node = this.#unweighed.pop();
      if (node === undefined) return;
      this.weigh(node);
    }
  }

  /** Weighs a node again, if its contents have changed. */
  weigh(node: NodeId): void {
    this.#usage.weigh(node, this.#bounds[node]!, this.paramsOf(node), this.recordOf(node));
  }

  /** @param hash - of the parameters; none where the node is never to be found. */
  #append(kind: number, params: unknown, children: readonly NodeId[], hash?: number): NodeId {
    const definition = this.kindNumbered(kind);
    // A refiner's own code may throw: nothing is changed before it has answered.
    let bounds: Enclosure = ALL;
    let state: Plain = null;
    if (definition.type === 'refiner') {
      bounds = definition.refiner.initial?.(params as Plain) ?? ALL;
      state = definition.refiner.start(params as Plain);
    }
    const node = this.append(kind, params, children, hash);
    this.#bounds.push(bounds);
    if (definition.type === 'refiner') this.#records.add(node, state, children.length);
    this.#usage.add(children.length);
    return node;
  }
}
