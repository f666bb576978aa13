import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NodeId } from '#lib/graph/node.js';
import { RefinerRecord } from '#lib/graph/columns/refiner-record.js';
import type { RefinerMemory } from '#lib/graph/columns/refiner-record.js';
import { RefinerRecords } from '#lib/graph/columns/refiner-records.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';

const REFINERS = 40;

const fresh = (inputs: number): RefinerMemory => ({
  ...{ state: null, behind: 0, stampTime: 0, lease: 0, steps: 0, gain: 0, idleSteps: 0 },
  ...{ idleDemand: Infinity, ownWidth: undefined, needs: undefined, done: undefined },
  ...{ seenWidths: new Float64Array(inputs).fill(Infinity), conditional: false, bits: 0, cost: 0 },
});

const count = fc.nat(2 ** 32 - 1);
const width = fc.double({ noNaN: true });

/** Something that is written to one field of one record. */
const writes = fc.tuple(
  fc.nat(REFINERS - 1),
  fc.oneof(
    fc.record({ state: fc.jsonValue() }),
    fc.record({ stampTime: width }),
    fc.record({ lease: fc.maxSafeNat() }),
    fc.record({ steps: count }),
    fc.record({ gain: width }),
    fc.record({ bits: count }),
    fc.record({ cost: width }),
    fc.record({ done: fc.constantFrom('exact', 'exhausted', undefined) }),
    fc.record({ conditional: fc.boolean() }),
    fc.record({ behind: count }),
    fc.record({ idleSteps: count }),
    fc.record({ idleDemand: width }),
    fc.record({ ownWidth: fc.option(width, { nil: undefined }) }),
    fc.record({ needs: fc.constantFrom(undefined, [{ input: 0, width: -3 }]) }),
  ),
);

function recordOf(records: RefinerRecords, node: NodeId): RefinerRecord {
  return new RefinerRecord(records, records.rowOf(node));
}

function recordIn(state: Plain): RefinerRecord {
  const records = new RefinerRecords();
  records.add(0, state, 0);
  return recordOf(records, 0);
}

describe('the record of a refiner', () => {
  it('keeps what is written to it, as a plain object would, and lets the others be', () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 200 }), (written) => {
        const records = new RefinerRecords();
        const plain = Array.from({ length: REFINERS }, (_, i) => fresh(i % 3));
        // Every other node is a combinator.
        for (let i = 0; i < REFINERS; i++) records.add(2 * i, null, i % 3);
        for (const [i, change] of written) {
          Object.assign(recordOf(records, 2 * i), change);
          Object.assign(plain[i]!, change);
        }
        expect(plain.map((_, i) => recordOf(records, 2 * i).copied())).toEqual(plain);
        const kept = plain.flatMap((_, i) => (i % 3 === 1 ? [] : [2 * i, 2 * i + 1]));
        const retained = records.retained(kept);
        kept.forEach((old, node) => {
          expect(retained.has(node)).toBe(old % 2 === 0);
          if (old % 2 === 0) expect(recordOf(retained, node).copied()).toEqual(plain[old / 2]);
        });
      }),
      { numRuns: runs(100) },
    );
  });

  it('counts no more bits than 2^32 - 1, whatever a refiner reports', () => {
    const record = recordIn(null);
    record.bits = 1e12;
    expect(record.bits).toBe(2 ** 32 - 1);
  });

  it('starts anew behind what it had reached, with what was proven and counted', () => {
    const record = recordIn('first');
    const known = { state: 'later', steps: 9, cost: 99, lease: 7, idleSteps: 3, idleDemand: -4 };
    Object.assign(record, known);
    record.startAnew('first');
    expect(record.copied()).toEqual({ ...fresh(0), state: 'first', behind: 9, steps: 9, cost: 99 });
  });
});
