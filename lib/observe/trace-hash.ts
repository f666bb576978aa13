import type { SchedulerEvent } from '../coordinator/events.js';
import { encodePlain } from '../refiners/codec.js';

/** Prime and offset basis of the FNV-1a hash of 64 bits, as its authors published them. */
const PRIME = 0x100000001b3n;
const BASIS = 0xcbf29ce484222325n;

/**
 * A running hash of the events of a session in their order, without times. In the deterministic mode it is the same for
 * every number of workers. Pass `add` to `session.observe`.
 */
export class TraceHash {
  #hash = BASIS;
  #events = 0;

  /** Adds the next event: `session.observe(hash.add)`. */
  readonly add = (event: SchedulerEvent): void => {
    // Contexts depend on the machine and not on the computation.
    if (event.type === 'context-lost' || event.type === 'execution-degraded') return;
    this.#events++;
    for (const character of encodePlain(withoutTimes(event))) {
      this.#hash = BigInt.asUintN(64, (this.#hash ^ BigInt(character.codePointAt(0)!)) * PRIME);
    }
  };

  /** How many events were added. */
  get events(): number {
    return this.#events;
  }

  /** Sixteen hexadecimal digits. */
  get digest(): string {
    return this.#hash.toString(16).padStart(16, '0');
  }
}

/** What is measured differs from run to run. */
function withoutTimes(event: SchedulerEvent): object {
  if (event.type !== 'lease-ended' || event.work === undefined) return { ...event, nanoseconds: 0 };
  const { steps, cost, bits } = event.work;
  return { ...event, nanoseconds: 0, work: { steps, cost, bits } };
}
