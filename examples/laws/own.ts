/** A refiner, a combinator and a function of one's own, in a module that workers can import. */
import { combined, defineCombinator, defineFunction, defineRefiner } from 'pincer/refiner';
import { enclosure, refined } from 'pincer/refiner';
import type { Real, RealInput } from 'pincer';

const module = new URL(import.meta.url);

/** 1/3 by its binary digits, as many as are wanted. */
export const third = defineRefiner({
  ...{ name: 'laws-third', version: 1, module },
  start: (_params: null) => ({ bits: 0 }),
  step({ state, demand: { width } }) {
    const bits = Math.max(state.bits, width === Infinity ? 64 : Math.ceil(-width));
    const bounds = { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits } as const;
    return { state: { bits }, bounds };
  },
});

/** x^3. */
export const cube = defineFunction({
  ...{ name: 'laws-cube', version: 1, module },
  at: (x, width) => enclosure.power(enclosure.of(x, -Infinity), 3, width),
  derivative: (x) => enclosure.multiply(enclosure.square(x), enclosure.of(3)),
});

/** (x + y) / 2. */
export const mean = defineCombinator({
  ...{ name: 'laws-mean', version: 1, arity: 2 },
  combine: ([x, y], width) =>
    enclosure.divide(enclosure.add(x, y, width - 1), enclosure.of(2), width - 1),
  sensitivity: () => -1,
});

/** The mean of 1/3 and x^3. */
export function example(x: RealInput): Real {
  return combined(mean, null, [refined(third, null), refined(cube, null, [x])]);
}
