import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** From one half to seven halves: zero is not among them. */
const ALL_OF_THEM: Enclosure = { kind: 'narrow', lo: 1n, width: 6, exp: -1 };

/**
 * An integer from 1 to 3 that the first step puts into its box and later ones take from there. It trusts the
 * box, as refiners may: what is in the box of another node or session becomes wrong digits. The first step narrows
 * nothing, so that these contradict no earlier bounds.
 */
export const keeper: Refiner<{ value: number }, { steps: number; hits: number }> = {
  name: 'keeper',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ALL_OF_THEM,
  start: () => ({ steps: 0, hits: 0 }),
  step({ state, demand, cache }, { value }) {
    const kept = cache?.value as number | undefined;
    if (cache !== undefined) cache.value = kept ?? value;
    const next = { steps: state.steps + 1, hits: state.hits + (kept === undefined ? 0 : 1) };
    if (state.steps === 0) return { state: next, bounds: ALL_OF_THEM };
    const bits = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width) + 1);
    return {
      state: next,
      bounds: {
        kind: 'narrow',
        lo: (BigInt(kept ?? value) << BigInt(bits)) - 1n,
        width: 2,
        exp: -bits,
      },
      bits,
    };
  },
};
