/**
 * The lease issuer: finds a slot for a step, and issues its lease.
 *
 * Laws
 * 1. A lease carries everything that its step reads, and no reference to a parent.
 * 2. A step that is assigned takes its slot out of the free ones; a step that is not changes nothing.
 * 3. A chain takes one slot. The only step that waits for the last one in it follows, and where the
 *    placement says so other ready steps join.
 * 4. A step may be divided where it is the last of its message, was not lost before, and slots would idle.
 * 5. A step that was lost is leased by itself until it is accepted: alone it is blamed for no other step.
 */
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { exactInputsOf } from '../../graph/exact-inputs.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Plain, Quantum, Refiner } from '../../refiners/refiner.js';
import { stampOf } from '../leases/belief.js';
import { linked, LONGEST_CHAIN } from '../leases/chain.js';
import type { Division } from '../leases/division-table.js';
import type { CoordinatorState } from '../state.js';
import { CoordinatorError } from '../errors.js';
import type { Lease, LeaseId } from '../leases/lease.js';
import { tellIssued } from '../lease-events.js';
import type { OpenLease } from '../leases/lease-table.js';
import { stepsLeft, timeInBudget } from '../operations/accounting.js';
import type { Operation } from '../operations/operation.js';
import { isReady } from '../operations/scheduling-state.js';
import { ONE_STEP } from '../leases/placement.js';
import type {
  AdaptiveFeature,
  Assigned,
  Message,
  Placement,
  Refused,
  StepReason,
  StepRequest,
} from '../leases/placement.js';
import type { Slot } from '../leases/port.js';
import { referenceTo } from '../leases/reference.js';
import type { CertainSteps, StepOrder } from '../wave/orders.js';
import type { Nanoseconds } from '../time.js';
import type { Retries } from './retries.js';
import { limitOf } from './time-limit.js';

/** A lease and the slot in which it is to run. */
export interface Run {
  readonly slot: Slot;
  readonly lease: Lease;
  /**
   * When no operation wants it any more. A step that blocks the calling thread checks the clock itself, as
   * no message can stop it.
   */
  readonly until: Nanoseconds;
  /** The effective priority of the operation that the lease was issued for, from 1 to 10. */
  readonly priority: number;
}

/** A step with its slot. */
export interface AssignedStep {
  readonly node: NodeId;
  readonly refiner: Refiner;
  readonly demand: Demand;
  readonly cost: number;
  readonly quantum: Quantum;
  readonly hedgeDelay?: Nanoseconds | undefined;
  readonly features?: readonly AdaptiveFeature[] | undefined;
  readonly slot: Slot;
}

/** What a snapshot needs to know of a step. */
type SnapshotStep = Pick<AssignedStep, 'node' | 'refiner' | 'demand' | 'quantum' | 'cost'>;

/** A ready step that found no slot. */
export interface UnplacedStep {
  readonly operation: Operation;
  readonly node: NodeId;
}

/** The slot of a step, and what the placement says of it there. */
interface SlotAssignment extends Pick<Assigned, 'cost' | 'quantum' | 'features'> {
  readonly slot: Slot;
  readonly hedgeDelay: Nanoseconds | undefined;
}

export class LeaseIssuer {
  readonly #state: CoordinatorState;
  readonly #retries: Retries;
  readonly #placement: Placement;

  constructor(state: CoordinatorState, retries: Retries, placement: Placement) {
    this.#state = state;
    this.#retries = retries;
    this.#placement = placement;
  }

  /**
   * Finds a slot for a step that the wave of an operation has chosen, and takes it out of the free ones.
   * @param synchronous - the caller cannot wait.
   */
  place(
    operation: Operation,
    node: NodeId,
    free: Slot[],
    synchronous: boolean,
  ): AssignedStep | Refused | undefined {
    const order = operation.pursuit.wave!.orderFor(node);
    const step = this.#requestFor(operation, node, order, this.#reasonFor(node), synchronous);
    return this.#assign(operation, step, order.certain, free);
  }

  /** Finds a slot for the second lease of a step, with the demand of the first. */
  placeHedge(
    operation: Operation,
    node: NodeId,
    demand: Demand,
    free: Slot[],
  ): AssignedStep | Refused | undefined {
    const order: StepOrder = { demand, certain: undefined };
    const step = this.#requestFor(operation, node, order, 'hedge', false);
    return this.#assign(operation, step, undefined, free);
  }

