/**
 * The execution plan: where the steps of a node run. The coordinator asks it for every lease; anybody
 * may ask it what it holds.
 *
 * Laws
 * 1. An explicit placement wins: of a node over its refiner's, over the session's, over cost.
 * 2. A function refiner with one refiner child shares its context (colocated); one with several, or
 *    with a combinator below, is placed by itself, and so is one that is placed explicitly.
 * 3. By cost: inline what costs less than its message, or has nothing to run beside; never inline
 *    what would hold the calling thread for longer than a slice, where a worker can take it.
 * 4. A decision stands until the predicted cost has drifted by a factor of two.
 * 5. A step of which a worker died never runs on the calling thread; one of which two died runs in a
 *    process, once; then it is poison.
 * 6. A source is asked in the places of the sources, wherever else anything is placed, and nothing
 *    else runs there. However long an answer takes, no second one is asked for beside it.
 */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import type {
  Assigned,
  ContextStart,
  Placement,
  Refused,
  Message,
  StepRequest,
} from '../../coordinator/leases/placement.js';
import {
  inlineQuantum,
  ONE_STEP,
  predictCost,
  priorOf,
} from '../../coordinator/leases/placement.js';
import type { Slot } from '../../coordinator/leases/port.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Refiner } from '../../refiners/refiner.js';
import { keyOf } from '../../refiners/registry.js';
import { isSource } from '../../refiners/source.js';
import { chainHead } from './affinity.js';
import type { CostModel, Prediction } from './cost-model.js';
import { LeaseLengths, predictedCost } from './lease-lengths.js';
import { NoModuleError, PlacementError, PoisonStepError } from '../errors.js';
import { RecentMap } from '../recent-map.js';
import { areCold, chooseSlot, groupOf } from './slot-choice.js';
import type { Strategy } from './strategy.js';

export interface PlanOptions {
  readonly graph: Graph;
  readonly model: CostModel;
  /** Of the session. */
  readonly strategy: Strategy;
  /** Of refiners, by name. */
  readonly strategies: Readonly<Record<string, Strategy>>;
  /** The name of the group of places that carries out a strategy; made if there is none. */
  readonly groupFor: (strategy: Exclude<Strategy, 'auto'>) => string;
  /** The name of the group of places where sources are asked; made if there is none. */
  readonly sourceGroup: () => string;
  /** Whether contexts of a group can be started. */
  readonly isOpen: (group: string) => boolean;
  /** Whether there is to be such a group at all, open or closed. */
  readonly isOffered: (group: string) => boolean;
  /** How many leases run at once in a group. */
  readonly slotsIn: (group: string) => number;
  /** Whether hosts elsewhere know a refiner. */
  readonly isLoadable: (refiner: Refiner) => boolean;
  /** Whether the prior for a refiner's cost can be relied on. */
  readonly hasReliablePrior: (refiner: Refiner) => boolean;
  /** Whether workers are started at once, or only when steps that ran inline have cost their start. */
  readonly eager: boolean;
  /** Notes that steps would run on workers if some had been started. */
  readonly wantsWorkers: () => void;
  /** Takes out which contexts were found to be needed since the last call. */
  readonly takeStarts: () => readonly ContextStart[];
}

/** Where a node runs. */
export interface Assignment {
  /** `inline`, `thread`, `isolate`, `process`, `source`, or the name of another group of places. */
  readonly group: string;
  /** Predicted cost of a step when this was decided. */
  readonly cost: Nanoseconds;
}

/** What anybody may ask of an execution plan. */
export interface Plan {
  /** Whether the nodes still have the numbers that they had when some were placed. */
  readonly isCurrent: boolean;
  /** Places a node explicitly, as long as it has its number; `auto` takes it back. See {@link place}. */
  assign(node: NodeId, strategy: Strategy): void;
  /** Where the steps of a node run, as it was decided last; undefined before its first step. */
  contextFor(node: NodeId): Assignment | undefined;
  /** The node whose context a node shares: itself where it is placed by itself. */
  affinityFor(node: NodeId): NodeId;
  /** Whether two nodes run in the same context, one after the other. */
  colocated(a: NodeId, b: NodeId): boolean;
}

