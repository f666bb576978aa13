import { describe, expect, it } from '@jest/globals';
import { createSession, real, sqrt } from 'pincer';
import type { Result } from 'pincer';
import { ratiosOf } from '#lib/cli/writing/presentation.js';

/** More digits than the engine converts at once. */
const BITS = 300_000;

const root = sqrt(2).negate();

/** Whether a number is below -sqrt(2): `m * 2^exponent`. */
function isBelow(m: bigint, exponent: number): boolean {
  return m < 0n && m * m > 2n << BigInt(-2 * exponent);
}

describe('ratios', () => {
  // Numbers of 100,000 digits are compared with `toBe(true)`: none is shown.
  it('of many digits are exact', () => {
    const power = real(-3).pow(300_001);
    const text = String((-3n) ** 300_001n);
    const { lower, upper } = ratiosOf(power.refineSync({ eps: 1 }));
    expect(lower === text && upper === text).toBe(true);
    const ends = ratiosOf(root.refineSync({ bits: BITS }));
    const [low, high] = [ends.lower, ends.upper].map((end) => {
      const [n = '', d = ''] = end!.split('/');
      const exponent = -BigInt(d).toString(2).length + 1;
      return isBelow(BigInt(n), exponent);
    });
    expect([low, high]).toEqual([true, false]);
  });

  it('are short, and enclose the value, where an interruption leaves no time to write them', async () => {
    const memory = new Int32Array(new SharedArrayBuffer(4));
    await using session = createSession({ interruption: memory });
    const result: Result = root.refineSync({ bits: BITS }, { session });
    memory[0] = 1;
    const ends = ratiosOf(result);
    const [low, high] = [ends.lower, ends.upper].map((end) => {
      expect(end!.length).toBeLessThan(1020);
      const [, m = '', exponent = ''] = /^(-\d+)\*2\^(-\d+)$/.exec(end!)!;
      return isBelow(BigInt(m), Number(exponent));
    });
    expect([low, high]).toEqual([true, false]);
  });
});
