/** The plan of an execution before it runs: expensive steps spread over the threads, a sum collects them. */
import { createSession, exp, sqrt, sum } from 'pincer';

await using session = createSession({ workers: 3 });

const expensive = [2, 3, 5, 7, 11, 13].map((n) => exp(sqrt(n)));
const sink = sum(expensive);
const goal = { digits: 20_000 } as const;

const plan = await session.planFor(sink, goal);
for (const { name, steps } of plan.contexts) {
  const last = steps.at(-1)?.endNanoseconds ?? 0;
  console.log(`${name}: ${String(steps.length)} steps, until ${(last / 1e6).toFixed(1)} ms`);
}
for (const chain of plan.colocated) console.log(`colocated: ${chain.join(', ')}`);
for (const { from, to, fromContext, toContext } of plan.boundaries)
  console.log(`${from} on ${fromContext} -> ${to} on ${toContext}`);

// One thread would take about three times as long.
await using other = createSession({ workers: 1 });
const alone = await other.planFor(sink, goal);
console.log(`on one thread: ${(alone.nanoseconds / 1e6).toFixed(1)} ms`);

const { status } = await sink.refine(goal, { session });
const planned = plan.contexts.reduce((count, { steps }) => count + steps.length, 0);
console.log(
  `${status}, as many leases as planned: ${String(session.stats().leases.issued === planned)}`,
);
