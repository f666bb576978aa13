/**
 * A trace in memory: what a session does from a moment on, for a trace viewer.
 *
 * Laws
 * 1. It holds at most as many events as it is told; what is over is dropped and counted.
 * 2. It changes nothing of what the session computes, nor of the order in which it does.
 */
import { Cap } from './cap.js';
import type { TraceOptions } from './cap.js';
import { HEADER, TraceFormat } from './format.js';
import type { TraceEvent } from './format.js';
import { LongestOperations } from './longest-operations.js';
import type { TracedOperation } from './longest-operations.js';
import type { ObservedSession } from './observed-session.js';
import { RecordStore } from './record-store.js';
import { Recorder } from './recorder.js';
import type { TraceRecord } from './records.js';

/** A trace as plain data: the object format of the trace event format. */
export interface TraceObject {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: {
    /** Events that were dropped, as the trace was full. */
    readonly dropped: number;
  };
}

/** What a session does; see {@link recordTrace}. */
export class Trace implements Disposable {
  readonly #store = new RecordStore();
  readonly #cap: Cap;
  readonly #recorder: Recorder;
  readonly #longest: LongestOperations;
  readonly #unobserve: () => void;
  #stopped = false;

  /** @internal Use {@link recordTrace}. */
  constructor(session: ObservedSession, options: TraceOptions) {
    this.#cap = new Cap('recordTrace', options);
    this.#recorder = new Recorder(session, (record) => {
      if (this.#cap.admits(record)) this.#store.add(record);
    });
    this.#longest = new LongestOperations(session.graph);
    this.#unobserve = session.observe((event) => {
      this.#recorder.add(event);
      this.#longest.add(event);
    });
  }

  /** How many events it holds, the names of its lanes left out. */
  get size(): number {
    this.#recorder.flush();
    return this.#cap.events;
  }

  /** How many events it dropped, as it was full. */
  get dropped(): number {
    this.#recorder.flush();
    return this.#cap.dropped;
  }

  /** Ends the recording. What it holds stays. Idempotent. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#unobserve();
    this.#recorder.end();
  }

  /** {@link Trace.stop}, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.stop();
  }

  /** What it holds, in order. @internal */
  records(): Generator<TraceRecord> {
    this.#recorder.flush();
    return this.#store.records();
  }

  /** The longest operations that have ended, the longest first. @internal */
  get operations(): readonly TracedOperation[] {
    return this.#longest.operations;
  }

  /** The events so far, one at a time. */
  *events(): Generator<TraceEvent> {
    yield* HEADER;
    const format = new TraceFormat();
    for (const record of this.records()) yield* format.eventsOf(record);
  }

  /** All events so far; `JSON.stringify(trace)` is a file that trace viewers open. */
  toJSON(): TraceObject {
    return {
      traceEvents: [...this.events()],
      displayTimeUnit: 'ms',
      otherData: { dropped: this.dropped },
    };
  }
}

/**
 * Records what a session does from now on, in the trace event format: `JSON.stringify(trace)` is a file that Perfetto,
 * speedscope and the developer tools of Chrome open. Each context is a lane, each lease a span from the moment that its
 * host began, with its refiner, demand, bits, widths, and its cost as predicted and as declared; flows lead from values
 * to those that are computed from them; counters show the digits proven, the leases that are out and the bytes of the
 * graph; losses, hedges and preemptions are moments. A lease is about a hundred bytes until it is written.
 *
 * @example
 * ```ts
 * import { createSession, pi, sin } from 'pincer';
 * import { recordTrace } from 'pincer/observe';
 *
 * await using session = createSession();
 * const trace = recordTrace(session);
 * await sin(pi.divide(7)).refine({ digits: 100 }, { session });
 * trace.stop();
 * const spans = [...trace.events()].filter(({ ph }) => ph === 'X');
 * console.log(spans.map(({ name }) => name.split('#')[0]).join(' ')); // => pi sin
 * console.log(trace.dropped); // => 0
 * ```
 * @throws LimitError for a number of events that is none.
 */
export function recordTrace(session: ObservedSession, options: TraceOptions = {}): Trace {
  return new Trace(session, options);
}
