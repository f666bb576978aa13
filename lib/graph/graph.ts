/**
 * The graph: values as nodes of typed arrays, children below parents.
 *
 * Laws
 * 1. A node is a kind, parameters and children; nodes that agree in these are one node (interning).
 * 2. A child's id is smaller than its parent's and its height is smaller too: there are no cycles.
 * 3. Bounds only narrow: they are published by intersection, whole objects at a time.
 * 4. Parent edges exist for the nodes of active cones only, one for each (parent, child position).
 * 5. A flush recomputes each dirty combinator once, in height order, and stops where bounds did not change.
 * 6. No algorithm recurses.
 */
import { describeEnclosure } from '../exact/describe.js';
import { ALL, intersect, isPoint, magnitudeLog2, widthLog2 } from '../exact/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure.js';
import { ContradictionError, PincerError } from '../exact/errors.js';
import type { Plain } from '../refiners/refiner.js';
import { keyOf } from '../refiners/registry.js';
import { grown } from './growth.js';
import { InternTable, hashText, mix } from './intern-table.js';
import { kindName } from './kind.js';
import type { Kind } from './kind.js';
import type { NodeId } from './node.js';
import { CycleError, UnknownKindError } from './errors.js';
import { keptBy } from './eviction.js';
import type { CacheLimits, CachePolicy } from './eviction.js';
import { Ledger } from './ledger.js';
import type { CacheCounts } from './ledger.js';
import { RefinerRecord } from './refiner-record.js';
import type { Provenance } from './refiner-record.js';
import { RefinerRecords } from './refiner-records.js';

const NONE = -1;
// A node that was recomputed ahead of the flush stays in its list, clean, until the flush comes by.
const CLEAN = 0;
const DIRTY = 1;
const LISTED = 2;

/** Stands for an infinite exponent of a grid. */
const NO_GRID = 2 ** 31 - 1;

const LAST_TICK = 2 ** 32 - 1;

export class Graph {
  /** Moves when nodes are numbered anew: what remembers a node remembers the epoch with it. */
  epoch = 0;
  #size = 0;
  #edges = 0;
  readonly #kinds: Kind[] = [];
  readonly #kindHashes: number[] = [];
  #table = new InternTable();
  readonly #ledger = new Ledger();

  // Per node.
  #kind = new Int32Array(256);
  #height = new Int32Array(256);
  #childStart = new Int32Array(257);
  #version = new Uint32Array(256);
  /** Exponent of the grid that the bounds are to be rounded to; NO_GRID for about 64 bits. */
  #grid = new Int32Array(256);
  /**
   * Log2 of the error that a node brings in itself: of a refiner the width of its bounds, of a
   * combinator what rounding may have added at its last recomputation.
   */
  #ownError = new Float64Array(256);
  #firstParentEdge = new Int32Array(256);
  #active = new Int32Array(256);
  #dirty = new Uint8Array(256);
  #nextDirty = new Int32Array(256);
  /** Hash of kind and parameters; of a node that is never shared the sign bit of `#shared` is 0. */
  #identity = new Int32Array(256);
  #shared = new Uint8Array(256);
  /** The tick at which the bounds last changed, and at which a combinator last looked at its children. */
  #changedAt = new Uint32Array(256);
  #computedAt = new Uint32Array(256);
  #tick = 1;
  readonly #bounds: Enclosure[] = [];
  readonly #params: unknown[] = [];
  /** The row of the records where a refiner is remembered; NONE for combinators. */
  #row = new Int32Array(256);
  #records = new RefinerRecords();
  readonly #errors = new Map<NodeId, PincerError>();

  // Per edge (parent, position); the children of node n are edges childStart[n] .. childStart[n + 1].
  #child = new Int32Array(512);
  #edgeParent = new Int32Array(512);
  #nextParentEdge = new Int32Array(512);
  #previousParentEdge = new Int32Array(512);

  // Dirty nodes, one singly linked list a height.
  #dirtyHead = new Int32Array(64).fill(NONE);
  #lowestDirty = Infinity;
  #highestDirty = -1;

  get size(): number {
    return this.#size;
  }

