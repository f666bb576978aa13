import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { ONE_STEP } from '../../coordinator/leases/placement.js';
import type { Message, StepRequest } from '../../coordinator/leases/placement.js';
import type { Quantum } from '../../refiners/refiner.js';
import { keyOf } from '../../refiners/registry.js';
import type { CostModel, Prediction } from './cost-model.js';

/** A quantum is to be worth so many messages. */
const QUANTUM_MESSAGES = 20;
const MOST_QUANTUM_STEPS = 256;
const QUANTUM_MILLISECONDS = 30;

/** So many steps are to be ready for each place, and what waits in it. */
const READY_FOR_ALL = 2;

/** In so many parts each place takes its share of the steps that are ready, so that the last are shared out one by one. */
const PARTS = 2;

/** A lease may wait behind another that is worth at most so many messages, or takes so long. */
const SHORT_MESSAGES = 64;
const SHORT = 2_500_000;

const LEAST_PATIENCE = 100_000_000;
/** A context may take so many times longer to start than others did. */
const START_PATIENCE = 4;
const UNKNOWN_PATIENCE = 1_000_000_000;

/** How many steps a lease covers, whether another may wait behind it, and when it is overdue. */
export class LeaseLengths {
  readonly #model: CostModel;

  constructor(model: CostModel) {
    this.#model = model;
  }

  /** A lease that takes less is so short that another may wait behind it. */
  get #short(): Nanoseconds {
    return Math.max(SHORT, SHORT_MESSAGES * this.#model.messageCost);
  }

  isShort(cost: Nanoseconds): boolean {
    return cost <= this.#short;
  }

  /**
   * Steps that are certain to be needed may take as long as a lease behind which another may wait: then
   * no place idles for them. That is while other steps are ready for all places, so that the last of a
   * goal are shared out one by one.
   */
  quantum(
    { reason, certain, waitingSteps = 0 }: StepRequest,
    { cost, measured }: Prediction,
    places: number,
  ): Quantum {
    // A later step of the quantum may be the next to hang, or to end its worker: what stands in for one takes one,
    // and answers, so that no step is blamed for the deaths of another.
    if (reason !== 'step' || !measured) return ONE_STEP;
    const long = certain === true && waitingSteps >= READY_FOR_ALL * places;
    const worth = long ? this.#short : QUANTUM_MESSAGES * this.#model.messageCost;
    const steps = Math.floor(worth / cost);
    if (steps <= 1) return ONE_STEP;
    return { steps: Math.min(MOST_QUANTUM_STEPS, steps), milliseconds: QUANTUM_MILLISECONDS };
  }

  /**
   * Whether a lease whose step is needed in any case goes out in the message of others: until that holds a
   * part of its place's share of all that is live, and as long as it is worth no more than a quantum, or is so
   * short that another may wait behind it. So the steps of a short goal are shared out evenly at once. A step
   * that a worker has died of goes by itself.
   */
  joins(
    { refiner, reason, needed, liveSteps = 0 }: StepRequest,
    { cost, measured }: Prediction,
    { steps }: Quantum,
    { leases }: Message,
    places: number,
  ): boolean {
    if (needed !== true || reason !== 'step' || !measured) return false;
    if (PARTS * leases.length * places >= liveSteps) return false;
    let worth = cost * this.#model.stepsTaken(keyOf(refiner), steps);
    for (const { refiner: before, predictedCost: each, quantum } of leases) {
      worth += each * this.#model.stepsTaken(keyOf(before), quantum.steps);
    }
    return worth <= Math.max(SHORT, QUANTUM_MESSAGES * this.#model.messageCost);
  }

  /** After how long a lease is overdue. */
  patience(cost: Nanoseconds, measured: boolean, cold: boolean): Nanoseconds {
    const { lateness, startCost } = this.#model;
    const least =
      (measured ? LEAST_PATIENCE : UNKNOWN_PATIENCE) + (cold ? START_PATIENCE * startCost : 0);
    return Math.max(least, 2 * lateness * cost);
  }
}

/** Of a lease, and of those after it in its chain. */
export function predictedCost(lease: Lease): Nanoseconds {
  let cost = 0;
  for (let link: Lease | undefined = lease; link !== undefined; link = link.then)
    cost += link.predictedCost * link.quantum.steps;
  return cost;
}
