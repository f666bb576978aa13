/**
 * Leasing: a slot for a step, and its lease.
 *
 * Laws
 * 1. A lease carries the snapshot that it was cut from, whole: what its step is to know, and no way
 *    to a parent.
 * 2. A step that is placed takes its slot out of the free ones; one that is not changes nothing.
 * 3. A chain takes one slot. Only a step that waits for the one before it alone follows it, and where the
 *    placement says so others that are ready join.
 * 4. A step that was lost goes by itself until it answers: alone it is blamed for no other.
 */
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Plain, Quantum, Refiner } from '../../refiners/refiner.js';
import { stampOf } from '../leases/belief.js';
import { linked, LONGEST_CHAIN } from '../leases/chain.js';
import type { CoordinatorState } from '../state.js';
import { CoordinatorError } from '../errors.js';
import type { Lease, Nanoseconds, RefinerReference } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';
import { ONE_STEP } from '../leases/placement.js';
import type { Assigned, Placement, Refused, Sent, StepRequest } from '../leases/placement.js';
import type { Slot } from '../leases/port.js';
import type { CertainSteps, StepOrder } from '../wave/orders.js';

/** A lease and the slot in which it is to run. */
export interface Run {
  readonly slot: Slot;
  readonly lease: Lease;
  /**
   * When nobody will want it any more. A step that keeps the calling thread has to look for itself:
   * nobody can tell it meanwhile.
   */
  readonly until: Nanoseconds;
}

/** A step that has found its slot. */
export interface AssignedStep {
  readonly node: NodeId;
  readonly refiner: Refiner;
  readonly demand: Demand;
  readonly cost: number;
  readonly quantum: Quantum;
  readonly patience?: Nanoseconds | undefined;
  readonly slot: Slot;
}

/** Where and at what cost a step runs. */
interface Found extends Pick<Assigned, 'cost' | 'quantum'> {
  readonly slot: Slot;
  readonly patience: Nanoseconds | undefined;
}

/** How a step is asked for: by a caller that waits or one that cannot; or again, with its demand. */
export type Asking = { readonly synchronous: boolean } | { readonly again: Demand };

export class LeaseIssuer {
  readonly #state: CoordinatorState;
  readonly #incarnation: string;
  readonly #placement: Placement;
  readonly #hedgeAfter: Nanoseconds;

  /**
   * @param incarnation - of the session, for its leases.
   * @param hedgeAfter - how long a step may be out where the placement does not say.
   */
  constructor(
    state: CoordinatorState,
    incarnation: string,
    placement: Placement,
    hedgeAfter: Nanoseconds,
  ) {
    this.#state = state;
    this.#incarnation = incarnation;
    this.#placement = placement;
    this.#hedgeAfter = hedgeAfter;
  }

  /** What a step of this node is to bring, and the slot that it takes out of the free ones. */
  place(
    operation: Operation,
    node: NodeId,
    free: Slot[],
    how: Asking,
  ): AssignedStep | Refused | undefined {
    const order =
      'again' in how ? { demand: how.again, certain: undefined } : operation.wave!.orderFor(node);
    const step = this.#stepOf(operation, node, how, order);
    const placed = this.#placement.place(step, free);
    if (placed === undefined || 'refused' in placed) return placed;
    const { index, cost, quantum, patience } = placed;
    const [slot] = free.splice(index, 1);
    return this.#covering(operation, step, order.certain, { cost, quantum, slot: slot!, patience });
  }

