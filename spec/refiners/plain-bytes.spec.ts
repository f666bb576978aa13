import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findUnplain, SerializationError } from '#lib/refiners/codec.js';
import { fromMagnitude, toMagnitude } from '#lib/refiners/magnitude.js';
import { decodePlainBytes, encodePlainBytes } from '#lib/refiners/plain-bytes.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';
import { plain } from '#spec/support/plain.js';

/** What was read, or that it was refused; any other error is thrown. */
function read(bytes: Uint8Array): Plain {
  try {
    return decodePlainBytes(bytes);
  } catch (error) {
    if (error instanceof SerializationError) return 'refused';
    throw error;
  }
}

describe('the bytes of plain data', () => {
  it('give back what was written', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(isDeepStrictEqual(decodePlainBytes(encodePlainBytes(value)), value)).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });

  it('are refused where they are cut anywhere, and where more follow', () => {
    fc.assert(
      fc.property(
        plain,
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        (value, at, more) => {
          const bytes = encodePlainBytes(value);
          expect(read(bytes.subarray(0, at % bytes.length))).toBe('refused');
          expect(read(Uint8Array.from([...bytes, ...more]))).toBe('refused');
        },
      ),
      { numRuns: runs(200) },
    );
    // Every cut of one that holds each kind of value.
    const bytes = encodePlainBytes([null, true, 1, -1, 0.5, 5n, -5n, 'a', '\ud800', { a: [] }]);
    for (let length = 0; length < bytes.length; length++)
      expect(read(bytes.subarray(0, length))).toBe('refused');
  });

  it('are read as plain data or refused, whatever byte is changed and whatever they are', () => {
    fc.assert(
      fc.property(plain, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, change) => {
        const bytes = encodePlainBytes(value).slice();
        bytes[at % bytes.length]! ^= change;
        expect(findUnplain(read(bytes), 'value')).toBeUndefined();
      }),
      { numRuns: runs(200) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(findUnplain(read(bytes), 'value')).toBeUndefined();
      }),
      { numRuns: runs(200) },
    );
  });

  it('claim no memory that they do not hold: lengths, depth, values and keys are bounded', () => {
    const many = [0xff, 0xff, 0xff, 0xff, 0x7f];
    for (const tag of [6, 7, 8, 9])
      expect(read(Uint8Array.from([tag, ...many, 1]))).toBe('refused');
    expect(read(new Uint8Array(4000).fill(10))).toBe('refused');
    const nulls = new Uint8Array(2 ** 22 + 3);
    nulls[0] = 10;
    nulls[nulls.length - 1] = 12;
    expect(read(nulls)).toBe('refused');
    const key = [8, 1, 97, 0];
    expect(read(Uint8Array.from([11, ...key, 12]))).toEqual({ a: null });
    expect(read(Uint8Array.from([11, ...key, ...key, 12]))).toBe('refused');
    let deep: Plain = 0;
    for (let i = 0; i < 1001; i++) deep = [deep];
    expect(() => encodePlainBytes(deep)).toThrow(SerializationError);
  });

  it('are of what is plain alone, and the field that is not is named', () => {
    expect(() => encodePlainBytes({ rows: [1, () => 1] }, 'state')).toThrow(
      expect.objectContaining({ field: 'state.rows[1]' }),
    );
  });

  it('hold the magnitude of a number, an eighth of its bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 300n }), (value) => {
        const bytes = toMagnitude(value);
        expect(bytes.length).toBe(value === 0n ? 0 : Math.ceil(value.toString(2).length / 8));
        expect(fromMagnitude(bytes)).toBe(value);
        expect(BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)).toBe(value);
      }),
      { numRuns: runs(300) },
    );
    expect(encodePlainBytes(1n << 80_000n).length).toBeLessThan(10_010);
  });
});
