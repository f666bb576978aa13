import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { InvalidLeaseError } from '#lib/execution/errors.js';
import { checkLease } from '#lib/execution/host/lease-check.js';
import { decodeLeaseBytes, encodeLeaseBytes } from '#lib/execution/host/lease-codec.js';
import { SerializationError } from '#lib/refiners/codec.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const half = { n: 1n, d: 2n };
const inputs = [{ kind: 'narrow', lo: 1n << 90n, width: 1, exp: -90 }, { kind: 'all' }] as const;
const lease: Lease = {
  ...leaseOf(halving, { bits: 3 }, { inputs, exactInputs: [undefined, half], origin: 4 }),
  demand: { width: -Infinity, predicate: { excludes: { m: 3n, e: -1 } } },
  quantum: { steps: 2, milliseconds: 30, width: -9 },
};
const values = [{ parts: [1n, 'two'], values: [{ t: 3n }, null] }];
const last: Lease = { ...lease, id: 9, after: [1], divisible: true, part: [4n], values };
const chain: Lease = { ...lease, then: last };

describe('a lease that a host is sent', () => {
  it('is taken as it is where it is one, without the fields that no lease has', () => {
    expect(checkLease(chain)).toStrictEqual(chain);
    expect(checkLease({ ...lease, shell: 'rm' })).toStrictEqual(lease);
    expect(decodeLeaseBytes(encodeLeaseBytes(chain))).toStrictEqual(chain);
  });

  it.each<readonly [string, string, object]>([
    ['an identity that is none', 'lease.id', { id: -1 }],
    ['a session without a name', 'lease.incarnation', { incarnation: 7 }],
    ['a node that is none', 'lease.node', { node: 1.5 }],
    ['no stamp', 'lease.stamp', { stamp: null }],
    ['a time that is none', 'lease.stamp.nanoseconds', { stamp: { version: 0, nanoseconds: NaN } }],
    ['no refiner', 'lease.refiner', { refiner: [] }],
    [
      'a name of a megabyte',
      'lease.refiner.name',
      { refiner: { name: 'x'.repeat(1e6), version: 1 } },
    ],
    ['a state that no codec sends', 'lease.state.at', { state: { at: new Date(0) } }],
    [
      'bounds in the wrong order',
      'lease.bounds',
      { bounds: { kind: 'wide', lo: { m: 2n, e: 0 }, hi: { m: 1n, e: 0 } } },
    ],
    [
      'an input that is no enclosure',
      'lease.inputs[1]',
      { inputs: [inputs[0], { kind: 'point' }] },
    ],
    ['a rational over zero', 'lease.exactInputs[0]', { exactInputs: [{ n: 1n, d: 0n }] }],
    ['no width', 'lease.demand.width', { demand: { width: NaN } }],
    [
      'a point that is none',
      'lease.demand.predicate.excludes',
      { demand: { width: 0, predicate: { excludes: 1 } } },
    ],
    ['steps that cannot be counted', 'lease.quantum.steps', { quantum: { steps: Infinity } }],
    ['a position beyond its inputs', 'lease.after', { after: [2] }],
    ['a part that no codec sends', 'lease.part', { part: new Date(0) }],
    ['values without parts', 'lease.values[0].parts', { values: [{ values: [] }] }],
    ['a fault further on', 'lease.then.epoch', { then: { ...lease, epoch: '0' } }],
  ])('is refused with %s, by the name of the field', (_, field, change) => {
    expect(() => checkLease({ ...lease, ...change })).toThrow(
      expect.objectContaining({ name: 'InvalidLeaseError', field }),
    );
  });

  it('is refused where its chain does not end', () => {
    const circle: Record<string, unknown> = { ...lease };
    circle['then'] = circle;
    expect(() => checkLease(circle)).toThrow(/beyond the longest chain/);
  });

  it('is refused or is a lease, whatever bytes are cut or changed', () => {
    const whole = encodeLeaseBytes(chain);
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (at, change, isCut) => {
        const bytes = whole.slice(0, isCut ? at % whole.length : whole.length);
        if (!isCut) bytes[at % bytes.length]! ^= change;
        try {
          const read = decodeLeaseBytes(bytes);
          expect(checkLease(read)).toStrictEqual(read);
        } catch (error) {
          const isTyped = error instanceof SerializationError || error instanceof InvalidLeaseError;
          if (!isTyped) throw error;
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
