/**
 * The list of answers to one client, emptied as they come.
 *
 * Laws
 * 1. Every entry that is taken from the list is given to `take`, in its order.
 * 2. `pass` resolves when the list has been found empty after it was called. So whoever has asked for the state of a job
 *    before, and calls it then, has the answer that lay in the list, if there was one.
 * 3. The length of an entry is compared with the limit before it is read: by the connection, which reads no longer
 *    string, and by Redis where several are taken at once, which then are no more bytes than fit one answer.
 */
import type { Redis } from 'ioredis';
import type { FleetError } from '../remote/errors.js';
import { CODE_BYTES } from '../remote/seal.js';
import { MOST_BYTES } from './options.js';
import { cut } from './redis/bounded-redis.js';
import { fleetError } from './redis/connection.js';

/**
 * Takes entries from the head of a list while they are within so many bytes together; the first may be as long as an
 * answer may be, and one that is longer comes as an empty one. Last comes how many are left.
 */
const TAKE = `
local taken, bytes = {}, 0
while #taken < 64 do
  local entry = redis.call('LINDEX', KEYS[1], 0)
  if not entry then break end
  bytes = bytes + #entry
  if #taken > 0 and bytes > tonumber(ARGV[1]) then break end
  redis.call('LPOP', KEYS[1])
  taken[#taken + 1] = #entry > tonumber(ARGV[2]) and '' or entry
end
taken[#taken + 1] = redis.call('LLEN', KEYS[1])
return taken`;

/** The bytes of entries that are taken at once. */
const BYTES_AT_ONCE = 4 * 2 ** 20;

export class Replies {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #take: (entry: Buffer) => void;
  readonly #refused: (error: FleetError) => void;
  /** How long one command waits for an entry, in seconds. */
  readonly #wait: number;
  #passing: (() => void)[] = [];
  #closing = false;
  readonly #running: Promise<void>;

  /**
   * @param redis - a connection of its own, which the commands block.
   * @param refused - called where Redis does not let its user take entries. It is tried again.
   */
  constructor(
    redis: Redis,
    key: string,
    waitMilliseconds: number,
    take: (entry: Buffer) => void,
    refused: (error: FleetError) => void,
  ) {
    this.#redis = redis;
    this.#key = key;
    this.#take = take;
    this.#refused = refused;
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
    cut(this.#redis);
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
      } catch (error) {
        // The connection is made again by itself; an entry on its way is lost, and its lease is found to be.
        this.#passing.unshift(...passing);
        const trouble = fleetError(error);
        if (trouble.fault !== 'unreachable') this.#refused(trouble);
        await pause();
      }
    }
    for (const resolve of this.#passing) resolve();
  }

  async #empty(): Promise<void> {
    for (;;) {
      const limits = [BYTES_AT_ONCE, MOST_BYTES + CODE_BYTES].map(String);
      const taken = (await this.#redis.callBuffer('eval', TAKE, 1, this.#key, ...limits)) as [
        ...Buffer[],
        number,
      ];
      const left = taken.pop();
      for (const entry of taken as Buffer[]) this.#take(entry);
      if (left === 0) return;
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}
