import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasRedis, RedisServer } from '#spec/support/redis.js';
import { pincer } from './console.js';

const redis = new RedisServer();
const file = (name: string, content: string): string => {
  const path = join(redis.folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  return path;
};
const key = file('key', 'k'.repeat(40));

afterAll(() => redis[Symbol.asyncDispose]());

describe('where Redis is', () => {
  test('stands in no argument that has a password, and the way out is named', async () => {
    const address = 'redis://user:secret@host:6379';
    for (const command of ['worker', 'fleet', 'eval', 'batch']) {
      const { exitCode, err } = await pincer([
        ...(command === 'eval' ? ['eval', 'sqrt(2)'] : [command]),
        ...['--redis-file', address],
      ]);
      expect(exitCode).toBe(2);
      expect(err).toMatch(/chmod 600.*PINCER_REDIS_URL/);
      expect(err).not.toContain('secret');
    }
  });

  test('is said by a flag or the environment, and what is wrong with it is said', async () => {
    expect(await pincer(['worker'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--redis-file F says where Redis is'),
    });
    expect((await pincer(['fleet', '--redis-file', '/nowhere'])).err).toMatch(/ENOENT/);
    const flags = ['eval', 'sqrt(2)', '--redis-file', 'unix:/nowhere'];
    expect((await pincer(flags)).err).toMatch(/there is no key. Make one/);
    expect((await pincer([...flags, '--key-file', key])).err).toMatch(/cannot be used.*ENOENT/);
  });
});

(hasRedis ? describe : describe.skip)('a fleet (with redis-server)', () => {
  beforeAll(() => redis.start());

  test('of a worker computes for eval and batch, is shown, and drains where it is interrupted', async () => {
    const address = file('address', `${redis.connection}\n`);
    const flags = ['--redis-file', address, '--key-file', key];
    const interruption = new AbortController();
    const worker = pincer(['worker', '--seats', '1', '--isolation', 'thread', '--key-file', key], {
      env: { PINCER_REDIS_URL: redis.connection },
      signal: interruption.signal,
    });
    const shown = async (): Promise<{ readonly seats: number }> =>
      JSON.parse((await pincer(['fleet', '--json', ...flags])).out) as { readonly seats: number };
    while ((await shown()).seats === 0);
    const evaluated = await pincer(['eval', 'exp(sin(sqrt(2)))', '--digits', '2000', ...flags]);
    const wanted = await pincer([
      'eval',
      'exp(sin(sqrt(2)))',
      '--digits',
      '2000',
      '--workers',
      '0',
    ]);
    expect(evaluated).toMatchObject({ exitCode: 0, out: wanted.out, err: '' });
    const batch = await pincer(['batch', ...flags], {
      stdin: Readable.from(['{"expr":"sqrt(3)","digits":9}\n']),
    });
    expect(batch.records).toMatchObject([{ status: 'met', digits: '1.73205081' }]);
    expect((await pincer(['fleet', ...flags])).out).toMatch(/^1 workers, 0 of 1 seats busy/);
    // On a terminal it is shown again and again, until somebody has seen enough.
    const seen = new AbortController();
    let pictures = 0;
    const live = await pincer(['fleet', ...flags], {
      ...{ screen: true, signal: seen.signal },
      onOutput: (text) => {
        if (text.includes(' workers,') && ++pictures === 2) seen.abort();
      },
    });
    expect(live.exitCode).toBe(0);
    expect(live.out).toMatch(/^(\u001B\[H\u001B\[2J1 workers, 0 of 1 seats busy[^\u001B]*){2}$/);
    interruption.abort();
    const { exitCode, err } = await worker;
    expect(exitCode).toBe(0);
    expect(err).toMatch(/takes leases of the queue default[^]*[1-9]\d* leases were answered/);
  });
});