/**
 * A step may take twice as long as predicted while others use the machine, and the calling thread is
 * not to be held for more than 8 ms: what is predicted to take longer than this goes elsewhere, and
 * has a worker started for it where it takes longer than that.
 */
const MOST_INLINE = 4_000_000;
const MOST_WITHOUT_WORKERS = 6_000_000;

/** Starting a worker costs about so much. */
const WORKER_START = 60_000_000;

/** Deaths after which a step is tried in a process, and those that are its last. */
const SUSPECT = 2;
const POISON = 3;

/** Nodes whose assignments and homes are kept, the most recent ones. */
const MOST_NODES = 16_384;

interface Entry {
  group: string;
  /** What cost alone said, at this cost; undefined while other rules decided. */
  byCost: string | undefined;
  cost: Nanoseconds;
}

export class ExecutionPlan implements Placement, Plan {
  readonly #options: PlanOptions;
  readonly #lengths: LeaseLengths;
  readonly #ofNode = new Map<NodeId, Strategy>();
  readonly #entries = new RecentMap<NodeId, Entry>(MOST_NODES);
  /** The slot in which a chain of colocated nodes ran last. */
  readonly #homes = new RecentMap<NodeId, number>(MOST_NODES);
  /** Cost of the steps that ran inline for want of workers. */
  #debt = 0;
  #epoch: number;

  constructor(options: PlanOptions) {
    this.#options = options;
    this.#lengths = new LeaseLengths(options.model);
    this.#epoch = options.graph.epoch;
  }

  /** Whether the nodes still have the numbers that they had when some were placed. */
  get isCurrent(): boolean {
    return this.#epoch === this.#options.graph.epoch;
  }

  /** Places a node explicitly, as long as it has its number; `auto` takes it back. */
  assign(node: NodeId, strategy: Strategy): void {
    this.#renew();
    if (strategy === 'auto') this.#ofNode.delete(node);
    else this.#ofNode.set(node, strategy);
    this.#entries.delete(node);
  }

  /** Where the steps of a node run, as it was decided last; undefined before its first step. */
  contextFor(node: NodeId): Assignment | undefined {
    const entry = this.#entries.get(node);
    if (entry === undefined) return undefined;
    const { group, cost } = entry;
    return { group, cost };
  }

  /** The node whose context a node shares: itself where it is placed by itself. */
  affinityFor(node: NodeId): NodeId {
    return chainHead(this.#options.graph, node, (other) => this.#isExplicit(other));
  }

  /** Whether two nodes run in the same context, one after the other. */
  colocated(a: NodeId, b: NodeId): boolean {
    return this.affinityFor(a) === this.affinityFor(b);
  }

  /** Whether a lease is so short that another may wait behind it. */
  isShort(lease: Lease): boolean {
    return this.#lengths.isShort(predictedCost(lease));
  }

  /** After how long a lease is overdue. */
  hedgeDelay(lease: Lease, cold = false): Nanoseconds {
    const { measured } = this.#options.model.predict(
      keyOf(lease.refiner),
      lease.node,
      priorOf(lease),
    );
    return this.#lengths.hedgeDelay(predictedCost(lease), measured, cold);
  }

