/** What a fleet survives: deaths of workers, clients, connections and of Redis itself. Each ends with the same digits. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';
import type { BullContext } from '#lib/bullmq/client/bull-context.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { identity } from '#spec/execution/refiners/misbehaving.js';
import { hasRedis } from '#spec/support/redis.js';
import { CuttingProxy } from './cutting-proxy.js';
import { Fleet, running, until } from './fleet.js';

const digits = { digits: 3000 };
const value = () => exp(sin(sqrt(2)));

(hasRedis ? describe : describe.skip)('a fleet over a queue (with redis-server)', () => {
  const fleet = new Fleet();
  let wanted: string | null;

  beforeAll(async () => {
    await fleet.start();
    wanted = (await value().refine(digits)).digits;
  });
  afterEach(() => fleet.clear());
  afterAll(() => fleet.end());

  /** The digits of a value through a context are those that this thread gives. */
  async function computes(context: BullContext): Promise<void> {
    await using session = createSession({ placement: context });
    const result = await value().refine(digits, { session });
    expect([result.status, result.digits]).toEqual(['met', wanted]);
  }

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
    child.process.kill('SIGSTOP');
    expect(await execution.settled).toMatchObject({ kind: 'lost' });
    await fleet.worker();
    child.process.kill('SIGCONT');
    await computes(context);
    expect(context.stats()).toMatchObject({ lost: 1, inFlight: 0 });
    expect(context.refused).toBe(0);
  });

  it('believes the answer of a worker that is killed once it has answered', async () => {
    const child = await fleet.workerChild();
    const context = fleet.client();
    const { settled } = context.execute(leaseOf(identity, null));
    expect(await settled).toMatchObject({ result: { state: child.process.pid } });
    child.process.kill('SIGKILL');
    await child.gone;
    await fleet.worker();
    await computes(context);
    expect(context.stats().lost).toBe(0);
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
    await using session = createSession({ placement: context });
    const refinement = value().refine(digits, { session });
    await fleet.redis.kill();
    await fleet.redis.start();
    expect(await execution.settled).toMatchObject({ kind: 'lost', blameless: true });
    const { status, digits: found } = await refinement;
    expect([status, found]).toEqual(['met', wanted]);
  });

  it('drops the jobs of a client that was killed, those that run among them', async () => {
    const worker = await fleet.worker();
    const child = await fleet.clientChild();
    expect(worker.stats().running).toBe(1);
    child.process.kill('SIGKILL');
    await until(() => worker.stats().running === 0);
    await computes(fleet.client());
  });

  it('keeps what a Redis with a log was given, when that is killed', async () => {
    const logged = new Fleet(['--appendonly', 'yes', '--appendfsync', 'always']);
    try {
      await logged.start();
      await logged.worker();
      const context = logged.client();
      const execution = await running(context);
      await logged.redis.kill();
      await logged.redis.start();
      await until(() => context.capacity > 0);
      execution.stop();
      await execution.settled;
      await computes(context);
    } finally {
      await logged.end();
    }
  });
});
