/** A long value by a fleet all of whose workers are killed in mid-value, one of which is started again. */
import { createSession, exp, sin, sqrt } from 'pincer';
import type { Real } from 'pincer';
import type { BenchFleet } from './fleet.js';

const WORKERS = 2;

export interface Shown {
  readonly digits: number;
  /** Digits of the fleet that are not those of this thread. */
  readonly wrong: number;
  /** Leases that the kills have cost. */
  readonly lost: number;
  /** What the fleet takes, with its deaths, and what this thread takes. */
  readonly seconds: number;
  readonly inlineSeconds: number;
}

const value = (): Real => exp(sin(sqrt(2)));

/** @throws Error where the value is there before the workers could be killed, or is not met. */
export async function shown(fleet: BenchFleet, digits: number): Promise<Shown> {
  const before = performance.now();
  const wanted = (await value().refine({ digits })).digits!;
  const inlineSeconds = (performance.now() - before) / 1000;
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => fleet.worker()));
  const context = await fleet.client(WORKERS);
  const session = createSession({ placement: context });
  const start = performance.now();
  const progress = { hasEnded: false };
  const refinement = value()
    .refine({ digits }, { session })
    .finally(() => (progress.hasEnded = true));
  // Some of it has been computed, and a worker computes more of it now.
  while (!progress.hasEnded && (context.stats().settled === 0 || context.stats().inFlight === 0))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all(workers.map((worker) => fleet.kill(worker)));
  if (progress.hasEnded)
    throw new Error(`${String(digits)} digits were there before the workers were killed`);
  const again = await fleet.worker();
  const { status, digits: found } = await refinement;
  const seconds = (performance.now() - start) / 1000;
  const { lost } = context.stats();
  await session.close();
  await context.terminate('shown');
  await fleet.kill(again);
  if (status !== 'met') throw new Error(`the fleet ended as ${status}`);
  let wrong = Math.abs(found.length - wanted.length);
  for (let i = 0; i < wanted.length; i++) if (found[i] !== wanted[i]) wrong++;
  return { digits, wrong, lost, seconds, inlineSeconds };
}
