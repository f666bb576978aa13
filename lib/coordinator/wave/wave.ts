/**
 * A wave: one pass of demand down a cone and of bounds up it.
 *
 * Laws
 * 1. A step runs only after all that is mandatory below it has run: a node waits for those of its
 *    children that are still unsettled, and is released by the last of them.
 * 2. A combinator is recomputed when its last child has settled, so once a wave.
 * 3. A refiner that is mandatory at the moment of its release steps until it no longer is: then it
 *    settles, and also when it can do no more.
 * 4. While nothing is mandatory below the function refiners and the estimate is above the allowance,
 *    those steps run that OptionalSteps finds worth their cost; then what is left open settles.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import { refreshCone } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand } from '../../refiners/refiner.js';
import type { Aim } from '../goals/aim.js';
import { Demands } from './demands.js';
import { Eligibility } from './eligibility.js';
import { OptionalSteps } from './optional-steps.js';
import { PlannedContributions } from './planned-contributions.js';
import type { Predictor } from './predictor.js';
import { ReadySteps } from './ready-steps.js';
import { Shares } from './shares.js';
import { LEASED, OPTIONAL, QUEUED, SETTLED, Stages, WAITING } from './stages.js';

/** Bits that a first look counts for. */
const FIRST_GAIN = 64;

/**
 * Declared cost, for each node of the cone, after which a wave is planned afresh: about twenty times
 * what that costs.
 */
const REPLAN = 20_000;

export class Wave {
  readonly aim: Aim;
  /** Whether a step was accepted, or rounding on a finer grid narrowed the focus. */
  progressed = false;
  /** Declared cost of the steps accepted since the wave began. */
  spent = 0;

  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  readonly #predictor: Predictor;
  /** Undefined where the wave only discovers. */
  readonly #shares: Shares | undefined;
  /** What leaves will be asked for after a discovery, where it is known to what that leads. */
  readonly #foreseen: Demands | undefined;
  readonly #stages: Stages;
  readonly #demands: Demands;
  readonly #mandate: Eligibility;
  readonly #ready: ReadySteps;
  /** Until no optional step is left that is worth its cost. */
  #mayOpen = false;
  /** Those, once the mandatory ones are done. */
  #optional: OptionalSteps | undefined;
  #outstanding = 0;

  /** @param parallel - whether its steps are to fill several places: the longest chain of them starts first. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    aim: Aim,
    predictor: Predictor,
    parallel = false,
  ) {
    this.aim = aim;
    this.#graph = graph;
    this.#cone = cone;
    this.#positions = positions;
    this.#predictor = predictor;
    if (aim.type === 'narrow') {
      // Where one operation has several places small steps fill those that the mandatory ones leave.
      const each = aim.everySource || parallel;
      this.#shares = new Shares(graph, cone, positions, aim, each);
      this.#mayOpen = !each && this.#shares.areFinite;
    }
    const shares = this.#shares;
    this.#stages = new Stages(graph, cone, positions);
    this.#demands = new Demands(graph, cone, aim, shares, this.#stages, predictor);
    if (aim.type === 'discover' && aim.anticipated !== undefined) {
      const { anticipated } = aim;
      const ahead = new Shares(graph, cone, positions, anticipated, parallel);
      this.#foreseen = new Demands(graph, cone, anticipated, ahead, this.#stages, predictor);
    }
    this.#mandate = new Eligibility(graph, cone, positions, shares, this.#demands, this.#stages);
    this.#ready = new ReadySteps(graph, cone, this.#stages, shares, parallel);
    this.#start();
    if (aim.type === 'narrow' && this.#ready.length === 0 && !this.#mayOpen) this.#round();
  }

  /** Whether nothing is queued and nothing that was leased is still out. */
  get finished(): boolean {
    return this.#ready.length === 0 && this.#outstanding === 0 && !this.#mayOpen;
  }

  /** Whether there may be an optional step to choose; with nothing out one is chosen, or the choice is over. */
  get #mayChoose(): boolean {
    if (this.#outstanding === 0) return this.#mayOpen;
    return this.#optional !== undefined && this.#optional.candidates > 0;
  }

  /** Whether the goal may be met now, as far as the wave can tell without a flush. */
  get isMetByEstimate(): boolean {
    return this.#shares?.isWithinLimit ?? false;
  }

