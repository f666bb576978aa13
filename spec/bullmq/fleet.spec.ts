/** A fleet whose workers live: the laws of contexts, digits, stops, orders, capacities, and what is refused. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, pi, sin, sqrt } from 'pincer';
import type { Result } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { contextLaws } from '#lib/testing/index.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import * as misbehaving from '#spec/execution/refiners/misbehaving.js';
import { effort, runs } from '#spec/support/effort.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet } from './fleet.js';
import { until } from './trials.js';

const fleet = new Fleet();
const digits = { digits: 500 };

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  beforeAll(() => fleet.start());
  afterEach(() => fleet.clear());
  afterAll(() => fleet.end());

  it(
    'keeps the laws of contexts',
    async () => {
      await fleet.worker({ seats: 2 });
      const open = async () => {
        const context = fleet.client();
        await context.ready();
        return context;
      };
      for (const { name, property } of contextLaws(fc, open)) {
        const { failed, seed, errorInstance } = await fc.check(property, { numRuns: runs(3) });
        if (failed)
          throw new Error(`the law ${name}, seed ${String(seed)}`, { cause: errorInstance });
      }
    },
    60_000 * Math.max(1, effort),
  );

  it('gives the digits that this thread gives, for two sessions at once, of refiners with modules too', async () => {
    await fleet.worker({ seats: 2 });
    const values = () => [sin(sqrt(2).add(pi)), exp(sqrt(3)), refined(halving, { bits: 100 })];
    const wanted = await Promise.all(values().map((value) => value.refine(digits)));
    const context = fleet.client();
    await using one = createSession({ placement: context });
    await using two = createSession({ placement: context });
    const found = await Promise.all(
      [one, two].map((session) =>
        Promise.all(values().map((value) => value.refine(digits, { session }))),
      ),
    );
    const shown = (results: readonly Result[]) =>
      results.map(({ status, digits: text }) => [status, text]);
    for (const results of found) expect(shown(results)).toEqual(shown(wanted));
    expect(context.stats().started).toBeGreaterThan(5);
    expect(context.stats()).toMatchObject({ lost: 0, inFlight: 0 });
  });

  it('passes on early bounds, and stops a step; a step that waits is taken back', async () => {
    const worker = await fleet.worker();
    const context = fleet.client();
    await context.ready();
    await until(() => context.capacity === 2);
    let reported: (bounds: Enclosure) => void = () => undefined;
    const report = new Promise<Enclosure>((resolve) => (reported = resolve));
    const running = context.execute(leaseOf(misbehaving.patient, null), reported);
    expect(await report).toEqual(misbehaving.unit);
    await until(() => running.beats!() > 2);
    const waiting = context.execute(leaseOf(misbehaving.patient, null));
    await until(async () => (await jobs()).length > 0);
    waiting.stop();
    expect(await waiting.settled).toEqual({ kind: 'stopped' });
    running.stop();
    expect(await running.settled).toMatchObject({ kind: 'stopped' });
    await until(() => worker.stats().answered === 1);
    expect(worker.stats()).toEqual({ running: 0, answered: 1, refused: 0 });
  });

  it('runs the lease of the higher class first, whoever sent it and however many wait', async () => {
    await fleet.worker();
    const low = fleet.client({ leasesPerSeat: 20 });
    const high = fleet.client();
    await Promise.all([low.ready(), high.ready()]);
    await until(() => low.capacity === 20);
    const order: string[] = [];
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const first = low.execute(leaseOf(misbehaving.patient, null), reported, 'low');
    await report;
    const rest = Array.from({ length: 19 }, () =>
      low
        .execute(leaseOf(halving, { bits: 3 }), undefined, 'low')
        .settled.then(() => order.push('low')),
    );
    await until(async () => (await jobs()).length === 19);
    const urgent = high
      .execute(leaseOf(halving, { bits: 3 }), undefined, 'structural')
      .settled.then(() => order.push('structural'));
    await until(async () => (await jobs()).length === 20);
    first.stop();
    await Promise.all([urgent, ...rest]);
    expect(order[0]).toBe('structural');
    expect(order.length).toBe(20);
  });

  it('sends a long lease beside its job, and leaves nothing behind', async () => {
    await fleet.worker();
    const context = fleet.client();
    const state = { places: 0, ballast: 1n << 2_000_000n };
    const lease = { ...leaseOf(halving, { bits: 3 }), state };
    expect(await context.execute(lease).settled).toMatchObject({
      kind: 'result',
      result: { state: { places: 3 } },
    });
    await fleet.clear();
    const redis = fleet.redis.client();
    const keys = await redis.keys('*');
    redis.disconnect();
    expect(
      keys.filter((key) => !/^pincer:1:default:(meta|events|id|stalled-check|marker)$/.test(key)),
    ).toEqual([]);
  });

  it('costs a seat where a step hears no stop or kills its process, and the seat is replaced', async () => {
    const worker = await fleet.worker({ isolation: 'process' });
    const context = fleet.client();
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const deaf = context.execute(leaseOf(misbehaving.deaf, null), reported);
    await report;
    deaf.stop();
    expect(await deaf.settled).toMatchObject({ kind: 'stopped' });
    const killing = await context.execute(leaseOf(misbehaving.killing, null)).settled;
    expect(killing).toMatchObject({ kind: 'lost' });
    expect(killing).not.toHaveProperty('blameless');
    expect(await context.execute(leaseOf(misbehaving.environment, null)).settled).toMatchObject({
      result: { state: [] },
    });
    await until(() => worker.stats().answered === 3);
  });

  it('refuses a lease of a module that no worker was started with, whatever its address', async () => {
    await fleet.worker({ modules: [] });
    const context = fleet.client();
    const lease = leaseOf(halving, { bits: 3 });
    for (let losses = 1; losses <= 5; losses++)
      expect(await context.execute(lease).settled).toMatchObject({ kind: 'lost', blameless: true });
    const last = await context.execute(lease).settled;
    expect(last).toMatchObject({
      kind: 'lost',
      reason: expect.stringMatching(/--import.*lost 6 times/),
    });
    expect(last).not.toHaveProperty('blameless');
  });

  it('drains: what runs is answered, and nothing more is taken', async () => {
    const child = await fleet.workerChild();
    const context = fleet.client();
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const running = context.execute(leaseOf(misbehaving.patient, null), reported);
    await report;
    child.process.kill('SIGTERM');
    await until(async () => (await context.ready()).seats === 0);
    running.stop();
    expect(await running.settled).toMatchObject({ kind: 'stopped' });
    await child.gone;
    expect(child.output()).toContain('drained');
  });
});

/** The jobs that wait. */
async function jobs(): Promise<string[]> {
  const redis = fleet.redis.client();
  const waiting = await redis.zrange('pincer:1:default:prioritized', '0', '-1');
  redis.disconnect();
  return waiting;
}
