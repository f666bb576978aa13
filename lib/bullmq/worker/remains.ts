/**
 * What the dead leave in Redis, which a worker that lives removes: a client that was killed takes back nothing itself.
 *
 * Laws
 * 1. A heartbeat is removed once it is twice as old as makes its party dead. With that of a client go its list of
 *    answers, and its jobs that failed with their leases, as do those of clients that have ended. Jobs that wait are
 *    dropped by whoever takes them.
 * 2. Nothing of a party that lives is touched, however wrong its clock is.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Census } from '../census.js';
import { PREFIX } from '../names.js';
import type { Names } from '../names.js';

export class Remains {
  readonly #redis: Redis;
  readonly #names: Names;
  readonly #queue: Queue;

  constructor(redis: Redis, names: Names) {
    this.#redis = redis;
    this.#names = names;
    this.#queue = new Queue(names.queue, {
      ...{ connection: redis, prefix: PREFIX, skipVersionCheck: true },
    });
    this.#queue.on('error', () => undefined);
  }

  /** Reads the heartbeats, and removes what the dead have left. */
  async look(workers: Census, clients: Census): Promise<void> {
    await workers.read();
    await this.#remove(this.#names.workers, workers.stale);
    await clients.read();
    const { stale } = clients;
    for (const job of await this.#redis.zrange(this.#names.failed, '0', '-1')) {
      const client = job.slice(0, job.lastIndexOf('-'));
      if (clients.has(client) && !stale.includes(client)) continue;
      await this.#queue.remove(job);
      await this.#redis.del(this.#names.lease(job));
    }
    for (const client of stale) await this.#redis.del(this.#names.reply(client));
    await this.#remove(this.#names.clients, stale);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #remove(key: string, names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#redis.hdel(key, ...names);
  }
}
