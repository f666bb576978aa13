import { afterEach, describe, expect, it } from '@jest/globals';
import { atanFixed } from '#lib/kernels/arctangent.js';
import { eFixed, piFixed } from '#lib/kernels/constants.js';
import { rootFloor } from '#lib/exact/integer.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { checkpoint, checkpointAt, setStop, Interrupted } from '#lib/exact/interruption.js';
import { lnFixed } from '#lib/kernels/logarithm.js';
import { sinCosFixed } from '#lib/kernels/sine-cosine.js';
import { ln10Fixed, ln2Fixed } from '#lib/kernels/reduction/prime-logarithms.js';

const P = 40_000;
const ONE = 1n << BigInt(P);

/** Constants come first, each longer than what one before it made it keep: the functions below would make them keep more. */
const KERNELS: Readonly<Record<string, () => unknown>> = {
  pi: () => piFixed(P),
  e: () => eFixed(P),
  'ln 2': () => ln2Fixed(P),
  'ln 10': () => ln10Fixed(2 * P),
  exp: () => expFixed(ONE / 3n, P),
  'sin and cos': () => sinCosFixed(ONE / 3n, P),
  ln: () => lnFixed((ONE * 4n) / 3n, P),
  atan: () => atanFixed(ONE / 3n, P),
  'a square root': () => rootFloor(2n << BigInt(16 * P), 2),
};

afterEach(() => {
  setStop(undefined);
});

/** Asks for a stop at look number `at`; counts the looks. */
function stopAtLook(at: number): { looks: number } {
  const count = { looks: 0 };
  setStop(() => ++count.looks >= at);
  return count;
}

describe.each(Object.entries(KERNELS))('a long computation of %s', (_name, compute) => {
  it('ends at the first look, and at any later one, and gives the same once nobody stops it', () => {
    const first = stopAtLook(1);
    expect(compute).toThrow(Interrupted);
    expect(first.looks).toBe(1);
    const later = stopAtLook(2);
    expect(compute).toThrow(Interrupted);
    expect(later.looks).toBe(2);
    const heeded = stopAtLook(Infinity);
    const value = compute();
    expect(heeded.looks).toBeGreaterThan(2);
    setStop(undefined);
    expect(compute()).toEqual(value);
  });
});

describe('a look', () => {
  it('is taken once for every 256 short computations of a loop', () => {
    const heeded = stopAtLook(Infinity);
    for (let done = 0; done < 10_000; done++) checkpointAt(done);
    expect(heeded.looks).toBe(Math.floor(10_000 / 256));
    const stopped = stopAtLook(3);
    let count = 0;
    const loop = (): void => {
      for (; count < 10_000; count++) checkpointAt(count);
    };
    expect(loop).toThrow(Interrupted);
    expect(stopped.looks).toBe(3);
    expect(count).toBe(3 * 256 - 1);
  });

  it('is not taken while numbers are short', () => {
    const count = stopAtLook(1);
    expect(() => expFixed(1n << 990n, 1000)).not.toThrow();
    expect(count.looks).toBe(0);
  });

  it('asks who is heeded now, and the one before after that', () => {
    setStop(() => true);
    const outer = setStop(() => false);
    expect(() => {
      checkpoint(P);
    }).not.toThrow();
    setStop(outer);
    expect(() => {
      checkpoint(P);
    }).toThrow(Interrupted);
  });
});
