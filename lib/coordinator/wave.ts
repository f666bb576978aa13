/**
 * A wave: one pass of demand down a cone and of bounds up it.
 *
 * Laws
 * 1. A step runs only after all that is mandatory below it has run: a node waits for those of its
 *    children that are still unsettled, and is released by the last of them.
 * 2. A combinator is recomputed when its last child has settled, so once a wave.
 * 3. A refiner is mandatory when its contribution is above the threshold at the moment of its release;
 *    it settles when its contribution has fallen to the threshold, or when it can do no more.
 * 4. While nothing is mandatory below the function refiners and the estimate is above the allowance,
 *    those steps run that OptionalSteps finds worth their cost; then what is left open settles.
 * 5. A refiner that was blocked, and whose need is met now, looks again once a wave, wherever it stands.
 * 6. Demands come from the sensitivities at the start of the wave. Bounds only narrow, so these stay
 *    upper bounds where the functions are Lipschitz on the bounds.
 */
import { containsZero, isFinite, magnitudeLog2, widthLog2 } from '../exact/enclosure.js';
import type { Log2 } from '../exact/enclosure.js';
import { logSum } from '../exact/log2.js';
import type { ConePositions } from '../graph/cone-positions.js';
import { refreshCone } from '../graph/cone.js';
import type { Cone } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import type { Sensitivities } from '../graph/sensitivities.js';
import { sensitivities } from '../graph/sensitivities.js';
import type { Demand, Predicate } from '../refiners/refiner.js';
import { CandidateQueue } from './candidate-queue.js';
import { answeredParts } from './contribution.js';
import type { AnsweredWidth } from './contribution.js';
import { ContributionSum } from './contribution-sum.js';
import { hasNews, isUnblocked } from './doubts.js';
import { MOST_IDLE_STEPS } from './limits.js';
import { OptionalSteps } from './optional.js';
import type { Predictor } from './predictor.js';

/** What a wave is to bring about. */
export type Aim =
  /** A first step of every refiner that has taken none, or whose bounds are unbounded. */
  | { readonly type: 'discover' }
  /** The focus at most `2^allowance` wide. */
  | {
      readonly type: 'narrow';
      readonly focus: NodeId;
      readonly allowance: Log2;
      readonly predicate?: Predicate;
      /** Also the steps whose contribution is small, down to a flat share of the allowance. */
      readonly thorough: boolean;
    };

/** Share of the allowance that the rounding of combinators may take: 2^-4 of it. */
const ROUNDING_SHARE = 4;

/** No demand is finer: the longest goal, and as many bits again for what it costs below. */
const FINEST_GRID = -400_000_000;

/** What the nodes that no sensitivity speaks for are narrowed to at least, relative to their magnitudes. */
const FEWEST_BLIND_BITS = 128;

/**
 * And at most, beyond the bits of the goal: where these do not help more would not, since a magnitude is
 * beyond what is represented or a function is not continuous there.
 */
const MOST_BLIND_BITS = 2 ** 17;

/** Accepted steps in a row without effect after which a wave goes on without a node. */
const IDLE_LEAF = MOST_IDLE_STEPS;
const IDLE_FUNCTION = 2;

/** Bits that a first look counts for. */
const FIRST_GAIN = 64;

/**
 * Declared cost, for each node of the cone, after which a wave is planned afresh: about twenty times
 * what that costs.
 */
const REPLAN = 20_000;

/** What is pending makes an evaluation due if it is more than 2^-4 of a share. */
const PENDING_SHARE = 4;

/**
 * The bits below its share that are asked of a node which is to make up for others, and that are
 * hoped of a function which was never asked for anything.
 */
const BELOW_SHARE = 4;

/** Above every contribution. */
const CHAINS_FIRST = 2 ** 40;

// Where a refiner stands in the wave. Combinators only wait or are settled.
const SETTLED = 0;
const WAITING = 1;
const QUEUED = 2;
const LEASED = 3;
/** May step, but need not. */
const OPEN = 4;

