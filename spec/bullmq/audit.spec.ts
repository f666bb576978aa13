import { describe, expect, it } from '@jest/globals';
import { Audit } from '#lib/bullmq/client/audit.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { leaseOf } from '../execution/lease-of.js';
import { halving } from '../execution/refiners/halving.js';

const host = createStepHost(builtinRegistry());
const lease: Lease = {
  ...leaseOf(halving, { bits: 3 }),
  refiner: { name: 'pi', version: 1 },
  params: null,
  state: null,
};
const part: Lease = { ...lease, part: { kernel: 'root of 10005', args: [64] } };
const right = (of: Lease): Settlement => host.run(of, { stopRequested: () => false });

describe('an audit', () => {
  it('tells every session that has used anything of a worker that lies, and no other', () => {
    const audit = new Audit(1);
    const told: string[] = [];
    for (const incarnation of ['one', 'two', 'three'])
      audit.onTaint(incarnation, ({ fault, voids }) => {
        told.push(`${incarnation} ${fault} ${String(voids)}`);
      });
    const lie: Settlement = { kind: 'part', value: 1n, elapsed: 0 };
    // Early bounds alone are used too.
    audit.note({ ...lease, incarnation: 'one' }, 'liar');
    audit.note({ ...lease, incarnation: 'two' }, 'honest');
    expect(audit.findsLie({ ...part, incarnation: 'three' }, 'liar', lie)).toBe(true);
    expect(told).toEqual(['one audit true', 'three audit true']);
    expect(audit.taintOf('two')).toBeUndefined();
  });

  it('finds the value of a part that is not its value, as it finds a step', () => {
    const audit = new Audit(1);
    for (const of of [lease, part]) expect(audit.findsLie(of, 'honest', right(of))).toBe(false);
    const lie = right(part) as Extract<Settlement, { kind: 'part' }>;
    expect(audit.findsLie(part, 'liar', { ...lie, value: (lie.value as bigint) + 1n })).toBe(true);
    expect([audit.trusts('honest'), audit.trusts('liar')]).toEqual([true, false]);
    expect(audit.taintOf(lease.incarnation)?.message).toContain('the worker liar');
  });
});
