import { ONE_STEP, predictCost } from '../../coordinator/leases/placement.js';
import type {
  Assigned,
  ContextStart,
  Placement,
  Refused,
  StepRequest,
} from '../../coordinator/leases/placement.js';
import type { Slot } from '../../coordinator/leases/port.js';
import type { ExecutionPlan } from '../../execution/plan/plan.js';
import type { NodeId } from '../../graph/node.js';
import { isSource } from '../../refiners/source.js';

/**
 * The placement of the deterministic mode. A step of a source takes any virtual slot for sources, every other
 * step any other slot, for the predicted cost of one step. Where a step is computed is decided by the plan,
 * and no lease depends on it.
 */
export class VirtualPlacement implements Placement {
  readonly #plan: ExecutionPlan;
  readonly #steps = new Map<NodeId, StepRequest>();

  constructor(plan: ExecutionPlan) {
    this.#plan = plan;
  }

  place(step: StepRequest, free: readonly Slot[]): Assigned | Refused | undefined {
    if (free.length === 0) return undefined;
    const binding = this.#plan.binding(step);
    if (typeof binding === 'object') return binding;
    const waits = isSource(step.refiner);
    const index = free.findIndex(({ kind }) => (kind === 'source') === waits);
    if (index < 0) return undefined;
    if (step.synchronous !== true) this.#steps.set(step.node, step);
    return { index, cost: predictCost(step), quantum: ONE_STEP };
  }

  costHere(step: StepRequest): number | undefined {
    if (isSource(step.refiner) || typeof this.#plan.binding(step) === 'object') return undefined;
    return predictCost(step);
  }

  /** Takes out the step that was placed last for this node. */
  take(node: NodeId): StepRequest {
    const step = this.#steps.get(node)!;
    this.#steps.delete(node);
    return step;
  }

  takeStarts(): readonly ContextStart[] {
    return this.#plan.takeStarts();
  }

  /** The group in which a step that has lost this many workers must be computed; undefined where any group will do. */
  binding(step: StepRequest, losses: number): string | Refused | undefined {
    return this.#plan.binding({ ...step, attempt: losses });
  }
}
