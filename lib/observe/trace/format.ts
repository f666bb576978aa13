/**
 * Records as events of the trace event format, which Chrome's developer tools, Perfetto and speedscope open: "Trace Event
 * Format", a document of the Chromium project, 2016.
 *
 * Laws
 * 1. Times are in microseconds from the start of the session's clock, with three decimals, so no nanosecond is lost. A span
 *    lasts a nanosecond less where a viewer's sum of its start and duration, in doubles, would lie after its end.
 * 2. A lease is a complete event (`X`) in the lane of its context. A flow (`s`, `f`) leads to it from the last span of
 *    each value that it was computed from, both ends inside their spans.
 * 3. Arguments of counters (`C`) are finite numbers. Elsewhere a logarithm that is infinite is text.
 * 4. Whatever text comes from outside is a string of JSON and nothing else.
 */
import type { Nanoseconds } from '../../coordinator/time.js';
import type { LaneMark, LeaseRecord, OperationMark, TraceRecord } from './records.js';
import { SESSION_LANE } from './records.js';

const PROCESS = 1;

/** One event of the format. */
export interface TraceEvent {
  /** `X` a span, `s` and `f` the ends of a flow, `b` and `e` of an operation, `C` a counter, `i` a moment, `M` a name. */
  readonly ph: 'X' | 's' | 'f' | 'b' | 'e' | 'C' | 'i' | 'M';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; none for `M`. */
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  /** Of `f`: it leads to the span around it. */
  readonly bp?: 'e';
  /** Of `i`: it concerns its lane. */
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The events that every trace begins with. */
export const HEADER: readonly TraceEvent[] = [
  { ph: 'M', name: 'process_name', pid: PROCESS, tid: 0, args: { name: 'pincer' } },
  { ph: 'M', name: 'thread_name', pid: PROCESS, tid: SESSION_LANE, args: { name: 'session' } },
];

export class TraceFormat {
  #flows = 0;

  /** How many events a record becomes. */
  static countOf(record: TraceRecord): number {
    return record.type === 'lease' ? 3 + 2 * record.sources.length : 1;
  }

  eventsOf(record: TraceRecord): readonly TraceEvent[] {
    switch (record.type) {
      case 'lease':
        return this.#lease(record);
      case 'operation':
        return [operationEvent(record)];
      case 'digits': {
        const { operation, at, digits } = record;
        const name = `digits proven of operation ${String(operation)}`;
        return [counter(name, at, { digits: Math.round(digits * 100) / 100 })];
      }
      case 'mark': {
        const { name, lane, at, args } = record;
        return [
          { ph: 'i', name, cat: 'scheduler', pid: PROCESS, tid: lane, ts: micro(at), s: 't', args },
        ];
      }
      case 'lane':
        return laneEvents(record);
    }
  }

  #lease(record: LeaseRecord): TraceEvent[] {
    const { lane, start, end, settled, name, sources } = record;
    const events: TraceEvent[] = [
      {
        ...{ ph: 'X', name, cat: 'lease', pid: PROCESS, tid: lane },
        ...{ ts: micro(start), dur: duration(start, end) },
        args: {
          lease: record.lease,
          operation: record.operation,
          class: record.class,
          priority: record.priority,
          refiner: record.refiner,
          node: record.node,
          issued: micro(record.issued),
          settled: micro(settled),
          predicted: micro(Math.round(record.predicted)),
          cost: record.cost,
          steps: record.steps,
          bits: record.bits,
          demand: logOf(record.demand),
          before: logOf(record.before),
          after: logOf(record.after),
          end: record.outcome,
          ...(record.features.length === 0 ? {} : { features: record.features.join(' ') }),
        },
      },
    ];
    for (const source of sources) {
      const flow = { name: 'bounds', cat: 'flow', id: ++this.#flows, pid: PROCESS };
      events.push(
        { ph: 's', ...flow, tid: source.lane, ts: micro(source.at) },
        { ph: 'f', bp: 'e', ...flow, tid: lane, ts: micro(start) },
      );
    }
    events.push(
      counter('leases out', settled, { leases: record.queue }),
      counter('bytes', settled, { bytes: record.bytes }),
    );
    return events;
  }
}

function operationEvent({ operation, at, what, root, priority }: OperationMark): TraceEvent {
  const begins = what === 'admitted';
  return {
    ph: begins ? 'b' : 'e',
    name: `operation ${String(operation)}`,
    ...{ cat: 'operation', id: operation, pid: PROCESS, tid: SESSION_LANE, ts: micro(at) },
    args: begins ? { root, priority } : { status: what, priority },
  };
}

function laneEvents({ lane, name, offset }: LaneMark): TraceEvent[] {
  const thread = { ph: 'M', pid: PROCESS, tid: lane } as const;
  const named: TraceEvent[] = [
    { ...thread, name: 'thread_name', args: { name } },
    { ...thread, name: 'thread_sort_index', args: { sort_index: lane } },
  ];
  if (offset === undefined) return named;
  const args = { microseconds: micro(offset.nanoseconds), within: micro(offset.within) };
  return [...named, { ...thread, name: 'clock_offset', args }];
}

function counter(
  name: string,
  at: Nanoseconds,
  args: Readonly<Record<string, number>>,
): TraceEvent {
  return { ph: 'C', name, pid: PROCESS, tid: SESSION_LANE, ts: micro(at), args };
}

function micro(nanoseconds: Nanoseconds): number {
  return nanoseconds / 1000;
}

/** A viewer that sees a span end after the next one began takes them for nested, and loses the end. */
function duration(start: Nanoseconds, end: Nanoseconds): number {
  const whole = micro(end - start);
  return micro(start) + whole <= micro(end) ? whole : Math.max(0, micro(end - start - 1));
}

/** JSON has no infinite number. */
function logOf(log: number): number | string {
  return Number.isFinite(log) ? Math.round(log * 1000) / 1000 : String(log);
}
