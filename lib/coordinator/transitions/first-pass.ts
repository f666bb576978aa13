/**
 * The first pass: the first wave of a request whose caller holds the thread, carried out step by step where the points
 * of its cone are known. Whatever is unusual leaves the pass between two steps; an operation goes on from there.
 *
 * Laws
 * 1. The steps are those of the wave that an operation would begin with: the same plan (anticipation.ts,
 *    first-demands.ts) asks the same nodes, children before parents, for the same demands.
 * 2. A result is believed where all results are (acceptance.ts). Each step has the number of a lease and is counted.
 * 3. The answer is one that a decision would give: the goal holds for bounds that were recomputed, every refiner of the
 *    cone has taken a step, and nothing in the cone may be undefined.
 * 4. No other operation is under way, so no other wave needs to know of a step. Listeners are told what they are told of
 *    single leases, once the pass is over.
 * 5. No node is evicted during a pass.
 * 6. A request that may end early, or whose leases somebody follows, has a pass only below {@link MOST_NODES_IN_TIME}
 *    nodes: shorter than a first rung (ladder.ts). Its steps and its arithmetic hear the stop.
 */
import { Interrupted } from '../../exact/interruption.js';
import type { Stop } from '../../exact/interruption.js';
import { ConePositions } from '../../graph/cone-positions.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import type { CheckedGoal } from '../goals/goal.js';
import { isFresh } from '../leases/belief.js';
import type { Lease, LeaseEnd, Settlement } from '../leases/lease.js';
import { tellEnded, tellIssued } from '../lease-events.js';
import type { Answer, LeaseTerms } from '../lease-events.js';
import { ONE_STEP } from '../leases/placement.js';
import type { Placement } from '../leases/placement.js';
import { INLINE } from '../leases/port.js';
import type { Begun } from '../operations/admission.js';
import { answeredRecord } from '../operations/operation-record.js';
import { termsOf } from '../operations/request.js';
import type { OperationId, OperationRequest, Outcome } from '../operations/request.js';
import type { Reported } from '../event-log.js';
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import { FirstDemands } from '../wave/first-demands.js';
import type { Acceptance } from './acceptance.js';
import { discovery, isUnseenFunction } from './anticipation.js';
import { isMetBySeen } from './decision.js';
import type { LeaseIssuer } from './lease-issuer.js';
import type { Retries } from './retries.js';
import { underStop } from './time-limit.js';
import type { StopAt } from './time-limit.js';

/** The calling thread, as the caller of a pass offers it. */
export interface CallingThread {
  /** Runs a lease to its end, or until a time has come; Infinity is none. */
  readonly execute: (lease: Lease, until: Nanoseconds) => Settlement;
  /** Monotonic time. */
  readonly now: () => Nanoseconds;
}

/** Where the steps of a pass run, and how long they may. */
interface Place {
  readonly thread: CallingThread;
  readonly until: Nanoseconds;
  readonly terms: LeaseTerms;
}

/** More digits than a look at 64 bits may prove. */
const DIGITS_BEYOND_LOOK = 25;

function isBeyondLook(goal: CheckedGoal): boolean {
  return goal.kind === 'digits' && goal.digits >= DIGITS_BEYOND_LOOK;
}

/** A step of the most bits (first-demands.ts) is declared a third of a millisecond. */
const MOST_NODES_IN_TIME = 64;

export class FirstPass {
  readonly #state: CoordinatorState;
  readonly #acceptance: Acceptance;
  readonly #issuer: LeaseIssuer;
  readonly #retries: Retries;
  readonly #placement: Placement;
  readonly #stopAt: StopAt | undefined;

  constructor(
    state: CoordinatorState,
    acceptance: Acceptance,
    issuer: LeaseIssuer,
    retries: Retries,
    placement: Placement,
    stopAt: StopAt | undefined,
  ) {
    this.#state = state;
    this.#acceptance = acceptance;
    this.#issuer = issuer;
    this.#retries = retries;
    this.#placement = placement;
    this.#stopAt = stopAt;
  }

