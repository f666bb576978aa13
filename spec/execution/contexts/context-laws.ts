import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { ExecutionContext } from '#lib/coordinator/leases/port.js';
import { contains, point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { DomainError } from '#lib/exact/errors.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { lifecycleLaws } from './lifecycle-laws.js';
import { halving, halvingAgain } from '../refiners/halving.js';
import { keeper } from '../refiners/keeper.js';
import * as misbehaving from '../refiners/misbehaving.js';

/** The refiners that the laws run, for a context that does not load modules. */
const registry = registryOf(
  halving,
  halvingAgain,
  keeper,
  misbehaving.throwing,
  misbehaving.throwingText,
  misbehaving.closure,
  misbehaving.silent,
);

/** The settlement without what depends on the clock. */
function timeless(settlement: Settlement): Settlement {
  if (settlement.kind !== 'result') return settlement;
  const { kind, result, steps } = settlement;
  return { kind, result, steps };
}

/** What every execution context keeps to that computes steps, wherever they run. */
export function contextLaws(kind: string, open: () => ExecutionContext): void {
  lifecycleLaws(kind, open, (steps) => leaseOf(halving, { bits: 3 }, { quantum: { steps } }));

  describe(`a context of kind ${kind}`, () => {
    const reference = createStepHost(registry);
    let context: ExecutionContext;

    beforeEach(() => {
      context = open();
    });
    afterEach(async () => {
      await context.terminate('the spec is over');
    });

    it('answers what the step host answers', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 200 }),
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom(halving, halvingAgain),
          async (bits, steps, refiner) => {
            const lease = leaseOf(
              refiner,
              { bits },
              { quantum: { steps }, demand: { width: -300 } },
            );
            const settlement = await context.execute(lease).settled;
            expect(timeless(settlement)).toEqual(
              reference.run(lease, { stopRequested: () => false }),
            );
          },
        ),
        { numRuns: runs(30) },
      );
      const { started, settled, lost, inFlight } = context.stats();
      expect(started).toBe(settled);
      expect({ lost, inFlight }).toEqual({ lost: 0, inFlight: 0 });
    });

    it('measures the time that a lease took', async () => {
      const settlement = await context.execute(leaseOf(halving, { bits: 3 })).settled;
      expect(settlement.kind === 'result' && settlement.elapsed! > 0).toBe(true);
    });

    it('fails a lease whose step throws, with class, message, stack and cause, and lives on', async () => {
      const settlement = await context.execute(leaseOf(misbehaving.throwing, null)).settled;
      if (settlement.kind !== 'failed') throw new Error(`settled as ${settlement.kind}`);
      const error = fromErrorData(settlement.error);
      expect(error).toBeInstanceOf(DomainError);
      expect(error.message).toBe('throwing: [-2, -1] is outside the domain');
      expect(error.stack).toContain('misbehaving');
      expect(error.cause).toMatchObject({
        name: 'UnheardOfError',
        message: 'the cause',
        depth: 3n,
      });
      expect(context.alive).toBe(true);
      expect((await context.execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
    });

    it.each([
      ['throws what is no error', misbehaving.throwingText, 'Error', 'just text'],
      ['answers nothing', misbehaving.silent, 'RefinerContractError', 'silent@1'],
      ['answers what cannot travel', misbehaving.closure, 'RefinerContractError', 'state.next'],
      ['is not known', { ...halving, version: 3 }, 'UnknownRefinerError', 'halving@3'],
    ])('fails a lease whose refiner %s', async (_, refiner, name, message) => {
      const lease = leaseOf(refiner as typeof halving, { bits: 1 });
      const settlement = await context.execute(lease).settled;
      expect(settlement).toMatchObject({
        kind: 'failed',
        error: { name, message: expect.stringContaining(message) },
      });
    });

    it('keeps apart leases of the same numbers of two sessions, and what refiners keep for them', async () => {
      const numbers = { id: 1, node: 3, stamp: { version: 0, nanoseconds: 1 } };
      const next: Lease[] = [];
      for (const value of [1, 2]) {
        const lease = leaseOf(keeper, { value }, { ...numbers, incarnation: String(value) });
        const settlement = await context.execute(lease).settled;
        if (settlement.kind !== 'result') throw new Error(`settled as ${settlement.kind}`);
        const { state, bounds } = settlement.result;
        next.push({
          ...lease,
          id: 2,
          stamp: { version: 1, nanoseconds: 2 },
          origin: 1,
          state,
          bounds,
        });
      }
      for (const [index, lease] of next.entries()) {
        const settlement = await context.execute(lease).settled;
        if (settlement.kind !== 'result') throw new Error(`settled as ${settlement.kind}`);
        expect(contains(settlement.result.bounds, point({ m: BigInt(index + 1), e: 0 }))).toBe(
          true,
        );
        expect(settlement.result.state).toEqual({ steps: 2, hits: 1 });
      }
    });

    it('passes on bounds that a step reports, and stops the step on request', async () => {
      const lease = leaseOf(misbehaving.patient, null, {
        bounds: { kind: 'below', lo: { m: 1n, e: -1 } },
      });
      const settlement = await new Promise<Settlement>((resolve) => {
        let reports = 0;
        const execution = context.execute(lease, (bounds: Enclosure) => {
          expect(contains(lease.bounds, bounds)).toBe(true);
          reports += 1;
          execution.stop();
          execution.stop();
        });
        void execution.settled.then((settled) => {
          expect(reports).toBeGreaterThan(0);
          resolve(settled);
        });
      });
      expect(settlement).toMatchObject({ kind: 'stopped' });
      expect((await context.execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
    });
  });
}
