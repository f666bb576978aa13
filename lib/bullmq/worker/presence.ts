/**
 * What a worker does at each interval: it says that it is there, removes what the dead have left, and stops the leases of
 * dead clients.
 */
import type { Redis } from 'ioredis';
import type { Plain } from '../../refiners/refiner.js';
import type { Seal } from '../../remote/seal.js';
import { Census } from '../census.js';
import { Heart } from '../heart.js';
import type { Names } from '../names.js';
import { reasonOf } from '../redis/connection.js';
import { Remains } from './remains.js';
import type { Running } from './running.js';

export interface PresenceOptions {
  readonly redis: Redis;
  readonly names: Names;
  readonly seal: Seal;
  /** Of the worker. */
  readonly name: string;
  readonly checkMilliseconds: number;
  /** After how long without Redis leases of this worker are lost. */
  readonly lockMilliseconds: number;
  readonly running: Running;
  /** What its heartbeats say of it. */
  readonly facts: () => Plain;
  /** Called once the heartbeats of clients have been read. */
  readonly looked: () => void;
  /** Called where Redis has been gone for longer than a lock. */
  readonly outlasted: () => void;
  readonly warn: (message: string) => void;
}

export class Presence {
  readonly clients: Census;
  readonly #options: PresenceOptions;
  readonly #others: Census;
  readonly #remains: Remains;
  readonly #heart: Heart;
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: PresenceOptions) {
    const { redis, names, seal, name, checkMilliseconds } = options;
    this.#options = options;
    const hearts = { redis, seal, queue: names.queue, checkMilliseconds };
    this.clients = new Census({ ...hearts, kind: 'client', key: names.clients });
    this.#others = new Census({ ...hearts, kind: 'worker', key: names.workers });
    this.#remains = new Remains(redis, names);
    this.#heart = new Heart({ ...hearts, kind: 'worker', key: names.workers }, name);
  }

  async start(): Promise<void> {
    await this.#beat();
    await this.#look();
    this.#timer = setInterval(() => {
      this.look();
    }, this.#options.checkMilliseconds);
  }

  /** One look at a time: its commands wait for a Redis that is away. */
  look(): void {
    const { checkMilliseconds, lockMilliseconds, outlasted, warn } = this.#options;
    this.#beat().catch((error: unknown) => {
      warn(reasonOf(error));
    });
    if (this.#heart.missed * checkMilliseconds > lockMilliseconds) outlasted();
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes its heartbeat back. */
  async leave(): Promise<void> {
    await this.#looking;
    await this.#heart.stop();
    await this.#remains.close();
  }

  #beat(): Promise<void> {
    return this.#heart.beat(this.#options.facts());
  }

  async #look(): Promise<void> {
    const { running, warn, looked } = this.#options;
    try {
      await this.#remains.look(this.#others, this.clients);
      looked();
      for (const [digest, { client }] of running.all)
        if (!this.clients.isLive(client)) running.stop(digest, 0);
    } catch (error) {
      warn(reasonOf(error));
    }
  }
}
