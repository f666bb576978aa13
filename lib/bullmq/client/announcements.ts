import { encodePlainBytes } from '../../refiners/plain-bytes.js';
import type { Plain } from '../../refiners/refiner.js';
import { encodeMessage } from '../../remote/message.js';
import type { MessageHeader } from '../../remote/message.js';
import type { Seal } from '../../remote/seal.js';
import type { Redis } from 'ioredis';
import type { Names } from '../names.js';
import { MESSAGE_LIFE } from '../options.js';
import type { Flight } from './flights.js';

/** What a client publishes to all workers, each message for one of them. */
export class Announcements {
  readonly #redis: Redis;
  readonly #names: Names;
  readonly #seal: Seal;
  readonly #client: string;

  constructor(redis: Redis, names: Names, seal: Seal, client: string) {
    this.#redis = redis;
    this.#names = names;
    this.#seal = seal;
    this.#client = client;
  }

  /** Asks whoever runs a lease to stop, from a position in its chain on. */
  stop({ number, lease, digest }: Flight, from: number): Promise<void> {
    const { attempt } = lease;
    return this.#publish('stop', { number, attempt, digest: digest ?? '' }, from);
  }

  /** Tells a worker to end, as it was found to lie. */
  dismiss(worker: string): Promise<void> {
    return this.#publish('dismissal', { number: 0, attempt: 0, digest: '' }, worker);
  }

  async #publish(
    kind: 'stop' | 'dismissal',
    address: Pick<MessageHeader, 'number' | 'attempt' | 'digest'>,
    body: Plain,
  ): Promise<void> {
    const message = encodeMessage({
      ...{ kind, queue: this.#names.queue, client: this.#client, ...address },
      ...{ expires: Date.now() + MESSAGE_LIFE, body: encodePlainBytes(body) },
    });
    await this.#redis.publish(this.#names.stops, this.#seal.seal(message));
  }
}
