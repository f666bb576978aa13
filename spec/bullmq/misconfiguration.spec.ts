/** A Redis that refuses its users or takes nothing more: an error says so, without a secret, and nothing of it is left. */
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, sqrt } from 'pincer';
import { recordTrace } from 'pincer/observe';
import { BullContext } from '#lib/bullmq/client/bull-context.js';
import { FleetWatch } from '#lib/bullmq/fleet-watch.js';
import { namesOf } from '#lib/bullmq/names.js';
import { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import { OptionError } from '#lib/exact/options.js';
import { FleetError } from '#lib/remote/errors.js';
import { PROTOCOL_VERSION } from '#lib/remote/message.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet, KEY } from './fleet.js';
import { running, until } from './trials.js';

const RIGHT = 'the right password';
const SECRET = 'hunter2-secret';
const digits = { digits: 50 };

(hasRedis ? describe : describe.skip)('a fleet whose Redis has users (with redis-server)', () => {
  const fleet = new Fleet(['--requirepass', RIGHT], { password: RIGHT });
  const path = join(fleet.redis.folder, 'socket');
  const right = { path, username: 'default', password: RIGHT };
  const wrong = { path, username: 'default', password: SECRET };

  beforeAll(() => fleet.start());
  afterEach(() => fleet.clear());
  afterAll(() => fleet.end());

  it('shows no password: in no error, settlement, result, event, trace, heartbeat or warning', async () => {
    const shown: unknown[] = [];
    const context = fleet.client({ connection: wrong });
    shown.push(await context.ready().catch((error: unknown) => error));
    shown.push(await context.execute(leaseOf(halving, { bits: 3 })).settled);
    await using session = createSession({ placement: context });
    session.observe((event) => shown.push(event));
    const trace = recordTrace(session);
    shown.push(await sqrt(2).refine(digits, { session }), trace);
    shown.push(await fleet.worker({ connection: wrong }).catch((error: unknown) => error));
    const watch = new FleetWatch({ connection: wrong, key: Buffer.from(KEY) });
    shown.push(await watch.read().catch((error: unknown) => error));
    await watch.close();
    await fleet.worker({ connection: right });
    await fleet.client({ connection: right }).ready();
    const redis = fleet.redis.client();
    for (const name of ['workers', 'clients'])
      shown.push(Object.values(await redis.hgetall(`pincer-${name}:default`)));
    redis.disconnect();
    const text = inspect([shown, fleet.warnings], { depth: Infinity, showHidden: true });
    expect(text).toMatch(/Redis refuses the user or the password/);
    for (const secret of [SECRET, RIGHT]) expect(text).not.toContain(secret);
  });

  it('says to a worker what it may not do, or that Redis is full, and leaves nothing of the worker', async () => {
    const redis = fleet.redis.client();
    const seats = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort');
    const before = seats().length;
    await redis.call('acl', 'setuser', 'half', 'on', `>${SECRET}`, '~*', '+@all', '-subscribe');
    const half = fleet.worker({ connection: { ...wrong, username: 'half' } });
    await expect(half).rejects.toMatchObject({ name: 'FleetError', fault: 'connection' });
    await expect(half).rejects.toThrow(/does not let this user/);
    await redis.config('SET', 'maxmemory', '1');
    const full = await fleet.worker({ connection: right }).catch((error: unknown) => error);
    await redis.config('SET', 'maxmemory', '0');
    expect(full).toBeInstanceOf(FleetError);
    expect(full).toMatchObject({ fault: 'full' });
    expect(seats()).toHaveLength(before);
    redis.disconnect();
  });

  it('loses one lease at most to a worker of another key beside a right one, and both sides say so', async () => {
    const connection = right;
    const stranger = await fleet.worker({ connection, key: Buffer.alloc(32, 'x') });
    await fleet.worker({ connection });
    const context = fleet.client({ connection });
    await context.ready();
    for (let i = 0; i < 8; i++) {
      const outcomes = [1, 2].map(() => context.execute(leaseOf(halving, { bits: 3 })).settled);
      await Promise.all(outcomes);
    }
    expect(context.stats().lost).toBeLessThanOrEqual(1);
    await until(() =>
      fleet.warnings.join().includes('some workers of this queue have another key'),
    );
    await until(() => fleet.warnings.join().includes('so this worker takes no leases'));
    // It takes leases once a client has its key.
    const other = fleet.client({ connection, key: Buffer.alloc(32, 'x') });
    expect((await other.ready()).seats).toBe(1);
    await until(async () => {
      await other.execute(leaseOf(halving, { bits: 3 })).settled;
      return stranger.stats().answered > 0;
    });
  });

  it('says that a client may not read its answers, and that the last worker has gone, while leases wait', async () => {
    const redis = fleet.redis.client();
    await redis.call('acl', 'setuser', 'deaf', 'on', `>${SECRET}`, '~*', '&*', '+@all', '-blpop');
    const deaf = fleet.client({ connection: { ...wrong, username: 'deaf' } });
    await deaf.ready();
    await until(() => fleet.warnings.join().includes('answers of workers cannot be read'));
    const child = await fleet.workerChild({ connection: right });
    const context = fleet.client({ connection: right });
    await context.ready();
    await running(context);
    // The one that runs is lost with its worker, and this one waits.
    context.execute(leaseOf(halving, { bits: 3 }));
    child.process.kill('SIGKILL');
    await until(() => fleet.warnings.join().includes('no worker is live any more'));
    redis.disconnect();
  });

  it('keeps the jobs of clients and workers of two versions of the protocol apart', () => {
    expect(namesOf('default').active).toBe(`pincer:${String(PROTOCOL_VERSION)}:default:active`);
  });
});

describe('options of a fleet', () => {
  const key = Buffer.from(KEY);
  const connection = 'unix:/nowhere';

  it('have an address, and choices that are some', () => {
    for (const none of [undefined, null, 7]) {
      const options = { connection: none, key, seats: 1 } as never;
      expect(() => new BullContext({ connection: none, key } as never)).toThrow(OptionError);
      expect(() => new BullWorker(options)).toThrow(/BullWorker: connection is the address/);
      expect(() => new FleetWatch({ connection: none, key } as never)).toThrow(OptionError);
    }
    expect(() => new BullContext({ connection, key, fallback: 'Inline' } as never)).toThrow(
      "fallback is 'inline' or 'fail', got \"Inline\"",
    );
    expect(() => new BullWorker({ connection, key, isolation: 'isolate' } as never)).toThrow(
      "isolation is 'process' or 'thread'",
    );
  });
});
