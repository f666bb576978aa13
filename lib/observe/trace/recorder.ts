/**
 * Makes records of a trace out of the events of a session, one after the other.
 *
 * Laws
 * 1. It reads what events carry, and of the graph only who is computed from whom. It keeps the open leases, and one
 *    point per node: what it holds does not grow with the time.
 * 2. A record comes once what it tells is over. A lease comes with the event after its end, unless that is the end of
 *    another one at the same moment: one message brings several, and all of them bound the offset of its clock.
 */
import type { SchedulerEvent } from '../../coordinator/events.js';
import type { LeaseId } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { Lanes } from './lanes.js';
import type { LeaseTimes } from './lanes.js';
import type { ObservedSession } from './observed-session.js';
import { SESSION_LANE } from './records.js';
import type { Source, TraceRecord } from './records.js';

type Issued = Extract<SchedulerEvent, { type: 'lease-issued' }>;
type Ended = Extract<SchedulerEvent, { type: 'lease-ended' }>;

interface OpenLease {
  readonly event: Issued;
  /** The refiners that it is computed from, and the numbering that they belong to. */
  readonly from: readonly NodeId[];
  readonly epoch: number;
}

interface EndedLease {
  readonly open: OpenLease;
  readonly ended: Ended;
  readonly queue: number;
  readonly bytes: number;
}

/** Of one value so many are followed back. */
const MOST_SOURCES = 8;
/** So many nodes are visited to find them. */
const MOST_VISITED = 64;

const DIGITS_PER_BIT = Math.log10(2);

export class Recorder {
  readonly #graph: Graph;
  readonly #write: (record: TraceRecord) => void;
  readonly #lanes: Lanes;
  readonly #open = new Map<LeaseId, OpenLease>();
  /** Leases that ended at the same moment: together they say when each of them ran. */
  #ending: EndedLease[] = [];
  /** By node: the lane and the time of its last span. */
  #lastLane: number[] = [];
  #lastTime: Nanoseconds[] = [];
  #epoch: number;

  constructor({ graph, hasRealTime }: ObservedSession, write: (record: TraceRecord) => void) {
    this.#graph = graph;
    this.#epoch = graph.epoch;
    this.#write = write;
    this.#lanes = new Lanes(hasRealTime, write);
  }

  readonly add = (event: SchedulerEvent): void => {
    const [first] = this.#ending;
    if (event.type !== 'lease-ended' || event.nanoseconds !== first?.ended.nanoseconds)
      this.flush();
    switch (event.type) {
      case 'lease-issued':
        this.#issued(event);
        return;
      case 'lease-ended':
        this.#ended(event);
        return;
      case 'root-narrowed': {
        const { operation, nanoseconds: at, bounds } = event;
        const digits = digitsOf(bounds);
        if (digits !== undefined) this.#write({ type: 'digits', operation, at, digits });
        return;
      }
      case 'operation-admitted': {
        const { operation, nanoseconds: at, priority, root } = event;
        const name = this.#graph.describe(root);
        this.#write({ type: 'operation', operation, at, what: 'admitted', priority, root: name });
        return;
      }
      case 'operation-settled': {
        const { operation, nanoseconds: at, priority, status } = event;
        this.#write({ type: 'operation', operation, at, what: status, priority, root: '' });
        return;
      }
      case 'operation-started':
        // Its first lease shows it.
        return;
      default:
        this.#other(event);
    }
  };

  /** Records the leases that have just ended. */
  flush(): void {
    const ending = this.#ending;
    if (ending.length === 0) return;
    this.#ending = [];
    for (const { open, ended } of ending)
      this.#lanes.learn(ended.context, timesOf(open.event, ended));
    for (const each of ending) this.#place(each);
  }

  /** Records what is left, and the offsets of clocks as they are known now. */
  end(): void {
    this.flush();
    this.#lanes.tellAll();
  }

