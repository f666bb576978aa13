import { checkCount } from '../check-count.js';

/** What a limit sees of a pool that shares it. */
export interface LimitedPool {
  readonly size: number;
  /** Whether `surrender` would end one. */
  readonly hasSpare: boolean;
  /** Ends an idle context that the pool could do without. @returns Whether there was one. */
  endSpare(): boolean;
  /** There may be room again. */
  resume(): void;
}

/**
 * A limit on the contexts of several pools together.
 *
 * Laws
 * 1. The pools never hold more contexts at once than the limit allows.
 * 2. An idle context of one pool never keeps another from starting one, as long as the first holds
 *    more than its minimum.
 * 3. When there is room again, pools without any context come first, so that none starves.
 */
export class ContextLimit {
  readonly maximum: number;
  readonly #pools = new Set<LimitedPool>();
  #taken = 0;

  /** @throws LimitError when `maximum` is not an integer of at least 1. */
  constructor(maximum: number) {
    this.maximum = checkCount('ContextLimit', 'maximum', maximum, 1);
  }

  get taken(): number {
    return this.#taken;
  }

  join(pool: LimitedPool): void {
    this.#pools.add(pool);
  }

  leave(pool: LimitedPool): void {
    this.#pools.delete(pool);
  }

  /** Whether `pool` could start a context now. */
  hasRoomFor(pool: LimitedPool): boolean {
    if (this.#taken < this.maximum) return true;
    return [...this.#pools].some((other) => other !== pool && other.hasSpare);
  }

  /** Takes a place for a context that `pool` is about to start. @returns Whether there was one. */
  take(pool: LimitedPool): boolean {
    if (this.#taken >= this.maximum) {
      const others = [...this.#pools].filter((other) => other !== pool);
      if (!others.some((other) => other.endSpare())) return false;
    }
    this.#taken += 1;
    return true;
  }

  /** Gives a place back. */
  give(): void {
    this.#taken -= 1;
  }

  /** Lets pools that wait for room try again. */
  resume(): void {
    for (const pool of [...this.#pools].sort((a, b) => Number(a.size > 0) - Number(b.size > 0))) {
      pool.resume();
    }
  }
}
