/**
 * The scheduler without a session: a driver of one's own, over a transport that carries text. A message takes one to five
 * milliseconds each way, so answers overtake each other. The clock moves only when a message arrives.
 */
import { exp, pi, sin, sqrt } from 'pincer';
import {
  admission,
  checkGoal,
  Coordinator,
  Graph,
  placementByPrior,
  resultOf,
} from 'pincer/coordinator';
import type { Outcome, Slot } from 'pincer/coordinator';
import {
  builtinRegistry,
  createStepHost,
  decodeLease,
  decodeSettlement,
  encodeLease,
  encodeSettlement,
  fromErrorData,
} from 'pincer/execution';
import type { Lease } from 'pincer/execution';

// In nanoseconds: every other lease travels five times as long.
const delay = (lease: Lease): number => (lease.id % 2 === 0 ? 1e6 : 5e6);

// The other end of the transport: a host that knows Pincer's own refiners, and nothing of the graph.
const host = createStepHost(builtinRegistry());
const remote = (text: string): string =>
  encodeSettlement(host.run(decodeLease(text), { stopRequested: () => false }));

const graph = new Graph();
const admit = admission(graph, builtinRegistry());
const coordinator = new Coordinator({
  graph,
  incarnation: 'own-driver',
  reviveError: fromErrorData,
  placement: placementByPrior({ remote: () => true }),
});

const goal = checkGoal({ digits: 40 });
const values = [sin(sqrt(2).add(pi)), exp(pi.multiply(sqrt(163)))];
for (const value of values) coordinator.admit({ ...admit(value), goal }, 0);

// Two slots, and the messages under way to them.
const free = new Set<Slot>([0, 1].map((id) => ({ id, kind: 'thread' })));
const messages: { slot: Slot; lease: Lease; answer: string; due: number }[] = [];
const outcomes: Outcome[] = [];
let now = 0;
let sent = 0;
let overtook = 0;
while (outcomes.length < values.length) {
  const poll = coordinator.poll([...free], now);
  outcomes.push(...poll.outcomes);
  for (const { slot, lease } of poll.run) {
    free.delete(slot);
    sent++;
    messages.push({
      slot,
      lease,
      answer: remote(encodeLease(lease)),
      due: now + 2 * delay(lease),
    });
  }
  // The earliest answer that is due, whenever its lease was sent.
  const [next] = messages.toSorted((a, b) => a.due - b.due);
  if (next === undefined) break;
  if (messages.indexOf(next) > 0) overtook++;
  messages.splice(messages.indexOf(next), 1);
  now = Math.max(now, next.due);
  free.add(next.slot);
  coordinator.settle(next.lease, decodeSettlement(next.answer), now);
}

for (const outcome of outcomes.sort((a, b) => a.operation - b.operation)) {
  const { status, digits } = resultOf(goal, outcome);
  console.log(`operation ${String(outcome.operation)}: ${status}, ${String(digits)}`);
}
console.log(`an answer overtook an earlier one: ${String(overtook > 0)}`);
console.log(
  `both slots were used: ${String(sent > 2)}, leases left: ${String(coordinator.openLeases)}`,
);
