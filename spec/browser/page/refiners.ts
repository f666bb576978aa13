/** Refiners of a page's own; its worker serves them. */
import { defineRefiner } from 'pincer/refiner';

const module = new URL(import.meta.url);

/** One third, to the bits that are asked for. */
export const third = defineRefiner<null, null>({
  name: 'third',
  version: 1,
  module,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step: ({ demand }) => {
    const bits = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
    return {
      state: null,
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
      bits,
    };
  },
});

/** Steps of a few milliseconds that bring one bit each: it never gets far. */
export const crawler = defineRefiner<null, number>({
  name: 'crawler',
  version: 1,
  module,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => 0,
  step: ({ state, stopRequested }) => {
    const end = performance.now() + 3;
    while (performance.now() < end && !stopRequested());
    const bits = state + 1;
    return {
      state: bits,
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
    };
  },
});
