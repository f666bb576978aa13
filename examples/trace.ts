/**
 * What ran where, for a trace viewer: a trace is recorded, summed up here, and could be written to a file for Perfetto.
 */
import { createSession, exp, ln, sin, sqrt } from 'pincer';
import { recordTrace } from 'pincer/observe';

await using session = createSession({ workers: 2, placements: { exp: 'thread' } });
const trace = recordTrace(session);
const values = [2, 3, 5].map((n) => sin(exp(sqrt(n))).add(ln(n)));
await Promise.all(values.map((value) => value.refine({ digits: 1000 }, { session })));
trace.stop();

// JSON.stringify(trace) is the text of the file.
const events = [...trace.events()];
const spans = events.filter(({ ph }) => ph === 'X');
for (const name of ['exp', 'ln', 'sin']) {
  const of = spans.filter((span) => span.name.startsWith(`${name}#`));
  const lanes = new Set(of.map(({ tid }) => tid));
  const names = events
    .filter((event) => event.name === 'thread_name' && lanes.has(event.tid))
    .map(({ args }) => String(args?.['name']).replace(/ .*/, ''));
  console.log(`${name}: ${String(of.length >= 3)}, in ${[...new Set(names)].join(' and ')}`);
}
const digits = events.filter(({ name }) => name.startsWith('digits proven'));
console.log(
  `digits proven: ${String(Math.max(...digits.map(({ args }) => Number(args?.['digits']))) >= 1000)}`,
);