  #issued(event: Issued): void {
    const { epoch } = this.#graph;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#lastLane = [];
      this.#lastTime = [];
    }
    this.#open.set(event.lease, { event, from: this.#refinersBelow(event.children), epoch });
    if (event.features.includes('hedging'))
      this.#mark('hedge', this.#lanes.of(event.context), event);
  }

  #ended(ended: Ended): void {
    const open = this.#open.get(ended.lease);
    // It was issued before the trace began.
    if (open === undefined) return;
    this.#open.delete(ended.lease);
    const { size: queue } = this.#open;
    this.#ending.push({ open, ended, queue, bytes: this.#graph.weighedBytes });
  }

  #place({ open, ended, queue, bytes }: EndedLease): void {
    const { event, epoch, from } = open;
    const { work, nanoseconds: settled } = ended;
    const span = this.#lanes.place(ended.context, timesOf(event, ended));
    const isCurrent = epoch === this.#epoch;
    const sources: Source[] = [];
    for (const node of isCurrent ? from : []) {
      const [lane, at] = [this.#lastLane[node], this.#lastTime[node]];
      if (lane !== undefined && at !== undefined && at <= span.start) sources.push({ lane, at });
    }
    if (isCurrent && ended.end === 'committed') {
      this.#lastLane[event.node] = span.lane;
      // A point within the span, also where that is written a nanosecond shorter (format.ts, law 1).
      this.#lastTime[event.node] = Math.max(span.start, span.end - 2);
    }
    // Field by field: a spread costs more than the rest of it.
    this.#write({
      type: 'lease',
      lease: event.lease,
      lane: span.lane,
      start: span.start,
      end: span.end,
      node: event.node,
      name: event.name,
      refiner: event.refiner,
      operation: event.operation,
      class: event.class,
      priority: event.priority,
      issued: event.nanoseconds,
      demand: event.demand.width,
      before: ended.widthBefore,
      after: ended.widthAfter,
      bits: work?.bits ?? 0,
      steps: work?.steps ?? 0,
      predicted: event.predictedCost * event.steps,
      cost: work?.cost ?? 0,
      outcome: ended.end,
      features: event.features,
      settled,
      queue,
      bytes,
      sources,
    });
    if (ended.preempted === true) this.#mark('preemption', span.lane, ended);
    if (ended.end === 'lost') this.#mark('loss', span.lane, ended);
  }

  #mark(name: string, lane: number, { nanoseconds, lease, node }: Issued | Ended): void {
    this.#write({ type: 'mark', name, lane, at: nanoseconds, args: { lease, node } });
  }

  #other(event: SchedulerEvent): void {
    const { type, nanoseconds: at, ...facts } = event;
    const args: Record<string, string | number> = {};
    for (const [key, value] of Object.entries(facts) as [string, unknown][])
      if (typeof value === 'string' || typeof value === 'number') args[key] = value;
    const lane = type === 'context-lost' ? this.#lanes.of(event.context) : SESSION_LANE;
    this.#write({ type: 'mark', name: type, lane, at, args });
  }

  /** The nearest refiners below: sums and products take no steps. */
  #refinersBelow(children: readonly NodeId[]): readonly NodeId[] {
    const found: NodeId[] = [];
    const next = children.slice(0, MOST_VISITED);
    for (let i = 0; i < next.length && found.length < MOST_SOURCES; i++) {
      const node = next[i]!;
      if (this.#graph.isRefiner(node)) found.push(node);
      else if (next.length < MOST_VISITED) next.push(...this.#graph.childrenOf(node));
      if (next.length > MOST_VISITED) next.length = MOST_VISITED;
    }
    return found;
  }
}

function timesOf(
  { nanoseconds: issued }: Issued,
  { nanoseconds: settled, work }: Ended,
): LeaseTimes {
  return { issued, settled, work };
}

/** Decimal digits from the magnitude of the bounds down to their width; undefined where they are a number. */
function digitsOf(bounds: Enclosure): number | undefined {
  if (!isFinite(bounds)) return 0;
  const bits = magnitudeLog2(bounds) - widthLog2(bounds);
  return Number.isFinite(bits) ? Math.max(0, bits * DIGITS_PER_BIT) : undefined;
}
