import type { SchedulerEvent } from '../coordinator/events.js';
import { encodePlain } from '../refiners/codec.js';

/** The FNV-1a hash of 64 bits: prime and offset basis as published by its authors. */
const PRIME = 0x100000001b3n;
const BASIS = 0xcbf29ce484222325n;

/**
 * A running hash of what a session did: commands and bounds, in their order, without times. In the
 * deterministic mode it is the same for every number of workers. Give `add` to `session.observe`.
 */
export class TraceHash {
  #hash = BASIS;
  #events = 0;

  /** Takes in what happened next: `session.observe(hash.add)`. */
  readonly add = (event: SchedulerEvent): void => {
    // Contexts come and go with the machine; they are no part of what was computed.
    if (event.type === 'context-lost' || event.type === 'execution-degraded') return;
    this.#events++;
    for (const character of encodePlain({ ...event, nanoseconds: 0 })) {
      this.#hash = BigInt.asUintN(64, (this.#hash ^ BigInt(character.codePointAt(0)!)) * PRIME);
    }
  };

  /** How many events went into it. */
  get events(): number {
    return this.#events;
  }

  /** Sixteen hexadecimal digits. */
  get digest(): string {
    return this.#hash.toString(16).padStart(16, '0');
  }
}
