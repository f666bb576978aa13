/**
 * Who is there, by the heartbeats of all parties of a kind.
 *
 * Laws
 * 1. A party is live while the number of its heartbeats rises, by the clock of whoever looks. So clocks need not agree,
 *    and a heartbeat that is replayed is none. One that is seen for the first time is live if it says that it is recent.
 * 2. A heartbeat that is refused makes nobody live. Its fault is kept, to say why nobody is.
 */
import { decodePlainBytes } from '../refiners/plain-bytes.js';
import type { Plain } from '../refiners/refiner.js';
import { MessageError } from '../remote/errors.js';
import type { MessageFault } from '../remote/errors.js';
import { decodeMessage } from '../remote/message.js';
import { MISSED } from './heart.js';
import type { HeartbeatOptions } from './heart.js';
import { MESSAGE_LIFE } from './options.js';

/** The most bytes of a heartbeat. */
const MOST_HEARTBEAT = 65_536;

export interface Party {
  readonly name: string;
  readonly facts: Plain;
}

interface Seen extends Party {
  readonly number: number;
  /** When its number was last seen to have risen; -Infinity where it was old at first sight. */
  readonly at: number;
  /** When this number was seen first. */
  readonly since: number;
}

interface Refused {
  readonly fault: MessageFault;
  readonly sealed: Buffer;
  /** When these bytes were seen first. */
  readonly since: number;
}

/** Watches the heartbeats of all parties of a kind. */
export class Census {
  readonly #options: HeartbeatOptions;
  readonly #seen = new Map<string, Seen>();
  /** The heartbeats that were refused when they were last read, by name. */
  #refused: ReadonlyMap<string, Refused> = new Map();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  get live(): readonly Party[] {
    return [...this.#seen.values()].filter((seen) => this.#isLive(seen));
  }

  /**
   * What is wrong with those whose heartbeats were refused, as they are of another version or have another key;
   * undefined where there are none. One that has been the same for too long is of a dead party.
   */
  get strange(): 'protocol' | 'code' | undefined {
    const now = performance.now();
    const recent = [...this.#refused.values()].filter(({ since }) => now - since <= this.#longest);
    return (['protocol', 'code'] as const).find((wanted) =>
      recent.some(({ fault }) => fault === wanted),
    );
  }

  isLive(name: string): boolean {
    const seen = this.#seen.get(name);
    return seen !== undefined && this.#isLive(seen);
  }

  /** Whether a heartbeat of that name was there when they were last read, of a party that lives or not, or that was refused. */
  has(name: string): boolean {
    return this.#seen.has(name) || this.#refused.has(name);
  }

  /** The parties whose heartbeats are there and have been the same for twice as long as makes them dead. */
  get stale(): readonly string[] {
    return [...this.#seen.values()]
      .filter(({ since }) => performance.now() - since > 2 * this.#longest)
      .map(({ name }) => name);
  }

  /** Reads all heartbeats. */
  async read(): Promise<void> {
    const { redis, key } = this.#options;
    const entries = Object.entries(await redis.hgetallBuffer(key));
    const refused = new Map<string, Refused>();
    for (const [name, sealed] of entries) {
      const fault = this.#take(name, sealed);
      if (fault === undefined) continue;
      const before = this.#refused.get(name);
      const isSame = before !== undefined && Buffer.compare(before.sealed, sealed) === 0;
      refused.set(name, { fault, sealed, since: isSame ? before.since : performance.now() });
    }
    this.#refused = refused;
    const present = new Set(entries.map(([name]) => name));
    for (const name of this.#seen.keys()) if (!present.has(name)) this.#seen.delete(name);
  }

  /** Reads the heartbeat of one party, which may have been sent since `read`. */
  async lookFor(name: string): Promise<boolean> {
    if (this.isLive(name)) return true;
    const sealed = await this.#options.redis.hgetBuffer(this.#options.key, name);
    if (sealed !== null) this.#take(name, sealed);
    return this.isLive(name);
  }

  #take(name: string, sealed: Buffer): MessageFault | undefined {
    const { seal, queue, kind } = this.#options;
    try {
      const bytes = seal.open(sealed, MOST_HEARTBEAT);
      const now = Date.now();
      const message = decodeMessage(bytes, { kind, queue, client: name }, now);
      const { number, body, expires } = message;
      const before = this.#seen.get(name);
      // At first sight only its own clock says how old it is; where that is wrong, the next one makes it live.
      const isOld = before === undefined && now - (expires - MESSAGE_LIFE) > this.#longest;
      if (number > (before?.number ?? 0))
        this.#seen.set(name, {
          name,
          number,
          facts: decodePlainBytes(body),
          at: isOld ? -Infinity : performance.now(),
          since: performance.now(),
        });
      return undefined;
    } catch (error) {
      return error instanceof MessageError ? error.fault : 'shape';
    }
  }

  #isLive(seen: Seen): boolean {
    return this.#ageOf(seen) <= this.#longest;
  }

  #ageOf({ at }: Seen): number {
    return performance.now() - at;
  }

  get #longest(): number {
    return MISSED * this.#options.checkMilliseconds;
  }
}