  /**
   * Whether a request may begin with a pass: no limit counts its steps, its timeout can be heard, it waits for nothing,
   * and it is the only one (law 4).
   */
  permits({ budget, deadline, timeout, parent, after = [] }: OperationRequest): boolean {
    const { budgets, graph, leases, underWay } = this.#state;
    if (budgets.areSet || underWay > 0 || leases.size > 0 || graph.hasErrors) return false;
    const { steps, milliseconds, cost, bytes } = budget ?? {};
    return (
      (steps ?? milliseconds ?? cost ?? bytes ?? deadline ?? parent) === undefined &&
      (timeout === undefined || this.#stopAt !== undefined) &&
      after.length === 0
    );
  }

  /**
   * @param id - of the request.
   * @returns the outcome where the goal is met, else what was used on the way.
   */
  run(request: OperationRequest, id: OperationId, thread: CallingThread): Outcome | Begun {
    const state = this.#state;
    const { graph, log } = state;
    const admitted = thread.now();
    const { class: operationClass, priority } = termsOf(request);
    // Field by field: a spread costs more than a twentieth of a pass.
    const terms: LeaseTerms = { operation: id, class: operationClass, priority, slot: INLINE };
    log.admitted(id, request, operationClass, priority, admitted);
    const { root, timeout, growth } = request;
    const cone = coneOf(graph, [root]);
    const begun: Begun = { steps: 0, cost: 0, discovered: false };
    const until = timeout === undefined ? Infinity : admitted + timeout;
    const stop = this.#stopAt?.(until);
    const mustBeShort = stop !== undefined || growth !== undefined || log.wants('lease-ended');
    if (mustBeShort && cone.length > MOST_NODES_IN_TIME) return begun;
    // A step of a user's refiner may ask the session itself: it then finds an operation under way.
    state.underWay++;
    const reported: Reported = { lastReported: graph.boundsOf(root), subscribers: [{ id }] };
    try {
      for (const node of cone) graph.touch(node, id, root);
      const isMet = this.#meetsInTime(request, cone, begun, { thread, until, terms }, stop);
      for (const node of cone) graph.weigh(node);
      const now = thread.now();
      log.narrowed(reported, graph.boundsOf(root), now);
      return isMet ? this.#answer(request, cone, terms, begun, admitted, now) : begun;
    } finally {
      state.underWay--;
    }
  }

  /** `#meets`; false where a stop has come. */
  #meetsInTime(
    request: OperationRequest,
    cone: Cone,
    begun: Begun,
    place: Place,
    stop: Stop | undefined,
  ): boolean {
    if (stop === undefined) return this.#meets(request, cone, begun, place);
    try {
      return underStop(stop, () => this.#meets(request, cone, begun, place));
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    }
  }

  /** Whether the bounds that are there meet the goal, or those that the first wave brings. */
  #meets(request: OperationRequest, cone: Cone, begun: Begun, place: Place): boolean {
    const { graph } = this.#state;
    // Before the first step of a function its parents have no bounds that would show where the root lies. Of a root that
    // was never computed points may show it, and spare a look that could not meet the goal.
    const isSeen = !cone.some((node) => isUnseenFunction(graph, node));
    const isNew = graph.widthOf(request.root) === Infinity && isBeyondLook(request.goal);
    if (isSeen && !isNew && this.#isMetByLook(request, cone)) return true;
    if (!this.#discover(request, cone, begun, place))
      return isSeen && isNew && begun.steps === 0 && this.#isMetByLook(request, cone);
    // Refiners that stepped for others may step once more in a discovery.
    begun.discovered = begun.steps > 0;
    return isMetBySeen(graph, { request, cone });
  }

  #isMetByLook(request: OperationRequest, cone: Cone): boolean {
    const { graph } = this.#state;
    for (const node of cone) graph.renew(node);
    return isMetBySeen(graph, { request, cone });
  }

  /** Takes the steps of the first wave. Returns false where it left before the end. */
  #discover(request: OperationRequest, cone: Cone, begun: Begun, place: Place): boolean {
    const { graph } = this.#state;
    const positions = new ConePositions(cone);
    const { anticipated, points } = discovery(graph, { request, cone, positions });
    if (anticipated === undefined || points === undefined) return false;
    const demands = new FirstDemands(graph, cone, positions, points, anticipated);
    if (!demands.areShort) return false;
    demands.setGrids();
    for (let p = 0; p < cone.length; p++) {
      const node = cone[p]!;
      if (!graph.isRefiner(node)) graph.renew(node);
      else if (demands.asks(p) && !this.#step(node, demands.widthOf(p), begun, place)) return false;
      if (graph.hasErrors) return false;
    }
    return true;
  }

  /** Returns false where the step cannot run here, or brought no state. */
  #step(node: NodeId, width: number, begun: Begun, place: Place): boolean {
    const { graph, leases, log } = this.#state;
    const { thread, until, terms } = place;
    const kind = graph.kindOf(node);
    if (kind.type !== 'refiner') return false;
    const { refiner } = kind;
    const demand = { width };
    if (this.#retries.wasLost(node)) return false;
    const cost = this.#placement.costHere?.({
      node,
      refiner,
      bounds: graph.boundsOf(node),
      inputs: graph.inputsOf(node),
      demand,
      reason: 'step',
      attempt: 0,
      synchronous: true,
    });
    if (cost === undefined) return false;
    const lease = this.#issuer.snapshot({ node, refiner, demand, quantum: ONE_STEP, cost });
    const issuedAt = thread.now();
    if (begun.startedAt === undefined) log.started(terms.operation, terms.priority, issuedAt);
    begun.startedAt ??= issuedAt;
    tellIssued(this.#state, lease, terms, issuedAt);
    const settlement = thread.execute(lease, until);
    const now = thread.now();
    const end = (how: LeaseEnd, answer?: Answer): void => {
      leases.ended(lease.id, how);
      tellEnded(this.#state, lease, terms, how, now, answer);
    };
    if (settlement.kind !== 'result') {
      const isFailure = settlement.kind === 'failed';
      end(isFailure ? 'failed' : 'stopped');
      if (isFailure) this.#acceptance.fail(node, settlement.error, now);
      return false;
    }
    const { result, steps } = settlement;
    const isConsistent = this.#acceptance.publish(lease, result.bounds, now);
    if (!isConsistent || !isFresh(graph, lease)) {
      end(isConsistent ? 'stale' : 'failed');
      return false;
    }
    end('committed', settlement);
    this.#acceptance.accept(lease, result, steps, now);
    begun.steps += steps;
    begun.cost += result.cost ?? 1;
    return true;
  }

  #answer(
    request: OperationRequest,
    cone: Cone,
    terms: LeaseTerms,
    { steps, cost }: Begun,
    admitted: Nanoseconds,
    now: Nanoseconds,
  ): Outcome {
    const { equalities, graph, log, operations } = this.#state;
    const { root, exact } = request;
    const { operation, priority } = terms;
    const elapsed = now - admitted;
    const statistics = { steps, stale: 0, retries: 0, cost, charged: cost, elapsed };
    operations.answered(
      answeredRecord(operation, request, terms, admitted, statistics),
      graph.epoch,
    );
    const outcome: Outcome = {
      operation,
      root,
      epoch: graph.epoch,
      status: 'met',
      reason: null,
      bounds: graph.boundsOf(root),
      exact,
      proof: equalities.proofIn(cone),
      statistics,
    };
    log.settled(operation, priority, outcome, now);
    return outcome;
  }
}
