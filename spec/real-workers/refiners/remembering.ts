import { threadId } from 'node:worker_threads';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';

/** What a step knows of where it runs. */
export interface Memory extends Record<string, Plain> {
  readonly thread: number;
  /** How many steps before this one have left something in the host, as far as the host still has it. */
  readonly warm: number;
  readonly places: number;
  /** The timers and immediates that the thread waits for beside its messages. */
  readonly pending: readonly string[];
  /** Comes back as it was given. */
  readonly kept: Plain;
}

/** One third, ten bits narrower with every step, in the thread of this code. */
export const remembering: Refiner<{ nonce: number }, Memory | null> = {
  name: 'remembering',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step({ state, cache }) {
    const places = (state?.places ?? 0) + 10;
    const warm = typeof cache?.value === 'number' ? cache.value : 0;
    if (cache !== undefined) cache.value = warm + 1;
    const pending = process
      .getActiveResourcesInfo()
      .filter((name) => name === 'Timeout' || name === 'Immediate');
    return {
      state: { thread: threadId, warm, places, pending, kept: state?.kept ?? null },
      bounds: { kind: 'narrow', lo: (1n << BigInt(places)) / 3n, width: 1, exp: -places },
    };
  },
};
