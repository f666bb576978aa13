/** What a client does while its Redis is away in mid-run, and once that is back. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';
import type { Result } from 'pincer';
import type { BullContext } from '#lib/bullmq/client/bull-context.js';
import type { Execution } from '#lib/coordinator/leases/port.js';
import type { BullWorker } from '#lib/bullmq/worker/bull-worker.js';
import { hasRedis } from '#spec/support/redis.js';
import { Fleet } from './fleet.js';
import { running, until } from './trials.js';

const digits = { digits: 12_000 };
const value = () => exp(sin(sqrt(2)));

(hasRedis ? describe : describe.skip)('while its Redis is away, a client', () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await new Fleet().start();
  });
  afterEach(() => fleet.end());

  /** How a Redis goes, and how it comes back: with nothing of what it held, or with everything. */
  const outages = {
    killed: [() => fleet.redis.kill(), () => fleet.redis.start()],
    silent: [() => fleet.redis.pause(), () => fleet.redis.resume()],
  } as const;

  /** A lease that runs in the one seat there is, and a refinement whose lease waits behind it. */
  async function underWay(context: BullContext): Promise<[Execution, Promise<Result>]> {
    const session = createSession({ placement: context });
    expect((await sqrt(3).refine(digits, { session })).status).toBe('met');
    const execution = await running(context);
    const refinement = value().refine(digits, { session });
    await until(() => context.stats().inFlight > 1);
    return [execution, refinement.finally(() => session.close())];
  }

  /** Nothing of what was sent before runs any more, and workers compute what is asked for now. */
  async function isUsed(context: BullContext, worker: BullWorker): Promise<void> {
    await until(() => worker.stats().running === 0);
    await until(async () => (await context.ready()).seats > 0);
    const { answered } = worker.stats();
    await using session = createSession({ placement: context });
    const { status, digits: found } = await value().refine(digits, { session });
    expect([status, found]).toEqual(['met', (await value().refine(digits)).digits]);
    expect(worker.stats().answered).toBeGreaterThan(answered);
    expect(context.refused).toBe(0);
  }

  it.each(['killed', 'silent'] as const)(
    'goes on in this process where it may, and with the worker once Redis is back (%s)',
    async (kind) => {
      const [leave, comeBack] = outages[kind];
      const worker = await fleet.worker({ lockMilliseconds: 4000 });
      const context = fleet.client({ fallback: 'inline' });
      const [execution, refinement] = await underWay(context);
      await leave();
      const { status, digits: found } = await refinement;
      expect([status, found]).toEqual(['met', (await value().refine(digits)).digits]);
      expect(await execution.settled).toMatchObject({ kind: 'lost', blameless: true });
      expect(fleet.warnings.join()).toMatch(/does not answer any more.*steps run in this process/);
      await comeBack();
      await isUsed(context, worker);
    },
  );

  it.each(['killed', 'silent'] as const)(
    'ends what was asked for with an error that says what to do, and is of use again once Redis is back (%s)',
    async (kind) => {
      const [leave, comeBack] = outages[kind];
      const worker = await fleet.worker({ lockMilliseconds: 4000 });
      const context = fleet.client();
      const [execution, refinement] = await underWay(context);
      await leave();
      const { status, error } = await refinement;
      const failure = { name: 'FleetError', fault: 'unreachable' };
      expect(status).toBe('error');
      expect(error).toMatchObject({
        ...failure,
        message: expect.stringContaining('start it again'),
      });
      expect(await execution.settled).toMatchObject({
        kind: 'failed',
        error: { name: 'FleetError' },
      });
      // So does whatever is asked for meanwhile.
      await using session = createSession({ placement: context });
      expect((await sqrt(5).refine(digits, { session })).error).toMatchObject(failure);
      await comeBack();
      await isUsed(context, worker);
    },
  );

  it('is not waited for without an end by a worker that drains', async () => {
    const child = await fleet.workerChild();
    const context = fleet.client();
    await running(context);
    await fleet.redis.kill();
    child.process.kill('SIGTERM');
    expect(await child.gone).toBe(0);
    expect(child.output()).toContain('drained');
  });
});
