/** The plan of an execution before it runs: a chain of functions is colocated, and stays on one thread. */
import { createSession, exp, sin, sqrt } from 'pincer';
import { placementOf } from 'pincer/execution';

await using session = createSession({ workers: 2 });

const source = sqrt(2);
const grown = exp(source);
const sink = sin(grown);
const goal = { digits: 20_000 } as const;

const plan = await session.planFor(sink, goal);
console.log(String(plan));
console.log(`edges between contexts: ${String(plan.boundaries.length)}`);
console.log(`leases so far: ${String(session.stats().leases.issued)}`);

const { status } = await sink.refine(goal, { session });
const groups = [source, grown, sink].map((value) => placementOf(value, { session })?.group);
console.log(`${status}, on ${groups.join(', ')}`);
