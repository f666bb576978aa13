import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, real, SessionError, sqrt, sum } from 'pincer';
import type { Real, Session } from 'pincer';
import { brokenInvariants } from '#lib/coordinator/invariants.js';
import { runs } from '#spec/support/effort.js';

/** A clock that goes on by a millisecond at each look. */
class Looks {
  count = 0;
  /** At which look another thread interrupts. */
  interruptAt = Infinity;
  readonly memory = new Int32Array(new SharedArrayBuffer(4));

  nanoseconds(): number {
    if (++this.count >= this.interruptAt) Atomics.store(this.memory, 0, 1);
    return this.count * 1e6;
  }

  session(): Session {
    return createSession({ clock: this, interruption: this.memory });
  }
}

/** A sum over five hundred roots, none of whose terms remembers a node. */
const wide = (): Real => {
  const roots = Array.from({ length: 500 }, (_, k) => sqrt(k + 2));
  return sum([...roots, sum(roots).sin(), exp(sum(roots).divide(10_000))]);
};

const goal = { digits: 30 };

describe('a signal that is aborted before the call', () => {
  it('leaves a large value outside the graph, with the bounds that are there without it', async () => {
    await using session = createSession();
    const root = wide();
    const signal = AbortSignal.abort();
    for (const result of [
      root.refineSync(goal, { session, signal }),
      await root.refine(goal, { session, signal }),
    ]) {
      expect([result.status, result.reason]).toEqual(['partial', 'aborted']);
      expect(result.statistics.steps).toBe(0);
    }
    expect(session.graph.size).toBeLessThan(500);
    const whole = root.refineSync(goal, { session });
    expect(whole.status).toBe('met');
    expect(session.graph.size).toBeGreaterThan(500);
  });
});

describe('an interruption by another thread', () => {
  it('ends a synchronous call wherever it comes, and what follows is as if it had not been', () => {
    const all = new Looks();
    const whole = wide().refineSync(goal, { session: all.session() });
    expect(whole.status).toBe('met');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.count }), (interruptAt) => {
        const looks = new Looks();
        looks.interruptAt = interruptAt;
        const session = looks.session();
        const root = wide();
        const { status, reason, bounds } = root.refineSync(goal, { session });
        if (status !== 'met') expect(reason).toBe('aborted');
        expect(bounds.lower?.lte(whole.upper!) !== false).toBe(true);
        expect(bounds.upper?.gte(whole.lower!) !== false).toBe(true);
        // The last flush and the last judgement have 20 ms.
        expect(looks.count).toBeLessThan(interruptAt + 60);
        expect(session.coordinator.inspect(brokenInvariants)).toEqual([]);
        looks.interruptAt = Infinity;
        looks.memory[0] = 0;
        expect(root.refineSync(goal, { session }).digits).toBe(whole.digits);
      }),
      { numRuns: runs(8) },
    );
  });

  it('ends the writing of a result, which then is as short as after a timeout', () => {
    const all = new Looks();
    const power = real(3).pow(1_000_000);
    const long = { digits: 400_000 };
    const whole = power.refineSync(long, { session: all.session() });
    expect(whole.digits!.length).toBeGreaterThan(400_000);
    const looks = new Looks();
    // The last look is at the time that it took.
    looks.interruptAt = all.count - 3;
    const { status, reason, digits, widthLog2 } = power.refineSync(long, {
      session: looks.session(),
    });
    expect([status, reason]).toEqual(['partial', 'aborted']);
    // All that was asked for is proven.
    expect(widthLog2).toBe(whole.widthLog2);
    expect(digits!.length).toBeLessThan(1010);
    expect(whole.digits!.startsWith(digits!.slice(0, 900))).toBe(true);
  });

  it('gives all results of the session one grace to be written out, until it is over', () => {
    const looks = new Looks();
    const session = looks.session();
    const roots = [2, 3, 5, 6, 7, 10, 11, 13].map((n) => sqrt(n));
    for (const root of roots) root.refineSync({ bits: 1_000_000 }, { session });
    const lengths = (): number[] =>
      roots.map((root) => {
        const { reason, digits } = root.refineSync({ digits: 1_000_000 }, { session });
        expect(reason).toBe('aborted');
        return digits!.length;
      });
    for (let again = 0; again < 2; again++) {
      looks.memory[0] = 1;
      const all = lengths();
      expect(all[0]).toBeGreaterThan(300_000);
      expect(all.at(-1)).toBeLessThan(1010);
      looks.memory[0] = 0;
      expect(roots[0]!.refineSync(goal, { session }).status).toBe('met');
    }
  });

  it('ends every request of the session, and each that comes while it lasts', async () => {
    const looks = new Looks();
    await using session = looks.session();
    const far = { digits: 1_000_000 };
    const running = [sqrt(2), exp(sqrt(3))].map((x) => x.refine(far, { session }));
    looks.interruptAt = looks.count + 5;
    for (const { status, reason } of await Promise.all(running))
      expect([status, reason]).toEqual(['partial', 'aborted']);
    expect((await exp(sqrt(5)).refine(far, { session })).reason).toBe('aborted');
    looks.interruptAt = Infinity;
    looks.memory[0] = 0;
    expect((await exp(sqrt(5)).refine(goal, { session })).status).toBe('met');
  });

  it('is heard by a thread that is inside a step', async () => {
    const memory = new Int32Array(new SharedArrayBuffer(8));
    const listener = new Worker(
      `const { workerData } = require('node:worker_threads');
       Atomics.wait(workerData, 1, 0);
       Atomics.store(workerData, 0, 1);`,
      { eval: true, workerData: memory },
    );
    await using session = createSession({ interruption: memory });
    session.observe(
      () => {
        Atomics.store(memory, 1, 1);
        Atomics.notify(memory, 1);
      },
      { kinds: ['lease-issued'] },
    );
    // Its kernels would take minutes.
    const { reason } = exp(sqrt(2)).refineSync({ digits: 30_000_000 }, { session });
    expect(reason).toBe('aborted');
    await listener.terminate();
  });

  it.each([true, {}, new Float64Array(1)])('is refused as %p', (interruption) => {
    expect(() => createSession({ interruption: interruption as never })).toThrow(SessionError);
  });
});
