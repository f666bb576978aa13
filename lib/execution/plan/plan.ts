/**
 * The execution plan: decides in which slot each step runs, and how many steps one lease covers. The coordinator asks
 * it for every lease; users may ask what it has decided.
 *
 * Laws
 * 1. A binding decides first (see `bindings.ts`), cost only where there is none.
 * 2. A function refiner with one refiner child is colocated: it runs in the context of that child. A refiner with
 *    several, with another combinator below it, or with a strategy of its own is placed by itself.
 * 3. By cost a step runs inline if it costs less than its message, or if no other step could run beside it. It does
 *    not run inline if it would hold the calling thread for longer than a slice and a worker can take it.
 * 4. A decision by cost stands until the predicted cost has changed by a factor of two.
 * 5. A source never has a hedge, however long an answer takes.
 * 6. Where workers are started by need, steps run inline, beside workers that have started, until what is ready at once
 *    is worth another worker, or a step holds the calling thread for too long. Steps that have run inline for as long
 *    are the same sign, if others are still ready. While workers start, steps go on inline.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type {
  AdaptiveFeature,
  Assigned,
  ContextStart,
  Message,
  Placement,
  PredictedStep,
  Refused,
  StepRequest,
} from '../../coordinator/leases/placement.js';
import {
  inlineQuantum,
  ONE_STEP,
  predictCost,
  priorOf,
} from '../../coordinator/leases/placement.js';
import type { Slot } from '../../coordinator/leases/port.js';
import { grown } from '../../graph/columns/growth.js';
import type { NodeId } from '../../graph/node.js';
import type { Quantum, Refiner } from '../../refiners/refiner.js';
import { keyOf } from '../../refiners/registry.js';
import { isSource } from '../../refiners/source.js';
import type { AdaptiveSwitches } from './adaptive.js';
import { chainHead } from './affinity.js';
import { Bindings } from './bindings.js';
import type { BindingOptions } from './bindings.js';
import type { Prediction, StepCosts } from './cost-model.js';
import { LeaseLengths, predictedCost } from './lease-lengths.js';
import { RecentMap } from '../../exact/recent-map.js';
import { areCold, chooseSlot, groupOf } from './slot-choice.js';
import type { Strategy } from './strategy.js';

export interface PlanOptions extends BindingOptions {
  readonly model: StepCosts;
  /** How many leases run at once in a group. */
  readonly slotsIn: (group: string) => number;
  /** Whether the priors of a refiner are in nanoseconds of a typical machine. */
  readonly hasReliablePrior: (refiner: Refiner) => boolean;
  /** Which adaptive features are used. */
  readonly adaptive: AdaptiveSwitches;
  /** Whether the first step for a worker starts one; otherwise law 6 decides. */
  readonly eager: boolean;
  /** Notes that so many workers are needed. */
  readonly wantsWorkers: (count: number) => void;
  /** Takes out the contexts that were found to be needed since the last call. */
  readonly takeStarts: () => readonly ContextStart[];
}

/** Where a node runs. */
export interface Assignment {
  /** `inline`, `thread`, `isolate`, `process`, `source`, or the name of another group of slots. */
  readonly group: string;
  /** The predicted cost of a step at the time of the decision. */
  readonly cost: Nanoseconds;
  /** The adaptive features that gave the last step its place or its length. */
  readonly features: readonly AdaptiveFeature[];
}

/** What users may ask of an execution plan. */
export interface Plan {
  /** Whether no node has been renumbered since nodes were placed. */
  readonly isCurrent: boolean;
  /** Places a node explicitly until nodes are renumbered; `auto` takes it back. See {@link place}. */
  assign(node: NodeId, strategy: Strategy): void;
  /** Where the last step of a node was placed; undefined before its first step. */
  contextFor(node: NodeId): Assignment | undefined;
  /** The node in whose context a node runs; itself where it is placed by itself. */
  affinityFor(node: NodeId): NodeId;
  /** Whether two nodes run in the same context. */
  colocated(a: NodeId, b: NodeId): boolean;
}

/**
 * The largest predicted cost of an inline step where a worker could take it. On a busy machine a step may take twice
 * as long as predicted, and the calling thread is not to be held for more than 8 ms.
 */
