import { appendFileSync, existsSync } from 'node:fs';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** Where nobody opens the gate: a spec that fails ends all the same. */
const LONGEST_WAIT = 10_000;

const nothing = new Int32Array(new SharedArrayBuffer(4));

const third = (bits: number): Enclosure => ({
  kind: 'narrow',
  lo: (1n << BigInt(bits)) / 3n,
  width: 1,
  exp: -bits,
});

/** The file that grows by a byte whenever a step has gone round its loop. */
export const roundsOf = (gate: string): string => `${gate}.rounds`;

/**
 * One third, once a gate is open, a file that is there. Until then a step goes round a loop. It checks for a stop each
 * time, or never.
 */
export const lingering: Refiner<{ gate: string; checks: boolean }, null> = {
  name: 'lingering',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step({ demand, stopRequested }, { gate, checks }) {
    const bits = demand.width === Infinity ? 1 : Math.max(1, Math.ceil(-demand.width));
    const end = performance.now() + LONGEST_WAIT;
    while (!existsSync(gate) && performance.now() < end) {
      if (checks && stopRequested()) break;
      appendFileSync(roundsOf(gate), '.');
      Atomics.wait(nothing, 0, 0, 1);
    }
    return { state: null, bounds: third(bits), bits };
  },
};