  /** What the placement is told of a step. */
  #stepOf(
    operation: Operation,
    node: NodeId,
    how: Asking,
    { demand, certain }: StepOrder,
  ): StepRequest {
    const { attempts, graph, underWay } = this.#state;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner') {
      throw new CoordinatorError(`${graph.describe(node)}: a combinator takes no lease`);
    }
    const { wave } = operation;
    const again = 'again' in how;
    return {
      node,
      refiner: kind.refiner,
      bounds: graph.boundsOf(node),
      inputs: graph.childCount(node) === 0 ? NO_INPUTS : graph.inputsOf(node),
      demand,
      attempt: attempts.size === 0 ? 0 : (attempts.get(node) ?? 0),
      single: underWay === 1 && (wave === undefined || wave.live <= 1),
      synchronous: !again && how.synchronous,
      again,
      // In discovery each node has to have looked.
      needed: certain !== undefined || wave?.aim.type === 'discover',
      certain: certain !== undefined,
      beside: wave?.candidates ?? 0,
      live: wave?.live ?? 0,
    };
  }

  /**
   * A step with the slot that it has found, and as many more of its node as its lease is to cover. Field by
   * field, here and where it is called: a spread costs more than a tenth of a step.
   */
  #covering(
    operation: Operation,
    { node, refiner, demand }: StepRequest,
    certain: CertainSteps | undefined,
    { cost, quantum, slot, patience }: Found,
  ): AssignedStep {
    const several = certain !== undefined && quantum.steps > 1;
    return {
      node,
      refiner,
      demand: several ? certain.demand : demand,
      cost,
      quantum: several ? until(quantum, certain.width, stepsLeft(operation)) : quantum,
      patience,
      slot,
    };
  }

  /**
   * Cuts the lease of a step, and of those that can follow it where it runs.
   * @param nextReady - takes another node that is ready, which is returned where it is to wait; without it
   *   none joins.
   */
  chain(
    operation: Operation,
    placed: AssignedStep,
    now: Nanoseconds,
    nextReady?: () => NodeId | undefined,
  ): Run {
    const { slot } = placed;
    const first = this.single(operation, placed, now);
    if (slot.kind === 'inline' || this.#wasLost(placed.node)) return first;
    const chain = [first.lease];
    while (chain.length < LONGEST_CHAIN) {
      const next =
        this.#follower(operation, chain[chain.length - 1]!.node, slot) ??
        this.#joining(operation, { slot, leases: chain }, nextReady);
      if (next === undefined) break;
      chain.push(this.#cut(operation, next, now));
    }
    return { slot, lease: linked(this.#state.graph, chain), until: first.until };
  }

  /** Cuts the lease of a step by itself. */
  single(operation: Operation, placed: AssignedStep, now: Nanoseconds): Run {
    const lease = this.#cut(operation, placed, now);
    return { slot: placed.slot, lease, until: this.#wantedUntil(operation, placed.node) };
  }

  /** The last deadline of those that want a step of a node; that of a caller who cannot wait is its own. */
  #wantedUntil({ alone, deadline = Infinity }: Operation, node: NodeId): Nanoseconds {
    if (alone || deadline === Infinity) return deadline;
    let last = deadline;
    for (const other of this.#state.index.of(node)) {
      last = Math.max(last, other.deadline ?? Infinity);
    }
    return last;
  }

  /** A step that is ready and goes out with those before it. */
  #joining(
    operation: Operation,
    sent: Sent,
    nextReady?: () => NodeId | undefined,
  ): AssignedStep | undefined {
    if (this.#placement.join === undefined) return undefined;
    // Steps that are chosen one by one are not for others to wait for.
    if (operation.wave === undefined || operation.wave.ready === 0) return undefined;
    const node = nextReady?.();
    if (node === undefined) return undefined;
    const order = operation.wave.orderFor(node);
    const step = this.#stepOf(operation, node, { synchronous: false }, order);
    const joined = this.#wasLost(node) ? undefined : this.#placement.join(step, sent);
    if (joined === undefined) {
      operation.wave.returned(node);
      return undefined;
    }
    return this.#covering(operation, step, order.certain, {
      ...joined,
      slot: sent.slot,
      patience: Infinity,
    });
  }

  /** The only step of the operation that waits for this child alone and belongs where that runs. */
  #follower(operation: Operation, child: NodeId, slot: Slot): AssignedStep | undefined {
    const { attempts, graph } = this.#state;
    if (this.#placement.follow === undefined) return undefined;
    const wave = operation.wave!;
    const waiting: NodeId[] = [];
    graph.forEachParent(child, (parent) => {
      if (wave.awaits(parent, child) && !waiting.includes(parent)) waiting.push(parent);
    });
    const [node] = waiting;
    if (node === undefined || waiting.length > 1 || this.#state.isLeased(node)) return undefined;
    if (this.#wasLost(node)) return undefined;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner' || graph.recordOf(node)?.done !== undefined) return undefined;
    const { refiner } = kind;
    const { demand } = wave.orderFor(node);
    const attempt = attempts.get(node) ?? 0;
    // The step of the child narrows the inputs before this one runs.
    const bounds = graph.boundsOf(node);
    const step = { node, refiner, bounds, inputs: undefined, demand, attempt };
    const cost = this.#placement.follow(step, child);
    if (cost === undefined) return undefined;
    return { node, refiner, demand, cost, quantum: ONE_STEP, patience: Infinity, slot };
  }

  /** Whether a step of a node was lost, itself or with others, and none has been accepted since. */
  #wasLost(node: NodeId): boolean {
    return this.#state.attempts.has(node);
  }

  /** Cuts one lease: its predicted cost is charged, and it is out from now on. */
  #cut(operation: Operation, placed: AssignedStep, now: Nanoseconds): Lease {
    const { log, leases, turns } = this.#state;
    const { node, demand, cost, slot, patience = this.#hedgeAfter } = placed;
    const lease = this.#snapshot(placed);
    const { id, priority } = operation;
    operation.lastPrediction = cost;
    turns.charge(operation, cost);
    if (!operation.started) {
      operation.startedAt = now;
      turns.began(operation);
      log.emit({ type: 'operation-started', time: now, operation: id, priority });
    }
    leases.open({ lease, operation: id, slot, issuedAt: now, patience, stopping: false });
    if (!log.observed) return lease;
    log.emit({
      type: 'lease-issued',
      time: now,
      lease: lease.id,
      node,
      operation: id,
      slot: slot.id,
      demand,
    });
    return lease;
  }

  #snapshot({ node, refiner, demand, quantum, cost }: AssignedStep): Lease {
    const { attempts, graph, leases } = this.#state;
    const record = graph.recordOf(node)!;
    return {
      id: leases.nextId(),
      incarnation: this.#incarnation,
      node,
      epoch: graph.epoch,
      stamp: stampOf(graph, node),
      refiner: referenceTo(refiner),
      params: graph.paramsOf(node) as Plain,
      state: record.state,
      bounds: graph.boundsOf(node),
      inputs: graph.childCount(node) === 0 ? NO_INPUTS : graph.inputsOf(node),
      inputVersions: this.#inputVersions(node),
      demand,
      quantum,
      predictedCost: cost,
      attempt: attempts.size === 0 ? 0 : (attempts.get(node) ?? 0),
      origin: record.lease === 0 ? undefined : record.lease,
    };
  }

  #inputVersions(node: NodeId): readonly number[] {
    const { graph } = this.#state;
    const count = graph.childCount(node);
    if (count === 0) return NO_VERSIONS;
    const versions: number[] = [];
    for (let i = 0; i < count; i++) versions.push(graph.versionOf(graph.childAt(node, i)));
    return versions;
  }
}

/** A quantum that ends where its steps are no longer certain to be needed, or with the budget. */
function until(quantum: Quantum, width: Log2, steps: number): Quantum {
  const { milliseconds } = quantum;
  const most = Math.min(quantum.steps, steps);
  return milliseconds === undefined ? { steps: most, width } : { steps: most, milliseconds, width };
}

/** How many steps the budget of an operation still permits one lease; one where it counts costs or weighs what is held. */
function stepsLeft({ request: { budget }, steps }: Operation): number {
  if (budget === undefined) return Infinity;
  if (budget.cost !== undefined || budget.bytes !== undefined) return 1;
  return budget.steps === undefined ? Infinity : Math.max(1, budget.steps - steps);
}

const NO_INPUTS: readonly Enclosure[] = [];
const NO_VERSIONS: readonly number[] = [];

const references = new WeakMap<Refiner, RefinerReference>();

/** What names a refiner to hosts: one object for all its leases. */
function referenceTo(refiner: Refiner): RefinerReference {
  let reference = references.get(refiner);
  if (reference === undefined) {
    const { name, version, module } = refiner;
    reference = { name, version, ...(module === undefined ? {} : { module: module.href }) };
    references.set(refiner, reference);
  }
  return reference;
}
