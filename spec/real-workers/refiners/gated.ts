import { existsSync } from 'node:fs';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { checkpoint } from '#lib/exact/interruption.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** Where nobody opens the gate: a spec that fails ends all the same. */
const LONGEST_WAIT = 10_000;

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** So many bits lie before the gate. */
export const FREE_BITS = 100;

const third = (bits: number): Enclosure => ({
  kind: 'narrow',
  lo: (1n << BigInt(bits)) / 3n,
  width: 1,
  exp: -bits,
});

/**
 * One third, to the bits that are asked for: more than a few once a gate is open, a file that is there. Until then a
 * step says that it has begun, by narrower bounds, and hears stops, which leave it with nothing.
 */
export const gated: Refiner<{ gate: string }, null> = {
  name: 'gated',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step({ demand, report }, { gate }) {
    const bits = demand.width === Infinity ? 1 : Math.max(1, Math.ceil(-demand.width));
    if (bits > FREE_BITS) report(third(FREE_BITS));
    const end = performance.now() + (bits > FREE_BITS ? LONGEST_WAIT : 0);
    while (!existsSync(gate) && performance.now() < end) {
      checkpoint(Infinity);
      Atomics.wait(nothing, 0, 0, 1);
    }
    return { state: null, bounds: third(bits), bits };
  },
};
