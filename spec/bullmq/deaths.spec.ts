/** What a fleet survives: deaths of workers, clients, connections and of Redis itself. Each ends with the same digits. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';
import { namesOf } from '#lib/bullmq/names.js';
import { decodeMessage } from '#lib/remote/message.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { identity } from '#spec/execution/refiners/misbehaving.js';
import { hasRedis } from '#spec/support/redis.js';
import { CuttingProxy } from './cutting-proxy.js';
import { Fleet } from './fleet.js';
import { computes, fleetOfFile, running, seal, until } from './trials.js';
import { HaltingProxy } from './halting-proxy.js';

const value = () => exp(sin(sqrt(2)));

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = fleetOfFile();

  it('loses the lease of a worker that is killed in mid-step, and blames it; another worker goes on', async () => {
    const child = await fleet.workerChild();
    const context = fleet.client();
    const execution = await running(context);
    child.process.kill('SIGKILL');
    // No worker is live: the client looks for stalled jobs itself.
    const settlement = await execution.settled;
    expect(settlement).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('its worker died'),
    });
    expect(settlement).not.toHaveProperty('blameless');
    await fleet.worker();
    await computes(context);
  });

  it('goes on in mid-value where all workers are killed and one is started again', async () => {
    const children = [await fleet.workerChild(), await fleet.workerChild()];
    const context = fleet.client();
    await using session = createSession({ placement: context });
    const refinement = value().refine({ digits: 12_000 }, { session });
    await until(() => context.stats().settled > 0);
    for (const { process } of children) process.kill('SIGKILL');
    await Promise.all(children.map(({ gone }) => gone));
    await fleet.worker();
    const { status, digits: found } = await refinement;
    expect([status, found]).toEqual(['met', (await value().refine({ digits: 12_000 })).digits]);
  });

  it('drops the answer of a worker that slept past its lock', async () => {
    const child = await fleet.workerChild();
    const context = fleet.client();
    const execution = await running(context);
    const underWay = computes(context);
    child.process.kill('SIGSTOP');
    expect(await execution.settled).toMatchObject({ kind: 'lost' });
    await fleet.worker();
    child.process.kill('SIGCONT');
    // Its answer comes, late, and is taken from the list of the client.
    const { pid } = child.process;
    await until(async () => {
      const { workers } = await context.ready();
      return workers.some(({ host, answered }) => host.endsWith(` ${String(pid)}`) && answered > 0);
    });
    const redis = fleet.redis.client();
    await until(async () => (await redis.keys('pincer-reply:*')).length === 0);
    redis.disconnect();
    await underWay;
    await computes(context);
    expect(context.stats()).toMatchObject({ lost: 1, inFlight: 0 });
    expect(context.refused).toBe(0);
  });

  it('believes the answer of a worker that is killed before its job completes, and has it run nowhere again', async () => {
    const path = join(fleet.redis.folder, 'halting');
    const proxy = new HaltingProxy(path, join(fleet.redis.folder, 'socket'), isAnswer);
    const child = await fleet.workerChild({ connection: `unix:${path}` });
    const context = fleet.client();
    await context.ready();
    const { settled } = context.execute(leaseOf(identity, null));
    const underWay = computes(context);
    await proxy.halted;
    const redis = fleet.redis.client();
    const active = () => redis.lrange(namesOf('default').active, '0', '-1');
    // Its job still runs, for all that Redis knows.
    expect(await active()).toEqual([expect.stringMatching(/-1$/)]);
    child.process.kill('SIGKILL');
    await child.gone;
    expect(await settled).toMatchObject({ result: { state: child.process.pid } });
    const worker = await fleet.worker();
    await underWay;
    await until(async () => (await active()).length === 0);
    const { lost, settled: all } = context.stats();
    expect([lost, worker.stats().answered]).toEqual([0, all - 1]);
    redis.disconnect();
    await fleet.clear();
    await proxy.end();
  });

  it('leases again what a connection was to bring that is cut once Redis has taken the answer from its list', async () => {
    const worker = await fleet.worker();
    const path = join(fleet.redis.folder, 'proxy');
    // The answer of a command that takes from a list, where it has taken something.
    const proxy: CuttingProxy = new CuttingProxy(
      path,
      join(fleet.redis.folder, 'socket'),
      (command, answer) => proxy.cuts < 1 && /blpop/i.test(command) && answer.includes('reply'),
    );
    const context = fleet.client({ connection: `unix:${path}` });
    const { settled } = context.execute(leaseOf(halving, { bits: 3 }));
    expect(await settled).toMatchObject({ kind: 'lost', blameless: true });
    expect([proxy.cuts, worker.stats().answered]).toEqual([1, 1]);
    await computes(context);
    await fleet.clear();
    await proxy.end();
  });

  it('goes on after Redis was killed and has forgotten everything', async () => {
    await fleet.worker();
    const context = fleet.client();
    const execution = await running(context);
    const underWay = computes(context);
    await fleet.redis.kill();
    await fleet.redis.start();
    expect(await execution.settled).toMatchObject({ kind: 'lost', blameless: true });
    await underWay;
  });

  it('drops the jobs of a client that was killed, those that run or have failed among them, and all that it has left', async () => {
    const [worker, mortal] = [await fleet.worker(), await fleet.workerChild()];
    const child = await fleet.clientChild();
    const redis = fleet.redis.client();
    await until(async () => (await redis.llen(namesOf('default').active)) === 2);
    expect(worker.stats().running).toBe(1);
    const [client] = await redis.hkeys('pincer-clients:default');
    const left = async () =>
      (await redis.keys('*')).filter((key) => key.includes(client!)).map(kindOf);
    expect(new Set(await left())).toEqual(new Set(['pincer', 'pincer-lease']));
    // Where its worker dies too, others find that its job has stalled.
    for (const { process } of [child, mortal]) process.kill('SIGKILL');
    const underWay = computes(fleet.client());
    await until(() => worker.stats().running === 0);
    await underWay;
    await until(async () => (await redis.hexists('pincer-clients:default', client!)) === 0);
    await until(async () => (await left()).length === 0);
    // So goes the heartbeat of the worker.
    await until(async () => (await redis.hlen('pincer-workers:default')) === 1);
    redis.disconnect();
  });

  it('keeps what a Redis with a log was given, when that is killed', async () => {
    const logged = new Fleet(['--appendonly', 'yes', '--appendfsync', 'always']);
    try {
      await logged.start();
      await logged.worker();
      const context = logged.client();
      const execution = await running(context);
      const underWay = computes(context);
      await until(() => context.stats().inFlight > 1);
      await logged.redis.kill();
      await logged.redis.start();
      await until(async () => (await context.ready()).seats > 0);
      execution.stop();
      expect((await execution.settled).kind).toBe('stopped');
      await underWay;
      expect(context.stats().lost).toBe(0);
    } finally {
      await logged.end();
    }
  });
});

/** What stands before the first colon of a key. */
function kindOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** Whether a command of a worker sends an answer. */
function isAnswer([name, , , key, , , sealed]: readonly string[]): boolean {
  if (name !== 'eval' || key !== 'pincer-clients:default') return false;
  const bytes = seal.open(Buffer.from(sealed!, 'latin1'), 1 << 20);
  return decodeMessage(bytes, { queue: 'default' }, Date.now()).kind === 'answer';
}