const MOST_INLINE = 4_000_000;
/** The cost of starting a worker: 126 to 142 ms on idle cores, 146 to 185 ms of CPU. */
export const WORKER_START = 150_000_000;

/** The largest predicted cost of an inline step that does not start a worker, where none has started. */
const MOST_WITHOUT_WORKERS = 200_000_000;

/** A step of at least this predicted cost may be divided. Predictions of steps that were never seen err by a factor of two. */
const WORTH_DIVIDING = 100_000_000;

/** What is ready at once is worth a worker from this cost on: half of it is done beside the other half. */
const WORTH_A_WORKER = 2 * WORKER_START;

/** How many nodes have a decision and a last slot; the least recent go first. */
const MOST_NODES = 16_384;

interface Decision {
  group: string;
  /** The decision by cost, which was made at `cost`; undefined while a binding decided. */
  byCost: string | undefined;
  cost: Nanoseconds;
  features: readonly AdaptiveFeature[];
}

const NO_FEATURES: readonly AdaptiveFeature[] = [];
const CHAINS: readonly AdaptiveFeature[] = ['chains'];
const JOINING: readonly AdaptiveFeature[] = ['joining'];

export class ExecutionPlan implements Placement, Plan {
  readonly #options: PlanOptions;
  readonly #lengths: LeaseLengths;
  readonly #bindings: Bindings;
  readonly #decisions = new RecentMap<NodeId, Decision>(MOST_NODES);
  /**
   * By node: the cost of a step that was placed on the thread of a caller that could not wait, until it is placed again;
   * else 0. To note a decision would take a tenth of the time of a short value.
   */
  #costsHere = new Float64Array(0);
  /** The slot in which a chain of colocated nodes ran last, by the lowest node of the chain. */
  readonly #lastSlots = new RecentMap<NodeId, number>(MOST_NODES);
  /** Whether the free slots of threads that were offered last had not started. None has before any is offered. */
  #areCold = true;
  /** The cost of the steps that could have run beside others and ran inline, as no started worker was free. */
  #inlineCost = 0;
  /** The cost of such steps that the present poll has seen, those that found no slot included. */
  #readyCost = 0;
  #epoch: number;

  constructor(options: PlanOptions) {
    this.#options = options;
    this.#lengths = new LeaseLengths(options.model);
    this.#bindings = new Bindings(options);
    this.#epoch = options.graph.epoch;
  }

  get isCurrent(): boolean {
    return this.#epoch === this.#options.graph.epoch;
  }

  assign(node: NodeId, strategy: Strategy): void {
    this.#forgetRenumbered();
    this.#bindings.assign(node, strategy);
    this.#decisions.delete(node);
  }

  /** The strategy that a node was given; `auto` where it has none of its own. */
  strategyOf(node: NodeId): Strategy {
    return this.isCurrent ? this.#bindings.strategyOf(node) : 'auto';
  }

  contextFor(node: NodeId): Assignment | undefined {
    const cost = this.#costsHere[node] ?? 0;
    const here = { group: 'inline', cost, features: NO_FEATURES };
    return this.#decisions.get(node) ?? (cost > 0 ? here : undefined);
  }

  affinityFor(node: NodeId): NodeId {
    return chainHead(this.#options.graph, node, (other) => this.#bindings.isExplicit(other));
  }

  colocated(a: NodeId, b: NodeId): boolean {
    return this.affinityFor(a) === this.affinityFor(b);
  }

  /** Whether a lease is so short that another may wait behind it. */
  isShort(lease: Lease): boolean {
    return this.#options.adaptive.prefetch && this.#lengths.isShort(predictedCost(lease));
  }

  /** After how long a lease is late. */
  hedgeDelay(lease: Lease, cold = false): Nanoseconds {
    const { measured } = this.#options.model.predict(
      keyOf(lease.refiner),
      lease.node,
      priorOf(lease),
    );
    return this.#lengths.hedgeDelay(predictedCost(lease), measured, cold);
  }

