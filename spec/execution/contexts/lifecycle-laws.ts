import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import type { ExecutionContext } from '#lib/coordinator/leases/port.js';

/**
 * What every execution context keeps to from its beginning to its end, whatever its steps do.
 *
 * @param lease - A lease of so many steps that the context answers with a result.
 */
export function lifecycleLaws(
  kind: string,
  open: () => ExecutionContext,
  lease: (steps: number) => Lease,
): void {
  describe(`the life of a context of kind ${kind}`, () => {
    let context: ExecutionContext;

    beforeEach(() => {
      context = open();
    });
    afterEach(async () => {
      await context.terminate('the spec is over');
    });

    it('says what it is', () => {
      const isolates = kind !== 'inline' && kind !== 'source';
      expect(context).toMatchObject({ kind, alive: true, isolates });
      expect(context.name).toMatch(/^[\w-]+$/);
      expect(context.capacity).toBeGreaterThanOrEqual(1);
    });

    it('does not run a step before execute has returned', async () => {
      const execution = context.execute(lease(1));
      expect(context.stats()).toMatchObject({ started: 1, settled: 0, inFlight: 1 });
      expect((await execution.settled).kind).toBe('result');
      expect(context.stats()).toMatchObject({ started: 1, settled: 1, inFlight: 0 });
    });

    it('stops a lease that has not begun, and a stop after the end does nothing', async () => {
      const execution = context.execute(lease(9));
      execution.stop();
      expect((await execution.settled).kind).toBe('stopped');
      execution.stop();
      expect((await context.execute(lease(1)).settled).kind).toBe('result');
    });

    it('is joined when nothing is in flight', async () => {
      await context.join();
      let settled = false;
      void context.execute(lease(1)).settled.then(() => (settled = true));
      await context.join();
      await Promise.resolve();
      expect(settled).toBe(true);
      expect(context.stats().inFlight).toBe(0);
    });

    it('ends once and for all: leases in flight and later ones are lost', async () => {
      const execution = context.execute(lease(1));
      const joined = context.join();
      const ends = [context.terminate('enough'), context.terminate('again')];
      expect(context.alive).toBe(false);
      const lost = { kind: 'lost', reason: expect.stringContaining('enough') };
      expect(await execution.settled).toMatchObject(lost);
      await joined;
      await Promise.all(ends);
      expect(await context.execute(lease(1)).settled).toMatchObject(lost);
      await context.terminate('once more');
      expect(context.stats()).toEqual({ started: 2, settled: 2, lost: 2, inFlight: 0 });
    });

    it('may end before it has run anything', async () => {
      await context.terminate('never used');
      expect(context.alive).toBe(false);
      expect((await context.execute(lease(1)).settled).kind).toBe('lost');
    });
  });
}
