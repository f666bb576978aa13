/**
 * Those who reach Redis and hold no key, or who hold one and lie of what they are; and a Redis or a fleet that does not
 * serve. Nothing of what they send counts, and what is wrong is said.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { createSession, sqrt } from 'pincer';
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import { encodeLeaseBody, signedContext } from '#lib/bullmq/bodies.js';
import { encodePlainBytes } from '#lib/refiners/plain-bytes.js';
import { encodeSettlementBytes } from '#lib/execution/host/lease-codec.js';
import { FleetError } from '#lib/remote/errors.js';
import { encodeMessage } from '#lib/remote/message.js';
import type { Message } from '#lib/remote/message.js';
import { digestOf, Seal } from '#lib/remote/seal.js';
import { Signer } from '#lib/remote/signature.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { patient } from '#spec/execution/refiners/misbehaving.js';
import { hasRedis, RedisServer } from '#spec/support/redis.js';
import { computes, Fleet, KEY, until } from './fleet.js';

const digits = { digits: 50 };
const seal = new Seal([Buffer.from(KEY)]);

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = new Fleet();
  beforeAll(() => fleet.start());
  afterEach(() => fleet.clear());
  afterAll(() => fleet.end());

  it('takes no answer that is forged, replayed, reflected, or signed for another lease', async () => {
    await fleet.worker();
    const context = fleet.client();
    await context.ready();
    const redis = fleet.redis.client();
    const [client] = Object.keys(await redis.hgetall('pincer-clients:default'));
    const list = `pincer-reply:default:${client!}`;
    let reported: () => void = () => undefined;
    const report = new Promise<void>((resolve) => (reported = resolve));
    const execution = context.execute(leaseOf(patient, null), reported);
    await report;
    const [name] = await redis.keys('pincer:default:*-1');
    const job = JSON.parse((await redis.hget(name!, 'data'))!) as { readonly lease: string };
    const lease = seal.open(Buffer.from(job.lease, 'base64'), 1 << 20);
    const settlement = encodeSettlementBytes({ kind: 'stopped' });
    const honest: Message = {
      ...{ kind: 'answer', queue: 'default', client: client!, number: 1, attempt: 0 },
      ...{ digest: digestOf(lease), expires: Date.now() + 60_000, body: settlement },
    };
    const signer = new Signer();
    const signed = (changes: Partial<Message>, of: Partial<Message> = changes): Buffer => {
      const body = signer.sign(signedContext({ ...honest, ...of }), settlement);
      return seal.seal(encodeMessage({ ...honest, ...changes, body }));
    };
    const forged = [
      new Seal([]).seal(
        encodeMessage({ ...honest, body: signer.sign(signedContext(honest), settlement) }),
      ),
      seal.seal(lease),
      seal.seal(encodeMessage(honest)),
      signed({ queue: 'other' }),
      signed({ client: 'other' }),
      signed({ attempt: 1 }),
      signed({ digest: digestOf(Buffer.from('another lease')) }),
      signed({ expires: Date.now() - 1 }),
      signed({}, { number: 2 }),
      signed({ kind: 'stop' }),
      signed({}).subarray(0, 90),
      Buffer.from('garbage'),
    ];
    for (const [count, entry] of forged.entries()) {
      await redis.rpush(list, entry);
      await until(() => context.refused === count + 1);
    }
    expect(context.stats().inFlight).toBe(1);
    execution.stop();
    expect(await execution.settled).toMatchObject({
      kind: 'stopped',
      result: { state: 'was stopped' },
    });
    // A second answer, and an honest one for a lease that has settled, are dropped.
    await redis.rpush(list, signed({}));
    await until(async () => (await redis.llen(list)) === 0);
    expect(context.stats()).toMatchObject({ settled: 1, inFlight: 0 });
    await amid(
      forged,
      (entry) => redis.rpush(list, entry),
      () => computes(context),
    );
    expect(context.refused).toBeGreaterThan(forged.length);
    redis.disconnect();
  });

  it('runs no lease that is forged, replayed or moved, and stops for no forged stop', async () => {
    const worker = await fleet.worker();
    const context = fleet.client();
    await context.ready();
    const redis = fleet.redis.client();
    const [client] = Object.keys(await redis.hgetall('pincer-clients:default'));
    const body = encodeLeaseBody({
      lease: { ...leaseOf(halving, { bits: 3 }), refiner: { name: 'pi', version: 1 } },
      reporting: false,
    });
    const honest: Message = {
      ...{ kind: 'lease', queue: 'default', client: client!, number: 900, attempt: 0 },
      ...{ digest: '', expires: Date.now() + 60_000, body },
    };
    const queue = new Queue('default', { connection: redis, prefix: 'pincer' });
    const add = (job: string, sealed: Buffer) =>
      queue.add(
        'lease',
        { lease: sealed.toString('base64') },
        { jobId: job, removeOnComplete: true },
      );
    const name = `${client!}-900`;
    const sealed = seal.seal(encodeMessage(honest));
    const refused: readonly (readonly [string, Buffer])[] = [
      [name, new Seal([]).seal(encodeMessage(honest))],
      [name, seal.seal(encodeMessage({ ...honest, kind: 'answer' }))],
      [name, seal.seal(encodeMessage({ ...honest, queue: 'other' }))],
      [name, seal.seal(encodeMessage({ ...honest, expires: Date.now() - 1 }))],
      [`${client!}-901`, sealed],
      [name, sealed.subarray(0, 100)],
      [name, Buffer.alloc(60_000)],
    ];
    for (const [count, [job, lease]] of refused.entries()) {
      await add(job, lease);
      await until(() => worker.stats().refused === count + 1);
    }
    // A module is named by its digest, never by an address.
    const { href } = halving.module!;
    const addressed = encodeLeaseBody({
      lease: {
        ...leaseOf(halving, { bits: 3 }),
        refiner: { name: 'halving', version: 1, module: href },
      },
      reporting: false,
    });
    await add(
      `${client!}-902`,
      seal.seal(encodeMessage({ ...honest, number: 902, body: addressed })),
    );
    await until(() => worker.stats().answered === 1);
    // The honest one runs once, and not again.
    await add(name, sealed);
    await until(() => worker.stats().answered === 2);
    const before = worker.stats().refused;
    await until(async () => (await redis.exists(`pincer:default:${name}`)) === 0);
    await add(name, sealed);
    await until(() => worker.stats().refused === before + 1);
    // Nobody waits for the answer to a client that is not live.
    await add('nobody-1', seal.seal(encodeMessage({ ...honest, client: 'nobody', number: 1 })));
    await until(async () => (await redis.exists('pincer:default:nobody-1')) === 0);
    for (const stop of [
      Buffer.from('stop'),
      new Seal([]).seal(encodeMessage({ ...honest, kind: 'stop', body: encodePlainBytes(0) })),
      seal.seal(encodeMessage({ ...honest, kind: 'stop', body: encodePlainBytes('all') })),
    ])
      await redis.publish('pincer-stops:default', stop);
    await until(() => worker.stats().refused === before + 4);
    expect(worker.stats().answered).toBe(2);
    await amid(
      refused,
      ([job, forged]) => add(job, forged),
      () => computes(context),
    );
    expect(worker.stats().refused).toBeGreaterThan(before + 4);
    await queue.close();
    redis.disconnect();
  });

  it('finds a worker that lies by computing a step again, and fails the sessions that used its answers', async () => {
    await fleet.worker({ seats: 1 });
    const honest = fleet.client({ auditEvery: 1 });
    await using session = createSession({ placement: honest });
    expect((await sqrt(2).refine(digits, { session })).status).toBe('met');
    await fleet.clear();
    const context = fleet.client({ auditEvery: 2 });
    await context.ready();
    const redis = fleet.redis.client();
    const [client] = Object.keys(await redis.hgetall('pincer-clients:default'));
    const signer = new Signer();
    const lease = { ...leaseOf(halving, { bits: 3 }), refiner: { name: 'pi', version: 1 } };
    const lie = encodeSettlementBytes({
      kind: 'result',
      steps: 1,
      result: { state: null, bounds: { kind: 'narrow', lo: 13n, width: 0, exp: -2 } },
    });
    const told: string[] = [];
    context.onDistrust(lease.incarnation, ({ message }) => told.push(message));
    const settlements = [];
    for (const number of [1, 2, 3]) {
      const { settled } = context.execute({ ...lease, params: null, state: null, id: number });
      settlements.push(settled);
      if (number === 3) break;
      const name = `pincer:default:${client!}-${String(number)}`;
      await until(async () => (await redis.exists(name)) === 1);
      const job = JSON.parse((await redis.hget(name, 'data'))!) as { readonly lease: string };
      const digest = digestOf(seal.open(Buffer.from(job.lease, 'base64'), 1 << 20));
      const address = {
        kind: 'answer',
        queue: 'default',
        client: client!,
        number,
        attempt: 0,
        digest,
      } as const;
      const body = signer.sign(signedContext(address), lie);
      const message = encodeMessage({ ...address, expires: Date.now() + 60_000, body });
      await redis.rpush(`pincer-reply:default:${client!}`, seal.seal(message));
      await settled;
    }
    const [first, second, third] = await Promise.all(settlements);
    expect(first).toMatchObject({ kind: 'result' });
    for (const later of [second, third])
      expect(later).toMatchObject({
        kind: 'failed',
        error: { name: 'FleetError', message: expect.stringContaining(signer.name) },
      });
    expect(told).toEqual([expect.stringContaining(signer.name)]);
    // A session that has used none of its answers goes on with honest workers.
    await fleet.worker();
    await computes(context);
    redis.disconnect();
  });

  it('ends a worker that a client tells that it lies, and no other', async () => {
    const [liar, other] = [await fleet.worker(), await fleet.worker()];
    const redis = fleet.redis.client();
    const dismissal = (body: Uint8Array, by: Seal): Buffer =>
      by.seal(
        encodeMessage({
          ...{ kind: 'dismissal', queue: 'default', client: 'c', number: 0, attempt: 0 },
          ...{ digest: '', expires: Date.now() + 60_000, body },
        }),
      );
    const said = encodePlainBytes(liar.name);
    await redis.publish('pincer-stops:default', dismissal(said, new Seal([])));
    await until(() => liar.stats().refused === 1);
    await redis.publish('pincer-stops:default', dismissal(said, seal));
    expect(await liar.closed).toMatchObject({ name: 'FleetError', fault: 'audit' });
    expect((await fleet.client().ready()).workers.map(({ name }) => name)).toEqual([other.name]);
    redis.disconnect();
  });

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

/** Does something while somebody sends one forgery after the other. */
async function amid<T>(
  forgeries: readonly T[],
  send: (forgery: T) => Promise<unknown>,
  act: () => Promise<void>,
): Promise<void> {
  const progress = { hasEnded: false };
  const sending = async (): Promise<void> => {
    for (let i = 0; !progress.hasEnded; i++) await send(forgeries[i % forgeries.length]!);
  };
  await Promise.all([sending(), act().finally(() => (progress.hasEnded = true))]);
}

function endedAfter(context: BullContext): BullContext & AsyncDisposable {
  return Object.assign(context, {
    [Symbol.asyncDispose]: () => context.terminate('the spec is over'),
  });
}