  /** Whether steps have cost so much that it pays to plan afresh. */
  get isOutdated(): boolean {
    return this.aim.type === 'narrow' && this.spent >= REPLAN * this.#cone.length;
  }

  /** How many steps wait to be leased; at most, as entries of the queue may be out of date. */
  get queued(): number {
    return this.#ready.length + (this.#mayChoose ? 1 : 0);
  }

  /** Of how many nodes a step is ready; at most, for the same reason. */
  get ready(): number {
    return this.#ready.length;
  }

  /** Of how many nodes a step is ready, or may be chosen; at most, for the same reason. */
  get candidates(): number {
    return this.#ready.length + (this.#optional?.candidates ?? 0);
  }

  /** How many steps are ready or leased; at most, as entries of the queue may be out of date. */
  get live(): number {
    return this.queued + this.#outstanding;
  }

  /** Log2 of an estimate of the width of the focus, from what the steps since the last flush brought. */
  get estimate(): Log2 {
    return this.#shares?.estimate ?? Infinity;
  }

  /** Whether a node waits for this child of its, and for nothing else. */
  awaits(node: NodeId, child: NodeId): boolean {
    return this.#stages.awaits(node, child);
  }

  demandFor(node: NodeId): Demand {
    return this.#demands.of(this.#positions.of(node));
  }

  /** What a node that only looks is asked for where its lease covers more, as it will have to step in any case. */
  foreseenFor(node: NodeId): Demand | undefined {
    return this.#foreseen?.of(this.#positions.of(node));
  }

