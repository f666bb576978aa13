import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { ReplyLengths } from './reply-lengths.js';
import { MOST_BYTES } from '../options.js';

/** The most bytes of a string that Redis answers with: a message and its code. */
const MOST_STRING = MOST_BYTES + 1024;

/**
 * A connection to Redis that reads no string which is longer than a message may be. It is cut before such a string is
 * read, whoever put it there.
 */
export class BoundedRedis extends Redis {
  /** Called with the length of such a string, after the connection was cut. By default it is made again. */
  onTooLong: (length: number) => void = () => undefined;
  readonly #duplicates: BoundedRedis[] = [];

  constructor(options: RedisOptions) {
    super({ ...options, replyMapping: 'legacy' });
    // Emitted for each connection before the first byte of it is read.
    this.on('connect', () => {
      const { stream } = this;
      const lengths = new ReplyLengths(MOST_STRING);
      stream.on('data', (chunk: Buffer) => {
        const length = lengths.tooLong(chunk);
        if (length === undefined) return;
        stream.destroy();
        this.onTooLong(length);
      });
    });
    // BullMQ makes connections of its own from those that it is given.
    this.duplicate = ((changes: Partial<RedisOptions> = {}) => {
      const duplicate = new BoundedRedis({ ...this.options, ...changes });
      this.#duplicates.push(duplicate);
      return duplicate;
    }) as Redis['duplicate'];
  }

  /** Disconnects, with all connections that were made from it: what waits for Redis fails. */
  disconnectAll(): void {
    cut(this);
    for (const duplicate of this.#duplicates) duplicate.disconnectAll();
  }
}

/** Disconnects: what waits for Redis fails. */
export function cut(redis: Redis): void {
  redis.disconnect();
  // Between two tries to connect, ioredis lets go of the next one, and what waits for it would wait for ever.
  if (redis.status !== 'reconnecting') return;
  redis.connect().catch(() => undefined);
  redis.disconnect();
}
