/** Which threads compute where several long values are wanted at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, real, sin, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { gated } from './refiners/gated.js';

/** So many that a step is predicted to take longer than the calling thread is to be held. */
const DIGITS = 6000;
const LONG_WIDTH = -3 * DIGITS;
const VALUES = 6;
/** A sine of a fraction as long as this is computed in fixed point; short ones are quick series. */
const LONG_DENOMINATOR = String(3n * 10n ** 30n + 11n);

describe('two workers', () => {
  it('compute everything long from the first round on, each in one lease, without a third thread', async () => {
    await using session = createSession({ workers: 2 });
    const long = new Map<number, number>();
    let issued = 0;
    let most = 0;
    session.observe((event: SchedulerEvent) => {
      if (event.type !== 'lease-issued') return;
      issued++;
      if (event.demand.width > LONG_WIDTH) return;
      long.set(event.slot, (long.get(event.slot) ?? 0) + 1);
      most = Math.max(most, session.contexts.length);
    });
    for (let round = 0; round < 3; round++) {
      long.clear();
      issued = 0;
      const values = Array.from({ length: VALUES }, (_, k) =>
        real(`${String(100 * round + k + 1)}/${LONG_DENOMINATOR}`)
          .sin()
          .exp(),
      );
      const results = await Promise.all(
        values.map((value) => value.refine({ digits: DIGITS }, { session })),
      );
      expect(results.every(({ status }) => status === 'met')).toBe(true);
      // A leap of each sine and of each exponential, and none of them on the calling thread.
      expect([...long.keys()].sort()).toEqual([1, 2]);
      expect([...long.values()].reduce((a, b) => a + b)).toBe(2 * VALUES);
      expect(issued).toBeLessThanOrEqual(4 * VALUES);
    }
    expect([most, session.stats().leases.hedged]).toEqual([2, 0]);
  });
});

type Issued = Extract<SchedulerEvent, { type: 'lease-issued' }>;

describe('the plan of an execution', () => {
  it('follows from the graph and the costs, and names the threads in which long steps then run', async () => {
    await using session = createSession({ workers: 2 });
    await session.start();
    const values = [sin(exp(sqrt(2))), sin(exp(sqrt(3)))];
    const goal = { digits: 2 * DIGITS };
    const plan = await session.planFor(values, goal);
    const long: Issued[] = [];
    session.observe((event) => {
      if (event.type === 'lease-issued' && event.demand.width < LONG_WIDTH) long.push(event);
    });
    await Promise.all(values.map((value) => value.refine(goal, { session })));
    const planned = plan.contexts.flatMap(({ name, steps }) =>
      steps.filter(({ width }) => width < LONG_WIDTH).map(({ node }) => ({ node, name })),
    );
    expect(planned.map(({ node }) => node).sort()).toEqual(
      long.map(({ node }) => session.graph.describe(node)).sort(),
    );
    // A chain is planned for one thread and runs in one, each chain in a thread of its own.
    const threadsOf = (steps: readonly { readonly chain: string; readonly context: string }[]) => {
      const contexts = new Map<string, Set<string>>();
      for (const { chain, context } of steps)
        contexts.set(chain, (contexts.get(chain) ?? new Set()).add(context));
      return [...contexts.values()].map((names) => [...names].join()).sort();
    };
    const chainOf = (node: string): string =>
      String(plan.colocated.findIndex((nodes) => nodes.includes(node)));
    expect(plan.colocated).toHaveLength(2);
    const asPlanned = threadsOf(
      planned.map(({ node, name }) => ({ chain: chainOf(node), context: name })),
    );
    const asRun = threadsOf(
      long.map(({ node, context }) => ({ chain: chainOf(session.graph.describe(node)), context })),
    );
    expect(asPlanned).toEqual(['thread 1', 'thread 2']);
    expect(asRun).toEqual(asPlanned);
  });
});

describe('a function of two values that two threads have computed', () => {
  it('runs in the thread that is free, where a long step of somebody else holds the other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pincer-sharing-'));
    try {
      await using session = createSession({ workers: 2, placement: 'thread' });
      const long: Issued[] = [];
      const ended = new Set<number>();
      let look = (): void => undefined;
      session.observe((event) => {
        if (event.type === 'lease-issued' && event.demand.width < LONG_WIDTH) long.push(event);
        if (event.type === 'lease-ended') ended.add(event.lease);
        look();
      });
      /** Resolves with the first long lease of a kind that is out. */
      const issued = (fits: (lease: Issued) => boolean): Promise<Issued> =>
        new Promise((resolve) => {
          look = () => {
            const found = long.find((one) => fits(one) && !ended.has(one.lease));
            if (found !== undefined) resolve(found);
          };
          look();
        });
      const atGate = (name: string) => {
        const gate = join(folder, name);
        const ask = (operation: number) => (one: Issued) =>
          one.refiner === 'gated@1' && one.operation === operation;
        return { value: refined(gated, { gate }), ask, open: () => writeFileSync(gate, '') };
      };
      const [a, b, c] = [atGate('a'), atGate('b'), atGate('c')];
      let [both, other] = [0, 0];
      const root = a.value.add(2).pow(b.value.add(1));
      const goal = { bits: 4 * DIGITS };
      const ends = [root.refine(goal, { session, onAdmitted: (id) => (both = id) })];
      const first = await issued(a.ask(both));
      const second = await issued((one) => a.ask(both)(one) && one.node !== first.node);
      expect(second.context).not.toBe(first.context);
      ends.push(c.value.refine(goal, { session, onAdmitted: (id) => (other = id) }));
      b.open();
      const busy = await issued(c.ask(other));
      a.open();
      const last = await issued(({ refiner }) => refiner === 'pow@1');
      expect(ended.has(busy.lease)).toBe(false);
      expect([first.context, second.context]).toContain(busy.context);
      expect(last.context).not.toBe(busy.context);
      c.open();
      const results = await Promise.all(ends);
      expect(results.map(({ status }) => status)).toEqual(['met', 'met']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