  /** Makes a kind known; returns its number. */
  defineKind(kind: Kind): number {
    this.#kinds.push(kind);
    const identity = kind.type === 'refiner' ? `@${String(kind.refiner.version)}` : '';
    this.#kindHashes.push(hashText(kindName(kind) + identity));
    return this.#kinds.length - 1;
  }

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
    const identity = mix(this.#kindHashes[kind]!, paramsHash);
    let hash = identity;
    for (const child of children) hash = mix(hash, child);
    const found = this.#table.find(hash, (node) => {
      if (this.#kind[node] !== kind || !this.#hasChildren(node, children)) return false;
      return sameParams(this.#params[node]);
    });
    if (found !== undefined) {
      this.#ledger.counts.hits++;
      return found;
    }
    this.#ledger.counts.misses++;
    const node = this.#append(kind, params, children);
    this.#identity[node] = identity;
    this.#shared[node] = 1;
    this.#table.add(hash, node);
    return node;
  }

  /** Adds a node that is never shared: a source, or a refiner that must not be interned. */
  add(kind: number, params: unknown, children: readonly NodeId[]): NodeId {
    return this.#append(kind, params, children);
  }

  /** What was found, made, forgotten and made again. */
  get counts(): CacheCounts {
    return this.#ledger.counts;
  }

  /** What the nodes take of memory, weighed when they were last in use. */
  get bytes(): number {
    return this.#ledger.bytes;
  }

  /** Says that a node is part of a request for a root; later times are larger. */
  touch(node: NodeId, time: number, root: NodeId): void {
    this.#ledger.use(node, time, root);
  }

  /** When a node was last part of a request; 0 before the first. */
  usedAt(node: NodeId): number {
    return this.#ledger.usedAt(node);
  }

  /**
   * Drops the state of a refiner that no cone needs now: it starts anew when it is next wanted, and has
   * caught up when it narrows bounds and version, which stay.
   */
  dropState(node: NodeId): void {
    const kind = this.kindOf(node);
    const record = this.recordOf(node);
    if (kind.type !== 'refiner' || record === undefined || this.isActive(node)) {
      throw new RangeError(`Graph: ${this.describe(node)} has no state that can be dropped`);
    }
    record.startAnew(kind.refiner.start(this.#params[node] as Plain));
    this.#ledger.counts.droppedStates++;
    this.#ledger.change(node);
    this.#weigh(node);
  }

  /**
   * Forgets nodes until what remains is within the limits, those first that the policy says, and numbers
   * the others anew. Only while no cone is active. What is forgotten can be made again: sharing and work
   * are lost, never correctness.
   */
  retain(limits: CacheLimits, policy: CachePolicy = 'lru'): void {
    const { kept, hand } = keptBy(
      policy,
      {
        ...this.#ledger.view(this.#size),
        height: this.#height,
        childStart: this.#childStart,
        child: this.#child,
      },
      limits,
    );
    const old = {
      size: this.#size,
      kind: this.#kind,
      childStart: this.#childStart,
      child: this.#child,
      bounds: this.#bounds.splice(0),
      params: this.#params.splice(0),
      row: this.#row,
      records: this.#records,
      errors: new Map(this.#errors),
      version: this.#version,
      grid: this.#grid,
      ownError: this.#ownError,
      identity: this.#identity,
      shared: this.#shared,
      changedAt: this.#changedAt,
      computedAt: this.#computedAt,
    };
    this.#clear();
    const past = this.#ledger.forget();
    const renumbered = new Int32Array(old.size).fill(NONE);
    for (const node of kept) {
      const children: NodeId[] = [];
      for (let edge = old.childStart[node]!; edge < old.childStart[node + 1]!; edge++) {
        children.push(renumbered[old.child[edge]!]!);
      }
      const copy = this.#append(old.kind[node]!, old.params[node], children, {
        records: old.records,
        row: old.row[node]!,
      });
      renumbered[node] = copy;
      this.#bounds[copy] = old.bounds[node]!;
      this.#version[copy] = old.version[node]!;
      this.#grid[copy] = old.grid[node]!;
      this.#ownError[copy] = old.ownError[node]!;
      this.#changedAt[copy] = old.changedAt[node]!;
      this.#computedAt[copy] = old.computedAt[node]!;
      this.#identity[copy] = old.identity[node]!;
      this.#shared[copy] = old.shared[node]!;
      const error = old.errors.get(node);
      if (error !== undefined) this.#errors.set(copy, error);
      if (old.shared[node] === 0) continue;
      let hash = old.identity[node]!;
      for (const child of children) hash = mix(hash, child);
      this.#table.add(hash, copy);
    }
    this.#ledger.restore(past, renumbered, hand);
    this.#ledger.counts.evictions += old.size - kept.length;
    this.epoch++;
  }

  /** Back to an empty graph that knows its kinds. */
  #clear(): void {
    if (this.#active.some((count) => count > 0)) {
      throw new RangeError('Graph: nodes of active cones cannot be forgotten');
    }
    this.#size = 0;
    this.#edges = 0;
    this.#table = new InternTable();
    this.#errors.clear();
    this.#kind = new Int32Array(256);
    this.#height = new Int32Array(256);
    this.#childStart = new Int32Array(257);
    this.#version = new Uint32Array(256);
    this.#grid = new Int32Array(256);
    this.#ownError = new Float64Array(256);
    this.#firstParentEdge = new Int32Array(256);
    this.#active = new Int32Array(256);
    this.#dirty = new Uint8Array(256);
    this.#nextDirty = new Int32Array(256);
    this.#identity = new Int32Array(256);
    this.#shared = new Uint8Array(256);
    this.#changedAt = new Uint32Array(256);
    this.#computedAt = new Uint32Array(256);
    this.#row = new Int32Array(256);
    this.#records = new RefinerRecords();
    this.#child = new Int32Array(512);
    this.#edgeParent = new Int32Array(512);
    this.#nextParentEdge = new Int32Array(512);
    this.#previousParentEdge = new Int32Array(512);
    this.#dirtyHead = new Int32Array(64).fill(NONE);
    this.#lowestDirty = Infinity;
    this.#highestDirty = -1;
  }

