/** A fleet whose workers live: the laws of contexts, digits, stops, orders, capacities, and what is refused. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, pi, sin, sqrt } from 'pincer';
import type { Result } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { contains, point } from '#lib/exact/enclosure/enclosure.js';
import { contextLaws } from '#lib/testing/index.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { keeper } from '#spec/execution/refiners/keeper.js';
import * as misbehaving from '#spec/execution/refiners/misbehaving.js';
import { effort, runs } from '#spec/support/effort.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet } from './fleet.js';
import { until } from './trials.js';

const fleet = new Fleet();
const digits = { digits: 500 };
/** Leases of the lowest class that one client sends; they rise with SPEC_EFFORT. */
const LOW = runs(100);

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
    const low = fleet.client({ leasesPerSeat: LOW, capacity: LOW });
    const high = fleet.client();
    await Promise.all([low.ready(), high.ready()]);
    await until(() => low.capacity === LOW);
    const order: string[] = [];
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const first = low.execute(leaseOf(misbehaving.patient, null), reported, 'low');
    await report;
    const rest = Array.from({ length: LOW - 1 }, () =>
      low
        .execute(leaseOf(halving, { bits: 3 }), undefined, 'low')
        .settled.then(() => order.push('low')),
    );
    await until(async () => (await jobs()).length === LOW - 1);
    const urgent = high
      .execute(leaseOf(halving, { bits: 3 }), undefined, 'structural')
      .settled.then(() => order.push('structural'));
    await until(async () => (await jobs()).length === LOW);
    first.stop();
    await Promise.all([urgent, ...rest]);
    expect(order[0]).toBe('structural');
    expect(order.length).toBe(LOW);
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

  it('costs a seat where a step hears no stop, kills its process or takes all memory, and the seat is replaced', async () => {
    const worker = await fleet.worker({ isolation: 'process' });
    const context = fleet.client();
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const deaf = context.execute(leaseOf(misbehaving.deaf, null), reported);
    await report;
    deaf.stop();
    expect(await deaf.settled).toMatchObject({ kind: 'stopped' });
    for (const refiner of [misbehaving.killing, misbehaving.hoarding]) {
      const lost = await context.execute(leaseOf(refiner, null)).settled;
      expect(lost).toMatchObject({ kind: 'lost' });
      expect(lost).not.toHaveProperty('blameless');
    }
    expect(await context.execute(leaseOf(misbehaving.environment, null)).settled).toMatchObject({
      result: { state: [] },
    });
    await until(() => worker.stats().answered === 4);
  });

  it('gives each session what its steps keep beside their states, and a node the seat where that is', async () => {
    await fleet.worker({ seats: 2 });
    const context = fleet.client();
    await until(async () => (await context.ready()).seats === 2);
    const sessions = [1, 2].map((value) => ({
      real: refined(keeper, { value }),
      session: createSession({ placement: context }),
    }));
    for (const { real, session } of sessions)
      await real.refine({ digits: 6 }, { session, budget: { steps: 1 } });
    const found = [];
    for (const { real, session } of sessions)
      found.push((await real.refine({ digits: 6 }, { session })).digits);
    expect(found).toEqual(['1.00000', '2.00000']);
    await Promise.all(sessions.map(({ session }) => session.close()));
    // The first steps of two nodes run at once, so in both seats. Each later one runs alone.
    const settled = async (lease: Lease) => {
      const settlement = await context.execute(lease).settled;
      if (settlement.kind !== 'result') throw new Error(`settled as ${settlement.kind}`);
      const { state, bounds } = settlement.result;
      const stamp = { version: 1, nanoseconds: lease.stamp.nanoseconds + 1 };
      return { ...lease, origin: lease.id, stamp, state, bounds };
    };
    const firsts = ['one', 'two'].map((incarnation, at) =>
      leaseOf(keeper, { value: at + 1 }, { incarnation }),
    );
    for (const begun of (await Promise.all(firsts.map(settled))).reverse()) {
      const { state, params, bounds } = await settled(begun);
      expect(state).toEqual({ steps: 2, hits: 1 });
      const { value } = params as { readonly value: number };
      expect(contains(bounds, point({ m: BigInt(value), e: 0 }))).toBe(true);
    }
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
