import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, e, expression, pi, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { Goal, Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { exactEnds } from '#spec/real/fractions.js';
import { build, trees } from '#spec/real/trees.js';
import { effort, runs } from '#spec/support/effort.js';
import { crashing } from '../refiners/crashing.js';

/** Enough digits that every step but the first is worth a message. */
const MANY = 2500;

const goals: fc.Arbitrary<Goal> = fc.oneof(
  fc.integer({ min: 1, max: MANY }).map((digits) => ({ digits })),
  fc.integer({ min: MANY, max: 2 * MANY }).map((digits) => ({ digits })),
  fc.integer({ min: 0, max: 3 * MANY }).map((bits) => ({ bits })),
);

describe('workers', () => {
  it('change nothing: 0, 1 and 2 of them give the same status and digits, and bounds that meet', async () => {
    await using one = createSession({ workers: 1 });
    await using two = createSession({ workers: 2 });
    await fc.assert(
      fc.asyncProperty(trees, goals, async (tree, goal) => {
        const results = await Promise.all(
          [createSession(), one, two].map((session) =>
            build(tree).refine(goal, { session, budget: { separationBits: 500 } }),
          ),
        );
        const [first, ...others] = results;
        for (const other of others) {
          expect([other.status, other.digits]).toEqual([first?.status, first?.digits]);
          // A session that has proven an equality for an earlier value knows this one exactly.
          const known = results.map(({ rational }) => rational).filter((each) => each !== null);
          expect(new Set(known.map(String)).size).toBeLessThanOrEqual(1);
        }
        if (first?.status !== 'met') return;
        const ends = results.map((result) => exactEnds(result));
        for (const a of ends) for (const b of ends) expect(a[0].lte(b[1])).toBe(true);
      }),
      { numRuns: runs(25), ...(effort <= 1 ? { interruptAfterTimeLimit: 8000 } : {}) },
    );
  });

  it('run steps at the same time, for several roots over shared values', async () => {
    await using session = createSession({ workers: 2 });
    const cut = new Map<number, string>();
    const atOnce: number[] = [];
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-issued' && event.slot > 0)
        cut.set(event.lease, session.graph.describe(event.node));
      if (event.type === 'lease-ended') cut.delete(event.lease);
      atOnce.push(cut.size);
    });
    const shared = sqrt(2).add(pi).sin();
    const results = await Promise.all(
      [shared, shared.multiply(e), shared.add(sqrt(3))].map((x) =>
        x.refine({ digits: MANY }, { session }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    expect(Math.max(...atOnce)).toBeGreaterThan(1);
  });

  it('bring a function to an end that is looked at early, while others below it may still step', async () => {
    // It was offered to the second slot again and again while the first had it, and the poll never ended.
    await using session = createSession({ workers: 2 });
    for (let k = 0; k <= 100; k += 2) {
      const value = e
        .add(10n ** BigInt(k))
        .sin()
        .exp();
      for (const goal of [{ bits: 3850 + k }, { digits: 1172 }, { bits: 3852 + k }]) {
        expect(await value.refine(goal, { session })).toMatchObject({ status: 'met' });
      }
    }
  });

  it('take leases by name: contexts that were started can be seen', async () => {
    await using session = createSession({ workers: 2 });
    await sqrt(2).add(pi).refine({ digits: MANY }, { session });
    expect(session.contexts.map(({ name, kind, alive }) => [name, kind, alive])).toEqual([
      ['thread 1', 'thread', true],
      ['thread 2', 'thread', true],
    ]);
    const { contexts } = session.stats();
    expect(Object.keys(contexts)).toEqual(['inline', 'thread 1', 'thread 2']);
    for (const { started, settled, lost, inFlight } of Object.values(contexts)) {
      expect(started).toBeGreaterThan(0);
      expect([settled, lost, inFlight]).toEqual([started, 0, 0]);
    }
  });

  it('run refiners of one’s own, which their module names', async () => {
    await using session = createSession({ workers: 1 });
    const slots: number[] = [];
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-issued') slots.push(event.slot);
    });
    const result = await refined(halving, { bits: 4000 }).refine({ digits: MANY }, { session });
    expect(result.digits).toBe(sqrt(2).refineSync({ digits: MANY }).digits);
    expect(slots).toContain(1);
  });

  it('leave refiners without a module to the calling thread', async () => {
    await using session = createSession({ workers: 1 });
    const { module, ...atHome } = halving;
    expect(module).toBeDefined();
    const result = await refined({ ...atHome, name: 'home' }, { bits: 4000 }).refine(
      { digits: MANY },
      { session },
    );
    expect(result.status).toBe('met');
    expect(session.contexts).toEqual([]);
  });

  it('hear an abort: the caller has the best bounds at once', async () => {
    await using session = createSession({ workers: 1 });
    const controller = new AbortController();
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-issued' && event.slot > 0) controller.abort();
    });
    const result = await pi.refine({ digits: 300_000 }, { session, signal: controller.signal });
    expect(result).toMatchObject({ status: 'partial', reason: 'aborted' });
    expect(exactEnds(result)[0].lte(exactEnds(pi.refineSync({ digits: 30 }))[1])).toBe(true);
  });
});

