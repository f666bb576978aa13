/**
 * A run of requests on a virtual clock: the coordinator and the placement decide as they do when steps run, and each
 * step takes the time that is predicted for it.
 *
 * Laws
 * 1. No step runs and nothing starts. The graph of the session stays as it is, and no decision depends on real time.
 * 2. What is decided is decided by the coordinator and the placement alone. The turns of the loop are those of
 *    `session/drivers/asynchronous-driver.ts`: an inline step holds the calling thread, which polls after it.
 * 3. A simulation ends after `MOST_TURNS` turns, and with the turn in which it has computed for `MOST_MILLISECONDS`: its
 *    requests have not met their goals then. A search that a real step would decide may go on for long.
 */
import { Coordinator } from '../../coordinator/coordinator.js';
import type { Poll } from '../../coordinator/coordinator.js';
import type { ContextStart, Placement } from '../../coordinator/leases/placement.js';
import { INLINE } from '../../coordinator/leases/port.js';
import type { OperationRequest, Outcome } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { fromErrorData } from '../host/error-data.js';
import { platform } from '../platform/platform.js';
import type { StepHost } from '../host/step-host.js';
import type { SimulatedGraph } from './simulated-graph.js';
import type { SimulatedSlots, SimulatedStep } from './simulated-slots.js';

/** What runs in a simulation, and where. */
export interface SimulationParts {
  readonly simulated: SimulatedGraph;
  readonly host: StepHost;
  readonly placement: Placement;
  readonly slots: SimulatedSlots;
  /** Adds the slots that a poll found to be needed. */
  readonly start: (starts: readonly ContextStart[], now: Nanoseconds) => void;
}

/** How a simulation came out. */
export interface SimulationEnd {
  /** In the order in which they end. */
  readonly steps: readonly SimulatedStep[];
  /** Whether every request met its goal. */
  readonly met: boolean;
}

/** After this many inline polls in a row all slots are offered again. */
const MOST_ALONE = 16;
const MOST_TURNS = 1_000_000;
const MOST_MILLISECONDS = 4000;

/** @param requests - their roots are nodes of the copy. */
export function simulate(
  { simulated, host, placement, slots, start }: SimulationParts,
  requests: readonly OperationRequest[],
): SimulationEnd {
  const { graph } = simulated;
  const coordinator = new Coordinator({
    ...{ graph, placement, incarnation: 'simulation', reviveError: fromErrorData },
    cores: 1,
  });
  const steps: SimulatedStep[] = [];
  let now: Nanoseconds = 0;
  const outcomes: Outcome[] = [];
  for (const request of requests) coordinator.admit(request, now);
  const deliver = (poll: Poll): void => {
    outcomes.push(...poll.outcomes);
    for (const lease of poll.stop) slots.stop(lease, now);
    if (poll.start.length > 0) start(poll.start, now);
  };
  const settleEnded = (): boolean => {
    let some = false;
    for (let ended = slots.takeEnded(now); ended !== undefined; ended = slots.takeEnded(now)) {
      steps.push(...ended.steps);
      coordinator.settle(ended.lease, ended.settlement, now);
      some = true;
    }
    return some;
  };
  const end = platform.now() + MOST_MILLISECONDS;
  let alone = 0;
  for (let turn = 0; outcomes.length < requests.length && turn < MOST_TURNS; turn++) {
    if (platform.now() > end) break;
    const offersAll = alone === 0;
    // A step that is simulated never hangs: each slot is heard.
    for (const slot of slots.busy) coordinator.heard(slot, now);
    const free = offersAll ? [INLINE, ...slots.free(now)] : [INLINE];
    const poll = coordinator.poll(free, now, undefined, offersAll);
    let hasSent = false;
    let hasRunInline = false;
    for (const { slot, lease } of poll.run) {
      if (slot === INLINE) continue;
      slots.send(slot, lease, now);
      hasSent = true;
    }
    deliver(poll);
    for (const { slot, lease } of poll.run) {
      if (slot !== INLINE) continue;
      hasRunInline = true;
      const began = now;
      now += lease.predictedCost;
      steps.push({ lease, context: 'inline', kind: 'inline', start: began, end: now });
      coordinator.settle(lease, host.run(lease, { stopRequested: () => false }), now);
    }
    const isWoken = settleEnded() || poll.start.length > 0;
    alone = hasRunInline && !isWoken ? (alone + 1) % MOST_ALONE : 0;
    const hasRoom = hasSent && slots.free(now).length > 0;
    if (hasRunInline || hasRoom || !offersAll || isWoken) continue;
    const next = Math.min(poll.wakeAt ?? Infinity, slots.nextChange(now));
    if (next === Infinity) break;
    now = Math.max(now + 1, next);
    settleEnded();
  }
  const met = outcomes.filter(({ status }) => status === 'met').length;
  return { steps, met: met === requests.length };
}
