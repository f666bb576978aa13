import { describe, expect, it } from '@jest/globals';
import { defineCombinator, defineRefiner, enclosure, refined } from '#lib/refiner.js';
import type { Refiner } from '#lib/refiner.js';
import { brokenRefinerLaws } from '#lib/testing/index.js';

/** An interface: it has no index signature. */
interface Halvings {
  readonly lower: bigint;
  readonly bits: number;
}

const define = (more: object): unknown =>
  defineRefiner({
    ...{ name: 'f', version: 1, start: () => null, step: () => null, ...more },
  } as unknown as Refiner<null, null>);

describe('a refiner that is defined', () => {
  it('may have an interface as its state, for the laws too', () => {
    const halved = defineRefiner({
      ...{ name: 'halved-third', version: 1 },
      start: (_params: null): Halvings => ({ lower: 0n, bits: 0 }),
      step({ state: { bits }, demand }) {
        const next = { lower: (1n << BigInt(bits + 1)) / 3n, bits: bits + 1 };
        const lo = -bits > demand.width ? next : { lower: (1n << BigInt(bits)) / 3n, bits };
        return { state: lo, bounds: { kind: 'narrow', lo: lo.lower, width: 1, exp: -lo.bits } };
      },
    });
    expect(brokenRefinerLaws(halved, { params: null, value: '1/3' })).toEqual([]);
    expect(refined(halved, null, []).toFixed(5)).toBe('0.33333');
  });

  it('has no function in its state, by its type', () => {
    const refiner = {
      ...{ name: 'of-a-function', version: 1 },
      start: (_params: null) => ({ next: () => 1 }),
      step: () => ({ state: { next: () => 1 }, bounds: enclosure.of(1) }),
    };
    // @ts-expect-error: a function is no plain data.
    expect(defineRefiner(refiner)).toBe(refiner);
  });

  it.each([
    [{ module: 'm.js' }, 'defineRefiner: the module of f must be a URL, got m.js'],
    [{ module: null }, 'defineRefiner: the module of f must be a URL, got null'],
    [{ replace: 'yes' }, 'defineRefiner: replace of f must be true or false, got yes'],
    [{ initial: 5 }, 'defineRefiner: `initial` of f must be a function, got 5'],
    [{ sensitivity: 0 }, 'defineRefiner: `sensitivity` of f must be a function, got 0'],
    [{ modulus: {} }, 'defineRefiner: `modulus` of f must be a function, got '],
    [{ part: true }, 'defineRefiner: `part` of f must be a function, got true'],
  ])('names an optional field of another type: %j', (more, message) => {
    expect(() => define(more)).toThrow(message);
    expect(() =>
      define(Object.fromEntries(Object.keys(more).map((key) => [key, undefined]))),
    ).not.toThrow();
  });

  it('names those of a combinator', () => {
    const definition = { name: 'f', version: 1, combine: () => enclosure.of(1), fold: 1 };
    expect(() => defineCombinator(definition as never)).toThrow(
      'defineCombinator: `fold` of f must be a function, got 1',
    );
  });
});
