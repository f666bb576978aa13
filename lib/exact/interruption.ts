/**
 * Interruption: how a long computation ends when nobody needs it any more.
 *
 * A kernel looks at a stop between two blocks, each about a multiplication of full length. The stop is heard
 * through this module rather than passed down through every function between a step and its kernels:
 * all of them run in one stretch on one thread, so what is heard belongs to the step under way.
 *
 * Laws
 * 1. An interrupted computation leaves nothing behind: no result, and no part of one that is kept.
 * 2. Without a stop no look changes what is computed.
 * 3. Short numbers are never looked at: the whole kernel is over in milliseconds.
 */

/** From so many bits on a block takes longer than to ask for a stop. */
const FEWEST_BITS = 2 ** 14;

/** What a kernel throws when it has seen a stop. Who heeds the stop catches it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

let stopRequested: (() => boolean) | undefined;

/**
 * From now on kernels heed this stop.
 * @returns the one before, to be heeded again: a step may run a refinement of its own.
 */
export function heed(stop: (() => boolean) | undefined): (() => boolean) | undefined {
  const before = stopRequested;
  stopRequested = stop;
  return before;
}

/**
 * Between two blocks of a computation on numbers of so many bits.
 * @throws Interrupted
 */
export function checkpoint(bits: number): void {
  if (bits >= FEWEST_BITS && stopRequested?.() === true) throw new Interrupted();
}
