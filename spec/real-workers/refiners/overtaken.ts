import { appendFileSync, existsSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import type { Refiner } from '#lib/refiners/refiner.js';

/** Where nobody opens the gate: a spec that fails ends all the same. */
const LONGEST_WAIT = 10_000;

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** The thread that a step runs in. */
export const hereNow = (): string => `${String(process.pid)}.${String(threadId)}`;

/** The file that grows by a line whenever a step begins to wait. */
export const begunAt = (gate: string): string => `${gate}.begun`;

/**
 * One third, to the bits that are asked for. In the thread `free` a step answers at once; in every other it waits until
 * the gate, a file, is there. It hears no stop. Its state is the thread that computed it.
 */
export const overtaken: Refiner<{ gate: string; free: string }, string> = {
  name: 'overtaken',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => '',
  step({ demand }, { gate, free }) {
    const bits = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
    if (hereNow() !== free) {
      appendFileSync(begunAt(gate), 'x');
      const end = performance.now() + LONGEST_WAIT;
      while (!existsSync(gate) && performance.now() < end) Atomics.wait(nothing, 0, 0, 1);
    }
    return {
      state: hereNow(),
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
      bits,
    };
  },
};
