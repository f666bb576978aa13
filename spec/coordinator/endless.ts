/** Operations that are not done within a spec, played for a time. */
import type { OperationId } from '#policies/port.js';
import type { OperationRequest } from '#lib/coordinator.js';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { ONE_STEP } from '#lib/coordinator/leases/placement.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type {
  SimulatedExecutor,
  SimulationOptions,
} from '#spec/support/schedules/simulated-executor.js';
import type { World } from '#spec/support/world.js';

/** The events of one type. */
export const ofType = <T extends SchedulerEvent['type']>(
  events: readonly SchedulerEvent[],
  type: T,
) => events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

/** A leaf of its own that is not done within the spec. */
export const endless = (world: World, d: bigint, more: Partial<OperationRequest>): OperationId =>
  world.admit(world.leaf('stepper', 1n, d, 1), { bits: 1_000_000 }, more);

/** What a step takes. */
export const COST = 1000;

/** Predicts the same cost for every step. */
export const costing = (cost: number): Placement => ({
  place: (_step, free) => (free.length === 0 ? undefined : { index: 0, cost, quantum: ONE_STEP }),
});

/** Predicts what the steppers of the specs cost. */
export const known = costing(COST);

/** Plays for a time, in which every step takes what it costs, and then ends all. */
export function playUntil(
  world: World,
  time: number,
  options: Partial<SimulationOptions> = {},
): SimulatedExecutor {
  const executor = world.simulate({ script: () => ({ after: COST, as: 'answer' }), ...options });
  executor.at(time, () => {
    for (const { id } of world.coordinator.operations({}, time)) {
      world.coordinator.interrupt(id, 'aborted', time);
    }
  });
  return executor.run();
}
