import { describe, expect, it } from '@jest/globals';
import { InlineContext } from '#lib/execution/inline.js';
import { createStepHost } from '#lib/execution/step-host.js';
import { contextLaws, registry } from './context-laws.js';
import { leaseOf, registryOf } from './lease-of.js';
import { halving } from './refiners/halving.js';
import * as misbehaving from './refiners/misbehaving.js';

// The laws stop a step from its own report, which is how an inline step can be stopped at all.
for (const [key, refiner] of registryOf(misbehaving.patient)) registry.set(key, refiner);

contextLaws('inline', () => new InlineContext(createStepHost(registry)));

describe('the inline context', () => {
  it('runs a lease at once when asked to', () => {
    const context = new InlineContext(createStepHost(registry));
    const lease = leaseOf(halving, { bits: 30 });
    expect(context.executeNow(lease)).toMatchObject({ kind: 'result', steps: 1 });
    expect(context.executeNow(lease, { stopRequested: () => true })).toEqual({ kind: 'stopped' });
    expect(context.stats()).toEqual({ started: 2, settled: 2, lost: 0, inFlight: 0 });
  });

  it('runs nothing at once after its end', async () => {
    const context = new InlineContext(createStepHost(registry));
    await context.terminate('over');
    expect(context.executeNow(leaseOf(halving, { bits: 30 })).kind).toBe('lost');
  });

  it('gives way to other events between leases, and between the slices of a long one', async () => {
    const context = new InlineContext(createStepHost(registry));
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const executions = [1, 2, 3].map((bits) => context.execute(leaseOf(halving, { bits })));
    await Promise.all(executions.map(({ settled }) => settled));
    expect(turns).toBeGreaterThanOrEqual(2);
    const before = turns;
    const long = leaseOf(
      halving,
      { bits: 7 },
      { demand: { width: -1e9 }, quantum: { steps: 1e9, milliseconds: 60 } },
    );
    expect((await context.execute(long).settled).kind).toBe('result');
    expect(turns - before).toBeGreaterThanOrEqual(4);
    counting = false;
  });
});
