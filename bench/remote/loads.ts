/** Steps for a fleet: one that answers so many bytes, one that works so long, and one that goes on until it is stopped. */
import { performance } from 'node:perf_hooks';
import type { Plain, Refiner, StepContext } from 'pincer/refiner';

const module = new URL(import.meta.url);
const bounds = { kind: 'narrow', lo: 0n, width: 1, exp: 0 } as const;

/** How much a step does or answers, and which of many alike it is. */
export interface Load {
  readonly amount: number;
  readonly nonce: number;
}

function load(
  name: string,
  step: (amount: number, under: Pick<StepContext, 'stopRequested' | 'report'>) => Plain,
): Refiner<Load> {
  return {
    ...{ name, version: 1, module, start: () => null },
    step: (context, { amount }) => ({ state: step(amount, context), bounds }),
  };
}

/** A number of so many bytes. */
export const answering = load('answering', (bytes) =>
  bytes === 0 ? 0 : (1n << BigInt(8 * bytes)) - 1n,
);

/** Computes for so many milliseconds. */
export const working = load('working', (milliseconds) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return null;
});

/** Says that it has begun, and computes until it is told to stop, a minute at most. */
export const enduring = load('enduring', (_, { stopRequested, report }) => {
  report(bounds);
  const end = performance.now() + 60_000;
  while (!stopRequested() && performance.now() < end);
  return null;
});

/** The square root of an integer, so many bits narrower with each step, which takes so many milliseconds. */
export const rooting: Refiner<
  { readonly of: number; readonly bits: number; readonly milliseconds: number },
  { readonly places: number }
> = {
  ...{ name: 'rooting', version: 1, module },
  start: () => ({ places: 0 }),
  step: ({ state }, { of, bits, milliseconds }) => {
    const end = performance.now() + milliseconds;
    const places = state.places + bits;
    const radicand = BigInt(of) << BigInt(2 * places);
    // Newton's method from above, which ends where it would rise.
    let root = 1n << BigInt(places + 16);
    while (root * root > radicand) root = (root + radicand / root) >> 1n;
    while (performance.now() < end);
    return { state: { places }, bounds: { kind: 'narrow', lo: root, width: 1, exp: -places } };
  },
};
