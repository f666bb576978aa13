/** The heartbeats of workers and clients: messages, each under the name of its party in a hash of Redis. */
import type { Redis } from 'ioredis';
import { encodePlainBytes } from '../refiners/plain-bytes.js';
import type { Plain } from '../refiners/refiner.js';
import { encodeMessage } from '../remote/message.js';
import type { Seal } from '../remote/seal.js';
import { MESSAGE_LIFE } from './options.js';

/** Heartbeats are missed this many times before a party counts as dead, and before Redis counts as gone. */
export const MISSED = 4;
export interface HeartbeatOptions {
  readonly redis: Redis;
  readonly seal: Seal;
  readonly queue: string;
  readonly kind: 'worker' | 'client';
  /** The hash. */
  readonly key: string;
  readonly checkMilliseconds: number;
}

/**
 * Sends the heartbeats of one party, and so knows whether Redis takes anything. One at most waits for Redis, so none pile
 * up while that is away.
 */
export class Heart {
  readonly #options: HeartbeatOptions;
  readonly #name: string;
  /** Rises over a restart too, where the name stays. */
  #number = Date.now();
  /** How many were due since the last that Redis took. */
  #due = 0;
  #isUnderWay = false;
  #fault: unknown;

  constructor(options: HeartbeatOptions, name: string) {
    this.#options = options;
    this.#name = name;
  }

  /** How many came due in a row while Redis had not taken the one before. */
  get missed(): number {
    return Math.max(0, this.#due - 1);
  }

  /** Why Redis did not take the last one, where it said so. */
  get fault(): unknown {
    return this.#fault;
  }

  /** Sends one, unless the one before still waits for Redis. */
  async beat(facts: Plain): Promise<void> {
    this.#due++;
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      await this.#send(facts);
      this.#due = 0;
      this.#fault = undefined;
    } catch (error) {
      this.#fault = error;
      throw error;
    } finally {
      this.#isUnderWay = false;
    }
  }

  async stop(): Promise<void> {
    await this.#options.redis.hdel(this.#options.key, this.#name);
  }

  async #send(facts: Plain): Promise<void> {
    const { redis, seal, queue, kind, key, checkMilliseconds } = this.#options;
    const message = encodeMessage({
      ...{ kind, queue, client: this.#name, number: ++this.#number, attempt: 0, digest: '' },
      expires: Date.now() + MESSAGE_LIFE,
      body: encodePlainBytes(facts),
    });
    await redis
      .multi()
      .hset(key, this.#name, seal.seal(message))
      .pexpire(key, 20 * MISSED * checkMilliseconds)
      .exec();
  }
}
