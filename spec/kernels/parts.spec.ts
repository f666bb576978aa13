import { afterEach, describe, expect, it } from '@jest/globals';
import { expBurst, sinCosBurst } from '#lib/kernels/bit-burst.js';
import { computePart, inParts, partKernel, setPartition } from '#lib/kernels/parts.js';
import type { Part } from '#lib/kernels/parts.js';
import { decodePlain, encodePlain } from '#lib/refiners/codec.js';

/** What went to another thread and came back. */
const travelled = <T>(value: T): T => decodePlain(encodePlain(value)) as T;

afterEach(() => {
  setPartition(undefined);
});

/** Computes with each part in another place, the last one first; returns how many there were. */
function elsewhere(compute: () => unknown): { value: unknown; parts: number } {
  let count = 0;
  setPartition((parts: readonly Part[]) => {
    count += parts.length;
    const values = parts.toReversed().map((part) => travelled(computePart(travelled(part))));
    return values.reverse();
  });
  const value = compute();
  setPartition(undefined);
  return { value, parts: count };
}

const BITS = 210_000;
const third = (1n << BigInt(BITS)) / 3n;

describe('parts that are computed elsewhere', () => {
  it.each([
    ['an exponential', () => expBurst(third, BITS)],
    ['a sine and a cosine', () => sinCosBurst(third, BITS)],
  ])('give the same value: %s', (_what, compute) => {
    const { value, parts } = elsewhere(compute);
    expect(parts).toBeGreaterThan(8);
    expect(value).toEqual(compute());
  });

  it('are asked for by name, and computed here by default', () => {
    const square = partKernel('square of the spec', (n: number) => n * n);
    expect(inParts<number[]>([square(3), square(4)])).toEqual([9, 16]);
    expect(elsewhere(() => inParts<number[]>([square(3), square(4)]))).toEqual({
      value: [9, 16],
      parts: 2,
    });
    expect(() => computePart({ kernel: 'nonesuch', args: [] })).toThrow(
      'computePart: there is no kernel nonesuch',
    );
  });
});
