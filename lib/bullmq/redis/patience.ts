/** How long anything waits for Redis, whose commands wait for a lost connection without an end. */

import { FleetError } from '../../remote/errors.js';

/** How long Redis may take to answer at first, in milliseconds. */
export const PATIENCE = 5000;

/**
 * What a promise resolves with, where it does so in time.
 * @param late - the error otherwise.
 */
export async function inTime<T>(
  milliseconds: number,
  promise: Promise<T>,
  late: () => Error,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for what may not come, or may fail. */
export async function within(milliseconds: number, act: () => Promise<unknown>): Promise<void> {
  await inTime(milliseconds, act(), () => new Error('late')).catch(() => undefined);
}

/** That Redis has been waited for in vain. */
export function gone(): FleetError {
  return new FleetError(
    'unreachable',
    'Redis does not answer any more: start it again, or look at the network; it is used again once it answers',
  );
}
