/**
 * Where a step runs, and how many steps one lease covers. The coordinator asks; the execution plan, which
 * learns what steps and messages cost, answers. This file has the question, the answer, and the prior.
 */
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Quantum, Refiner } from '../../refiners/refiner.js';
import type { Lease } from './lease.js';
import type { Nanoseconds } from '../time.js';
import type { Slot } from './port.js';

/**
 * A step of a wave; a second lease of a step that is out too long; a step that was lost before; or a part of a step that
 * was divided.
 */
export type StepReason = 'step' | 'hedge' | 'retry' | 'part';

/**
 * How the scheduler adapts to what it finds. `hedging`: a second lease of a step whose slot is silent. `quanta`: one
 * lease covers several steps. `chains`: a step runs right after the only one that it waits for, in the same message.
 * `joining`: a short step shares a message with others. `prefetch`: a message waits behind a short one in its slot.
 * `preemption`: a step stops for one of higher priority. `autoscaling`: contexts start by need and end when idle.
 * `division`: a long step is computed in parts by slots that would idle.
 */
export type AdaptiveFeature =
  | 'hedging'
  | 'quanta'
  | 'chains'
  | 'joining'
  | 'prefetch'
  | 'preemption'
  | 'autoscaling'
  | 'division';

/** A step that needs a slot. */
export interface StepRequest {
  readonly node: NodeId;
  readonly refiner: Refiner;
  readonly bounds: Enclosure;
  /** The bounds of its inputs; undefined where a step that runs before it may still narrow them. */
  readonly inputs: readonly Enclosure[] | undefined;
  readonly demand: Demand;
  readonly reason: StepReason;
  /** How often it was lost before. */
  readonly attempt: number;
  /** The caller blocks its thread until the step is done: only an inline slot will do. */
  readonly synchronous?: boolean;
  /** Nothing else is ready or out: there is nothing to run it in parallel with. */
  readonly single?: boolean;
  /** The step is needed, whatever other steps bring. */
  readonly needed?: boolean;
  /** Further steps of this node are certain to be needed: one lease may cover several. */
  readonly certain?: boolean;
  /** About how many steps of other nodes wait to be leased. */
  readonly waitingSteps?: number;
  /** About how many steps of the wave wait or are out, this one included. */
  readonly liveSteps?: number;
}

/** What the prediction of a cost reads of a step. */
export type PredictedStep = Pick<StepRequest, 'node' | 'refiner' | 'bounds' | 'inputs' | 'demand'>;

/** A step that was assigned to a slot. */
export interface Assigned {
  /** The index of the slot in the list of free slots. */
  readonly index: number;
  /** Predicted cost of one step, in units of about a nanosecond. */
  readonly cost: number;
  readonly quantum: Quantum;
  /** How long it may be out before an idle slot gets a second lease of it; never by default. */
  readonly hedgeDelay?: Nanoseconds | undefined;
  /** The adaptive features that decided, for events and explanations. */
  readonly features?: readonly AdaptiveFeature[] | undefined;
}

/** A step that no slot can run. */
export interface Refused {
  readonly refused: PincerError;
  /** Whether it fails the node for good; only the operation that asked by default. */
  readonly lasting?: boolean | undefined;
}

/** Contexts that a placement needs, by the name of their group of slots. The driver starts them after the poll. */
export interface ContextStart {
  readonly group: string;
  /** Whether the contexts start now; with their first lease otherwise. */
  readonly ahead: boolean;
  /** How many of them start now: all that run leases at once by default. */
  readonly count?: number | undefined;
}

/** Decides where steps run. It starts nothing. */
export interface Placement {
  /** Undefined when the step is to wait for a slot that is not free now. */
  place(step: StepRequest, free: readonly Slot[]): Assigned | Refused | undefined;
  /**
   * The predicted cost of a first step on the thread of a caller that cannot wait; undefined where it must not run
   * there. It takes no slot.
   */
  costHere?(step: StepRequest): number | undefined;
  /** The predicted cost of one step, wherever it runs. Without this method it is the prior. */
  predict?(step: PredictedStep): Nanoseconds;
  /**
   * The predicted cost of a step that runs right after a step of its child, in the same message;
   * undefined, as without this method, where it needs a slot of its own.
   */
  follow?(step: StepRequest, child: NodeId): number | undefined;
  /**
   * The cost and the length of a lease that runs after others in the same message although it waits for
   * none of them; undefined, as without this method, where it needs a slot of its own.
   */
  join?(step: StepRequest, message: Message): Pick<Assigned, 'cost' | 'quantum'> | undefined;
  /**
   * Whether a step that was placed may be divided, where these slots will idle. Never without this method.
   * @param cost - the predicted cost of the step.
   */
  divides?(cost: number, idle: readonly Slot[]): boolean;
  /** Takes out which contexts its decisions since the last call need. */
  takeStarts?(): readonly ContextStart[];
}

/** What a message holds so far. */
export interface Message {
  readonly slot: Slot;
  readonly leases: readonly Lease[];
}

/** A lease of one step. */
export const ONE_STEP: Quantum = { steps: 1 };

/** The longest lease of several steps on the calling thread, in units of about a nanosecond: all else waits for it. */
const INLINE_LEASE = 1_000_000;
const MOST_INLINE_STEPS = 64;

/** How many needed steps of this predicted cost one lease on the calling thread may cover. */
export function inlineQuantum(cost: number): Quantum {
  const steps = Math.floor(INLINE_LEASE / cost);
  if (steps <= 1) return ONE_STEP;
  return { steps: Math.min(MOST_INLINE_STEPS, steps), milliseconds: INLINE_LEASE / 1e6 };
}

const FIRST_LOOK_BITS = 64;

/**
 * A prior for the cost of a step: that of a message at 1,000 bits, 20 ms at 30,000. A function computes no
 * more bits than its coarsest input has, whatever is demanded: the prior counts the smaller number.
 */
export function predictCost({
  bounds,
  demand,
  inputs,
}: Pick<StepRequest, 'bounds' | 'demand' | 'inputs'>): number {
  const bits = Math.max(
    FIRST_LOOK_BITS,
    Math.min(bitsDemanded(bounds, demand), bitsOfInputs(inputs)),
  );
  return 1000 + bits ** 1.6;
}

/** The prior of a lease. The inputs of a follower are narrowed by the step before it in the message. */
export function priorOf({ bounds, demand, inputs, after }: Lease): number {
  return predictCost({ bounds, demand, inputs: after === undefined ? inputs : undefined });
}

function bitsDemanded(bounds: Enclosure, { width }: Demand): number {
  return width === Infinity || !isFinite(bounds) ? FIRST_LOOK_BITS : magnitudeLog2(bounds) - width;
}

/** The bits that the inputs of a function allow it to compute, with a margin; Infinity for exact inputs and for none. */
function bitsOfInputs(inputs: readonly Enclosure[] | undefined): number {
  let shown = Infinity;
  for (const input of inputs ?? []) {
    // Near zero the absolute width counts: exp of [-2^-900, 2^-900] has 900 bits.
    const bits = isFinite(input) ? Math.max(0, magnitudeLog2(input)) - widthLog2(input) : 0;
    shown = Math.min(shown, bits + FIRST_LOOK_BITS);
  }
  return shown;
}
