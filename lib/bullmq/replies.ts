/**
 * The list of answers to one client, emptied as they come.
 *
 * Laws
 * 1. Every entry that is taken from the list is given to `take`, in its order.
 * 2. `pass` resolves when the list has been found empty after it was called. So whoever has asked for the state of a job
 *    before, and calls it then, has the answer that lay in the list, if there was one.
 */
import type { Redis } from 'ioredis';

/** Entries that are taken at once. */
const AT_ONCE = 16;

export class Replies {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #take: (entry: Buffer) => void;
  /** How long one command waits for an entry, in seconds. */
  readonly #wait: number;
  #passing: (() => void)[] = [];
  #closing = false;
  readonly #running: Promise<void>;

  /** @param redis - a connection of its own, which the commands block. */
  constructor(redis: Redis, key: string, waitMilliseconds: number, take: (entry: Buffer) => void) {
    this.#redis = redis;
    this.#key = key;
    this.#take = take;
    this.#wait = waitMilliseconds / 1000;
    this.#running = this.#run();
  }

  pass(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closing) resolve();
      else this.#passing.push(resolve);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#redis.disconnect();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Each turn waits for Redis, and ends with the connection.
    while (!this.#closing) {
      const passing = this.#passing.splice(0);
      try {
        const popped = await this.#redis.blpopBuffer(this.#key, this.#wait);
        if (popped !== null) {
          this.#take(popped[1]);
          await this.#empty();
        }
        for (const resolve of passing) resolve();
      } catch {
        // The connection is made again by itself; an entry on its way is lost, and its lease is found to be.
        this.#passing.unshift(...passing);
        await pause();
      }
    }
    for (const resolve of this.#passing) resolve();
  }

  async #empty(): Promise<void> {
    for (;;) {
      const entries = await this.#redis.lpopBuffer(this.#key, AT_ONCE);
      for (const entry of entries ?? []) this.#take(entry);
      if (entries === null || entries.length < AT_ONCE) return;
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}
