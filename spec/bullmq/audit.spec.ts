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

  it('compares whatever number of steps an answer says, and each lease of a chain', () => {
    const of: Lease = { ...lease, quantum: { steps: 2 } };
    const deep: Lease = { ...of, id: 2, node: 7, demand: { width: -10_000 } };
    const chain: Lease = { ...of, then: deep };
    const [first, then] = [of, deep].map(right) as Extract<Settlement, { kind: 'result' }>[];
    const honest: Settlement = { ...first!, then: then! };
    const lies: readonly (readonly [Lease, Settlement, Settlement])[] = [
      ...[0, 1, 2].map(
        (steps) => [of, first!, { ...first!, result: then!.result, steps }] as const,
      ),
      [of, first!, { ...first!, steps: 2 }],
      [chain, honest, { ...honest, then: first! }],
      [chain, honest, { ...then!, then: then! }],
    ];
    for (const [asked, answer, lie] of lies) {
      const audit = new Audit(1);
      expect(audit.findsLie(asked, 'honest', answer)).toBe(false);
      expect(audit.findsLie(asked, 'liar', lie)).toBe(true);
    }
  });

  it('has nothing used that a stopped lease says of its bounds, unless nothing is audited', () => {
    const { result } = right(lease) as Extract<Settlement, { kind: 'result' }>;
    const stopped: Settlement = { kind: 'stopped', result };
    const chain: Settlement = { kind: 'result', steps: 1, result, then: stopped };
    expect(new Audit(1).usable(stopped)).toEqual({ kind: 'stopped' });
    expect(new Audit(1).usable(chain)).toMatchObject({ kind: 'result', then: { kind: 'stopped' } });
    expect(new Audit(1).usable(chain)).not.toMatchObject({ then: { result } });
    expect(new Audit(0).usable(chain)).toBe(chain);
  });

  it('keeps nothing of sessions that have ended, nor of any where nothing is audited', () => {
    const audit = new Audit(1);
    const none = new Audit(0);
    for (let i = 0; i < 100; i++) {
      const incarnation = String(i);
      const ends = [audit, none].map((each) => each.onTaint(incarnation, () => undefined));
      for (const each of [audit, none]) each.note({ ...lease, incarnation }, 'honest');
      expect([audit.sessions, none.sessions]).toEqual([1, 0]);
      for (const end of ends) end();
    }
    expect(audit.sessions).toBe(0);
    // Nobody says that these end.
    for (let i = 0; i < 20_000; i++) audit.note({ ...lease, incarnation: String(i) }, 'honest');
    expect(audit.sessions).toBe(10_000);
  });
});
