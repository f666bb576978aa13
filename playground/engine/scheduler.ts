/** Who decides which step runs next, behind one port. */
import { checkGoal, Coordinator, ONE_STEP, predictCost } from 'pincer/coordinator';
import type { AdmittedRoot, Graph, Placement, Poll, Slot } from 'pincer/coordinator';
import { fromErrorData } from 'pincer/execution';
import type { Lease, Settlement } from 'pincer/execution';
import { Caps } from '#policies/caps.js';
import type { Policy } from '#policies/policy.js';
import { PushOnSlots } from '#policies/push.js';
import { Rounds } from '#policies/rounds.js';
import type { PolicyName } from '../question.js';

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

/** The most leases of a goal under a policy that nobody tells when it asks in vain. */
const MOST_LEASES = 5000;

export function schedulerFor(policy: PolicyName, graph: Graph, incarnation: string): Scheduler {
  switch (policy) {
    case 'pull':
      return pull(graph, incarnation);
    case 'rounds':
      return byPolicy(new Rounds(graph, MOST_LEASES), incarnation);
    case 'push':
      return byPolicy(new PushOnSlots(graph, MOST_LEASES), incarnation);
    case 'caps':
      return byPolicy(new Caps(graph, MOST_LEASES), incarnation);
  }
}

/** Pincer's own. */
function pull(graph: Graph, incarnation: string): Scheduler {
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

/** One that it is compared with: it serves one goal at a time, and has no events. */
function byPolicy(policy: Policy, incarnation: string): Scheduler {
  let operation = 0;
  let open = false;
  let interrupted = false;
  policy.incarnation = incarnation;
  return {
    admit: ({ root, exact }, digits) => {
      policy.admit({ root, exact, goal: checkGoal({ digits }) });
      open = true;
      interrupted = false;
      return ++operation;
    },
    interrupt: () => {
      interrupted = true;
    },
    settle: (lease, settlement, now) => {
      policy.settle(lease, settlement, now);
    },
    poll: (slots, now) => {
      const nothing = { run: [], stop: [], outcomes: [], events: [] };
      if (!open) return nothing;
      const poll = interrupted
        ? { run: [], outcomes: [policy.interrupted(now)] }
        : policy.poll(slots, now);
      open = poll.outcomes.length === 0;
      return {
        ...nothing,
        run: poll.run,
        outcomes: poll.outcomes.map((outcome) => ({ ...outcome, operation })),
      };
    },
  };
}