  place(step: StepRequest, free: readonly Slot[]): Assigned | Refused | undefined {
    this.#forgetRenumbered();
    const { node, refiner, reason } = step;
    const { adaptive, slotsIn } = this.#options;
    const prediction = this.#predict(step);
    let group = this.#groupOf(step, prediction);
    if (typeof group !== 'string') return group;
    const stays = group === 'thread' && this.#staysForNow(step, prediction, free);
    if (stays) group = 'inline';
    else if (group === 'thread') this.#options.groupFor(group);
    this.#note(node, group, prediction);
    const { cost } = prediction;
    if (group === 'inline') {
      const index = free.findIndex((slot) => slot.kind === 'inline');
      if (stays && step.single !== true) this.#readyCost += cost;
      if (index < 0) return undefined;
      if (stays && step.single !== true) this.#inlineCost += cost;
      const several = adaptive.quanta && step.certain === true && prediction.measured;
      const quantum = several ? inlineQuantum(cost) : ONE_STEP;
      const features = featuresOf({ hedging: false, quantum, waits: false, stays });
      return this.#assigned(node, { index, cost, quantum, hedgeDelay: Infinity, features });
    }
    const quantum = adaptive.quanta
      ? this.#lengths.quantum(step, prediction, slotsIn(group), group)
      : ONE_STEP;
    const head = this.affinityFor(node);
    // A hedge behind another lease would wait, perhaps for the very lease that it replaces.
    const short = reason !== 'hedge' && this.#lengths.isShort(cost * quantum.steps);
    const index = chooseSlot(free, group, this.#lastSlots.get(head), short);
    if (index === undefined) return undefined;
    this.#lastSlots.set(head, free[index]!.id);
    this.#areCold = false;
    const cold = free[index]!.cold === true;
    const waits = free[index]!.behind === true;
    const features = featuresOf({ hedging: reason === 'hedge', quantum, waits, stays });
    const hedgeDelay =
      isSource(refiner) || !adaptive.hedging
        ? Infinity
        : this.#lengths.hedgeDelay(cost * quantum.steps, prediction.measured, cold);
    return this.#assigned(node, { index, cost, quantum, hedgeDelay, features });
  }

  /** Notes the features of a decision, for whoever asks why. */
  #assigned(node: NodeId, assigned: Assigned): Assigned {
    this.#decisions.get(node)!.features = assigned.features!;
    return assigned;
  }

