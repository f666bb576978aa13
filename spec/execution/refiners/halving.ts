import { ALL } from '#lib/exact/enclosure/enclosure.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** The integer square root of 2 * 4^places. */
function rootOfTwo(places: number): bigint {
  const radicand = 2n << BigInt(2 * places);
  let root = 1n << BigInt(places + 1);
  for (;;) {
    const next = (root + radicand / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The square root of two, so many bits narrower with every step. State: the places so far. */
export const halving: Refiner<{ bits: number }, { places: number }> = {
  name: 'halving',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ALL,
  start: () => ({ places: 0 }),
  step: ({ state }, { bits }) => {
    const places = state.places + bits;
    return {
      state: { places },
      bounds: { kind: 'narrow', lo: rootOfTwo(places), width: 1, exp: -places },
      cost: 10,
      bits: 2 * places,
    };
  },
};

/** The same, with another name and version. */
export const halvingAgain: Refiner<{ bits: number }, { places: number }> = {
  ...halving,
  version: 2,
};

export const notARefiner = { name: 'halving', version: 3 };