  kindOf(node: NodeId): Kind {
    return this.#kinds[this.#kind[node]!]!;
  }

  paramsOf(node: NodeId): unknown {
    return this.#params[node];
  }

  heightOf(node: NodeId): number {
    return this.#height[node]!;
  }

  childCount(node: NodeId): number {
    return this.#childStart[node + 1]! - this.#childStart[node]!;
  }

  childAt(node: NodeId, position: number): NodeId {
    return this.#child[this.#childStart[node]! + position]!;
  }

  childrenOf(node: NodeId): Int32Array {
    return this.#child.subarray(this.#childStart[node], this.#childStart[node + 1]);
  }

  boundsOf(node: NodeId): Enclosure {
    return this.#bounds[node]!;
  }

  /** Log2 of the width of the bounds. */
  widthOf(node: NodeId): Log2 {
    return this.isRefiner(node) ? this.#ownError[node]! : widthLog2(this.#bounds[node]!);
  }

  inputsOf(node: NodeId): Enclosure[] {
    const inputs: Enclosure[] = [];
    const end = this.#childStart[node + 1]!;
    for (let edge = this.#childStart[node]!; edge < end; edge++) {
      inputs.push(this.#bounds[this.#child[edge]!]!);
    }
    return inputs;
  }

  versionOf(node: NodeId): number {
    return this.#version[node]!;
  }

  gridOf(node: NodeId): number {
    const grid = this.#grid[node]!;
    return grid === NO_GRID ? Infinity : grid;
  }

  /** Log2 of how much of the width of a combinator may be its own rounding. */
  roundingOf(node: NodeId): Log2 {
    return this.#ownError[node]!;
  }

  /** The same as it will be when the node is recomputed, where it is to be. */
  roundingToCome(node: NodeId): Log2 {
    const rounding = this.#ownError[node]!;
    return this.#dirty[node] === DIRTY ? Math.min(rounding, this.gridOf(node) + 1) : rounding;
  }

  /** Whether a node has steps; the others are combinators. */
  isRefiner(node: NodeId): boolean {
    return this.#row[node]! !== NONE;
  }

  /** What is remembered of a refiner node; undefined for combinators. */
  recordOf(node: NodeId): RefinerRecord | undefined {
    const row = this.#row[node]!;
    return row === NONE ? undefined : new RefinerRecord(this.#records, row);
  }

  /** Where the state of a refiner node came from; undefined before its first step. */
  provenanceOf(node: NodeId): Provenance | undefined {
    const lease = this.recordOf(node)?.lease ?? 0;
    const kind = this.kindOf(node);
    if (lease === 0 || kind.type !== 'refiner') return undefined;
    // A state is accepted only over the version that its lease was cut from.
    return { lease, parentVersion: this.#version[node]! - 1, refiner: keyOf(kind.refiner) };
  }

  errorOf(node: NodeId): PincerError | undefined {
    return this.#errors.get(node);
  }

  fail(node: NodeId, error: PincerError): void {
    error.node ??= this.describe(node);
    this.#errors.set(node, error);
  }

  get hasErrors(): boolean {
    return this.#errors.size > 0;
  }

  nodeWithError(error: PincerError): NodeId | undefined {
    for (const [node, kept] of this.#errors) if (kept === error) return node;
    return undefined;
  }

  /** A short text for a node, for errors and events: its function and number. */
  describe(node: NodeId): string {
    const params = this.#params[node];
    const label =
      typeof params === 'object' && params !== null && 'label' in params
        ? ` ${String(params.label)}`
        : '';
    return `${kindName(this.kindOf(node))}#${String(node)}${label}`;
  }

  /**
   * Publishes bounds of a node by intersection with those it has.
   * @returns whether they narrowed.
   * @throws ContradictionError when nothing is left.
   */
  narrow(node: NodeId, bounds: Enclosure): boolean {
    const before = this.#bounds[node]!;
    const met = intersect(before, bounds);
    if (met === undefined) throw new ContradictionError(this.#contradiction(node, before, bounds));
    // It gives back what it was given where nothing is gained.
    if (met === before) return false;
    this.#bounds[node] = met;
    if (this.isRefiner(node)) this.#ownError[node] = widthLog2(met);
    this.#changedAt[node] = this.#nextTick();
    this.#ledger.change(node);
    this.#markParents(node);
    return true;
  }

  /** Counts an accepted state. */
  advanceVersion(node: NodeId): number {
    this.#ledger.change(node);
    return ++this.#version[node]!;
  }

  /** Takes over the version that a restored state was accepted as; a lease of an older one is stale then. */
  restoreVersion(node: NodeId, version: number): void {
    this.#version[node] = Math.max(this.#version[node]!, version);
  }

  /** Sets the working precision of a combinator; one finer than its bounds were rounded to makes it dirty. */
  setGrid(node: NodeId, grid: number): void {
    this.#grid[node] = Math.min(grid, NO_GRID);
    if (this.#ownError[node]! > grid + 1) this.markDirty(node);
  }

  /** Links the parent edges of a node, once for each cone that it is in. */
  activate(node: NodeId): void {
    if (this.#active[node]!++ > 0) return;
    const end = this.#childStart[node + 1]!;
    for (let edge = this.#childStart[node]!; edge < end; edge++) {
      const child = this.#child[edge]!;
      const first = this.#firstParentEdge[child]!;
      this.#nextParentEdge[edge] = first;
      this.#previousParentEdge[edge] = NONE;
      if (first !== NONE) this.#previousParentEdge[first] = edge;
      this.#firstParentEdge[child] = edge;
    }
    // Children may have moved while nobody looked.
    const computedAt = this.#computedAt[node]!;
    let stale = computedAt === 0;
    for (let edge = this.#childStart[node]!; edge < end && !stale; edge++) {
      stale = this.#changedAt[this.#child[edge]!]! > computedAt;
    }
    if (stale) this.markDirty(node);
  }

  deactivate(node: NodeId): void {
    if (--this.#active[node]! > 0) return;
    this.#weigh(node);
    const end = this.#childStart[node + 1]!;
    for (let edge = this.#childStart[node]!; edge < end; edge++) {
      const next = this.#nextParentEdge[edge]!;
      const previous = this.#previousParentEdge[edge]!;
      if (next !== NONE) this.#previousParentEdge[next] = previous;
      if (previous !== NONE) this.#nextParentEdge[previous] = next;
      else this.#firstParentEdge[this.#child[edge]!] = next;
    }
  }

  isActive(node: NodeId): boolean {
    return this.#active[node]! > 0;
  }

  /** Calls `visit` for each parent edge of a node among the active cones. */
  forEachParent(node: NodeId, visit: (parent: NodeId) => void): void {
    for (
      let edge = this.#firstParentEdge[node]!;
      edge !== NONE;
      edge = this.#nextParentEdge[edge]!
    ) {
      visit(this.#edgeParent[edge]!);
    }
  }

  /** O(1), idempotent: one entry a node however many children moved. */
  markDirty(node: NodeId): void {
    const before = this.#dirty[node]!;
    if (before === DIRTY || this.isRefiner(node)) return;
    this.#dirty[node] = DIRTY;
    if (before === LISTED) return;
    const height = this.#height[node]!;
    if (height >= this.#dirtyHead.length) {
      const filled = this.#dirtyHead.length;
      this.#dirtyHead = grown(this.#dirtyHead, height + 1).fill(NONE, filled);
    }
    this.#nextDirty[node] = this.#dirtyHead[height]!;
    this.#dirtyHead[height] = node;
    if (height < this.#lowestDirty) this.#lowestDirty = height;
    if (height > this.#highestDirty) this.#highestDirty = height;
  }

  isDirty(node: NodeId): boolean {
    return this.#dirty[node] === DIRTY;
  }

  /** Recomputes every dirty combinator once, in height order. Returns how many it recomputed. */
  flush(): number {
    let recomputed = 0;
    // Recomputing marks parents only, which lie higher: one pass upward meets them all.
    for (let height = this.#lowestDirty; height <= this.#highestDirty; height++) {
      for (let node = this.#dirtyHead[height]!; node !== NONE; node = this.#dirtyHead[height]!) {
        this.#dirtyHead[height] = this.#nextDirty[node]!;
        const wanted = this.#dirty[node] === DIRTY && this.#active[node]! > 0;
        this.#dirty[node] = CLEAN;
        if (!wanted) continue;
        this.#recompute(node);
        recomputed++;
      }
    }
    this.#lowestDirty = Infinity;
    this.#highestDirty = -1;
    return recomputed;
  }

  /** Recomputes one combinator ahead of the flush, if it is dirty. */
  refresh(node: NodeId): void {
    if (this.#dirty[node] !== DIRTY) return;
    this.#dirty[node] = LISTED;
    this.#recompute(node);
  }

  /** Combines the present bounds of the children. An error is kept with the node, for the roots that need it. */
  #recompute(node: NodeId): void {
    const kind = this.kindOf(node);
    if (kind.type !== 'combinator') return;
    this.#computedAt[node] = this.#nextTick();
    try {
      const grid = this.gridOf(node);
      const bounds = kind.combinator.combine(this.inputsOf(node), grid, this.#params[node]);
      // Law 3 of the combinators, where a coarse grid may say more than what was rounded.
      if (isPoint(bounds)) this.#ownError[node] = -Infinity;
      else this.#ownError[node] = grid < Infinity ? grid + 1 : magnitudeLog2(bounds) - 62;
      this.narrow(node, bounds);
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      this.fail(node, error);
    }
  }

  /** Where the ticks begin anew, all combinators look at their children again when they become active. */
  #nextTick(): number {
    if (this.#tick === LAST_TICK) {
      this.#tick = 1;
      this.#computedAt.fill(0);
      this.#changedAt.fill(0);
    }
    return this.#tick++;
  }

  #markParents(node: NodeId): void {
    for (
      let edge = this.#firstParentEdge[node]!;
      edge !== NONE;
      edge = this.#nextParentEdge[edge]!
    ) {
      this.markDirty(this.#edgeParent[edge]!);
    }
  }

  #weigh(node: NodeId): void {
    this.#ledger.weigh(
      node,
      this.childCount(node),
      this.#bounds[node]!,
      this.#params[node],
      this.recordOf(node),
    );
  }

  #hasChildren(node: NodeId, children: readonly NodeId[]): boolean {
    const start = this.#childStart[node]!;
    if (this.#childStart[node + 1]! - start !== children.length) return false;
    for (let i = 0; i < children.length; i++) {
      if (this.#child[start + i] !== children[i]) return false;
    }
    return true;
  }

  /** @param known - where it was remembered before. */
  #append(
    kind: number,
    params: unknown,
    children: readonly NodeId[],
    known?: { readonly records: RefinerRecords; readonly row: number },
  ): NodeId {
    const node = this.#size;
    const definition = this.#kinds[kind];
    if (definition === undefined) {
      throw new UnknownKindError(
        `Graph: node ${String(node)} is of the unknown kind ${String(kind)}; there are ${String(this.#kinds.length)} kinds`,
      );
    }
    let height = 0;
    for (const child of children) {
      if (!(child >= 0 && child < node)) {
        throw new CycleError(
          `Graph: child ${String(child)} of node ${String(node)} does not exist yet: children come first, so that there are no cycles`,
        );
      }
      height = Math.max(height, this.#height[child]! + 1);
    }
    // A refiner's own code may throw: nothing is changed before it has answered.
    let bounds: Enclosure = ALL;
    let row = NONE;
    if (known !== undefined) {
      if (known.row !== NONE) row = this.#records.copy(known.records, known.row);
    } else if (definition.type === 'refiner') {
      const { refiner } = definition;
      bounds = refiner.initial?.(params as Plain) ?? ALL;
      row = this.#records.add(refiner.start(params as Plain), children.length);
    }
    this.#reserve(node + 1, this.#edges + children.length);
    for (const child of children) {
      this.#child[this.#edges] = child;
      this.#edgeParent[this.#edges] = node;
      this.#edges++;
    }
    this.#size = node + 1;
    this.#ledger.add(node, children.length);
    if (known === undefined) this.#ledger.counts.insertions++;
    this.#childStart[node + 1] = this.#edges;
    this.#kind[node] = kind;
    this.#height[node] = height;
    this.#grid[node] = NO_GRID;
    this.#ownError[node] = row === NONE ? Infinity : widthLog2(bounds);
    this.#row[node] = row;
    this.#firstParentEdge[node] = NONE;
    this.#params.push(params);
    this.#bounds.push(bounds);
    return node;
  }

  #reserve(nodes: number, edges: number): void {
    if (nodes > this.#kind.length) {
      this.#kind = grown(this.#kind, nodes);
      this.#height = grown(this.#height, nodes);
      this.#version = grown(this.#version, nodes);
      this.#grid = grown(this.#grid, nodes);
      this.#ownError = grown(this.#ownError, nodes);
      this.#firstParentEdge = grown(this.#firstParentEdge, nodes);
      this.#active = grown(this.#active, nodes);
      this.#identity = grown(this.#identity, nodes);
      this.#shared = grown(this.#shared, nodes);
      this.#changedAt = grown(this.#changedAt, nodes);
      this.#computedAt = grown(this.#computedAt, nodes);
      this.#row = grown(this.#row, nodes);
      this.#dirty = grown(this.#dirty, nodes);
      this.#nextDirty = grown(this.#nextDirty, nodes);
    }
    this.#childStart = grown(this.#childStart, nodes + 1);
    if (edges > this.#child.length) {
      this.#child = grown(this.#child, edges);
      this.#edgeParent = grown(this.#edgeParent, edges);
      this.#nextParentEdge = grown(this.#nextParentEdge, edges);
      this.#previousParentEdge = grown(this.#previousParentEdge, edges);
    }
  }

  #contradiction(node: NodeId, before: Enclosure, bounds: Enclosure): string {
    const inputs = [...this.childrenOf(node)].map((child) => this.describe(child)).join(', ');
    return (
      `${this.describe(node)}: two proven enclosures do not meet: ` +
      `${describeEnclosure(before)} and ${describeEnclosure(bounds)}` +
      (inputs === '' ? '' : `, from the inputs ${inputs}`)
    );
  }
}