  /** Log2 of the width down to which every step of a node is certain to be needed; undefined for none. */
  certainWidth(node: NodeId): Log2 | undefined {
    return (this.#foreseen ?? this.#demands).certainWidthOf(this.#positions.of(node));
  }

  /** The next node to step, marked as leased; undefined when none is ready. */
  next(): NodeId | undefined {
    // Closing the optional steps is the only way to come round, and happens once.
    for (;;) {
      const ready = this.#ready.pop();
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

  /** A lease of this node came back without being accepted: it waits for another. */
  returned(node: NodeId): void {
    const p = this.#positions.of(node);
    if (p < 0 || this.#stages.at(p) !== LEASED) return;
    this.#outstanding--;
    this.#stages.put(p, QUEUED);
    this.#ready.push(p);
  }

  /**
   * A step of this node was accepted, or its bounds moved.
   * @returns by how many bits that brought it nearer to what this wave needs of it.
   */
  moved(node: NodeId): number {
    const p = this.#positions.of(node);
    if (p < 0) return 0;
    this.progressed = true;
    this.#stages.markStepped(p);
    const shares = this.#shares;
    const stage = this.#stages.at(p);
    const before = shares?.contributionOf(p) ?? Infinity;
    shares?.measure(p);
    if (stage === WAITING) this.#defer(p);
    else if (stage === OPTIONAL) this.#openOrSettle(p);
    if (stage !== QUEUED && stage !== LEASED) return 0;
    if (stage === LEASED) this.#outstanding--;
    this.#stages.setPlanned(p, false);
    if (this.#stages.hasUnsettledChildren(p)) {
      this.#stages.put(p, WAITING);
      this.#defer(p);
    } else if (this.#mandate.isMandatory(p)) {
      this.#enqueue(p);
    } else {
      this.#openOrSettle(p);
    }
    if (shares === undefined) return FIRST_GAIN;
    const after = shares.contributionOf(p);
    if (before === Infinity) return after === Infinity ? 0 : FIRST_GAIN;
    return Math.max(0, before - Math.max(after, Math.min(shares.share, shares.threshold)));
  }

  /** Children before parents: who is mandatory now, and who waits for whom. */
  #start(): void {
    for (let p = 0; p < this.#cone.length; p++) {
      const refines = this.#graph.isRefiner(this.#cone[p]!);
      // Nobody waits for a combinator that feeds none: it is recomputed when somebody looks.
      if (!refines && !this.#stages.isBelowFunction(p)) continue;
      this.#stages.awaitChildren(p);
      if (this.#stages.hasUnsettledChildren(p)) continue;
      if (!refines) {
        this.#recompute(p);
        continue;
      }
      if (this.#mandate.isMandatory(p)) this.#enqueue(p);
      else if (this.#mayOpen && this.#mandate.isOptional(p)) this.#stages.put(p, OPTIONAL);
    }
  }

  /**
   * Recomputes a combinator all of whose children are settled, on the grid of this wave: a function above it would
   * step at full demand on an argument that was rounded for a coarser one. What that narrows is progress, as in
   * {@link #round}.
   */
  #recompute(p: number): void {
    const node = this.#cone[p]!;
    const before = this.#graph.boundsOf(node);
    this.#graph.refresh(node);
    if (this.#graph.boundsOf(node) === before) return;
    this.progressed = true;
    this.#shares?.measure(p);
  }

  /**
   * No step is ready: what was too coarsely rounded is all that can be made narrower. What becomes so is news
   * for the functions above it, though the root be as before.
   */
  #round(): void {
    const before = Array.from(this.#cone, (node) => this.#graph.boundsOf(node));
    refreshCone(this.#graph, this.#cone);
    this.progressed ||= before.some((bounds, p) => this.#graph.boundsOf(this.#cone[p]!) !== bounds);
  }

  #enqueue(p: number): void {
    this.#ready.push(p);
    this.#stages.put(p, QUEUED);
    this.#optional?.mandatory(p);
  }

  #lease(p: number): NodeId {
    this.#stages.put(p, LEASED);
    this.#outstanding++;
    if (this.#stages.hasUnsettledChildren(p)) this.#optional?.probed(p);
    else this.#optional?.leased(p);
    return this.#cone[p]!;
  }

  /** Tells the parents of a settled node; those that settle by it tell theirs. */
  #release(settled: number): void {
    const pending = [settled];
    for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
      this.#stages.release(p, (parent) => {
        this.#graph.refresh(this.#cone[parent]!);
        this.#shares?.measure(parent);
        const isDue =
          this.#mandate.isMandatory(parent) ||
          (this.#stages.isPlanned(parent) && this.#mandate.isImprovable(parent));
        if (isDue) this.#enqueue(parent);
        else if (this.#mayOpen && this.#mandate.isOptional(parent)) this.#openOrSettle(parent);
        else {
          this.#stages.put(parent, SETTLED);
          pending.push(parent);
        }
      });
    }
  }

  /** The optional steps, from where the mandatory ones have left everything. */
  #weigh(): OptionalSteps {
    const shares = this.#shares!;
    const ends = new PlannedContributions(
      this.#graph,
      this.#cone,
      this.#positions,
      this.#predictor,
      shares,
      this.#demands,
    );
    this.#optional = new OptionalSteps(this.#graph, this.#cone, this.#predictor, shares, ends);
    for (let p = 0; p < this.#cone.length; p++) {
      if (this.#stages.at(p) === OPTIONAL) this.#optional.open(p);
      else if (this.#stages.at(p) === WAITING) this.#defer(p);
      else this.#optional.stuck(p);
    }
    return this.#optional;
  }

  /** No more optional steps: what is open settles, and what waits for it is released. */
  #close(): void {
    const optional = this.#optional!;
    this.#optional = undefined;
    this.#mayOpen = false;
    for (let p = 0; p < this.#cone.length; p++) this.#stages.setPlanned(p, optional.isPlanned(p));
    for (let p = 0; p < this.#cone.length; p++) {
      if (this.#stages.at(p) !== OPTIONAL) continue;
      this.#stages.put(p, SETTLED);
      this.#release(p);
    }
  }

  /** What is not mandatory may step while optional steps are chosen, if it can. */
  #openOrSettle(p: number): void {
    if (this.#mayOpen && this.#mandate.isOptional(p)) {
      this.#stages.put(p, OPTIONAL);
      this.#optional?.open(p);
      return;
    }
    this.#optional?.stuck(p);
    this.#stages.put(p, SETTLED);
    this.#release(p);
  }

  /** A refiner that waits for others: its evaluations are planned for later. */
  #defer(p: number): void {
    if (this.#optional === undefined) return;
    if (this.#mandate.isOptional(p)) this.#optional.defer(p);
    else this.#optional.stuck(p);
  }
}
