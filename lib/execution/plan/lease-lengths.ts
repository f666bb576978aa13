import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { ONE_STEP } from '../../coordinator/leases/placement.js';
import type { Message, StepRequest } from '../../coordinator/leases/placement.js';
import type { Quantum } from '../../refiners/refiner.js';
import { keyOf } from '../../refiners/registry.js';
import type { Prediction, StepCosts } from './cost-model.js';

/** The steps of a quantum cost this many times their message. */
const QUANTUM_MESSAGES = 20;
const MOST_QUANTUM_STEPS = 256;
const QUANTUM_MILLISECONDS = 30;

/** Leases are long only while this many steps are ready per slot. */
const READY_PER_SLOT = 2;

/** A message holds at most its slot's share of the live steps over this number, so that the last ones spread evenly. */
const MESSAGES_PER_SHARE = 2;

/** A lease is short up to this many times the cost of a message, and up to this time in any case. */
const SHORT_MESSAGES = 64;
const SHORT = 2_500_000;

/** The shortest hedge delay of a step with a measured cost, and of one without. */
const LEAST_HEDGE_DELAY = 100_000_000;
const LEAST_UNMEASURED_HEDGE_DELAY = 1_000_000_000;
/** A start of a context counts as slow from this many times the mean on. */
const SLOW_START = 4;

/** How many steps a lease covers, whether another may wait behind it, and when it is late. */
export class LeaseLengths {
  readonly #model: StepCosts;

  constructor(model: StepCosts) {
    this.#model = model;
  }

  /** Whether another lease may wait behind it, which happens in the workers of the session alone. */
  isShort(cost: Nanoseconds): boolean {
    return cost <= this.#short();
  }

  /**
   * How many steps a lease covers. It covers as many as a short lease may take where two conditions hold: its steps
   * are certain to be needed, and other steps are ready for all slots. The last steps of a goal are therefore leased
   * one by one, and no slot idles.
   */
  quantum(
    { reason, certain, waitingSteps = 0 }: StepRequest,
    { cost, measured }: Prediction,
    slots: number,
    group?: string,
  ): Quantum {
    // A hedge or a retry covers one step. With more, a later step could hang or end the worker as well, and the first
    // would be blamed for it.
    if (reason !== 'step' || !measured) return ONE_STEP;
    const long = certain === true && waitingSteps >= READY_PER_SLOT * slots;
    const worth = long ? this.#short(group) : QUANTUM_MESSAGES * this.#model.messageCost(group);
    const steps = Math.floor(worth / cost);
    if (steps <= 1) return ONE_STEP;
    return { steps: Math.min(MOST_QUANTUM_STEPS, steps), milliseconds: QUANTUM_MILLISECONDS };
  }

  /**
   * Whether a step joins the leases of a message that is not sent yet. It does if it is needed in any case, the
   * message holds less than half of its slot's share of the live steps, and all of it together costs no more than a
   * quantum. So the steps of a short goal spread evenly over the slots. A hedge or a retry is sent by itself.
   */
  joins(
    { refiner, reason, needed, liveSteps = 0 }: StepRequest,
    { cost, measured }: Prediction,
    { steps }: Quantum,
    { leases }: Message,
    slots: number,
    group?: string,
  ): boolean {
    if (needed !== true || reason !== 'step' || !measured) return false;
    if (MESSAGES_PER_SHARE * leases.length * slots >= liveSteps) return false;
    let worth = cost * this.#model.stepsTaken(keyOf(refiner), steps);
    for (const { refiner: before, predictedCost: each, quantum } of leases) {
      worth += each * this.#model.stepsTaken(keyOf(before), quantum.steps);
    }
    return worth <= Math.max(SHORT, QUANTUM_MESSAGES * this.#model.messageCost(group));
  }

  /** After how long a lease is late, so that a hedge may be leased. */
  hedgeDelay(cost: Nanoseconds, measured: boolean, cold: boolean): Nanoseconds {
    const { lateness, startCost } = this.#model;
    const least =
      (measured ? LEAST_HEDGE_DELAY : LEAST_UNMEASURED_HEDGE_DELAY) +
      (cold ? SLOW_START * startCost : 0);
    return Math.max(least, 2 * lateness * cost);
  }

  /** The longest lease behind which another may wait. */
  #short(group?: string): Nanoseconds {
    return Math.max(SHORT, SHORT_MESSAGES * this.#model.messageCost(group));
  }
}

/** The predicted cost of a lease and of those after it in its chain. */
export function predictedCost(lease: Lease): Nanoseconds {
  let cost = 0;
  for (let link: Lease | undefined = lease; link !== undefined; link = link.then)
    cost += link.predictedCost * link.quantum.steps;
  return cost;
}
