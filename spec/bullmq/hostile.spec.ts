/** Those who reach Redis and hold no key, or who hold one and lie of what they are: nothing of what they send counts. */
import { describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { encodeLeaseBody, signedContext } from '#lib/bullmq/bodies.js';
import { encodePlainBytes } from '#lib/refiners/plain-bytes.js';
import { encodeSettlementBytes } from '#lib/execution/host/lease-codec.js';
import { encodeMessage } from '#lib/remote/message.js';
import type { Message } from '#lib/remote/message.js';
import { digestOf, Seal } from '#lib/remote/seal.js';
import { Signer } from '#lib/remote/signature.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { patient } from '#spec/execution/refiners/misbehaving.js';
import { hasRedis } from '#spec/support/redis.js';
import { computes, fleetOfFile, running, seal, until } from './trials.js';

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = fleetOfFile();

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
    const [name] = await redis.keys('pincer:1:default:*-1');
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
    const queue = new Queue('default', { connection: redis, prefix: 'pincer:1' });
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
    await until(async () => (await redis.exists(`pincer:1:default:${name}`)) === 0);
    await add(name, sealed);
    await until(() => worker.stats().refused === before + 1);
    // Nobody waits for the answer to a client that is not live.
    await add('nobody-1', seal.seal(encodeMessage({ ...honest, client: 'nobody', number: 1 })));
    await until(async () => (await redis.exists('pincer:1:default:nobody-1')) === 0);
    const execution = await running(context);
    for (const stop of [
      // Of whoever holds the key, for a lease that does not run here.
      seal.seal(
        encodeMessage({
          ...{ ...honest, kind: 'stop', body: encodePlainBytes(0) },
          digest: digestOf(Buffer.from('another lease')),
        }),
      ),
      Buffer.from('stop'),
      new Seal([]).seal(encodeMessage({ ...honest, kind: 'stop', body: encodePlainBytes(0) })),
      seal.seal(encodeMessage({ ...honest, kind: 'stop', body: encodePlainBytes('all') })),
    ])
      await redis.publish('pincer-stops:default', stop);
    await until(() => worker.stats().refused === before + 4);
    const beats = execution.beats!();
    await until(() => execution.beats!() > beats + 1);
    expect(worker.stats()).toMatchObject({ running: 1, answered: 2 });
    expect(context.stats().inFlight).toBe(1);
    execution.stop();
    expect(await execution.settled).toMatchObject({ kind: 'stopped' });
    await amid(
      refused,
      ([job, forged]) => add(job, forged),
      () => computes(context),
    );
    expect(worker.stats().refused).toBeGreaterThan(before + 4);
    await queue.close();
    redis.disconnect();
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
