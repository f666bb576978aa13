/**
 * A wave: one pass of demand down a cone and of bounds up it.
 *
 * Laws
 * 1. A step runs only after all mandatory steps below it: a node waits for its unsettled children, and is released
 *    when the last of them settles. Early evaluations (OptionalSteps, law 2) are the exception.
 * 2. A combinator below a function is recomputed when its last child has settled, so at most once per wave.
 * 3. Once released, a mandatory refiner keeps stepping until it is no longer mandatory or can make no progress; then
 *    it settles, unless it may still be chosen as an optional step.
 * 4. The optional phase starts when no mandatory step is left that could run. While the estimate is above the
 *    allowance, the steps run that OptionalSteps finds worth their cost. Then everything left settles, which releases
 *    the functions above.
 * 5. The constructor only computes; `start` writes to the graph, and comes before everything else.
 * 6. A stop ends the constructor, `start` and `next` with Interrupted, and with that the wave. The graph keeps what it has.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { checkpointAt } from '../../exact/interruption.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import { refreshCone } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Aim } from '../goals/aim.js';
import { Eligibility } from './eligibility.js';
import { OptionalSteps } from './optional-steps.js';
import { Orders } from './orders.js';
import type { StepOrder } from './orders.js';
import { PlannedContributions } from './planned-contributions.js';
import type { Predictor } from './predictor.js';
import { ReadySteps } from './ready-steps.js';
import type { Shares } from './shares.js';
import { LEASED, OPTIONAL, QUEUED, SETTLED, Stages, WAITING } from './stages.js';

/** Bits that a first look counts for, where its gain cannot be measured. */
const FIRST_LOOK_BITS = 64;

/** Declared cost per node of the cone after which a wave is planned again: about twenty times what planning costs. */
const REPLAN_COST = 20_000;

export class Wave {
  readonly aim: Aim;
  /** Whether a step was accepted, or rounding to a finer grid narrowed a node. */
  progressed = false;
  /** Declared cost of the steps accepted since the wave began. Added to by settling. */
  spent = 0;

  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  readonly #predictor: Predictor;
  /** Undefined in a discovery. */
  readonly #shares: Shares | undefined;
  readonly #stages: Stages;
  readonly #orders: Orders;
  readonly #eligibility: Eligibility;
  readonly #ready: ReadySteps;
  /** Whether the wave still has an optional phase before it or under way. */
  #mayChoose: boolean;
  /** Set during the optional phase. */
  #optional: OptionalSteps | undefined;
  /** How many steps were handed out and are not back. */
  #outstanding = 0;
  /** Whether the next step is held back, as planning again may spare it. */
  #isHeld = false;

