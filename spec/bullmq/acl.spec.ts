/** The users of Redis that the guide gives to clients, workers and onlookers: enough for the whole product, and no more. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createSession, exp, sin, sqrt } from 'pincer';
import { FleetWatch } from '#lib/bullmq/fleet-watch.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { patient } from '#spec/execution/refiners/misbehaving.js';
import { projectFolder } from '#spec/support/child.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet, KEY } from './fleet.js';
import { until } from './trials.js';

const folder = mkdtempSync(join(tmpdir(), 'pincer-acl-'));
const aclFile = join(folder, 'users.acl');
const user = (username: string) => ({ username, password: `the password of ${username}` });

(hasRedis ? describe : describe.skip)('the users of a fleet (with redis-server)', () => {
  const fleet = new Fleet(['--aclfile', aclFile], user('fleet'));
  const as = (username: string) => ({
    path: join(fleet.redis.folder, 'socket'),
    ...user(username),
  });

  beforeAll(async () => {
    const rules = readFileSync(join(projectFolder, 'examples/fleet/users.acl'), 'utf8');
    const hashed = rules.replace(/#PASSWORD_OF_(\w+)/g, (_, name: string) => {
      const { password } = user(name.toLowerCase());
      return `#${createHash('sha256').update(password).digest('hex')}`;
    });
    writeFileSync(aclFile, hashed);
    await fleet.start();
  });
  afterEach(() => fleet.clear());
  afterAll(async () => {
    await fleet.end();
    rmSync(folder, { recursive: true });
  });

  it('may do what a fleet does: compute, stop, survive a death, be looked at', async () => {
    const child = await fleet.workerChild({ connection: as('worker') });
    const context = fleet.client({ connection: as('client') });
    await context.ready();
    const reported = new Promise<void>((resolve) => {
      const execution = context.execute(leaseOf(patient, null), () => resolve());
      void execution.settled.then(({ kind }) => expect(kind).toBe('lost'));
    });
    await reported;
    child.process.kill('SIGKILL');
    await until(() => context.stats().lost === 1);
    const worker = await fleet.worker({ connection: as('worker') });
    await using session = createSession({ placement: context });
    const found = await exp(sin(sqrt(2))).refine({ digits: 1000 }, { session });
    expect(found.digits).toBe((await exp(sin(sqrt(2))).refine({ digits: 1000 })).digits);
    const long = {
      ...leaseOf(halving, { bits: 3 }),
      state: { places: 0, ballast: 1n << 400_000n },
    };
    expect(await context.execute(long).settled).toMatchObject({ kind: 'result' });
    const stopped = context.execute(leaseOf(patient, null));
    await until(() => worker.stats().running === 1);
    stopped.stop();
    expect(await stopped.settled).toMatchObject({ kind: 'stopped' });
    const watch = new FleetWatch({
      connection: as('fleet'),
      key: Buffer.from(KEY),
      checkMilliseconds: 300,
    });
    expect(await watch.read()).toMatchObject({ seats: 1, clients: 1, waiting: 0 });
    await watch.close();
    expect(fleet.warnings).toEqual([]);
  });

  it.each([
    ['worker', ['lpop', 'pincer-reply:default:somebody']],
    ['worker', ['get', 'another']],
    ['worker', ['publish', 'pincer-stops:default', 'stop']],
    ['client', ['hset', 'pincer-workers:default', 'me', 'live']],
    ['client', ['flushall']],
    ['client', ['script', 'flush']],
    ['worker', ['config', 'set', 'maxmemory', '1']],
    ['worker', ['function', 'flush']],
    ['fleet', ['hset', 'pincer-workers:default', 'me', 'live']],
    ['fleet', ['del', 'pincer:1:default:meta']],
    ['fleet', ['get', 'pincer-lease:default:one']],
    ['fleet', ['keys', '*']],
  ])('keep a %s from %j', async (username, [command, ...rest]) => {
    const redis = new Redis({ ...as(username), retryStrategy: () => null });
    await expect(redis.call(command!, ...rest)).rejects.toThrow(/NOPERM/);
    redis.disconnect();
  });
});
