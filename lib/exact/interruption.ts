/**
 * Interruption: how a long computation ends when nobody needs it any more.
 *
 * A kernel checks for a stop between two blocks, each about as long as one multiplication of full length. The
 * stop is a variable of this module rather than an argument of every function between a step and its kernels:
 * a step runs in one stretch on one thread, so the variable belongs to the step under way.
 *
 * Laws
 * 1. An interrupted computation leaves nothing behind: no result, and no part of one that is kept.
 * 2. While no stop is requested, a check changes nothing.
 * 3. Computations on short numbers never check: their kernels end within milliseconds.
 */

/** From this many bits on, a block takes longer than a check. */
export const FEWEST_BITS = 2 ** 14;

/** Thrown by a kernel when a stop is requested; whoever set the stop catches it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Whether to stop before the next block, whose length in bits it is told. */
export type Stop = (bits: number) => boolean;

let stopRequested: Stop | undefined;

/**
 * Sets the stop that kernels check from now on.
 * @returns the previous stop, to be set again afterwards: a step may run a refinement inside.
 */
export function setStop(stop: Stop | undefined): Stop | undefined {
  const before = stopRequested;
  stopRequested = stop;
  return before;
}

/**
 * Checks for a stop, between two blocks of a computation on numbers of `bits` bits.
 * @throws Interrupted
 */
export function checkpoint(bits: number): void {
  if (bits >= FEWEST_BITS && stopRequested?.(bits) === true) throw new Interrupted();
}

/** So many short computations lie between two checks of a loop over them: some milliseconds. */
const COUNT_PER_CHECK = 256;

/**
 * Checks for a stop in a loop over many short computations, which never check by themselves.
 * @param count - how many of them are done; most counts are passed over.
 * @throws Interrupted
 */
export function checkpointAt(count: number): void {
  if (count % COUNT_PER_CHECK === COUNT_PER_CHECK - 1 && isStopRequested()) throw new Interrupted();
}

/** Whether a stop is requested: for loops over many short computations, which never check by themselves. */
export function isStopRequested(): boolean {
  return stopRequested?.(0) === true;
}
