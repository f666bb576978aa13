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
const lanes = new Map(
  events
    .filter(({ name }) => name === 'thread_name')
    .map(({ tid, args }) => [tid, String(args?.['name'])]),
);
const exponentials = spans.filter(({ name }) => name.startsWith('exp#'));
const places = new Set(exponentials.map(({ tid }) => lanes.get(tid)?.replace(/ \d.*$/, '')));
console.log(`exp ran in: ${[...places].join(', ')}`);
const digits = events.filter(({ name }) => name.startsWith('digits proven'));
console.log(
  `digits proven: ${String(Math.max(...digits.map(({ args }) => Number(args?.['digits']))) >= 1000)}`,
);
