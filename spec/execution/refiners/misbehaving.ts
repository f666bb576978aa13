import { existsSync } from 'node:fs';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { DomainError } from '#lib/exact/errors.js';
import type { Plain, Refiner, StepContext, StepResult } from '#lib/refiners/refiner.js';

const module = new URL(import.meta.url);
export const unit: Enclosure = { kind: 'narrow', lo: 0n, width: 1, exp: 0 };

function refiner(name: string, step: (context: StepContext, params: Plain) => unknown): Refiner {
  return {
    name,
    version: 1,
    module,
    start: () => null,
    step: (context, params) => step(context, params) as StepResult,
  };
}

class UnheardOfError extends Error {
  readonly depth = 3n;
}

export const throwing = refiner('throwing', () => {
  throw new DomainError('throwing: [-2, -1] is outside the domain', {
    cause: new UnheardOfError('the cause'),
  });
});

export const throwingText = refiner('throwing-text', () => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- what hosts must survive
  throw 'just text';
});

export const exiting = refiner('exiting', () => process.exit(7));

export const killing = refiner('killing', () => process.kill(process.pid, 'SIGKILL'));

/** Fills the memory with numbers of 50 MB: beyond the limits of a worker. */
export const swelling = refiner('swelling', () => {
  const hoard: bigint[] = [];
  for (let index = 0; index < 100; index += 1) hoard.push((1n << 400_000_000n) + BigInt(index));
  return { state: hoard.length, bounds: unit };
});

export const environment = refiner('environment', () => ({
  state: Object.keys(process.env),
  bounds: unit,
}));

/** Raises a shared flag when its worker ends in good order. */
export const departing = refiner('departing', ({ state }) => {
  const { ended } = state as unknown as { ended: Int32Array };
  process.once('exit', () => {
    ended[0] = 1;
  });
  return { state, bounds: unit };
});

/** Answers the number of its process. */
export const identity = refiner('identity', () => ({ state: process.pid, bounds: unit }));

/** Answers what it was given. */
export const echoing = refiner('echoing', ({ state }) => ({ state, bounds: unit }));

/** Reports the number of its process, then runs for a minute. */
export const identified = refiner('identified', ({ report }) => {
  report({ kind: 'narrow', lo: BigInt(process.pid), width: 0, exp: 0 });
  const end = performance.now() + 60_000;
  while (performance.now() < end);
});

/** Says that it is under way, then runs until it is told to stop; for a minute at most. */
export const patient = refiner('patient', ({ report, stopRequested }) => {
  report(unit);
  const end = performance.now() + 60_000;
  while (!stopRequested() && performance.now() < end);
  return { state: 'was stopped', bounds: unit };
});

/** Says that it is under way, then hears nothing; for a minute at most. */
export const deaf = refiner('deaf', ({ report }) => {
  report(unit);
  const end = performance.now() + 60_000;
  while (performance.now() < end);
  return { state: null, bounds: unit };
});

/** Fills the memory: 32 GiB at most. */
export const hoarding = refiner('hoarding', () => {
  const hoard: number[][] = [];
  for (let index = 0; index < 4096; index += 1) hoard.push(new Array<number>(1 << 20).fill(index));
  return { state: hoard.length, bounds: unit };
});

/** Fails a while after its step has been answered. */
export const failingLater = refiner('failing-later', () => {
  setImmediate(() => {
    throw new RangeError('later');
  });
  return { state: null, bounds: unit, done: 'exact' };
});

/**
 * Answers; then its host waits until a file is there, ten seconds at most, and fails outside of any step. Nothing else
 * comes between: the turn of the event loop in which it has answered is not over.
 */
export const failingAtFile = refiner('failing-at-file', (_, file) => {
  process.nextTick(() => {
    const end = performance.now() + 10_000;
    while (!existsSync(file as string) && performance.now() < end);
    throw new RangeError('later');
  });
  return { state: null, bounds: unit, done: 'exact' };
});

export const promising = refiner('promising', () => Promise.resolve({ state: 1, bounds: unit }));
export const silent = refiner('silent', () => undefined);
export const boundless = refiner('boundless', () => ({
  state: 1,
  bounds: { kind: 'narrow', lo: 1 },
}));
export const inverted = refiner('inverted', () => ({
  state: 1,
  bounds: { kind: 'wide', lo: { m: 1n, e: 3 }, hi: { m: 1n, e: 2 } },
}));
export const closure = refiner('closure', () => ({ state: { next: () => 1 }, bounds: unit }));
export const contradicting = refiner('contradicting', () => ({
  state: 1,
  bounds: { kind: 'narrow', lo: 2n, width: 1, exp: 0 },
}));