  /** Finds a slot for a part of a step, with the demand of the step. */
  placePart(
    operation: Operation,
    node: NodeId,
    demand: Demand,
    free: Slot[],
  ): AssignedStep | Refused | undefined {
    const step = this.#requestFor(operation, node, { demand, certain: undefined }, 'part', false);
    return this.#assign(operation, step, undefined, free);
  }

  /** Whether a step would be given a slot if it were free now. */
  wouldTake({ operation, node }: UnplacedStep, { id, kind, group }: Slot): boolean {
    const { wave } = operation.pursuit;
    if (operation.ended || wave === undefined) return false;
    // The slot as it will be: its context has started, and nothing runs in it.
    const free: Slot = group === undefined ? { id, kind } : { id, kind, group };
    const step = this.#requestFor(
      operation,
      node,
      wave.orderFor(node),
      this.#reasonFor(node),
      false,
    );
    const assigned = this.#placement.place(step, [free]);
    return assigned !== undefined && !('refused' in assigned);
  }

  #reasonFor(node: NodeId): StepReason {
    return this.#retries.attemptOf(node) > 0 ? 'retry' : 'step';
  }

  #assign(
    operation: Operation,
    step: StepRequest,
    certain: CertainSteps | undefined,
    free: Slot[],
  ): AssignedStep | Refused | undefined {
    const assigned = this.#placement.place(step, free);
    if (assigned === undefined || 'refused' in assigned) return assigned;
    const { index, cost, quantum, hedgeDelay, features } = assigned;
    const [slot] = free.splice(index, 1);
    const there = { cost, quantum, slot: slot!, hedgeDelay, features };
    return this.#covering(operation, step, certain, there);
  }

  /** What the placement is asked about a step. */
  #requestFor(
    operation: Operation,
    node: NodeId,
    { demand, certain }: StepOrder,
    reason: StepReason,
    synchronous: boolean,
  ): StepRequest {
    const { graph, underWay } = this.#state;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner') {
      throw new CoordinatorError(`${graph.describe(node)}: a combinator takes no lease`);
    }
    const { wave } = operation.pursuit;
    return {
      node,
      refiner: kind.refiner,
      bounds: graph.boundsOf(node),
      inputs: graph.childCount(node) === 0 ? NO_INPUTS : graph.inputsOf(node),
      demand,
      reason,
      attempt: this.#retries.attemptOf(node),
      single: underWay === 1 && (wave === undefined || wave.live <= 1),
      synchronous,
      // A discovery needs a step of each node.
      needed: certain !== undefined || wave?.aim.type === 'discover',
      certain: certain !== undefined,
      waitingSteps: wave?.candidates ?? 0,
      liveSteps: wave?.live ?? 0,
    };
  }

  /**
   * A step with its slot, and with as many more steps of its node as the lease is to cover. Field by field,
   * here and where it is called: a spread costs more than a tenth of a step.
   */
  #covering(
    operation: Operation,
    { node, refiner, demand }: StepRequest,
    certain: CertainSteps | undefined,
    { cost, quantum, slot, hedgeDelay, features }: SlotAssignment,
  ): AssignedStep {
    const several = certain !== undefined && quantum.steps > 1;
    return {
      node,
      refiner,
      demand: several ? certain.demand : demand,
      cost,
      quantum: several
        ? boundedQuantum(quantum, certain.width, stepsLeft(operation, node, this.#state.budgets))
        : quantum,
      hedgeDelay,
      features,
      slot,
    };
  }

  /**
   * Issues the lease of a step, and those of steps that can follow it in its slot.
   * @param free - the slots that are left.
   * @param nextReady - takes another ready node; it is returned to the wave where it does not join.
   */
  issueChain(
    operation: Operation,
    assigned: AssignedStep,
    free: readonly Slot[],
    now: Nanoseconds,
    nextReady?: () => NodeId | undefined,
  ): Run {
    const { slot } = assigned;
    const first = this.issue(operation, assigned, now);
    if (slot.kind === 'inline' || this.#runsAlone(assigned.node)) return first;
    const chain = [first.lease];
    const last = (): Lease => chain[chain.length - 1]!;
    while (chain.length < LONGEST_CHAIN) {
      const next =
        this.#follower(operation, last().node, slot) ??
        this.#joining(operation, { slot, leases: chain }, nextReady);
      if (next === undefined) break;
      chain.push(this.#issueLease(operation, next, now, this.snapshot(next), first.lease.id));
    }
    if (this.#mayBeDivided(operation, last(), free))
      chain[chain.length - 1] = { ...last(), divisible: true };
    const { until, priority } = first;
    return { slot, lease: linked(this.#state.graph, chain), until, priority };
  }

  /** Whether a step shares no message: one that was lost before, and one that has a limit of time of its own. */
  #runsAlone(node: NodeId): boolean {
    if (this.#retries.wasLost(node)) return true;
    return this.#state.budgets.ofNode(node)?.limits.milliseconds !== undefined;
  }

  /** Whether slots would idle that could compute parts of a step. */
  #mayBeDivided(
    operation: Operation,
    { node, predictedCost }: Lease,
    free: readonly Slot[],
  ): boolean {
    if (free.length === 0 || this.#placement.divides === undefined) return false;
    if (operation.pursuit.wave?.ready !== 0) return false;
    const kind = this.#state.graph.kindOf(node);
    if (kind.type !== 'refiner' || kind.refiner.part === undefined) return false;
    const { waiting } = this.#state.runQueue;
    // Each other operation with a step ready takes a slot before the parts of this one are known.
    const others = isReady(operation.scheduling) ? waiting - 1 : waiting;
    const workers = free.filter(({ kind: place }) => place !== 'inline');
    return this.#placement.divides(predictedCost, workers.slice(others));
  }

  /** Issues the lease of the next part of a step that is divided. */
  issuePart(
    operation: Operation,
    assigned: AssignedStep,
    division: Division,
    now: Nanoseconds,
  ): Run {
    const id = this.#state.leases.nextId();
    const lease = { ...division.lease, id, quantum: ONE_STEP, part: division.next! };
    division.issued();
    return this.#runOf(
      operation,
      { ...assigned, hedgeDelay: Infinity, features: DIVISION },
      now,
      lease,
    );
  }

  /** Issues the lease of a step by itself. */
  issue(operation: Operation, assigned: AssignedStep, now: Nanoseconds): Run {
    return this.#runOf(operation, assigned, now, this.snapshot(assigned));
  }

  #runOf(operation: Operation, assigned: AssignedStep, now: Nanoseconds, made: Lease): Run {
    const lease = this.#issueLease(operation, assigned, now, made);
    const { priority } = operation.scheduling;
    const until = this.#wantedUntil(operation, assigned, now);
    return { slot: assigned.slot, lease, until, priority };
  }

  /**
   * The latest limit of the operations that want a node, its own for a caller that cannot wait; and no later than
   * budgets permit, except for first looks: without them an operation has no bounds at all.
   */
  #wantedUntil(
    operation: Operation,
    { node, demand }: AssignedStep,
    now: Nanoseconds,
  ): Nanoseconds {
    const { budgets, index } = this.#state;
    const isLook = demand.width === Infinity;
    const permitted = (by: Operation): Nanoseconds =>
      isLook ? limitOf(by, now) : Math.min(limitOf(by, now), now + timeInBudget(by));
    let last = permitted(operation);
    if (!operation.alone && last < Infinity)
      for (const other of index.of(node)) last = Math.max(last, permitted(other));
    const ofRefiner = isLook ? undefined : budgets.ofNode(node)?.left('milliseconds');
    return Math.min(last, now + (ofRefiner ?? Infinity) * 1e6);
  }

  /** A ready step that joins the message. */
  #joining(
    operation: Operation,
    message: Message,
    nextReady?: () => NodeId | undefined,
  ): AssignedStep | undefined {
    if (this.#placement.join === undefined) return undefined;
    // Optional steps are chosen one by one: none is to wait for another.
    const { wave } = operation.pursuit;
    if (wave === undefined || wave.ready === 0) return undefined;
    const node = nextReady?.();
    // Taking it may have advanced the operation to another wave.
    const present = operation.pursuit.wave;
    if (node === undefined || present === undefined) return undefined;
    const order = present.orderFor(node);
    const step = this.#requestFor(operation, node, order, this.#reasonFor(node), false);
    const joined = this.#runsAlone(node) ? undefined : this.#placement.join(step, message);
    if (joined === undefined) {
      present.returned(node);
      return undefined;
    }
    const { cost, quantum } = joined;
    const { slot } = message;
    const there = { cost, quantum, slot, hedgeDelay: Infinity, features: JOINING };
    return this.#covering(operation, step, order.certain, there);
  }

  /** The only step of the operation that waits for this child alone, where it belongs in the same slot. */
  #follower(operation: Operation, child: NodeId, slot: Slot): AssignedStep | undefined {
    const { graph } = this.#state;
    if (this.#placement.follow === undefined) return undefined;
    const wave = operation.pursuit.wave!;
    const waiting: NodeId[] = [];
    graph.forEachParent(child, (parent) => {
      if (wave.awaits(parent, child) && !waiting.includes(parent)) waiting.push(parent);
    });
    const [node] = waiting;
    if (node === undefined || waiting.length > 1 || this.#state.isLeased(node)) return undefined;
    if (this.#runsAlone(node)) return undefined;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner' || graph.recordOf(node)?.done !== undefined) return undefined;
    const { refiner } = kind;
    const { demand } = wave.orderFor(node);
    const bounds = graph.boundsOf(node);
    // The step of the child narrows the inputs before this one runs.
    const inputs = undefined;
    const reason = 'step' as const;
    const step: StepRequest = { node, refiner, bounds, inputs, demand, reason, attempt: 0 };
    const cost = this.#placement.follow(step, child);
    if (cost === undefined) return undefined;
    const quantum = ONE_STEP;
    return { node, refiner, demand, cost, quantum, hedgeDelay: Infinity, features: CHAINS, slot };
  }

  /**
   * Issues one lease: its predicted cost is charged, and it is open from now on.
   * @param message - the first lease of its message, if it is another one.
   */
  #issueLease(
    operation: Operation,
    assigned: AssignedStep,
    now: Nanoseconds,
    lease: Lease,
    message?: LeaseId,
  ): Lease {
    const { log, leases, runQueue } = this.#state;
    const { cost, slot, hedgeDelay = Infinity, features } = assigned;
    const { id, class: operationClass } = operation;
    const begins = runQueue.issued(operation, cost, now);
    const { priority } = operation.scheduling;
    if (begins) log.started(id, priority, now);
    const open: OpenLease = {
      lease,
      operation: id,
      message: message ?? lease.id,
      slot,
      issuedAt: now,
      heardAt: now,
      hedgeDelay,
      class: operationClass,
      priority,
      stopping: false,
      preempted: false,
      favoured: false,
    };
    leases.open(open);
    tellIssued(this.#state, lease, open, now, features);
    return lease;
  }

  /** The lease of a step: a snapshot of what the step reads; of one that was divided, the snapshot that it had read. */
  snapshot({ node, refiner, demand, quantum, cost }: SnapshotStep): Lease {
    const { divisions, graph, incarnation, leases } = this.#state;
    const division = divisions.of(graph, node);
    if (division !== undefined) {
      const [id, attempt] = [leases.nextId(), this.#retries.attemptOf(node)];
      return { ...division.lease, id, attempt, predictedCost: cost, values: division.done };
    }
    const record = graph.recordOf(node)!;
    return {
      id: leases.nextId(),
      incarnation,
      node,
      epoch: graph.epoch,
      stamp: stampOf(graph, node),
      refiner: referenceTo(refiner),
      params: graph.paramsOf(node) as Plain,
      state: record.state,
      bounds: graph.boundsOf(node),
      inputs: graph.childCount(node) === 0 ? NO_INPUTS : graph.inputsOf(node),
      exactInputs: exactInputsOf(graph, node),
      demand,
      quantum,
      predictedCost: cost,
      attempt: this.#retries.attemptOf(node),
      origin: record.lease === 0 ? undefined : record.lease,
    };
  }
}

/** A quantum that ends where its steps are no longer certain to be needed, or with the budget. */
function boundedQuantum(quantum: Quantum, width: Log2, mostSteps: number): Quantum {
  const { milliseconds } = quantum;
  const steps = Math.min(quantum.steps, mostSteps);
  return milliseconds === undefined ? { steps, width } : { steps, milliseconds, width };
}

const NO_INPUTS: readonly Enclosure[] = [];
const CHAINS: readonly AdaptiveFeature[] = ['chains'];
const JOINING: readonly AdaptiveFeature[] = ['joining'];
const DIVISION: readonly AdaptiveFeature[] = ['division'];
