/** A trace for a viewer to open, and what it is to show. */
import { createSession, exp, ln, sin, sqrt } from '#lib/index.js';
import { recordTrace } from '#lib/observe.js';
import type { Trace, TraceEvent } from '#lib/observe.js';

/** A run on the calling thread and on two others. */
export async function traceOfThreads(): Promise<Trace> {
  await using session = createSession({ workers: 2, placements: { sin: 'thread' } });
  const trace = recordTrace(session);
  const values = [2, 3].map((n) => sin(exp(sqrt(n))).add(ln(n)));
  await Promise.all(values.map((value) => value.refine({ digits: 2000 }, { session })));
  trace.stop();
  return trace;
}

/** The leases of each lane that has any, as sorted texts. */
export function spansByLane(events: readonly TraceEvent[]): Record<string, string[]> {
  const lanes: Record<string, string[]> = {};
  for (const { ph, tid, name, args } of events) {
    if (ph !== 'M' || name !== 'thread_name') continue;
    const spans = events.filter((event) => event.ph === 'X' && event.tid === tid);
    if (spans.length > 0)
      lanes[String(args?.['name'])] = spans.map((span) => String(span.args?.['lease'])).sort();
  }
  return lanes;
}
