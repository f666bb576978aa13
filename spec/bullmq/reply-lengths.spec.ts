/** What a connection does not read: strings that are longer than a message may be, wherever they come. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { another, openRedis } from '#lib/bullmq/redis/connection.js';
import { MOST_BYTES } from '#lib/bullmq/options.js';
import { Replies } from '#lib/bullmq/replies.js';
import { ReplyLengths } from '#lib/bullmq/redis/reply-lengths.js';
import { hasRedis, RedisServer } from '#spec/support/redis.js';
import { until } from './trials.js';

const chunksOf = (text: string, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, i) => Buffer.from(text.slice(places[i], end), 'latin1'));
};
const bulk = (content: string, type = '$'): string =>
  `${type}${String(content.length)}\r\n${content}\r\n`;

describe('the lengths of what Redis answers', () => {
  it('are found however the bytes come, the first that is too long as soon as it is said', () => {
    const reply = fc.oneof(
      fc.string({ maxLength: 20 }).map((text) => bulk(text)),
      // What looks like a length within a string is none.
      fc.constantFrom('$-1\r\n', '+OK\r\n', ':12\r\n', '*2\r\n', '%1\r\n', '_\r\n', '-ERR $99\r\n'),
      fc.constantFrom(bulk('$999\r\n!99\r\n'), bulk('txt:abc', '='), bulk('ERR', '!')),
    );
    const cuts = (text: string) => fc.array(fc.nat({ max: text.length }), { maxLength: 8 });
    const texts = fc.array(reply, { maxLength: 12 }).map((replies) => replies.join(''));
    fc.assert(
      fc.property(
        texts.chain((text) => fc.tuple(fc.constant(text), cuts(text))),
        fc.constantFrom('$', '!', '='),
        ([text, at], type) => {
          const lengths = new ReplyLengths(20);
          for (const chunk of chunksOf(text, at)) expect(lengths.tooLong(chunk)).toBeUndefined();
          const header = `${type}21\r\n`;
          const found = chunksOf(header, [1, 3]).map((chunk) => lengths.tooLong(chunk));
          expect(found.at(-1)).toBe(21);
        },
      ),
    );
  });

  it('of a line without an end are bounded too', () => {
    const lengths = new ReplyLengths(20);
    expect(lengths.tooLong(Buffer.from('+'.repeat(15)))).toBeUndefined();
    expect(lengths.tooLong(Buffer.from('+'.repeat(15)))).toBe(30);
  });
});

(hasRedis ? describe : describe.skip)('a list of answers (with redis-server)', () => {
  const server = new RedisServer();
  const long = Buffer.alloc(MOST_BYTES + 2048, 'x');
  beforeAll(() => server.start());
  afterAll(() => server[Symbol.asyncDispose]());

  it('gives no entry that is too long, neither the first nor one behind it, and goes on', async () => {
    const redis = server.client();
    const own = openRedis(server.connection);
    const taken: number[] = [];
    const replies = new Replies(
      another(own),
      'list',
      100,
      (entry) => taken.push(entry.length),
      (error) => {
        throw error;
      },
    );
    await redis.rpush('list', long);
    await until(async () => (await redis.llen('list')) === 0);
    await redis.multi().rpush('list', 'a').rpush('list', long).rpush('list', 'bc').exec();
    await until(() => taken.length === 3);
    expect(taken).toEqual([1, 0, 2]);
    await replies.close();
    own.disconnect();
    redis.disconnect();
  });

  it('is no way to keep a command waiting: one whose answer would be too long fails', async () => {
    const redis = server.client();
    await redis.set('key', long);
    const own = openRedis(server.connection);
    await expect(own.getBuffer('key')).rejects.toThrow(/closed/);
    redis.disconnect();
  });
});
