import { existsSync, writeFileSync } from 'node:fs';
import type { Refiner } from '#lib/refiners/refiner.js';

/**
 * One third, between neighbours on the grid that is asked for. The first time that it is asked for more
 * than a thousand bits, or every time, it ends the process or thread that it runs in: a file, named by
 * the parameter, tells that there was a first time.
 */
export const crashing: Refiner<{ marker: string; always: boolean }, null> = {
  name: 'crashing',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step({ demand }, { marker, always }) {
    if (demand.width < -1000 && (always || !existsSync(marker))) {
      writeFileSync(marker, 'was here');
      process.exit(1);
    }
    const bits = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
    return {
      state: null,
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
      bits,
    };
  },
};
