/** The schedulers that Pincer's own is compared with. */
import { checkGoal } from 'pincer/coordinator';
import type { Graph } from 'pincer/coordinator';
import { Caps } from '#policies/caps.js';
import { PushOnSlots } from '#policies/push.js';
import { Rounds } from '#policies/rounds.js';
import type { PolicyName } from '../question.js';
import type { Scheduler } from './scheduler.js';

/** The most leases of a goal under a policy that nobody tells when it asks in vain. */
const MOST_LEASES = 5000;

const POLICIES = { rounds: Rounds, push: PushOnSlots, caps: Caps } as const;

/** It serves one goal at a time, and has no events. */
export function schedulerBy(
  name: Exclude<PolicyName, 'pull'>,
  graph: Graph,
  incarnation: string,
): Scheduler {
  const policy = new POLICIES[name](graph, MOST_LEASES);
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
