/** A fleet that has run many leases holds no more than one that has run few: the client, the worker, and Redis. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exp, sin, sqrt } from 'pincer';
import { effort } from '#spec/support/effort.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet } from './fleet.js';
import { until } from './trials.js';
import type { Child } from './fleet.js';

/**
 * Every run has 1,000, which show a lease or an answer that is held, as each has 8000 bytes. SPEC_EFFORT=10 makes them
 * 10,000, which no run of the CI has time for: beyond the first 10,000 what is remembered of leases grows no more.
 */
const LEASES = Math.ceil(1000 * effort);
/** Parts of them, between which memory is measured. */
const ROUNDS = 5;
/** Each lease and each answer has a number of 8000 bytes. What is remembered of a lease, within bounds, is less, and a smaller leak than this is not seen. */
const MOST_PER_LEASE = 2000;
/** What is in Redis while a client and a worker live and nothing is leased. */
const KEPT =
  /^pincer-(clients|workers):default$|^pincer:1:default:(meta|events|id|stalled-check|marker)$/;

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = new Fleet();
  beforeAll(() => fleet.start());
  afterAll(() => fleet.end());

  it(
    `holds no lease and no answer after ${String(LEASES)} of them, on neither side`,
    async () => {
      const worker = await fleet.workerChild();
      const client = await fleet.loadChild({ leasesPerSeat: 20 });
      const redis = fleet.redis.client();
      const measured = async () => {
        // The last job completes after its answer has come.
        await until(async () => (await redis.keys('*')).every((key) => KEPT.test(key)));
        const bytes = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
        return {
          redis: Number(bytes),
          client: Number(await said(client, 'bytes')),
          worker: Number(await said(worker, 'bytes')),
        };
      };
      const each = Math.ceil(LEASES / ROUNDS);
      await said(client, each);
      const held = [await measured()];
      for (let round = 1; round < ROUNDS; round++) {
        await said(client, each);
        held.push(await measured());
      }
      redis.disconnect();
      for (const party of ['redis', 'client', 'worker'] as const) {
        const growth = held.slice(1).map((after, i) => after[party] - held[i]![party]);
        // What code and caches take, they take once; what a lease leaves behind adds up in every round.
        expect([party, Math.min(...growth) / each > MOST_PER_LEASE]).toEqual([party, false]);
      }
      const { status, digits } = await exp(sin(sqrt(2))).refine({ digits: 3000 });
      expect(await said(client, 'digits')).toEqual([status, digits]);
    },
    60_000 * Math.max(1, effort),
  );
});

async function said({ process }: Child, message: string | number): Promise<unknown> {
  const answer = once(process, 'message');
  process.send(message);
  return (await answer)[0];
}