export class Wave {
  readonly aim: Aim;
  /** Whether a step was accepted, or rounding on a finer grid narrowed the focus. */
  progressed = false;
  /** Declared cost of the steps accepted since the wave began. */
  spent = 0;

  readonly #parallel: boolean;
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  readonly #sensitivities: Sensitivities | undefined;
  readonly #queue = new CandidateQueue();
  /** Log2 of what each node contributes to the width of the focus, held against what is mandatory. */
  readonly #contributions: ContributionSum | undefined;
  readonly #place: Uint8Array;
  /** Whether a node has been stepped in this wave. */
  readonly #stepped: Uint8Array;
  /** Whether a node lies below a function refiner of the cone. */
  readonly #feeds: Uint8Array;
  /** How many child edges lead to unsettled nodes. */
  readonly #waitingFor: Int32Array;
  /** Function refiners that the optional steps count on. */
  readonly #planned: Uint8Array;
  readonly #predictor: Predictor;
  /** Until no optional step is left that is worth its cost. */
  #mayOpen = false;
  /** Those, once the mandatory ones are done. */
  #optional: OptionalSteps | undefined;
  readonly #answered: AnsweredWidth = { own: 0, pending: 0, both: 0 };
  #outstanding = 0;
  #share: Log2 = Infinity;
  /** The bits that nodes are narrowed to for which no sensitivity speaks. */
  #blindBits = FEWEST_BLIND_BITS;
  #mostBlindBits = MOST_BLIND_BITS;
  #threshold: Log2 = Infinity;
  /** Contributions above it must fall, whatever else is done. */
  #mandatory: Log2 = Infinity;
  /** eta / W of the focus at the start, as a difference of logarithms. */
  #overestimate: Log2 = 0;

  /** @param parallel - whether steps run at the same time: the longest chain of them is to start first. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    aim: Aim,
    predictor: Predictor,
    parallel = false,
  ) {
    this.aim = aim;
    this.#predictor = predictor;
    this.#parallel = parallel;
    this.#graph = graph;
    this.#cone = cone;
    this.#positions = positions;
    this.#place = new Uint8Array(cone.length);
    this.#stepped = new Uint8Array(cone.length);
    this.#feeds = new Uint8Array(cone.length);
    this.#waitingFor = new Int32Array(cone.length);
    this.#planned = new Uint8Array(cone.length);
    if (aim.type === 'narrow') {
      const { focus, allowance } = aim;
      this.#sensitivities = sensitivities(graph, cone, positions, focus, allowance);
      this.#contributions = this.#plan(focus, allowance, aim.thorough);
    }
    this.#start();
    if (aim.type === 'narrow' && this.#queue.length === 0 && !this.#mayOpen) this.#round(aim.focus);
  }

  /** Whether nothing is queued and nothing that was leased is still out. */
  get finished(): boolean {
    return this.#queue.length === 0 && this.#outstanding === 0 && !this.#mayOpen;
  }

  /** Whether there may be an optional step to choose; with nothing out one is chosen, or the choice is over. */
  get #mayChoose(): boolean {
    if (this.#outstanding === 0) return this.#mayOpen;
    return this.#optional !== undefined && this.#optional.candidates > 0;
  }

  /** Whether the goal may be met now, as far as the wave can tell without a flush. */
  get isMetByEstimate(): boolean {
    return this.#contributions?.isWithin ?? false;
  }

  /** Whether steps have cost so much that it pays to plan afresh. */
  get isOutdated(): boolean {
    return this.aim.type === 'narrow' && this.spent >= REPLAN * this.#cone.length;
  }

  /** How many steps wait to be leased; at most, as entries of the queue may be out of date. */
  get queued(): number {
    return this.#queue.length + (this.#mayChoose ? 1 : 0);
  }

  /** Of how many nodes a step is ready, or may be chosen; at most, for the same reason. */
  get candidates(): number {
    return this.#queue.length + (this.#optional?.candidates ?? 0);
  }

  /** How many steps are ready or leased; at most, as entries of the queue may be out of date. */
  get live(): number {
    return this.queued + this.#outstanding;
  }