describe('a worker that crashes in mid-step', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pincer-crash-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** What became of every lease that went to a worker. */
  function endsOf(session: Session): string[] {
    const ends: string[] = [];
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-ended' || event.type === 'context-lost') {
        ends.push(event.type === 'lease-ended' ? event.end : event.type);
      }
    });
    return ends;
  }

  it('costs one retry and no answer', async () => {
    await using session = createSession({ workers: 1 });
    const ends = endsOf(session);
    const third = refined(crashing, { marker: join(folder, 'once'), always: false });
    const result = await third.refine({ digits: MANY }, { session });
    expect(result).toMatchObject({ status: 'met', digits: `0.${'3'.repeat(MANY)}` });
    expect(result.statistics.retries).toBe(1);
    expect(ends.filter((end) => end === 'lost')).toEqual(['lost']);
    expect(ends).toContain('context-lost');
    expect(session.stats().leases.lost).toBe(1);
  });

  it('by the same step again and again never takes the calling process with it', async () => {
    await using session = createSession({ workers: 1 });
    const ends = endsOf(session);
    const third = refined(crashing, { marker: join(folder, 'always'), always: true });
    const [bad, good] = await Promise.all([
      third.add(1).refine({ digits: MANY }, { session }),
      sqrt(2).refine({ digits: MANY }, { session }),
    ]);
    expect(bad.status).not.toBe('met');
    const lost = ends.filter((end) => end === 'lost').length;
    expect(lost).toBeGreaterThan(1);
    expect(lost).toBeLessThan(8);
    expect(good.status).toBe('met');
    // What it had proven before it is told all the same.
    expect(exactEnds(bad)[0].compare(1n)).toBe(1);
  });

  it('costs one retry and no answer when it is ended from outside', async () => {
    await using session = createSession({ workers: 1 });
    const ends = endsOf(session);
    let killed = false;
    session.observe((event: SchedulerEvent) => {
      if (killed || event.type !== 'lease-issued' || event.slot === 0) return;
      killed = true;
      setImmediate(() => void session.contexts[0]?.terminate('the spec says so'));
    });
    // So many that the root and pi are thought too long to share a message, which would lose both.
    const digits = 8 * MANY;
    const result = await expression('sin(sqrt(2)+pi)').refine({ digits }, { session });
    expect(result.digits).toBe(expression('sin(sqrt(2)+pi)').refineSync({ digits }).digits);
    expect(killed).toBe(true);
    expect(ends.filter((end) => end === 'lost').length).toBeLessThanOrEqual(1);
  });
});
