/** The causes of a stale result, where steps run in threads: the state is dropped, whatever proved it. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { begunAt, hereNow, overtaken } from './refiners/overtaken.js';

const HOUR = 3600e9;
/** So many bits are worth a worker. */
const LONG = { bits: 40_000 };

type Conflict = Extract<SchedulerEvent, { type: 'conflict-found' }>;

/** Resolves when a condition holds; ten seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds() && performance.now() < end) await new Promise(setImmediate);
  expect(holds()).toBe(true);
}

describe('a result is stale, on threads', () => {
  let folder = '';
  let session: Session;
  let now = 0;
  let nonce = 2;
  let conflicts: Conflict[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pincer-staleness-'));
    // The clock stands still unless a spec moves it, and a step that hears no stop keeps its thread.
    const clock = { nanoseconds: () => now };
    session = createSession({ workers: 2, clock, stopGrace: 600_000 });
    session.observe((event) => {
      if (event.type === 'conflict-found') conflicts.push(event);
    });
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true });
  });

  /** A request whose step waits at a gate in a thread. */
  async function atGate(free: string) {
    conflicts = [];
    const gate = join(folder, String(nonce++));
    const value = refined(overtaken, { gate, free });
    const end = value.refine(LONG, { session });
    const begun = (count: number): Promise<void> =>
      until(() => statSync(begunAt(gate), { throwIfNoEntry: false })?.size === count);
    await begun(1);
    return {
      ...{ value, end, begun },
      open: () => {
        writeFileSync(gate, '');
      },
    };
  }

  it('when its step was leased a second time, and the other lease has brought the state', async () => {
    const { end, begun, open } = await atGate('');
    // The host checked for a stop before the step began, which the first look hears.
    for (let hour = 0; hour < 2; hour++) {
      now += HOUR;
      expect((await sqrt(nonce++).refine({ bits: 100 }, { session })).status).toBe('met');
    }
    await begun(2);
    open();
    expect((await end).status).toBe('met');
    await until(() => conflicts.length > 0);
    const { hedged, stale, lost } = session.stats().leases;
    expect([hedged, stale, lost]).toEqual([1, 1, 0]);
    const [conflict] = conflicts;
    expect(conflict!.expected.version).toBeLessThan(conflict!.actual.version);
  });

  it('when a caller that could not wait has taken the step meanwhile, and its state stays', async () => {
    const before = session.stats().leases.stale;
    const { value, end, open } = await atGate(hereNow());
    expect(value.refineSync(LONG, { session }).status).toBe('met');
    open();
    expect((await end).status).toBe('met');
    await until(() => conflicts.length > 0);
    expect(session.stats().leases.stale).toBe(before + 1);
    const [{ node, expected, actual }] = conflicts as [Conflict];
    expect(session.graph.recordOf(node)!.state).toBe(hereNow());
    expect(expected.version).toBeLessThan(actual.version);
    expect(expected.nanoseconds).not.toBe(actual.nanoseconds);
  });
});
