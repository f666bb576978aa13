import { LimitError } from '../../exact/errors.js';
import { TraceFormat } from './format.js';
import type { TraceRecord } from './records.js';

/** Options of a trace. */
export interface TraceOptions {
  /** The most events that it holds: 10^6 by default. What is over is dropped and counted. */
  readonly events?: number | undefined;
}

const MOST_EVENTS = 1e6;

/** Passes records on until they are so many events, and counts the others. */
export class Cap {
  readonly #most: number;
  #events = 0;
  /** Events that were not passed on. */
  dropped = 0;

  /** @throws LimitError for a number of events that is none. */
  constructor(caller: string, { events = MOST_EVENTS }: TraceOptions) {
    if (!Number.isSafeInteger(events) || events < 0)
      throw new LimitError(
        `${caller}: events must be an integer of at least 0, got ${String(events)}`,
      );
    this.#most = events;
  }

  get events(): number {
    return this.#events;
  }

  /** Whether a record has room. The names of lanes always have: there are as many as contexts. */
  admits(record: TraceRecord): boolean {
    if (record.type === 'lane') return true;
    const count = TraceFormat.countOf(record);
    // Once a record is dropped all later ones are: a trace has an end and no holes.
    if (this.dropped > 0 || this.#events + count > this.#most) {
      this.dropped += count;
      return false;
    }
    this.#events += count;
    return true;
  }
}
