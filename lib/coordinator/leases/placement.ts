/**
 * Where a step runs, and how much of it one lease covers. The coordinator asks; the execution layer
 * answers with its plan, which learns what steps and messages cost. What stands here needs neither.
 */
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Quantum, Refiner } from '../../refiners/refiner.js';
import type { Lease, Nanoseconds } from './lease.js';
import type { Slot } from './port.js';

/** A step that looks for a slot. */
export interface StepRequest {
  readonly node: NodeId;
  readonly refiner: Refiner;
  readonly bounds: Enclosure;
  /**
   * The bounds of its inputs as it will read them; undefined where a step that is under way may narrow them
   * before it runs.
   */
  readonly inputs: readonly Enclosure[] | undefined;
  readonly demand: Demand;
  /** How many workers have died of it. */
  readonly attempt: number;
  /** Nothing else is ready or under way: there is nothing that it could run beside. */
  readonly single?: boolean;
  /** Its caller blocks the thread until it is done: only an inline slot is free. */
  readonly synchronous?: boolean;
  /** It is under way in another slot, for too long. */
  readonly again?: boolean;
  /** This step is needed, whatever others bring. */
  readonly needed?: boolean;
  /** Further steps of this node are certain to be needed: one lease may cover several. */
  readonly certain?: boolean;
  /** Steps of other nodes that wait to be leased; about. */
  readonly beside?: number;
  /** The same with this one and those under way. */
  readonly live?: number;
}

/** A step that has found its slot. */
export interface Assigned {
  /** Of the slot among those that are free. */
  readonly index: number;
  /** Predicted cost of one step, in units of about a nanosecond. */
  readonly cost: number;
  readonly quantum: Quantum;
  /** How long it may be out before it is leased a second time where a slot would idle. */
  readonly hedgeDelay?: Nanoseconds;
}

/** A step that can run nowhere. */
export interface Refused {
  readonly refused: PincerError;
  /** Whether it fails the node for good, or only the operation that asks now. */
  readonly lasting?: boolean;
}

/** Decides where steps run. */
export interface Placement {
  /** Undefined when the step is to wait for a slot that is not free now. */
  place(step: StepRequest, free: readonly Slot[]): Assigned | Refused | undefined;
  /**
   * The predicted cost of a step that is to run right after one of its child's, in the same message;
   * undefined, as without this method, where it is placed by itself.
   */
  follow?(step: StepRequest, child: NodeId): number | undefined;
  /**
   * What a step costs and covers that is to run after others in the same message though it waits for none of
   * them; undefined, as without this method, where it is placed by itself.
   */
  join?(step: StepRequest, sent: Sent): Pick<Assigned, 'cost' | 'quantum'> | undefined;
}

/** What a message holds so far. */
export interface Sent {
  readonly slot: Slot;
  readonly leases: readonly Lease[];
}

export const ONE_STEP: Quantum = { steps: 1 };

/** What a lease on the calling thread may cover, in units of about a nanosecond: others wait for it. */
const INLINE_LEASE = 1_000_000;
const MOST_INLINE_STEPS = 64;

/** How many steps of this predicted cost one lease on the calling thread may cover, if all are needed. */
export function inlineQuantum(cost: number): Quantum {
  const steps = Math.floor(INLINE_LEASE / cost);
  if (steps <= 1) return ONE_STEP;
  return { steps: Math.min(MOST_INLINE_STEPS, steps), milliseconds: INLINE_LEASE / 1e6 };
}

/** Below this predicted cost (units of about a nanosecond) a message costs more than the step. */
const INLINE_BELOW = 100_000;

const FIRST_LOOK_BITS = 64;

/**
 * A prior for the cost of a step: a message's worth at 1,000 bits, 20 ms at 30,000. A function computes no more
 * bits than its coarsest input shows, whatever is demanded: the prior counts the lesser of the two.
 */
export function predictCost({
  bounds,
  demand,
  inputs,
}: Pick<StepRequest, 'bounds' | 'demand' | 'inputs'>): number {
  const bits = Math.max(FIRST_LOOK_BITS, Math.min(bitsDemanded(bounds, demand), bitsShown(inputs)));
  return 1000 + bits ** 1.6;
}

/** The prior of a lease. In the lease of a follower the step before it in the message narrows the inputs. */
export function priorOf({ bounds, demand, inputs, after }: Lease): number {
  return predictCost({ bounds, demand, inputs: after === undefined ? inputs : undefined });
}

function bitsDemanded(bounds: Enclosure, { width }: Demand): number {
  return width === Infinity || !isFinite(bounds) ? FIRST_LOOK_BITS : magnitudeLog2(bounds) - width;
}

/** The bits that a step of a function can follow from its inputs, with a margin; Infinity for exact inputs and for none. */
function bitsShown(inputs: readonly Enclosure[] | undefined): number {
  let shown = Infinity;
  for (const input of inputs ?? []) {
    // Near zero the absolute width counts: exp of [-2^-900, 2^-900] shows 900 bits.
    const bits = isFinite(input) ? Math.max(0, magnitudeLog2(input)) - widthLog2(input) : 0;
    shown = Math.min(shown, bits + FIRST_LOOK_BITS);
  }
  return shown;
}

/**
 * The index of the free slot in which a step is to run; undefined when it is to wait for another.
 * @param remote - whether there are slots elsewhere, free or not, that take this step.
 */
export function placeStep(
  free: readonly Slot[],
  cost: number,
  remote: boolean,
): number | undefined {
  const inline = free.findIndex((slot) => slot.kind === 'inline');
  if (!remote) return inline < 0 ? undefined : inline;
  const elsewhere = free.findIndex((slot) => slot.kind !== 'inline');
  if (cost >= INLINE_BELOW) return elsewhere < 0 ? undefined : elsewhere;
  if (inline >= 0) return inline;
  return elsewhere < 0 ? undefined : elsewhere;
}

/**
 * Placement by the prior alone.
 * @param elsewhere - whether slots outside the calling thread take steps of this refiner.
 * @param quanta - whether one lease may cover several steps that are all certain to be needed.
 */
export function placementByPrior(
  elsewhere: (refiner: Refiner) => boolean,
  quanta = false,
): Placement {
  return {
    place: (step, free) => {
      const { refiner, synchronous, certain } = step;
      const cost = predictCost(step);
      const index = placeStep(free, cost, synchronous !== true && elsewhere(refiner));
      if (index === undefined) return undefined;
      const several = quanta && certain === true && free[index]!.kind === 'inline';
      return { index, cost, quantum: several ? inlineQuantum(cost) : ONE_STEP };
    },
  };
}