  place(step: StepRequest, free: readonly Slot[]): Assigned | Refused | undefined {
    this.#renew();
    const { node, refiner } = step;
    const prediction = this.#predict(step);
    let group = this.#groupOf(step, prediction);
    if (typeof group !== 'string') return group;
    if (group === 'thread' && this.#staysForNow(step, prediction, free)) group = 'inline';
    this.#note(node, group, prediction);
    const { cost } = prediction;
    if (group === 'inline') {
      const index = free.findIndex((slot) => slot.kind === 'inline');
      if (index < 0) return undefined;
      const several = step.certain === true && prediction.measured;
      const quantum = several ? inlineQuantum(cost) : ONE_STEP;
      return { index, cost, quantum, hedgeDelay: Infinity };
    }
    const quantum = this.#lengths.quantum(step, prediction, this.#options.slotsIn(group));
    const head = this.affinityFor(node);
    // A second lease behind the first would wait for what it is to stand in for.
    const short = step.reason !== 'hedge' && this.#lengths.isShort(cost * quantum.steps);
    const index = chooseSlot(free, group, this.#homes.get(head), short);
    if (index === undefined) return undefined;
    this.#homes.set(head, free[index]!.id);
    const cold = free[index]!.cold === true;
    const hedgeDelay = isSource(refiner)
      ? Infinity
      : this.#lengths.hedgeDelay(cost * quantum.steps, prediction.measured, cold);
    return { index, cost, quantum, hedgeDelay };
  }

  follow(step: StepRequest, child: NodeId): number | undefined {
    const { node, refiner, attempt } = step;
    if (attempt > 0 || !this.#options.isLoadable(refiner) || !this.colocated(node, child))
      return undefined;
    return this.#predict(step).cost;
  }

  takeStarts(): readonly ContextStart[] {
    return this.#options.takeStarts();
  }

  join(step: StepRequest, sent: Message): Pick<Assigned, 'cost' | 'quantum'> | undefined {
    const { node, refiner } = step;
    const { slot } = sent;
    const head = this.affinityFor(node);
    const home = this.#homes.get(head) ?? slot.id;
    if (home !== slot.id || isSource(refiner)) return undefined;
    const prediction = this.#predict(step);
    const group = this.#groupOf(step, prediction);
    if (group !== groupOf(slot)) return undefined;
    const places = this.#options.slotsIn(group);
    const quantum = this.#lengths.quantum(step, prediction, places);
    if (!this.#lengths.joins(step, prediction, quantum, sent, places)) return undefined;
    this.#note(node, group, prediction);
    this.#homes.set(head, slot.id);
    return { cost: prediction.cost, quantum };
  }

  /**
   * The group of places in which a step is to run whatever it costs, or why it can run nowhere;
   * undefined where cost decides.
   */
  binding(step: StepRequest): string | Refused | undefined {
    const { refiner, attempt, synchronous = false } = step;
    const { isOpen, groupFor } = this.#options;
    const name = keyOf(refiner);
    if (isSource(refiner)) {
      const group = this.#options.sourceGroup();
      if (!synchronous) return group;
      return {
        refused: new PlacementError(name, group, 'which a synchronous call cannot wait for'),
      };
    }
    if (attempt >= SUSPECT) {
      if (attempt >= POISON || !isOpen('process')) return poisoned(name, attempt);
      if (synchronous) return { refused: new PlacementError(name, 'process') };
      return groupFor('process');
    }
    const explicit = this.#strategyFor(step.node, refiner);
    const group = explicit === undefined ? undefined : this.#explicitGroup(step, explicit, name);
    if (attempt === 0 || synchronous || (group ?? 'inline') !== 'inline') return group;
    if (isOpen('thread')) return 'thread';
    return isOpen('process') ? groupFor('process') : poisoned(name, attempt);
  }

  /** What a step costs, by the prior and by what was measured. */
  #predict(step: StepRequest): Prediction {
    return this.#options.model.predict(keyOf(step.refiner), step.node, predictCost(step));
  }

  /** The group of places for a step, or why it can run nowhere. */
  #groupOf(step: StepRequest, prediction: Prediction): string | Refused {
    const binding = this.binding(step);
    if (binding !== undefined) return binding;
    return step.synchronous === true ? 'inline' : this.#byCost(step, prediction);
  }

  #strategyFor(node: NodeId, refiner: Refiner): Exclude<Strategy, 'auto'> | undefined {
    const { strategy, strategies } = this.#options;
    const chosen = this.#ofNode.get(node) ?? strategies[refiner.name] ?? strategy;
    return chosen === 'auto' ? undefined : chosen;
  }

  #isExplicit(node: NodeId): boolean {
    if (this.#ofNode.has(node)) return true;
    const kind = this.#options.graph.kindOf(node);
    if (kind.type !== 'refiner') return false;
    return isSource(kind.refiner) || this.#options.strategies[kind.refiner.name] !== undefined;
  }

  #explicitGroup(
    step: StepRequest,
    strategy: Exclude<Strategy, 'auto'>,
    name: string,
  ): string | Refused {
    const { groupFor, isOffered, isOpen, isLoadable } = this.#options;
    if (strategy === 'inline') return 'inline';
    const group = groupFor(strategy);
    if (step.synchronous === true) {
      // A session's placement is a default, which a caller who cannot wait sets aside.
      return this.#isExplicit(step.node) ? { refused: new PlacementError(name, group) } : 'inline';
    }
    const here = typeof strategy === 'object' && 'kind' in strategy && strategy.kind === 'inline';
    if (!here && !isLoadable(step.refiner)) return { refused: new NoModuleError(name, group) };
    if (isOpen(group)) return group;
    // What is to be isolated is not let in here, unless its contexts turn out not to start at all.
    if (typeof strategy === 'object' && !('fresh' in strategy)) {
      return { refused: new PlacementError(name, group, 'a context that has ended') };
    }
    const kind = typeof strategy === 'string' ? strategy : strategy.fresh;
    if (kind === 'thread' || isOffered(group)) return 'inline';
    return { refused: new PlacementError(name, group, 'and the session has none of these') };
  }

