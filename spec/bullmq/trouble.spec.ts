/** A Redis, a key or a fleet that does not serve: each is said at once, with what to do. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSession, sqrt } from 'pincer';
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import { FleetError } from '#lib/remote/errors.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { hasRedis, RedisServer } from '#spec/support/redis.js';
import { KEY } from './fleet.js';
import { computes, fleetOfFile, seal } from './trials.js';

const digits = { digits: 50 };

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = fleetOfFile();

  it('says that the workers have another key, or go without one, at once', async () => {
    await fleet.worker({ key: Buffer.alloc(32, 'x') });
    const context = fleet.client();
    await expect(context.ready()).rejects.toMatchObject({ name: 'FleetError', fault: 'key' });
    await using session = createSession({ placement: context });
    const { status, error } = await sqrt(2).refine(digits, { session });
    expect(status).toBe('error');
    expect(error?.message).toMatch(/workers of this queue have another key/);
    await fleet.clear();
    await fleet.worker({ insecure: true });
    await expect(fleet.client().ready()).rejects.toMatchObject({ fault: 'key' });
    const open = fleet.client({ insecure: true });
    expect((await open.ready()).seats).toBe(1);
  });

  it('goes on in this process where it may: with another key than the workers, and where Redis is full', async () => {
    await fleet.worker({ key: Buffer.alloc(32, 'x') });
    await computes(fleet.client({ fallback: 'inline' }));
    expect(fleet.warnings.join()).toMatch(/have another key.*steps run in this process/);
    await fleet.clear();
    const worker = await fleet.worker();
    const context = fleet.client({ fallback: 'inline' });
    await context.ready();
    const redis = fleet.redis.client();
    await redis.config('SET', 'maxmemory', '1mb');
    await computes(context);
    expect(fleet.warnings.join()).toMatch(/raise maxmemory.*steps run in this process/);
    expect(worker.stats().answered).toBe(0);
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
  });

  it('says that a worker is of another version', async () => {
    const redis = fleet.redis.client();
    const other = seal.seal(Uint8Array.from([2, 0, 0]));
    await redis.hset('pincer-workers:default', 'later', other);
    await expect(fleet.client().ready()).rejects.toMatchObject({
      fault: 'protocol',
      message: expect.stringContaining('install the same'),
    });
    await computes(fleet.client({ fallback: 'inline' }));
    expect(fleet.warnings.join()).toMatch(/install the same.*steps run in this process/);
    // One of the right version serves beside it.
    const worker = await fleet.worker();
    await computes(fleet.client());
    expect(worker.stats().answered).toBeGreaterThan(0);
    await redis.del('pincer-workers:default');
    redis.disconnect();
  });

  it('says that Redis forgets, or is full', async () => {
    const redis = fleet.redis.client();
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(fleet.client().ready()).rejects.toMatchObject({ fault: 'eviction' });
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await fleet.worker();
    const context = fleet.client();
    await context.ready();
    await redis.config('SET', 'maxmemory', '1mb');
    expect(await context.execute(leaseOf(halving, { bits: 3 })).settled).toMatchObject({
      kind: 'failed',
      error: { name: 'FleetError', message: expect.stringContaining('raise maxmemory') },
    });
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
  });

  it('goes on in this process where it may: without a worker, and without Redis', async () => {
    for (const connection of [fleet.redis.connection, 'unix:/nowhere/at/all']) {
      const context = fleet.client({ connection, fallback: 'inline' });
      await using session = createSession({ placement: context });
      const { digits: found } = await sqrt(2).refine(digits, { session });
      expect(found).toBe((await sqrt(2).refine(digits)).digits);
      expect(fleet.warnings.splice(0).join()).toMatch(/steps run in this process/);
    }
  });
});

describe('a fleet', () => {
  const connection = 'unix:/nowhere/at/all';
  const key = Buffer.from(KEY);

  it('says what is wrong with its Redis, at once, without what its address holds', async () => {
    await using context = endedAfter(new BullContext({ connection, key }));
    await expect(context.ready()).rejects.toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('ENOENT'),
    });
    const { settled } = context.execute(leaseOf(halving, { bits: 3 }));
    expect(await settled).toMatchObject({ kind: 'failed', error: { name: 'FleetError' } });
    await expect(new BullWorker({ connection, key, seats: 1 }).start()).rejects.toThrow(FleetError);
    for (const address of [
      'http://secret@host',
      'redis://',
      'redis://:secret@host:bad',
      'secret',
    ]) {
      await using odd = endedAfter(new BullContext({ connection: address, key }));
      await expect(odd.ready()).rejects.toMatchObject({ fault: 'connection' });
      await expect(odd.ready()).rejects.not.toThrow(/secret/);
    }
  });

  it('has a key, or goes without one by its own word', () => {
    const folder = new RedisServer().folder;
    const file = join(folder, 'key');
    writeFileSync(file, KEY);
    chmodSync(file, 0o644);
    expect(() => new BullContext({ connection })).toThrow(/there is no key. Make one/);
    expect(() => new BullContext({ connection, key: Buffer.alloc(8) })).toThrow(
      /at least 32 bytes/,
    );
    expect(() => new BullContext({ connection, key, insecure: true })).toThrow(/not both/);
    expect(() => new BullContext({ connection, keyFile: file })).toThrow(/chmod 600/);
    chmodSync(file, 0o600);
    expect(new BullContext({ connection, keyFile: file }).capacity).toBe(1);
    expect(() => new BullContext({ connection, key, queue: 'a:b' })).toThrow(/the name of a queue/);
    expect(() => new BullContext({ connection, key, seats: 1 } as never)).toThrow(
      /no option "seats"/,
    );
    expect(() => new BullContext({ connection, key, checkMilliseconds: 1 })).toThrow(/from 50 ms/);
  });
});

function endedAfter(context: BullContext): BullContext & AsyncDisposable {
  return Object.assign(context, {
    [Symbol.asyncDispose]: () => context.terminate('the spec is over'),
  });
}
