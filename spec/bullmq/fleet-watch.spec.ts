/** What is seen of a fleet by those who take no part in it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FleetWatch } from '#lib/bullmq/fleet-watch.js';
import { Heart } from '#lib/bullmq/heart.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { Seal } from '#lib/remote/seal.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet, KEY } from './fleet.js';
import { until } from './trials.js';

const key = Buffer.from(KEY);

(hasRedis ? describe : describe.skip)('who looks at a fleet (with redis-server)', () => {
  const fleet = new Fleet();
  beforeAll(() => fleet.start());
  afterAll(() => fleet.end());

  it('sees the seats and the throughput of all its workers added up, and what a worker cannot have left out', async () => {
    const redis = fleet.redis.client();
    const beat = (name: string, facts: Plain): Promise<void> =>
      new Heart(
        {
          ...{ redis, seal: new Seal([key]), queue: 'sums', kind: 'worker' },
          ...{ key: 'pincer-workers:sums', checkMilliseconds: 60_000 },
        },
        name,
      ).beat(facts);
    const watch = new FleetWatch({ connection: fleet.redis.connection, queue: 'sums', key });
    await beat('a', { host: 'a', seats: 2, busy: 1, answered: 10, leasesPerSecond: 12.5 });
    await beat('b', { host: 'b', seats: 4, busy: 4, answered: 70, leasesPerSecond: 30 });
    await beat('c', { host: 'c', seats: -1, busy: 0.5, answered: 'all', leasesPerSecond: -7 });
    expect(await watch.read()).toMatchObject({ seats: 6, busy: 5, leasesPerSecond: 42.5 });
    await watch.close();
    redis.disconnect();
  });

  it('sees the throughput of workers that answer, and none of workers that have nothing to do', async () => {
    const workers = [await fleet.worker(), await fleet.worker()];
    const context = fleet.client();
    const watch = new FleetWatch({
      ...{ connection: fleet.redis.connection, key, checkMilliseconds: 300 },
    });
    await until(async () => {
      await context.execute(leaseOf(halving, { bits: 3 })).settled;
      const { workers: seen, leasesPerSecond } = await watch.read();
      const sum = seen.reduce((total, worker) => total + worker.leasesPerSecond, 0);
      const shares = seen.filter((worker) => worker.leasesPerSecond > 0);
      return shares.length === 2 && sum === leasesPerSecond;
    });
    const answered = workers.map((worker) => worker.stats().answered);
    await until(async () => (await watch.read()).leasesPerSecond === 0);
    expect((await watch.read()).workers.map((worker) => worker.answered).sort()).toEqual(
      answered.sort(),
    );
    await watch.close();
  });

  it('takes nobody for live whose heartbeats are old ones again: left there, put back, or of before the last', async () => {
    const redis = fleet.redis.client();
    const hash = 'pincer-workers:again';
    const times = { checkMilliseconds: 50 };
    const heart = new Heart(
      { ...{ redis, seal: new Seal([key]), queue: 'again', kind: 'worker', key: hash }, ...times },
      'dead',
    );
    const watching = { connection: fleet.redis.connection, queue: 'again', key, ...times };
    const watch = new FleetWatch(watching);
    const sealed: Buffer[] = [];
    for (let beats = 0; beats < 2; beats++) {
      await heart.beat({ seats: 3 });
      sealed.push((await redis.hgetBuffer(hash, 'dead'))!);
      expect((await watch.read()).seats).toBe(3);
    }
    // Dead to who saw it live, and old by its own clock to who did not.
    const sent = Date.now();
    await until(async () => (await watch.read()).seats === 0 && Date.now() - sent > 200);
    const late = new FleetWatch(watching);
    for (const bytes of sealed.reverse()) {
      await redis.hset(hash, 'dead', bytes);
      for (const each of [watch, late]) expect((await each.read()).seats).toBe(0);
      await redis.del(hash);
      await watch.read();
    }
    // One that is sent now is believed.
    await heart.beat({ seats: 3 });
    expect((await watch.read()).seats).toBe(3);
    await Promise.all([watch.close(), late.close()]);
    redis.disconnect();
  });
});