  #byCost(step: StepRequest, { cost, measured, atMost }: Prediction): string {
    const { isOpen, isLoadable, hasReliablePrior, model } = this.#options;
    if (!isOpen('thread') || !isLoadable(step.refiner)) return 'inline';
    // What may hang is not tried on the calling thread.
    if (step.reason === 'hedge' || cost >= MOST_INLINE) return 'thread';
    // Of very short steps the measures differ for reasons of their own, and no matter.
    const known = measured || hasReliablePrior(step.refiner) || atMost < 2 * model.messageCost;
    if (!known) return 'thread';
    if (step.single === true) return 'inline';
    const entry = this.#entries.get(step.node);
    if (entry?.byCost !== undefined && Math.abs(Math.log2(cost / entry.cost)) < 1)
      return entry.byCost;
    const byCost = cost < 2 * model.messageCost ? 'inline' : 'thread';
    if (entry === undefined) {
      this.#entries.set(step.node, { group: byCost, cost, byCost });
    } else {
      Object.assign(entry, { cost, byCost });
    }
    return byCost;
  }

  /** Until steps that would be worth a worker have cost the start of one, they run inline. */
  #staysForNow(step: StepRequest, { cost }: Prediction, free: readonly Slot[]): boolean {
    const { eager, wantsWorkers } = this.#options;
    if (eager || cost >= MOST_WITHOUT_WORKERS || step.reason !== 'step') return false;
    if (!areCold(free, 'thread')) return false;
    if (this.#strategyFor(step.node, step.refiner) !== undefined) return false;
    this.#debt += cost;
    if (this.#debt >= WORKER_START) {
      this.#debt = 0;
      wantsWorkers();
    }
    return true;
  }

  /** Nodes have been numbered anew: what is held of the old ones is void. */
  #renew(): void {
    if (this.isCurrent) return;
    this.#epoch = this.#options.graph.epoch;
    this.#ofNode.clear();
    this.#entries.clear();
    this.#homes.clear();
    this.#options.model.forgetNodes();
  }

  #note(node: NodeId, group: string, { cost }: Prediction): void {
    const entry = this.#entries.get(node);
    if (entry === undefined) this.#entries.set(node, { group, cost, byCost: undefined });
    else entry.group = group;
  }
}

function poisoned(refiner: string, deaths: number): Refused {
  return { refused: new PoisonStepError(refiner, deaths), lasting: true };
}
