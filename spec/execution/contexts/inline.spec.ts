import { describe, expect, it } from '@jest/globals';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { InlineContext } from '#lib/execution/contexts/inline.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

describe('the inline context', () => {
  it('runs a lease at once, and none that nobody needs any more', () => {
    const context = new InlineContext(createStepHost(registryOf(halving)));
    const lease = leaseOf(halving, { bits: 30 });
    expect(context.executeNow(lease)).toMatchObject({ kind: 'result', steps: 1 });
    expect(context.executeNow(lease, () => true)).toEqual({ kind: 'stopped' });
    expect(context.stats()).toEqual({ started: 2, settled: 2, lost: 0, inFlight: 0 });
  });

  it('passes on every lease with what became of it', () => {
    const observed: [Lease, Settlement][] = [];
    const context = new InlineContext(createStepHost(registryOf(halving)), (lease, settlement) =>
      observed.push([lease, settlement]),
    );
    const lease = leaseOf(halving, { bits: 30 });
    const settlement = context.executeNow(lease);
    expect(observed).toEqual([[lease, settlement]]);
  });
});
