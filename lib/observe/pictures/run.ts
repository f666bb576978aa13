/** One operation of a trace, as pictures and reports show it. Times are nanoseconds since it was admitted. */
import { LimitError } from '../../exact/errors.js';
import type { CheckedGoal } from '../../coordinator/goals/goal.js';
import { ratText } from '../../exact/rational.js';
import { MOST_NODES } from '../trace/longest-operations.js';
import type { TracedNode, TracedOperation } from '../trace/longest-operations.js';
import type { LeaseRecord, Mark } from '../trace/records.js';
import type { Trace } from '../trace/trace.js';

export interface Span {
  readonly lane: number;
  readonly name: string;
  /** The name of its refiner without the version. */
  readonly refiner: string;
  readonly start: number;
  readonly end: number;
  readonly bits: number;
  readonly outcome: string;
  /** Whether it belongs to another operation. */
  readonly isOther: boolean;
}

/** The width that a lease left its node with. */
export interface Narrowing {
  readonly at: number;
  readonly width: number;
}

export interface Run {
  readonly of: TracedOperation;
  readonly root: TracedNode;
  readonly duration: number;
  /** Of the bounds of the root, in the order of time. */
  readonly digits: readonly { readonly at: number; readonly digits: number }[];
  /** In the order of their ends. */
  readonly spans: readonly Span[];
  readonly narrowings: ReadonlyMap<string, readonly Narrowing[]>;
  readonly lanes: ReadonlyMap<number, string>;
  /** What was lost, hedged or preempted meanwhile. */
  readonly marks: readonly { readonly name: string; readonly lane: number; readonly at: number }[];
  /** Events that the trace dropped. */
  readonly dropped: number;
}

/** Marks that pictures show. */
const SHOWN_MARKS = ['loss', 'hedge', 'preemption', 'context-lost'];

/**
 * @param operation - by default the longest one.
 * @throws LimitError where the trace has no such operation that has ended.
 */
export function runOf(trace: Trace, caller: string, operation?: number): Run {
  const of =
    operation === undefined
      ? trace.operations[0]
      : trace.operations.find((each) => each.operation === operation);
  if (of === undefined)
    throw new LimitError(
      operation === undefined
        ? `${caller}: the trace holds no operation that has ended and has at most ${countText(MOST_NODES)} nodes`
        : `${caller}: operation ${String(operation)} is not among the longest of the trace, which are ${
            trace.operations.map((each) => String(each.operation)).join(', ') || 'none'
          }`,
    );
  const { admitted, settled } = of;
  const within = (at: number): boolean => at >= admitted && at <= settled;
  const digits: { at: number; digits: number }[] = [{ at: 0, digits: 0 }];
  const spans: Span[] = [];
  const narrowings = new Map<string, Narrowing[]>();
  const lanes = new Map<number, string>();
  const marks: { name: string; lane: number; at: number }[] = [];
  for (const record of trace.records()) {
    switch (record.type) {
      case 'lane':
        lanes.set(record.lane, record.name);
        break;
      case 'digits':
        if (record.operation === of.operation)
          digits.push({ at: record.at - admitted, digits: record.digits });
        break;
      case 'lease':
        if (record.start <= settled && record.end >= admitted) spans.push(spanOf(record, of));
        if (within(record.settled) && record.outcome === 'committed') {
          const known = narrowings.get(record.name) ?? [];
          known.push({ at: record.settled - admitted, width: record.after });
          narrowings.set(record.name, known);
        }
        break;
      case 'mark':
        if (within(record.at) && SHOWN_MARKS.includes(record.name))
          marks.push(momentOf(record, admitted));
        break;
      case 'operation':
    }
  }
  return {
    ...{ of, digits, spans, narrowings, lanes, marks },
    root: of.nodes.at(-1)!,
    duration: Math.max(1, settled - admitted),
    dropped: trace.dropped,
  };
}

function spanOf(record: LeaseRecord, { operation, admitted, settled }: TracedOperation): Span {
  const { lane, name, refiner, bits, outcome } = record;
  return {
    ...{ lane, name, bits, outcome },
    refiner: refiner.replace(/@\d+$/, ''),
    start: Math.max(0, record.start - admitted),
    end: Math.min(settled, record.end) - admitted,
    isOther: record.operation !== operation,
  };
}

function momentOf({ name, lane, at }: Mark, admitted: number): Run['marks'][number] {
  return { name, lane, at: at - admitted };
}

/** A goal for people. */
export function goalText(goal: CheckedGoal): string {
  switch (goal.kind) {
    case 'digits':
      return countOf(goal.digits, 'digit');
    case 'decimals':
      return countOf(goal.decimals, 'decimal place');
    case 'bits':
      return `bounds at most 2^-${String(goal.bits)} apart`;
    case 'eps':
      return `bounds at most ${ratText(goal.eps)} apart`;
    case 'rel':
      return `bounds at most ${ratText(goal.rel)} of the value apart`;
    case 'sign':
      return 'the sign';
    case 'double':
      return 'the nearest double';
    case 'defined':
      return 'whether it is defined';
    case 'any':
      return `any of: ${goal.goals.map(goalText).join('; ')}`;
    case 'all':
      return `all of: ${goal.goals.map(goalText).join('; ')}`;
  }
}

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function countText(count: number): string {
  return counts.format(count);
}

/** A count with its noun. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** The largest unit of which a time has at least two. */
export function unitOf(nanoseconds: number): { readonly name: string; readonly size: number } {
  const [name, size] = UNITS.find(([, each]) => nanoseconds >= 2 * each) ?? ['ns', 1];
  return { name, size };
}

export function timeText(nanoseconds: number): string {
  const { name, size } = unitOf(nanoseconds);
  return `${String(Number((nanoseconds / size).toPrecision(3)))} ${name}`;
}

/** A width or a demand, of which the logarithm is given. */
export function powerText(log: number): string {
  if (log === -Infinity) return '0';
  return log === Infinity ? 'infinite' : `2^${log.toFixed(1).replace(/\.0$/, '')}`;
}

export function percentText(share: number): string {
  const percent = 100 * share;
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toPrecision(2)} %`;
}
