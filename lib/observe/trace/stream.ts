import { Cap } from './cap.js';
import type { TraceOptions } from './cap.js';
import { HEADER, TraceFormat } from './format.js';
import type { TraceEvent } from './format.js';
import type { ObservedSession } from './observed-session.js';
import { Recorder } from './recorder.js';

/** A trace under way, which {@link streamTrace} writes. */
export interface TraceStream extends Disposable {
  /** How many events were dropped, as there were too many. */
  readonly dropped: number;
  /** Ends it, and writes the end of the text. Idempotent. */
  stop(): void;
}

/**
 * Writes what a session does from now on, as it happens: a line per event, in the array format of the trace event
 * format. Trace viewers open such a text without its end as well, as a program leaves it that is killed.
 *
 * @example
 * ```ts
 * import { createSession, sqrt } from 'pincer';
 * import { streamTrace } from 'pincer/observe';
 *
 * await using session = createSession();
 * const lines: string[] = [];
 * const trace = streamTrace(session, (text) => lines.push(text));
 * await sqrt(2).refine({ digits: 100 }, { session });
 * trace.stop();
 * const events = JSON.parse(lines.join('')) as { ph: string }[];
 * console.log(events.some(({ ph }) => ph === 'X')); // => true
 * ```
 * @param write - takes the next part of the text, of whole lines.
 * @throws LimitError for a number of events that is none.
 */
export function streamTrace(
  session: ObservedSession,
  write: (text: string) => void,
  options: TraceOptions = {},
): TraceStream {
  const cap = new Cap('streamTrace', options);
  const format = new TraceFormat();
  const put = (events: readonly TraceEvent[]): void => {
    // A comma comes before an event, so that a text that ends early has none at its end.
    write(events.map((event) => `,\n${JSON.stringify(event)}`).join(''));
  };
  write(`[\n${HEADER.map((event) => JSON.stringify(event)).join(',\n')}`);
  const recorder = new Recorder(session, (record) => {
    if (cap.admits(record)) put(format.eventsOf(record));
  });
  const unobserve = session.observe(recorder.add);
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    unobserve();
    recorder.end();
    const [{ pid, tid }] = HEADER as readonly [TraceEvent];
    put([{ ph: 'M', name: 'trace_end', pid, tid, args: { dropped: cap.dropped } }]);
    write('\n]\n');
  };
  return {
    get dropped() {
      return cap.dropped;
    },
    stop,
    [Symbol.dispose]: stop,
  };
}
