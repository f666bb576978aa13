/** The plan of an execution before it runs: one function is placed in a process of its own, the others on threads. */
import { createSession, exp, ln, sin, sqrt } from 'pincer';
import { place, placementOf } from 'pincer/execution';

await using session = createSession({ workers: 1, processes: 1 });

const source = exp(sqrt(2));
const untrusted = sin(source);
const sink = ln(untrusted.add(2));
place(untrusted, 'process', { session });
const goal = { digits: 20_000 } as const;

console.log(String(await session.planFor(sink, goal)));

const { status } = await sink.refine(goal, { session });
const groups = [source, untrusted, sink].map((value) => placementOf(value, { session })?.group);
console.log(`${status}, on ${groups.join(', ')}`);
