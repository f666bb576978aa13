import type { Redis } from 'ioredis';
import { fleetError, openRedis, reach } from './redis/connection.js';
import { Census } from './census.js';
import { FleetView } from './fleet-view.js';
import type { WorkerState } from './fleet-view.js';
import { namesOf } from './names.js';
import type { Names } from './names.js';
import { checkConnection, checkInterval, sealOf } from './options.js';
import type { FleetOptions } from './options.js';

/** What a fleet does at a moment. */
export interface FleetOverview {
  /** Those whose heartbeats rise. */
  readonly workers: readonly WorkerState[];
  readonly seats: number;
  readonly busy: number;
  /** Leases that no worker has taken. */
  readonly waiting: number;
  readonly running: number;
  readonly clients: number;
  /** Answers of the workers by the second, each between its last two heartbeats. */
  readonly leasesPerSecond: number;
  /** What is wrong with workers that say that they are live and are none. */
  readonly trouble?: string;
}

/** Looks at a fleet without taking part in it. */
export class FleetWatch {
  readonly #redis: Redis;
  readonly #names: Names;
  readonly #view: FleetView;
  readonly #clients: Census;

  /** @throws FleetError for a key that does not serve. */
  constructor(options: FleetOptions) {
    const names = namesOf(options.queue ?? 'default');
    const seal = sealOf('FleetWatch', options);
    const { checkMilliseconds = 5000 } = options;
    checkInterval('FleetWatch', 'checkMilliseconds', checkMilliseconds);
    this.#redis = openRedis(checkConnection('FleetWatch', options.connection));
    const hearts = { redis: this.#redis, seal, queue: names.queue, checkMilliseconds };
    this.#view = new FleetView({ ...hearts, kind: 'worker', key: names.workers });
    this.#clients = new Census({ ...hearts, kind: 'client', key: names.clients });
    this.#names = names;
  }

  /**
   * What the fleet does now.
   * @throws FleetError where Redis cannot be used.
   */
  async read(): Promise<FleetOverview> {
    try {
      return await this.#read();
    } catch (error) {
      throw fleetError(error);
    }
  }

  async #read(): Promise<FleetOverview> {
    await reach(this.#redis);
    await this.#view.read();
    await this.#clients.read();
    // Read without a script of BullMQ, which only who may write runs.
    const { prioritized, active } = this.#names;
    const waiting = await this.#redis.zcard(prioritized);
    const running = await this.#redis.llen(active);
    const { workers, seats } = this.#view.state;
    const trouble = this.#view.strangers?.message;
    return {
      ...{ workers, seats, busy: workers.reduce((sum, { busy }) => sum + busy, 0) },
      ...{ waiting, running },
      clients: this.#clients.live.length,
      leasesPerSecond: workers.reduce((sum, worker) => sum + worker.leasesPerSecond, 0),
      ...(trouble === undefined ? {} : { trouble }),
    };
  }

  /** Disconnects. */
  close(): Promise<void> {
    this.#redis.disconnect();
    return Promise.resolve();
  }
}
