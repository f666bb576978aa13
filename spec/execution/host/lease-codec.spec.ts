import { describe, expect, it } from '@jest/globals';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import {
  decodeLease,
  decodeSettlement,
  decodeSettlementBytes,
  encodeLease,
  encodeLeaseBytes,
  encodeSettlement,
  encodeSettlementBytes,
} from '#lib/execution/host/lease-codec.js';
import { encodePlain, SerializationError } from '#lib/refiners/codec.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const lease: Lease = { ...leaseOf(halving, { bits: 3 }), demand: { width: -Infinity } };
const half = { n: 1n, d: 2n };

describe('a lease as text', () => {
  it('comes back as it was: a rational among several inputs, and those after it in its chain', () => {
    const chain = [
      lease,
      { ...lease, exactInputs: [half] },
      {
        ...lease,
        exactInputs: [undefined, half],
        then: { ...lease, exactInputs: [half, undefined] },
      },
    ];
    for (const one of chain) {
      expect(typeof JSON.parse(encodeLease(one))).toBe('object');
      expect(decodeLease(encodeLease(one))).toStrictEqual(one);
    }
    // Plain data has no place for the undefined of a list, so the codec of plain data refuses such a lease.
    expect(() => encodePlain(chain[2] as never)).toThrow(SerializationError);
  });

  it('is refused with the path of what is not plain', () => {
    const odd = { ...lease, state: { next: () => 1 } } as unknown as Lease;
    expect(() => encodeLeaseBytes(odd)).toThrow(
      expect.objectContaining({ name: 'SerializationError', field: 'lease.state.next' }),
    );
    expect(() => encodeLease(odd)).toThrow(
      expect.objectContaining({ name: 'SerializationError', field: 'value.state.next' }),
    );
    expect(() => decodeLease('{')).toThrow(SerializationError);
  });
});

describe('a settlement as text', () => {
  it('comes back as it was', () => {
    const bounds = { kind: 'narrow', lo: 1n << 200n, width: 1, exp: -200 } as const;
    const result = { state: { places: NaN }, bounds, bits: 200 };
    const settlements: Settlement[] = [
      { kind: 'result', result, steps: 2, elapsed: 30, then: { kind: 'stopped', result } },
      { kind: 'lost', reason: 'it fell', blameless: true },
      { kind: 'failed', error: { name: 'RangeError', message: 'no', fields: { depth: 3n } } },
    ];
    for (const one of settlements) {
      expect(decodeSettlement(encodeSettlement(one))).toStrictEqual(one);
      expect(decodeSettlementBytes(encodeSettlementBytes(one))).toStrictEqual(one);
    }
    expect(() => decodeSettlement('')).toThrow(SerializationError);
    expect(() => decodeSettlementBytes(new Uint8Array(0))).toThrow(SerializationError);
  });
});