  costHere(step: StepRequest): number | undefined {
    this.#forgetRenumbered();
    const prediction = this.#predict(step);
    if (this.#groupOf(step, prediction) !== 'inline') return undefined;
    const { node } = step;
    this.#costsHere = grown(this.#costsHere, node + 1);
    this.#costsHere[node] = prediction.cost;
    return prediction.cost;
  }

  predict(step: PredictedStep): Nanoseconds {
    this.#forgetRenumbered();
    return this.#predict(step).cost;
  }

  follow(step: StepRequest, child: NodeId): number | undefined {
    const { node, refiner, attempt } = step;
    if (!this.#options.adaptive.chains) return undefined;
    if (attempt > 0 || !this.colocated(node, child)) return undefined;
    if (!this.#bindings.runsBeside(refiner, child)) return undefined;
    const prediction = this.#predict(step);
    const group = this.#decisions.get(child)?.group;
    if (group !== undefined) this.#note(node, group, prediction, CHAINS);
    return prediction.cost;
  }

  divides(cost: number, idle: readonly Slot[]): boolean {
    if (!this.#options.adaptive.division || cost < WORTH_DIVIDING) return false;
    return idle.some(
      ({ kind, behind }) => kind !== 'inline' && kind !== 'source' && behind !== true,
    );
  }

  takeStarts(): readonly ContextStart[] {
    if (this.#readyCost > 0) this.#wantWorkers();
    return this.#options.takeStarts();
  }

  join(step: StepRequest, message: Message): Pick<Assigned, 'cost' | 'quantum'> | undefined {
    const { node, refiner } = step;
    const { slot } = message;
    const head = this.affinityFor(node);
    const last = this.#lastSlots.get(head) ?? slot.id;
    const { joining, quanta } = this.#options.adaptive;
    if (!joining || last !== slot.id || isSource(refiner)) return undefined;
    const prediction = this.#predict(step);
    const group = this.#groupOf(step, prediction);
    if (group !== groupOf(slot)) return undefined;
    const slots = this.#options.slotsIn(group);
    const quantum = quanta ? this.#lengths.quantum(step, prediction, slots, group) : ONE_STEP;
    if (!this.#lengths.joins(step, prediction, quantum, message, slots, group)) return undefined;
    this.#note(node, group, prediction, JOINING);
    this.#lastSlots.set(head, slot.id);
    return { cost: prediction.cost, quantum };
  }

  /** The group of slots in which a step must run, or why it cannot run; undefined where its cost decides. */
  binding(step: StepRequest): string | Refused | undefined {
    return this.#bindings.groupFor(step);
  }

  #predict(step: PredictedStep): Prediction {
    return this.#options.model.predict(keyOf(step.refiner), step.node, predictCost(step));
  }

  /** The group of slots for a step, or why it cannot run. */
  #groupOf(step: StepRequest, prediction: Prediction): string | Refused {
    const binding = this.binding(step);
    if (binding !== undefined) return binding;
    return step.synchronous === true ? 'inline' : this.#byCost(step, prediction);
  }

  #byCost(step: StepRequest, { cost, measured, atMost }: Prediction): string {
    const { isOpen, isLoadable, hasReliablePrior, model } = this.#options;
    if (!isOpen('thread') || !isLoadable(step.refiner)) return 'inline';
    // A hedge may hang as the first lease did.
    if (step.reason === 'hedge' || cost >= MOST_INLINE) return 'thread';
    // For very short steps the measurements are noise, and the choice does not matter.
    const known = measured || hasReliablePrior(step.refiner) || atMost < 2 * model.messageCost();
    if (!known) return 'thread';
    if (step.single === true) return 'inline';
    const decision = this.#decisions.get(step.node);
    if (decision?.byCost !== undefined && Math.abs(Math.log2(cost / decision.cost)) < 1)
      return decision.byCost;
    const byCost = cost < 2 * model.messageCost() ? 'inline' : 'thread';
    if (decision === undefined) {
      const features = NO_FEATURES;
      this.#decisions.set(step.node, { group: byCost, cost, byCost, features });
    } else {
      Object.assign(decision, { cost, byCost });
    }
    return byCost;
  }

  /** Whether a step runs inline although it is worth a worker, because no started worker is free. */
  #staysForNow(step: StepRequest, { cost }: Prediction, free: readonly Slot[]): boolean {
    if (this.#options.eager || cost >= MOST_WITHOUT_WORKERS || step.reason !== 'step') return false;
    this.#areCold = areCold(free, 'thread') ?? this.#areCold;
    if (!this.#areCold) return false;
    return this.#bindings.strategyFor(step.node, step.refiner) === undefined;
  }

  /** Notes how many workers are worth their start for what the poll has found ready. */
  #wantWorkers(): void {
    const ready = this.#readyCost;
    this.#readyCost = 0;
    const hasRented = this.#inlineCost >= WORTH_A_WORKER && ready >= WORKER_START / 2;
    const count = Math.max(Math.floor(ready / WORTH_A_WORKER), hasRented ? 1 : 0);
    if (count === 0) return;
    this.#inlineCost = 0;
    this.#options.wantsWorkers(count);
  }

  /** Forgets all nodes if they have been renumbered. */
  #forgetRenumbered(): void {
    if (this.isCurrent) return;
    this.#epoch = this.#options.graph.epoch;
    this.#bindings.clear();
    this.#decisions.clear();
    this.#costsHere.fill(0);
    this.#lastSlots.clear();
    this.#options.model.forgetNodes();
  }

  #note(node: NodeId, group: string, { cost }: Prediction, features = NO_FEATURES): void {
    this.#costsHere[node] = 0;
    const decision = this.#decisions.get(node);
    if (decision === undefined)
      this.#decisions.set(node, { group, cost, byCost: undefined, features });
    else Object.assign(decision, { group, features });
  }
}

/** The adaptive features that gave a step its place or its length. Most have none, and share one list. */
function featuresOf(placed: {
  readonly hedging: boolean;
  readonly quantum: Quantum;
  /** It waits behind another lease in its slot. */
  readonly waits: boolean;
  /** It runs inline, as no worker is worth its start. */
  readonly stays: boolean;
}): readonly AdaptiveFeature[] {
  const { hedging, quantum, waits, stays } = placed;
  if (!hedging && quantum.steps === 1 && !waits && !stays) return NO_FEATURES;
  const features: AdaptiveFeature[] = [];
  if (hedging) features.push('hedging');
  if (quantum.steps > 1) features.push('quanta');
  if (waits) features.push('prefetch');
  if (stays) features.push('autoscaling');
  return features;
}