  /** @param parallel - whether the steps are to fill several slots, so that the costliest chain of steps starts first. */
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
    this.#stages = new Stages(graph, cone, positions);
    this.#orders = new Orders(graph, cone, positions, aim, this.#stages, predictor, parallel);
    const { shares, demands, leavesChoice } = this.#orders;
    this.#shares = shares;
    this.#mayChoose = leavesChoice;
    this.#eligibility = new Eligibility(
      graph,
      cone,
      positions,
      shares,
      demands,
      this.#stages,
      (p) => this.#orders.asks(p),
    );
    this.#ready = new ReadySteps(graph, cone, this.#stages, shares, parallel);
  }

  /** Whether no step is ready, handed out or still to be chosen. */
  get finished(): boolean {
    return this.#ready.length === 0 && this.#outstanding === 0 && !this.#mayChoose;
  }

  /** Whether an optional step may be chosen now. With no step out, `next` chooses one or ends the optional phase. */
  get #mayChooseNow(): boolean {
    if (this.#outstanding === 0) return this.#mayChoose;
    return this.#optional !== undefined && this.#optional.candidates > 0;
  }

  /** Whether the goal may be met now, as far as contributions show it before the graph is flushed. */
  get isMetByEstimate(): boolean {
    return this.#shares?.isWithinLimit ?? false;
  }

  /** Whether nodes were asked for fewer bits than their slopes say: the next wave may ask for more. */
  get isLimited(): boolean {
    return this.#shares?.unmeasured.isLimited ?? false;
  }

  /** Whether the steps have cost so much that it pays to plan again. */
  get isOutdated(): boolean {
    return this.#isHeld || (this.aim.type === 'narrow' && this.spent >= this.#replanCost);
  }

  get #replanCost(): number {
    return REPLAN_COST * this.#cone.length;
  }

  // These four are upper bounds, as entries of the queues may be out of date.

  /** How many steps can be handed out. */
  get queued(): number {
    return this.#ready.length + (this.#mayChooseNow ? 1 : 0);
  }

  /** How many nodes have a mandatory step ready. */
  get ready(): number {
    return this.#ready.length;
  }

  /** How many nodes have a mandatory step ready or may be chosen for an optional one. */
  get candidates(): number {
    return this.#ready.length + (this.#optional?.candidates ?? 0);
  }

  /** How many steps can be handed out or are out. */
  get live(): number {
    return this.queued + this.#outstanding;
  }

  /** Log2 of an estimate of the width of the focus, from the contributions as they were last measured. */
  get estimate(): Log2 {
    return this.#shares?.estimate ?? Infinity;
  }

  /** Whether a node waits for this child and for no other. */
  awaits(node: NodeId, child: NodeId): boolean {
    return this.#stages.awaits(node, child);
  }

  /** What a lease of a node is to bring. */
  orderFor(node: NodeId): StepOrder {
    return this.#orders.of(this.#positions.of(node));
  }

  /**
   * Sets the grids of the combinators, brings every node into its stage, and recomputes the combinators below functions
   * that wait for nothing. Where no step is ready, the whole cone is recomputed.
   */
  start(): void {
    this.#orders.setGrids();
    // Children come before their parents.
    for (let p = 0; p < this.#cone.length; p++) {
      checkpointAt(p);
      const isRefiner = this.#graph.isRefiner(this.#cone[p]!);
      // Nothing waits for a combinator that is below no function; a flush recomputes it.
      if (!isRefiner && !this.#stages.isBelowFunction(p)) continue;
      this.#stages.awaitChildren(p);
      if (this.#stages.hasUnsettledChildren(p)) continue;
      if (!isRefiner) this.#recompute(p);
      else if (this.#eligibility.isMandatory(p)) this.#enqueue(p);
      else if (this.#mayChoose && this.#eligibility.isOptional(p)) this.#stages.put(p, OPTIONAL);
    }
    if (this.aim.type === 'narrow' && this.#ready.length === 0 && !this.#mayChoose) {
      this.#recomputeAll();
    }
  }

  /** Hands out the next step: its node; undefined when none can be handed out, or the wave has become outdated. */
  next(): NodeId | undefined {
    // The optional phase ends once, so the loop runs at most twice.
    for (;;) {
      const ready = this.#ready.pop();
      if (ready !== undefined) return this.#handOut(ready);
      if (!this.#mayChoose || (this.#optional === undefined && this.#outstanding > 0)) {
        return undefined;
      }
      this.#optional ??= this.#planOptional();
      const chosen = this.#optional.next();
      if (chosen !== undefined) {
        this.#isHeld = this.#mayBeSpared(chosen);
        return this.#isHeld ? undefined : this.#handOut(chosen);
      }
      if (this.#outstanding > 0) return undefined;
      this.#endOptionalPhase();
    }
  }

  /** A step of this node was handed out and not accepted: it is handed out again. */
  returned(node: NodeId): void {
    const p = this.#positions.of(node);
    if (p < 0 || this.#stages.at(p) !== LEASED) return;
    this.#outstanding--;
    this.#stages.put(p, QUEUED);
    this.#ready.push(p);
  }

  /**
   * A step of this node was accepted, or its bounds narrowed.
   * @returns by how many bits that brought the node nearer to what this wave needs of it.
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
    else if (stage === OPTIONAL) this.#offerOrSettle(p);
    if (stage !== QUEUED && stage !== LEASED) return 0;
    if (stage === LEASED) this.#outstanding--;
    this.#stages.setPlanned(p, false);
    if (this.#stages.hasUnsettledChildren(p)) {
      this.#stages.put(p, WAITING);
      this.#defer(p);
    } else if (this.#eligibility.isMandatory(p)) {
      this.#enqueue(p);
    } else {
      this.#offerOrSettle(p);
    }
    if (shares === undefined) return FIRST_LOOK_BITS;
    const after = shares.contributionOf(p);
    if (before === Infinity) return after === Infinity ? 0 : FIRST_LOOK_BITS;
    return Math.max(0, before - Math.max(after, Math.min(shares.share, shares.threshold)));
  }

  /**
   * Recomputes a combinator on the grid of this wave, once its children have settled. Otherwise a function above it
   * would step at full demand on an argument that was rounded to a coarser grid.
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
   * Recomputes the whole cone on the grids of this wave: with no step ready, only finer rounding can narrow anything.
   * A node that narrows so counts as progress even if the root stays as it is, since functions above the node may now
   * step.
   */
  #recomputeAll(): void {
    const before = Array.from(this.#cone, (node) => this.#graph.boundsOf(node));
    refreshCone(this.#graph, this.#cone);
    this.progressed ||= before.some((bounds, p) => this.#graph.boundsOf(this.#cone[p]!) !== bounds);
  }

  /** Whether a step costs more than to plan again, after others that the plan has not seen by a flush. */
  #mayBeSpared(p: number): boolean {
    if (this.#outstanding > 0 || this.spent === 0) return false;
    return this.#optional!.costOf(p) > this.#replanCost;
  }

  #enqueue(p: number): void {
    this.#ready.push(p);
    this.#stages.put(p, QUEUED);
    this.#optional?.markMandatory(p);
  }

  #handOut(p: number): NodeId {
    this.#stages.put(p, LEASED);
    this.#outstanding++;
    if (this.#stages.hasUnsettledChildren(p)) this.#optional?.markLeasedEarly(p);
    else this.#optional?.markLeased(p);
    return this.#cone[p]!;
  }

  /** Releases the parents of a settled node, and the parents of those that settle by that. */
  #release(settled: number): void {
    const pending = [settled];
    for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
      this.#stages.release(p, (parent) => {
        this.#graph.refresh(this.#cone[parent]!);
        this.#shares?.measure(parent);
        const isDue =
          this.#eligibility.isMandatory(parent) ||
          (this.#stages.isPlanned(parent) && this.#eligibility.isImprovable(parent));
        if (isDue) this.#enqueue(parent);
        else if (this.#mayChoose && this.#eligibility.isOptional(parent)) {
          this.#offerOrSettle(parent);
        } else {
          this.#stages.put(parent, SETTLED);
          pending.push(parent);
        }
      });
    }
  }

  /** Starts the optional phase, from the stages in which the mandatory steps have left the nodes. */
  #planOptional(): OptionalSteps {
    const shares = this.#shares!;
    const plan = new PlannedContributions(
      this.#graph,
      this.#cone,
      this.#positions,
      this.#predictor,
      shares,
      this.#orders.demands,
    );
    this.#optional = new OptionalSteps(this.#graph, this.#cone, this.#predictor, shares, plan);
    for (let p = 0; p < this.#cone.length; p++) {
      checkpointAt(p);
      if (this.#stages.at(p) === OPTIONAL) this.#optional.offer(p);
      else if (this.#stages.at(p) === WAITING) this.#defer(p);
      else this.#optional.markIrreducible(p);
    }
    return this.#optional;
  }

  /** Ends the optional phase: what was not chosen settles, and releases the functions above. */
  #endOptionalPhase(): void {
    const optional = this.#optional!;
    this.#optional = undefined;
    this.#mayChoose = false;
    for (let p = 0; p < this.#cone.length; p++) this.#stages.setPlanned(p, optional.isPlanned(p));
    for (let p = 0; p < this.#cone.length; p++) {
      checkpointAt(p);
      if (this.#stages.at(p) !== OPTIONAL) continue;
      this.#stages.put(p, SETTLED);
      this.#release(p);
    }
  }

  /** Offers a refiner that is not mandatory for an optional step, or settles it where it cannot have one. */
  #offerOrSettle(p: number): void {
    if (this.#mayChoose && this.#eligibility.isOptional(p)) {
      this.#stages.put(p, OPTIONAL);
      this.#optional?.offer(p);
      return;
    }
    this.#optional?.markIrreducible(p);
    this.#stages.put(p, SETTLED);
    this.#release(p);
  }

  /** Plans the evaluations of a waiting refiner, in the optional phase. */
  #defer(p: number): void {
    if (this.#optional === undefined) return;
    if (this.#eligibility.isOptional(p)) this.#optional.defer(p);
    else this.#optional.markIrreducible(p);
  }
}
