import { appendFileSync, existsSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { checkpoint } from '#lib/exact/interruption.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** Where nobody opens the gate: a spec that fails ends all the same. */
const LONGEST_WAIT = 10_000;

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** The thread that this code runs in. */
export const thisThread = (): string => `${String(process.pid)}.${String(threadId)}`;

/** The file that grows by a byte whenever a step at a gate has gone round its loop, a millisecond or more each time. */
export const roundsOf = (gate: string): string => `${gate}.rounds`;

/** The file that is there once a step at a gate has been answered. */
export const answeredAt = (gate: string): string => `${gate}.answered`;

export interface Stage extends Record<string, string | number | boolean> {
  /** A file, until which steps wait. */
  readonly gate: string;
  /** The thread in which steps do not wait. */
  readonly free: string;
  /** Whether steps that wait hear stops. */
  readonly hears: boolean;
  /** The part of the bits that are asked for which a step brings. */
  readonly part: number;
  readonly nonce: number;
}

/** One third, once a gate is open. */
export const staged: Refiner<Stage, number> = {
  name: 'staged',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => 0,
  step({ demand, state: proven }, { gate, free, hears, part }) {
    const asked = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
    const bits = Math.ceil(proven + (asked - proven) * part);
    const end = performance.now() + (thisThread() === free ? 0 : LONGEST_WAIT);
    // The host answers in this turn of the event loop.
    if (thisThread() !== free) setImmediate(() => appendFileSync(answeredAt(gate), '.'));
    while (!existsSync(gate) && performance.now() < end) {
      if (hears) checkpoint(Infinity);
      appendFileSync(roundsOf(gate), '.');
      Atomics.wait(nothing, 0, 0, 1);
    }
    return {
      state: bits,
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
      bits,
    };
  },
};
