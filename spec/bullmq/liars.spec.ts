/** A worker that lies: an audit finds it, it is told to end, and nothing that used its answers counts. */
import { describe, expect, it } from '@jest/globals';
import { createSession, sqrt } from 'pincer';
import { signedContext } from '#lib/bullmq/bodies.js';
import type { Settlement } from '#lib/coordinator/leases/lease.js';
import { encodePlainBytes } from '#lib/refiners/plain-bytes.js';
import { encodeSettlementBytes } from '#lib/execution/host/lease-codec.js';
import { encodeMessage } from '#lib/remote/message.js';
import { digestOf, Seal } from '#lib/remote/seal.js';
import { Signer } from '#lib/remote/signature.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { hasRedis } from '#spec/support/redis.js';
import { computes, fleetOfFile, seal, until } from './trials.js';

const digits = { digits: 50 };

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = fleetOfFile();

  it('finds a worker that lies by computing a step again, and fails the sessions that used its answers', async () => {
    await fleet.worker({ seats: 1 });
    const honest = fleet.client({ auditEvery: 1 });
    await using session = createSession({ placement: honest });
    expect((await sqrt(2).refine(digits, { session })).status).toBe('met');
    await computes(honest);
    expect(fleet.warnings).toEqual([]);
    await fleet.clear();
    const context = fleet.client({ auditEvery: 2 });
    await context.ready();
    const redis = fleet.redis.client();
    const [client] = Object.keys(await redis.hgetall('pincer-clients:default'));
    const signer = new Signer();
    const lease = { ...leaseOf(halving, { bits: 3 }), refiner: { name: 'pi', version: 1 } };
    const lied: Settlement = {
      kind: 'result',
      steps: 1,
      result: { state: null, bounds: { kind: 'narrow', lo: 13n, width: 0, exp: -2 } },
    };
    const told: string[] = [];
    context.onDistrust(lease.incarnation, ({ message }) => told.push(message));
    const settlements = [];
    for (const number of [1, 2, 3]) {
      const { settled } = context.execute({ ...lease, params: null, state: null, id: number });
      settlements.push(settled);
      if (number === 3) break;
      const name = `pincer:1:default:${client!}-${String(number)}`;
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
      const send = (content: Uint8Array): Promise<number> => {
        const body = signer.sign(signedContext(address), content);
        const message = encodeMessage({ ...address, expires: Date.now() + 60_000, body });
        return redis.rpush(`pincer-reply:default:${client!}`, seal.seal(message));
      };
      // A lease runs one step at least, and no more than it allows.
      for (const steps of [0, 2]) await send(encodeSettlementBytes({ ...lied, steps }));
      await until(() => context.refused === 2 * number);
      await send(encodeSettlementBytes(lied));
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
});
