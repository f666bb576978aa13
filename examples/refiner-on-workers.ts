/**
 * A refiner and a function of one's own on threads. A worker imports them by their `module`, so they are exports of a module
 * of their own, `laws/own.ts`.
 */
import { createSession, sqrt } from 'pincer';
import { recordTrace } from 'pincer/observe';
import { refined } from 'pincer/refiner';
import { cube, third } from './laws/own.js';

await using session = createSession({
  workers: 2,
  placements: { [third.name]: 'thread', [cube.name]: 'thread' },
});
const trace = recordTrace(session);
const value = refined(cube, null, [sqrt(2)]).add(refined(third, null));
const { status, digits } = await value.refine({ digits: 40 }, { session });
trace.stop();
console.log(`${status}: ${String(digits)}`);

// Each span of the trace is a lease, in the lane of the context that ran it.
const events = [...trace.events()];
const lanes = new Map(
  events
    .filter(({ name }) => name === 'thread_name')
    .map(({ tid, args }) => [tid, String(args?.['name'])]),
);
for (const { name } of [third, cube]) {
  const spans = events.filter((event) => event.ph === 'X' && event.name.startsWith(`${name}#`));
  const places = new Set(spans.map(({ tid }) => lanes.get(tid)?.replace(/ \d.*$/, '')));
  console.log(`${name} ran in: ${[...places].join(', ')}`);
}

// The same on the calling thread alone.
const alone = value.refineSync({ digits: 40 }, { session: createSession() });
console.log(`the same digits inline: ${String(alone.digits === digits)}`);
