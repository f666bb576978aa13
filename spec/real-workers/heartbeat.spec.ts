/** Hedges and spare threads beside steps that take long, on real threads and a simulated clock. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { Refiner } from '#lib/refiner.js';
import type { Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { lingering, roundsOf } from './refiners/lingering.js';

const HOUR = 3600e9;
/** So many bits are worth a worker. */
const LONG = 40_000;

/** It has no module, so it runs on the calling thread, whatever it is predicted to take. */
const atHome: Refiner<{ nonce: number }, null> = {
  name: 'at-home',
  version: 1,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step: () => ({ state: null, bounds: { kind: 'narrow', lo: 1n, width: 0, exp: -2 } }),
};

let folder = '';
let gates = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-heartbeat-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Resolves when the steps at a gate have gone round their loops twice more; ten seconds at most. */
async function goneRound(gate: string): Promise<void> {
  const size = (): number => statSync(roundsOf(gate), { throwIfNoEntry: false })?.size ?? 0;
  const before = size();
  const end = performance.now() + 10_000;
  while (size() < before + 2 && performance.now() < end) await new Promise(setImmediate);
}

/** Two workers, whose clock stands still unless a spec moves it. */
function stage() {
  let now = 0;
  const session = createSession({ workers: 2, clock: { nanoseconds: () => now } });
  const slots: number[] = [];
  session.observe((event: SchedulerEvent) => {
    if (event.type !== 'lease-issued') return;
    if (session.graph.describe(event.node).includes('lingering')) slots.push(event.slot);
  });
  return {
    session,
    /** The slots of the steps at gates so far. */
    slots,
    /** An hour passes, and the session looks at everything: it has a request to serve. */
    pass: async (session: Session, nonce: number) => {
      now += HOUR;
      const { status } = await refined(atHome, { nonce }).refine({ bits: 100 }, { session });
      expect(status).toBe('met');
    },
  };
}

/** A request whose step is in a worker, at a gate. */
async function atGate(session: Session, checks: boolean) {
  const gate = join(folder, String(++gates));
  const end = refined(lingering, { gate, checks }).refine({ bits: LONG }, { session });
  await goneRound(gate);
  return {
    gate,
    open: async () => {
      writeFileSync(gate, '');
      expect((await end).status).toBe('met');
    },
  };
}

describe('a step that takes hours', () => {
  it('is neither hedged nor given a spare thread while it checks for a stop', async () => {
    const { session: opened, slots, pass } = stage();
    await using session = opened;
    const steps = [await atGate(session, true), await atGate(session, true)];
    expect(slots).toEqual([1, 2]);
    const hours = async (first: number): Promise<void> => {
      for (let hour = 0; hour < 2; hour++) {
        for (const { gate } of steps) await goneRound(gate);
        await pass(session, first + hour);
      }
    };
    await hours(7);
    // A third step has to wait, however long the others take.
    const waits = sqrt(2).refine({ bits: 10 * LONG }, { session });
    await hours(9);
    const { hedged, lost } = session.stats().leases;
    expect([Math.max(...slots), hedged, lost]).toEqual([2, 0, 0]);
    expect(session.contexts).toHaveLength(2);
    for (const { open } of steps) await open();
    expect((await waits).status).toBe('met');
  });

  it('is hedged once if it never checks, and delays no other', async () => {
    const { session: opened, slots, pass } = stage();
    await using session = opened;
    const { gate, open } = await atGate(session, false);
    expect(slots).toEqual([1]);
    // Its host checked before the step began, which the first look hears.
    for (let hour = 0; hour < 2; hour++) await pass(session, 7 + hour);
    expect([slots, session.stats().leases.hedged]).toEqual([[1, 2], 1]);
    await goneRound(gate);
    for (let hour = 0; hour < 3; hour++) await pass(session, 9 + hour);
    expect([slots, session.stats().leases.hedged]).toEqual([[1, 2], 1]);
    expect((await sqrt(2).refine({ bits: 10 * LONG }, { session })).status).toBe('met');
    expect(session.contexts).toHaveLength(3);
    await open();
  });
});
