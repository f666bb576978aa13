/** What specs of fleets do with a client, and how they wait for what they mean. */
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';
import type { BullContext } from '#lib/bullmq/client/bull-context.js';
import type { Execution } from '#lib/coordinator/leases/port.js';
import { Seal } from '#lib/remote/seal.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { patient } from '#spec/execution/refiners/misbehaving.js';
import { Fleet, KEY } from './fleet.js';

/** Of those who hold the key. */
export const seal = new Seal([Buffer.from(KEY)]);

/** A fleet for the specs of a file, of which each begins with an empty one. */
export function fleetOfFile(): Fleet {
  const fleet = new Fleet();
  beforeAll(() => fleet.start());
  afterEach(() => fleet.clear());
  afterAll(() => fleet.end());
  return fleet;
}

/** Starts a lease that runs until it is told to stop, and waits until it does run. */
export async function running(context: BullContext): Promise<Execution> {
  let reported: () => void = () => undefined;
  const report = new Promise<void>((resolve) => (reported = resolve));
  const execution = context.execute(leaseOf(patient, null), reported);
  await report;
  return execution;
}

/** A value through a context, in a session of its own, has the status and the digits that it has on this thread. */
export async function computes(context: BullContext, digits = 3000): Promise<void> {
  const value = () => exp(sin(sqrt(2)));
  await using session = createSession({ placement: context });
  const { status, digits: found } = await value().refine({ digits }, { session });
  const inline = await value().refine({ digits });
  expect([status, found]).toEqual([inline.status, inline.digits]);
}

/** A wait that takes longer, in milliseconds, has failed. */
const PATIENCE = 25_000;

/** Resolves once a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
