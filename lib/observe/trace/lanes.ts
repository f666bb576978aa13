/**
 * The lanes of a trace: where and when each lease ran.
 *
 * Laws
 * 1. Spans of one lane follow one another and do not overlap. A context has one lane, and a further one for each span
 *    that would overlap: where answers of sources are waited for at once, or where a host told no times.
 * 2. A host has a clock of its own. A step begins after its lease was issued and ends before it is settled, so each
 *    lease bounds the offset of that clock from both sides. The smallest delay of an answer is taken for none.
 * 3. No span begins before its lease was issued, nor ends after it was settled, except where law 1 shifts it.
 */
import type { Nanoseconds } from '../../coordinator/time.js';
import type { LeaseWork } from '../../coordinator/events.js';
import type { LaneMark } from './records.js';

interface Lane {
  readonly number: number;
  readonly name: string;
  /** The end of its last span. */
  last: Nanoseconds;
}

interface Context {
  readonly name: string;
  readonly lanes: Lane[];
  /** Bounds of the offset of its clock. */
  least: Nanoseconds;
  most: Nanoseconds;
}

/** When a lease was issued and settled, by the session, and what its host told. */
export interface LeaseTimes {
  readonly issued: Nanoseconds;
  readonly settled: Nanoseconds;
  readonly work: Pick<LeaseWork, 'elapsed' | 'startedAt'> | undefined;
}

export interface PlacedSpan {
  readonly lane: number;
  readonly start: Nanoseconds;
  readonly end: Nanoseconds;
}

export class Lanes {
  readonly #contexts = new Map<string, Context>();
  readonly #onLane: (mark: LaneMark) => void;
  readonly #readsClocks: boolean;
  #count = 0;

  /** @param readsClocks - whether the times of hosts can be compared with those of the session. */
  constructor(readsClocks: boolean, onLane: (mark: LaneMark) => void) {
    this.#readsClocks = readsClocks;
    this.#onLane = onLane;
  }

  /** The first lane of a context. */
  of(context: string): number {
    const found = this.#context(context);
    return (found.lanes[0] ?? this.#open(found)).number;
  }

  /** Learns from a lease how far the clock of its host may be off. Leases that ended at once are all learned from first. */
  learn(name: string, { issued, settled, work }: LeaseTimes): void {
    const { elapsed, startedAt } = work ?? {};
    if (!this.#readsClocks || elapsed === undefined || startedAt === undefined) return;
    const context = this.#context(name);
    const least = issued - startedAt;
    const most = settled - startedAt - elapsed;
    // Its lane may have been opened before anything was known of its clock.
    const isFirst = context.most === Infinity;
    context.least = Math.max(context.least, least);
    context.most = Math.min(context.most, most);
    // Clocks drift apart in hours. Then the latest lease says what the offset is.
    if (context.least > context.most) [context.least, context.most] = [Math.min(least, most), most];
    if (isFirst && context.lanes[0] !== undefined) this.#tell(context, context.lanes[0]);
  }

  /** Where a lease ran, by what was learned. */
  place(name: string, { issued, settled, work }: LeaseTimes): PlacedSpan {
    const context = this.#context(name);
    const { elapsed, startedAt } = work ?? {};
    if (!this.#readsClocks || elapsed === undefined || startedAt === undefined) {
      const free = context.lanes.find(({ last }) => last <= issued) ?? this.#open(context);
      free.last = settled;
      return { lane: free.number, start: issued, end: settled };
    }
    const lane = context.lanes[0] ?? this.#open(context);
    const start = Math.max(lane.last, issued, startedAt + context.most);
    const end = Math.max(start, Math.min(start + elapsed, settled));
    lane.last = end;
    return { lane: lane.number, start, end };
  }

  /** Tells every lane again, with what is known now. */
  tellAll(): void {
    for (const context of this.#contexts.values())
      for (const lane of context.lanes) this.#tell(context, lane);
  }

  #context(name: string): Context {
    let context = this.#contexts.get(name);
    if (context === undefined) {
      context = { name, lanes: [], least: -Infinity, most: Infinity };
      this.#contexts.set(name, context);
    }
    return context;
  }

  #open(context: Context): Lane {
    const { name, lanes } = context;
    const number = ++this.#count;
    const among = lanes.length + 1;
    const lane = { number, name: among === 1 ? name : `${name} (${String(among)})`, last: 0 };
    lanes.push(lane);
    this.#tell(context, lane);
    return lane;
  }

  #tell({ least, most }: Context, { number, name }: Lane): void {
    const offset = most === Infinity ? undefined : { nanoseconds: most, within: most - least };
    this.#onLane({ type: 'lane', lane: number, name, offset });
  }
}