  /** Nothing queued, but leases are out. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Log2 of an estimate of the width of the focus, from what the steps since the last flush brought. */
  get estimate(): Log2 {
    return (this.#contributions?.total ?? Infinity) - this.#overestimate;
  }

  /** Log2 of the present contribution of a node; `-Infinity` when it has none in this wave. */
  contributionOf(node: NodeId): Log2 {
    const position = this.#positions.of(node);
    return position < 0 ? -Infinity : (this.#contributions?.get(position) ?? Infinity);
  }

  sensitivityTo(node: NodeId): Log2 {
    const position = this.#positions.of(node);
    return position < 0 ? -Infinity : (this.#sensitivities?.ofNode[position] ?? Infinity);
  }

  /** The next node to step, marked as leased; undefined when none is ready. */
  next(): NodeId | undefined {
    // Closing the optional steps is the only way to come round, and happens once.
    for (;;) {
      const ready = this.#queue.pop((p) => (this.#place[p] === QUEUED ? this.#key(p) : undefined));
      if (ready !== undefined) return this.#lease(ready);
      if (!this.#mayOpen || (this.#optional === undefined && this.#outstanding > 0)) {
        return undefined;
      }
      this.#optional ??= this.#weigh();
      const chosen = this.#optional.next();
      if (chosen !== undefined) return this.#lease(chosen);
      if (this.#outstanding > 0) return undefined;
      this.#close();
    }
  }

  /** The optional steps, from where the mandatory ones have left everything. */
  #weigh(): OptionalSteps {
    const contributions = new Float64Array(this.#cone.length);
    for (let p = 0; p < contributions.length; p++) contributions[p] = this.#contributions!.get(p);
    const optional = new OptionalSteps(
      this.#graph,
      this.#cone,
      this.#positions,
      this.#predictor,
      contributions,
      this.#mandatory,
    );
    this.#optional = optional;
    for (let p = 0; p < this.#cone.length; p++) {
      if (this.#place[p] === OPEN) optional.open(p, contributions[p]!, this.#leapOf(p));
      else if (this.#place[p] === WAITING) this.#defer(p);
      else optional.stuck(p, contributions[p]!);
    }
    return optional;
  }

  #lease(p: number): NodeId {
    this.#place[p] = LEASED;
    this.#outstanding++;
    if (this.#waitingFor[p] === 0) {
      this.#optional?.leased(p, this.#contributions!.get(p), this.#leapOf(p));
    }
    return this.#cone[p]!;
  }

  /** No more optional steps: what is open settles, and what waits for it is released. */
  #close(): void {
    const optional = this.#optional!;
    this.#optional = undefined;
    this.#mayOpen = false;
    for (let p = 0; p < this.#cone.length; p++) this.#planned[p] = optional.isPlanned(p) ? 1 : 0;
    for (let p = 0; p < this.#cone.length; p++) {
      if (this.#place[p] !== OPEN) continue;
      this.#place[p] = SETTLED;
      this.#release(p);
    }
  }

  /** Log2 of the contribution that a leap would leave; NaN for a refiner that does not leap. */
  #leapOf(p: number): Log2 {
    const node = this.#cone[p]!;
    const leaps = this.#predictor.leaps(node);
    if (leaps === undefined) {
      return this.#graph.childCount(node) > 0 ? this.#share - BELOW_SHARE : NaN;
    }
    if (!leaps) return NaN;
    return this.#askedOf(p);
  }

  /**
   * Log2 of the contribution that is asked of a node: its share; least where it has that already and is to
   * make up for others. A leaf that need not step for itself makes up for others too, so that it does not leap
   * again for a little more; a function is asked for the same whether its inputs are settled or under way.
   */
  #askedOf(p: number): Log2 {
    const contribution = this.#contributions!.get(p);
    if (contribution <= this.#share) return this.#share - BELOW_SHARE;
    const makesUp = contribution <= this.#threshold && this.#graph.childCount(this.#cone[p]!) === 0;
    return makesUp ? this.#share - BELOW_SHARE / 2 : this.#share;
  }

  /** Log2 of the contribution that a step of a node is to leave now; of one that waits for others its share. */
  #shareAsked(p: number): Log2 {
    return this.#place[p] === WAITING ? this.#share : this.#askedOf(p);
  }

  /** Whether a node waits for this child of its, and for nothing else. */
  awaits(node: NodeId, child: NodeId): boolean {
    const p = this.#positions.of(node);
    if (p < 0 || this.#place[p] !== WAITING) return false;
    let edges = 0;
    for (const other of this.#graph.childrenOf(node)) if (other === child) edges++;
    return this.#waitingFor[p] === edges;
  }

  demandFor(node: NodeId): Demand {
    if (this.aim.type === 'discover') return { width: this.#asInputs(node) };
    const s = this.#sensitivities!.ofNode[this.#positions.of(node)]!;
    if (s === -Infinity) return { width: this.#asInputs(node) };
    const p = this.#positions.of(node);
    const demand = { width: this.#isBlind(s) ? this.#groped(node) : this.#shareAsked(p) - s };
    const { predicate, focus } = this.aim;
    return predicate !== undefined && focus === node ? { ...demand, predicate } : demand;
  }

  /**
   * Log2 of the width down to which every step of a leaf is certain to be needed, so that one lease
   * may cover several; undefined where none is. In a search for a side of a point none ever is: the
   * next step may show it, however narrow the wave is meant to become.
   */
  certainWidth(node: NodeId): Log2 | undefined {
    if (this.aim.type === 'discover' || this.#graph.childCount(node) > 0) return undefined;
    const { focus, predicate } = this.aim;
    if (predicate !== undefined || focus !== this.#cone[this.#cone.length - 1]) return undefined;
    const p = this.#positions.of(node);
    const s = this.#sensitivities!.ofNode[p]!;
    const contribution = this.#contributions!.get(p);
    if (!(contribution > this.#threshold) || contribution === Infinity) return undefined;
    return this.#isBlind(s) ? undefined : this.#threshold - s;
  }

  /** A lease of this node came back without being accepted: it waits for another. */
  returned(node: NodeId): void {
    const p = this.#positions.of(node);
    if (p < 0 || this.#place[p] !== LEASED) return;
    this.#outstanding--;
    this.#place[p] = QUEUED;
    this.#queue.push(p, this.#key(p));
  }

  /**
   * A step of this node was accepted, or its bounds moved.
   * @returns by how many bits that brought it nearer to what this wave needs of it.
   */
  moved(node: NodeId): number {
    const p = this.#positions.of(node);
    if (p < 0) return 0;
    this.progressed = true;
    this.#stepped[p] = 1;
    const place = this.#place[p]!;
    const before = this.#contributions?.get(p) ?? Infinity;
    if (this.#sensitivities !== undefined) this.#measure(p);
    if (place === WAITING) this.#defer(p);
    else if (place === OPEN) this.#openOrSettle(p);
    if (place !== QUEUED && place !== LEASED) return 0;
    const after = this.#contributions?.get(p) ?? -Infinity;
    if (place === LEASED) this.#outstanding--;
    this.#planned[p] = 0;
    if (this.#waitingFor[p]! > 0) {
      this.#place[p] = WAITING;
      this.#defer(p);
    } else if (this.#isMandatory(p)) {
      if (place === LEASED) this.#queue.push(p, this.#key(p));
      this.#place[p] = QUEUED;
      this.#optional?.settled(p, Math.min(after, this.#threshold));
    } else {
      this.#openOrSettle(p);
    }
    if (before === Infinity) return after === Infinity ? 0 : FIRST_GAIN;
    return Math.max(0, before - Math.max(after, Math.min(this.#share, this.#threshold)));
  }

  /**
   * A first look of a node is a cheap one; a further one has to see what its inputs show by now. An input
   * that is narrow for being near zero shows no more than its bits: [0, 2^-2^32] asks for no 2^32 of them.
   */
  #asInputs(node: NodeId): Log2 {
    const record = this.#graph.recordOf(node);
    if (record === undefined || record.steps === 0) return Infinity;
    let narrowest = Infinity;
    let bits = 0;
    for (const child of this.#graph.childrenOf(node)) {
      const width = this.#graph.widthOf(child);
      if (width === -Infinity) continue;
      narrowest = Math.min(narrowest, width);
      if (width < Infinity)
        bits = Math.max(bits, magnitudeLog2(this.#graph.boundsOf(child)) - width);
    }
    return Math.max(narrowest, -bits - MOST_BLIND_BITS);
  }

  /** No sensitivity says how narrow: it is infinite, or what it asks is beyond all measure. */
  #isBlind(sensitivity: Log2): boolean {
    return this.#share - sensitivity < FINEST_GRID;
  }

  /** The width of a node that no sensitivity speaks for: the same bits for all of them. */
  #groped(node: NodeId): Log2 {
    const bounds = this.#graph.boundsOf(node);
    return Number.isFinite(widthLog2(bounds)) ? magnitudeLog2(bounds) - this.#blindBits : Infinity;
  }

  /** Twice the bits of the refiner that has fewest now, of those that no sensitivity speaks for. */
  #bitsWhereBlind(end: number): number {
    let fewest = Infinity;
    for (let p = 0; p <= end; p++) {
      if (!this.#isBlind(this.#sensitivities!.ofNode[p]!) || !this.#isImprovable(p)) continue;
      const bounds = this.#graph.boundsOf(this.#cone[p]!);
      const width = widthLog2(bounds);
      if (!Number.isFinite(width) || containsZero(bounds)) continue;
      fewest = Math.min(fewest, magnitudeLog2(bounds) - width);
    }
    return fewest === Infinity ? FEWEST_BLIND_BITS : Math.max(FEWEST_BLIND_BITS, 2 * fewest);
  }

  /** Fixes shares and grids from the sensitivities; returns what each node contributes now. */
  #plan(focus: NodeId, allowance: Log2, thorough: boolean): ContributionSum {
    const { ofNode } = this.#sensitivities!;
    const [graph, cone] = [this.#graph, this.#cone];
    const end = this.#positions.of(focus);
    let sources = 0;
    let rounded = 0;
    for (let p = 0; p <= end; p++) {
      if (ofNode[p] === -Infinity) continue;
      if (graph.recordOf(cone[p]!) === undefined) rounded++;
      else if (graph.widthOf(cone[p]!) > -Infinity) sources++;
    }
    this.#share = allowance - Math.log2(Math.max(1, sources)) - 2 ** (1 - ROUNDING_SHARE);
    this.#blindBits = this.#bitsWhereBlind(end);
    const bits = magnitudeLog2(graph.boundsOf(focus)) - allowance;
    this.#mostBlindBits = MOST_BLIND_BITS + (bits > 0 && bits < Infinity ? bits : 0);
    const roundingShare = allowance - ROUNDING_SHARE - Math.log2(Math.max(1, rounded));
    const contributions = new Float64Array(cone.length).fill(-Infinity);
    for (let p = 0; p <= end; p++) {
      const s = ofNode[p]!;
      const node = cone[p]!;
      if (s === -Infinity) continue;
      if (graph.recordOf(node) === undefined) {
        const grid = Math.floor(this.#isBlind(s) ? this.#groped(node) : roundingShare - s) - 2;
        if (grid >= FINEST_GRID && grid < Infinity) graph.setGrid(node, grid);
      }
      contributions[p] = this.#contributionAt(p);
    }
    const eta = logSum(contributions);
    const over = eta - graph.widthOf(focus);
    this.#overestimate = over > 0 && over < -FINEST_GRID ? over : 0;
    this.#mandatory = allowance + this.#overestimate;
    // Where steps run at the same time small ones fill the slots that the mandatory ones leave.
    this.#threshold = thorough || this.#parallel ? this.#share : this.#mandatory;
    // What has no measure cannot be weighed either.
    this.#mayOpen = !thorough && !this.#parallel && Number.isFinite(eta);
    return new ContributionSum(cone.length, this.#mandatory, contributions);
  }

  /** No step is ready: what was too coarsely rounded is all that can be made narrower. */
  #round(focus: NodeId): void {
    const before = this.#graph.boundsOf(focus);
    refreshCone(this.#graph, this.#cone);
    if (this.#graph.boundsOf(focus) !== before) this.progressed = true;
  }

  /** What is not mandatory may step while optional steps are chosen, if it can. */
  #openOrSettle(p: number): void {
    const contribution = this.#contributions?.get(p) ?? -Infinity;
    if (this.#mayOpen && this.#isOptional(p)) {
      this.#place[p] = OPEN;
      this.#optional?.open(p, contribution, this.#leapOf(p));
      return;
    }
    this.#optional?.stuck(p, contribution);
    this.#place[p] = SETTLED;
    this.#release(p);
  }

  /** A refiner that waits for others: its evaluations are planned for later. */
  #defer(p: number): void {
    if (this.#optional === undefined) return;
    if (!this.#isOptional(p)) {
      this.#optional.stuck(p, this.#contributions!.get(p));
      return;
    }
    const { ofNode, edgeStart, ofEdge } = this.#sensitivities!;
    const s = ofNode[p]!;
    const local = ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
    const { own, pending, both } = answeredParts(
      this.#graph,
      this.#cone[p]!,
      local,
      this.#answered,
    );
    const owed = s + pending > this.#share - PENDING_SHARE;
    this.#optional.defer(p, s + own, s + both, this.#leapOf(p), owed);
  }

  /** Whether a step of it can be weighed against others. */
  #isOptional(p: number): boolean {
    const contribution = this.#contributions!.get(p);
    if (this.#graph.recordOf(this.#cone[p]!) === undefined || !Number.isFinite(contribution))
      return false;
    return !this.#isBlind(this.#sensitivities!.ofNode[p]!) && this.#isImprovable(p);
  }

  /** Children before parents: who is mandatory now, and who waits for whom. */
  #start(): void {
    const [graph, cone, positions] = [this.#graph, this.#cone, this.#positions];
    this.#markFeeding();
    for (let p = 0; p < cone.length; p++) {
      const node = cone[p]!;
      const refines = graph.recordOf(node) !== undefined;
      // Nobody waits for a combinator that feeds none: it is recomputed when somebody looks.
      if (!refines && this.#feeds[p] === 0) continue;
      const children = graph.childCount(node);
      let waiting = 0;
      for (let i = 0; i < children; i++) {
        if (this.#place[positions.of(graph.childAt(node, i))] !== SETTLED) waiting++;
      }
      this.#waitingFor[p] = waiting;
      if (waiting > 0) this.#place[p] = WAITING;
      else if (!refines) continue;
      else if (this.#isMandatory(p)) this.#enqueue(p);
      else if (this.#mayOpen && this.#isOptional(p)) this.#place[p] = OPEN;
    }
  }

  /** Marks what is below a function refiner: there, and only there, something waits for it. */
  #markFeeding(): void {
    const [graph, cone] = [this.#graph, this.#cone];
    for (let p = cone.length - 1; p >= 0; p--) {
      const node = cone[p]!;
      const children = graph.childCount(node);
      if (children === 0) continue;
      if (this.#feeds[p] === 0 && graph.recordOf(node) === undefined) continue;
      for (let i = 0; i < children; i++)
        this.#feeds[this.#positions.of(graph.childAt(node, i))] = 1;
    }
  }

  #enqueue(p: number): void {
    this.#place[p] = QUEUED;
    this.#queue.push(p, this.#key(p));
    this.#optional?.settled(p, Math.min(this.#contributions!.get(p), this.#threshold));
  }

  /** Tells the parents of a settled node; those that settle by it tell theirs. */
  #release(settled: number): void {
    if (this.#feeds[settled] === 0) return;
    const pending = [settled];
    for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
      this.#graph.forEachParent(this.#cone[p]!, (parent) => {
        const q = this.#positions.of(parent);
        // One that is leased before its time hears of the last child all the same.
        if (q < 0 || this.#place[q] === SETTLED) return;
        if (--this.#waitingFor[q]! > 0 || this.#place[q] !== WAITING) return;
        this.#graph.refresh(parent);
        if (this.#sensitivities !== undefined) this.#measure(q);
        if (this.#isMandatory(q) || (this.#planned[q] === 1 && this.#isImprovable(q))) {
          this.#enqueue(q);
        } else if (this.#mayOpen && this.#isOptional(q)) {
          this.#openOrSettle(q);
        } else {
          this.#place[q] = SETTLED;
          pending.push(q);
        }
      });
    }
  }

  /**
   * Larger keys step sooner: in discovery the cheap order by height, else the largest contribution. What
   * is mandatory has to be done in any order; where steps run at the same time the longest chain starts
   * first, and before what is not.
   */
  #key(p: number): number {
    const contribution = this.#contributions?.get(p);
    if (contribution === undefined) return -this.#graph.heightOf(this.#cone[p]!);
    const chained = this.#parallel && contribution > this.#mandatory;
    return chained ? CHAINS_FIRST + this.#chainCost(p, contribution) : contribution;
  }

  /** What the steps of a node will still cost, as a logarithm, at the gain and the cost of those it took. */
  #chainCost(p: number, contribution: Log2): Log2 {
    if (contribution === Infinity) return Infinity;
    const { steps, gain, cost } = this.#graph.recordOf(this.#cone[p]!)!;
    const left = Math.max(1, (contribution - this.#share) / (gain > 0 ? gain : 1));
    return Math.log2(left) + Math.log2(steps > 0 ? cost / steps : 1);
  }

  /** Whether a step may bring anything. */
  #isImprovable(p: number): boolean {
    const node = this.#cone[p]!;
    const record = this.#graph.recordOf(node);
    if (record === undefined || record.done !== undefined) return false;
    if (this.#graph.hasErrors && this.#graph.errorOf(node) !== undefined) return false;
    const limit = this.#graph.childCount(node) > 0 ? IDLE_FUNCTION : IDLE_LEAF;
    if (record.idleSteps < limit || hasNews(this.#graph, node)) return true;
    return this.demandFor(node).width < record.idleDemand;
  }

  #isMandatory(p: number): boolean {
    const node = this.#cone[p]!;
    const record = this.#graph.recordOf(node);
    if (record === undefined || !this.#isImprovable(p)) return false;
    const news = hasNews(this.#graph, node);
    if (isUnblocked(this.#graph, node)) return this.#stepped[p] === 0;
    if (this.aim.type === 'discover') {
      return (
        record.steps === 0 ||
        (record.needs === undefined &&
          !isFinite(this.#graph.boundsOf(node)) &&
          (record.idleSteps === 0 || news))
      );
    }
    if (this.#isBlind(this.#sensitivities!.ofNode[p]!)) {
      if (this.#stepped[p] === 1 || this.#blindBits > this.#mostBlindBits) return false;
      return this.#graph.widthOf(node) > this.#groped(node);
    }
    const contribution = this.#contributions!.get(p);
    // An infinite one never falls to the threshold: one step a wave, and then a look at the bounds.
    if (contribution === Infinity) return this.#stepped[p] === 0;
    return contribution > this.#threshold;
  }

  /** Recomputes what a node contributes to the width of the focus. */
  #measure(p: number): void {
    if (this.#sensitivities!.ofNode[p] === -Infinity) return;
    this.#contributions!.set(p, this.#contributionAt(p));
  }

  /** Log2 of what a node to which there is a path contributes now. */
  #contributionAt(p: number): Log2 {
    const { ofNode, edgeStart, ofEdge } = this.#sensitivities!;
    const graph = this.#graph;
    const node = this.#cone[p]!;
    let width: Log2;
    if (graph.recordOf(node) === undefined) {
      width = graph.roundingToCome(node);
    } else if (edgeStart[p] === edgeStart[p + 1]) {
      width = graph.widthOf(node);
    } else {
      const local = ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
      width = answeredParts(graph, node, local, this.#answered).both;
    }
    return width === -Infinity ? -Infinity : ofNode[p]! + width;
  }
}
