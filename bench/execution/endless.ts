/** Refiners whose steps never get where they are sent. */
import type { Lease } from '#lib/coordinator/leases/lease.js';
import type { Refiner } from 'pincer/refiner';

const module = new URL(import.meta.url);

/** One bit a step, in two milliseconds; it listens to a stop. */
export const endless: Refiner<{ nonce: number }, number> = {
  name: 'endless',
  version: 1,
  module,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => 0,
  step: ({ state, stopRequested }) => {
    const end = performance.now() + 2;
    while (performance.now() < end && !stopRequested());
    const bits = state + 1;
    return {
      state: bits,
      bounds: { kind: 'narrow', lo: (1n << BigInt(bits)) / 3n, width: 1, exp: -bits },
    };
  },
};

/** Multiplies without a look at anything, once it has said that it is under way. */
export const deaf: Refiner<null, null> = {
  name: 'deaf',
  version: 1,
  module,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step: ({ report }) => {
    const huge = (1n << 10_000_000n) - (1n << 3_000_000n) - 1n;
    report({ kind: 'narrow', lo: 0n, width: 1, exp: 0 });
    let last = 0n;
    const end = performance.now() + 60_000;
    while (performance.now() < end) last = (huge * (huge + last)) & 1n;
    return { state: null, bounds: { kind: 'narrow', lo: last, width: 0, exp: 0 } };
  },
};

/** A lease of the deaf one. */
export function deafLease(): Lease {
  return {
    id: 1,
    incarnation: 'bench',
    node: 1,
    epoch: 0,
    stamp: { version: 0, nanoseconds: 1 },
    refiner: { name: deaf.name, version: deaf.version, module: module.href },
    params: null,
    state: null,
    bounds: { kind: 'narrow', lo: 0n, width: 1, exp: 0 },
    inputs: [],
    demand: { width: -1e6 },
    quantum: { steps: 1 },
    predictedCost: 1e9,
    attempt: 0,
  };
}
