/** Who decides which step runs next, behind one port. */
import { checkGoal, Coordinator, ONE_STEP, predictCost } from 'pincer/coordinator';
import type { AdmittedRoot, Graph, Placement, Poll, Slot } from 'pincer/coordinator';
import { fromErrorData } from 'pincer/execution';
import type { Lease, Settlement } from 'pincer/execution';

export interface Scheduler {
  /** Takes a goal of digits in; returns its number. Times are nanoseconds. */
  admit(root: AdmittedRoot, digits: number, now: number): number;
  interrupt(operation: number, now: number): void;
  settle(lease: Lease, settlement: Settlement, now: number): void;
  poll(slots: readonly Slot[], now: number): Decided;
}

/** What a driver is to do now. */
export interface Decided extends Pick<Poll, 'stop' | 'outcomes' | 'events' | 'wakeAt'> {
  readonly run: readonly { readonly slot: Slot; readonly lease: Lease }[];
}

/** Whatever slot is free will do: which one it is matters to nobody. */
const anySlot: Placement = {
  place: (step, free) =>
    free.length === 0 ? undefined : { index: 0, cost: predictCost(step), quantum: ONE_STEP },
};

/** Workers are ended by hand, which is no fault of a step: an operation survives as many losses as any does. */
const OPERATION = { class: 'structural' } as const;

/** Pincer's own. */
export function pull(graph: Graph, incarnation: string): Scheduler {
  const coordinator = new Coordinator({
    graph,
    incarnation,
    reviveError: fromErrorData,
    placement: anySlot,
    observed: true,
  });
  return {
    admit: (root, digits, now) =>
      coordinator.admit({ ...root, goal: checkGoal({ digits }), ...OPERATION }, now),
    interrupt: (operation, now) => {
      coordinator.interrupt(operation, 'aborted', now);
    },
    settle: (lease, settlement, now) => {
      coordinator.settle(lease, settlement, now);
    },
    poll: (slots, now) => coordinator.poll(slots, now),
  };
}
