import { checkCount } from '../check-count.js';

/** A pool that shares a limit. */
export interface LimitedPool {
  readonly size: number;
  /** Whether the pool holds an idle context above its minimum. */
  readonly hasSpare: boolean;
  /**
   * Ends an idle context above the minimum.
   * @returns whether there was one.
   */
  endSpare(): boolean;
  /** Called when there may be room again. */
  resume(): void;
}

/**
 * A limit on the contexts of several pools together.
 *
 * Laws
 * 1. The pools never hold more contexts at once than the limit allows.
 * 2. A pool that wants to start a context at the limit ends an idle context that another pool holds above its minimum.
 * 3. When there is room again, pools without a context are served first, so that none starves.
 */
export class ContextLimit {
  readonly maximum: number;
  readonly #pools = new Set<LimitedPool>();
  #taken = 0;

  /** @throws LimitError when `maximum` is not an integer of at least 1. */
  constructor(maximum: number) {
    this.maximum = checkCount('ContextLimit', 'maximum', maximum, 1);
  }

  /** How many contexts there are, of all pools together. */
  get taken(): number {
    return this.#taken;
  }

  /** @internal */
  join(pool: LimitedPool): void {
    this.#pools.add(pool);
  }

  /** @internal */
  leave(pool: LimitedPool): void {
    this.#pools.delete(pool);
  }

  /** Whether `pool` could start a context now. @internal */
  hasRoomFor(pool: LimitedPool): boolean {
    if (this.#taken < this.maximum) return true;
    return [...this.#pools].some((other) => other !== pool && other.hasSpare);
  }

  /**
   * Reserves room for a context that `pool` is about to start.
   * @returns whether there was room.
   * @internal
   */
  reserve(pool: LimitedPool): boolean {
    if (this.#taken >= this.maximum) {
      const others = [...this.#pools].filter((other) => other !== pool);
      if (!others.some((other) => other.endSpare())) return false;
    }
    this.#taken += 1;
    return true;
  }

  /** Gives room back. @internal */
  free(): void {
    this.#taken -= 1;
  }

  /** Lets all pools serve callers who wait for room. @internal */
  resume(): void {
    for (const pool of [...this.#pools].sort((a, b) => Number(a.size > 0) - Number(b.size > 0))) {
      pool.resume();
    }
  }
}
