import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Settlement } from '#lib/coordinator/leases/lease.js';
import type { RemoteContext, RemoteOptions } from '#lib/execution/contexts/remote-context.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

/** What a context outside the calling thread keeps to when its host misbehaves or crashes. */
export function isolationLaws(
  kind: string,
  start: (options?: Partial<RemoteOptions>) => RemoteContext,
): void {
  const opened: RemoteContext[] = [];
  const open = (options?: Partial<RemoteOptions>): RemoteContext => {
    const context = start(options);
    opened.push(context);
    return context;
  };

  describe(`a ${kind} of its own`, () => {
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((context) => context.terminate('the spec is over')));
    });

    it('is lost with its lease when a step exits', async () => {
      const context = open();
      expect(await context.execute(leaseOf(misbehaving.exiting, null)).settled).toMatchObject({
        kind: 'lost',
        reason: expect.stringContaining('exited with code 7'),
      });
      expect(context.alive).toBe(false);
      expect(context.stats()).toEqual({ started: 1, settled: 1, lost: 1, inFlight: 0 });
      expect(await answers(open())).toBe(true);
    });

    it('is lost with every lease that it holds', async () => {
      const context = open({ capacity: 3 });
      const refiners = [misbehaving.exiting, misbehaving.throwing, misbehaving.throwing];
      const executions = refiners.map((refiner) => context.execute(leaseOf(refiner, null)));
      expect(() => context.execute(leaseOf(misbehaving.throwing, null))).toThrow(/capacity of 3/);
      const settlements = await Promise.all(executions.map(({ settled }) => settled));
      expect(settlements.map(({ kind }) => kind)).toEqual(['lost', 'lost', 'lost']);
    });

    it('beats while a step checks for a stop', async () => {
      const context = open({ stopGraceMilliseconds: Infinity });
      const patient = context.execute(leaseOf(misbehaving.patient, null));
      const beats = (): number => patient.beats?.() ?? 0;
      const end = performance.now() + 10_000;
      let changes = 0;
      for (let last = beats(); changes < 2 && performance.now() < end; last = beats()) {
        await new Promise(setImmediate);
        if (beats() !== last) changes++;
      }
      patient.stop();
      expect([changes, (await patient.settled).kind]).toEqual([2, 'stopped']);
    });

    it('settles a step that does not hear a stop after a grace time, and ends', async () => {
      const context = open({ stopGraceMilliseconds: 20 });
      const settlement = await new Promise<Settlement>((resolve) => {
        const execution = context.execute(leaseOf(misbehaving.deaf, null), () => {
          execution.stop();
        });
        void execution.settled.then(resolve);
      });
      expect(settlement).toEqual({ kind: 'stopped' });
      expect(context.alive).toBe(false);
      expect(context.stats()).toEqual({ started: 1, settled: 1, lost: 0, inFlight: 0 });
    });

    it('lets the step before those end that are told to stop in its message', async () => {
      const last = leaseOf(misbehaving.patient, null);
      const context = open();
      const execution = context.execute({ ...leaseOf(halving, { bits: 30 }), then: last });
      execution.stop(1);
      const settlement = await execution.settled;
      expect(settlement).toMatchObject({ kind: 'result', steps: 1 });
      expect(settlement).not.toHaveProperty('then.kind', 'result');
      expect(await answers(context)).toBe(true);
    });

    it('is terminated in mid-step although the step listens to nothing', async () => {
      const context = open();
      const settlement = await interfere(context, misbehaving.deaf, () =>
        context.terminate('enough'),
      );
      expect(settlement).toMatchObject({ kind: 'lost', reason: expect.stringContaining('enough') });
      await context.terminate('again');
    });

    it('is lost when an error is thrown outside of any step', async () => {
      const context = open();
      // The answer and the error race; one of the next leases finds the host gone at the latest.
      const late = context.execute(leaseOf(misbehaving.failingLater, null));
      let settlement = await late.settled;
      for (let leases = 0; leases < 10_000 && settlement.kind !== 'lost'; leases += 1) {
        settlement = await context.execute(leaseOf(halving, { bits: 3 })).settled;
      }
      expect(settlement).toMatchObject({
        kind: 'lost',
        reason: expect.stringContaining('RangeError: later'),
      });
    });

    it('blames no lease that has not begun for an error that the one before it left behind', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pincer-left-behind-'));
      const file = join(folder, 'now');
      const context = open({ capacity: 2 });
      try {
        await context.execute(leaseOf(misbehaving.failingAtFile, file)).settled;
        const next = context.execute(leaseOf(halving, { bits: 3 }));
        writeFileSync(file, '');
        expect(await next.settled).toMatchObject({ kind: 'lost', blameless: true });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('has ended at once when an error ends it while it is idle', async () => {
      const context = open();
      await context.execute(leaseOf(misbehaving.failingLater, null)).settled;
      expect(await context.whenEnded).toContain('RangeError: later');
      expect(context.alive).toBe(false);
    });

    it('fails a lease whose refiner module does not load, and lives on', async () => {
      const context = open();
      for (const file of ['broken-module.js', 'nowhere.js']) {
        const module = new URL(`./refiners/${file}`, import.meta.url);
        const lease = leaseOf({ ...halving, module }, { bits: 3 });
        expect(await context.execute(lease).settled).toMatchObject({
          kind: 'failed',
          error: { name: 'ModuleLoadError', fields: { module: module.href } },
        });
      }
      expect(await answers(context)).toBe(true);
    });

    it('loads no code but from files', async () => {
      const module = new URL('data:text/javascript,export const x = 1');
      expect(
        await open().execute(leaseOf({ ...halving, module }, { bits: 3 })).settled,
      ).toMatchObject({
        kind: 'failed',
        error: { name: 'ModuleLoadError', message: expect.stringContaining('only file: URLs') },
      });
    });

    it('says how to give a refiner without a module one', async () => {
      const lease = leaseOf(halving, { bits: 3 }, { refiner: { name: 'halving', version: 1 } });
      expect(await open().execute(lease).settled).toMatchObject({
        kind: 'failed',
        error: { name: 'UnknownRefinerError', message: expect.stringContaining('`module`') },
      });
    });

    it('names the field of a lease that cannot be sent', async () => {
      const lease = leaseOf(halving, { bits: 3 }, { state: { next: [() => 1] } as never });
      expect(await open().execute(lease).settled).toMatchObject({
        kind: 'failed',
        error: { name: 'SerializationError', fields: { field: 'lease.state.next[0]' } },
      });
    });

    it('starts ahead of its first lease on request', async () => {
      const context = open();
      await context.start();
      await context.start();
      expect(context.alive).toBe(true);
      expect(await answers(context)).toBe(true);
    });

    it('answers several leases at once, in their order', async () => {
      const context = open({ capacity: 8 });
      const order: number[] = [];
      const bits = [5, 4, 3, 2, 1];
      await Promise.all(
        bits.map(async (places) => {
          await context.execute(leaseOf(halving, { bits: places })).settled;
          order.push(places);
        }),
      );
      expect(order).toEqual(bits);
    });
  });
}

/** Runs the lease of a step that reports once it is under way, and then does something to it. */
export function interfere(
  context: RemoteContext,
  refiner: typeof misbehaving.deaf,
  act: () => unknown,
): Promise<Settlement> {
  return context.execute(leaseOf(refiner, null), act).settled;
}

async function answers(context: RemoteContext): Promise<boolean> {
  return (await context.execute(leaseOf(halving, { bits: 3 })).settled).kind === 'result';
}
