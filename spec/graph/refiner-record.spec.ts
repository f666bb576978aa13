import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RefinerRecord } from '#lib/graph/refiner-record.js';
import type { RefinerMemory } from '#lib/graph/refiner-record.js';
import { RefinerRecords } from '#lib/graph/refiner-records.js';
import { runs } from '#spec/support/effort.js';

const ROWS = 40;

const fresh = (inputs: number): RefinerMemory => ({
  ...{ state: null, behind: 0, stampTime: 0, lease: 0, steps: 0, gain: 0, idleSteps: 0 },
  ...{ idleDemand: Infinity, ownWidth: undefined, needs: undefined, done: undefined },
  ...{ seenWidths: new Float64Array(inputs).fill(Infinity), conditional: false, bits: 0, cost: 0 },
});

const count = fc.nat(2 ** 32 - 1);
const width = fc.double({ noNaN: true });

/** Something that is written to one field of one row. */
const writes = fc.tuple(
  fc.nat(ROWS - 1),
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

describe('the record of a refiner', () => {
  it('keeps what is written to it, as a plain object would, and lets the others be', () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 200 }), (written) => {
        const records = new RefinerRecords();
        const plain = Array.from({ length: ROWS }, (_, row) => fresh(row % 3));
        for (let row = 0; row < ROWS; row++) expect(records.add(null, row % 3)).toBe(row);
        for (const [row, change] of written) {
          Object.assign(new RefinerRecord(records, row), change);
          Object.assign(plain[row]!, change);
        }
        const kept = plain.map((_, row) => new RefinerRecord(records, row).copied());
        expect(kept).toEqual(plain);
        const other = new RefinerRecords();
        const moved = plain.map((_, row) => new RefinerRecord(other, other.copy(records, row)));
        expect(moved.map((record) => record.copied())).toEqual(plain);
      }),
      { numRuns: runs(100) },
    );
  });

  it('counts no more bits than 2^32 - 1, whatever a refiner reports', () => {
    const records = new RefinerRecords();
    const record = new RefinerRecord(records, records.add(null, 0));
    record.bits = 1e12;
    expect(record.bits).toBe(2 ** 32 - 1);
  });

  it('starts anew behind what it had reached, with what was proven and counted', () => {
    const records = new RefinerRecords();
    const record = new RefinerRecord(records, records.add('first', 0));
    const known = { state: 'later', steps: 9, cost: 99, lease: 7, idleSteps: 3, idleDemand: -4 };
    Object.assign(record, known);
    record.startAnew('first');
    expect(record.copied()).toEqual({ ...fresh(0), state: 'first', behind: 9, steps: 9, cost: 99 });
  });
});
