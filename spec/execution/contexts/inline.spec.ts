import { describe, expect, it } from '@jest/globals';
import { InlineContext } from '#lib/execution/contexts/inline.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { contextLaws, registry } from './context-laws.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

/** Takes a millisecond a step, and narrows a little. */
const ticking: Refiner<null, number> = {
  name: 'ticking',
  version: 1,
  start: () => 0,
  step: ({ state }) => {
    const end = performance.now() + 1;
    while (performance.now() < end);
    return { state: state + 1, bounds: { kind: 'narrow', lo: 0n, width: 1, exp: -state } };
  },
};
registry.set('ticking@1', ticking);

// The laws stop a step from its own report, which is how an inline step can be stopped at all.
for (const [key, refiner] of registryOf(misbehaving.patient)) registry.set(key, refiner);

contextLaws('inline', () => new InlineContext(createStepHost(registry)));

describe('the inline context', () => {
  it('runs a lease at once when asked to', () => {
    const context = new InlineContext(createStepHost(registry));
    const lease = leaseOf(halving, { bits: 30 });
    expect(context.executeNow(lease)).toMatchObject({ kind: 'result', steps: 1 });
    expect(context.executeNow(lease, () => true)).toEqual({ kind: 'stopped' });
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
    // Each step takes a millisecond at least, so no slice of 8 ms holds more than 8 of the 60.
    const long = leaseOf(ticking, null, { demand: { width: -1e9 }, quantum: { steps: 60 } });
    expect(await context.execute(long).settled).toMatchObject({ kind: 'result', steps: 60 });
    expect(turns - before).toBeGreaterThanOrEqual(7);
    counting = false;
  });
});
