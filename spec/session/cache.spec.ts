import { describe, expect, it } from '@jest/globals';
import { createSession, exp, pi, real, SessionError, sin, sqrt } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Bounds, CacheOptions, Real, Session } from 'pincer';
import { contains } from '#lib/exact/enclosure/enclosure.js';
import { run } from '#spec/support/child.js';

/** Values that have no node in common. */
const value = (n: number): Real => sqrt(n).add(real(n + 1).ln());

const statistics = (session: Session): ReturnType<Session['stats']>['cache'] =>
  session.stats().cache;

describe('the cache of a session', () => {
  it('counts what is found, made and brought in again for another root', () => {
    const session = createSession();
    expect(statistics(session)).toMatchObject({ hits: 0, misses: 0, hitRate: null, bytes: 0 });
    const [a, b] = [sqrt(2).multiply(3), sqrt(2).multiply(3)];
    a.refineSync({ digits: 30 }, { session });
    const first = statistics(session);
    // The two numbers, the root and the product.
    expect(first).toMatchObject({ hits: 0, misses: 4, insertions: 4, hitRate: 0, reused: 0 });
    expect(first.bytes).toBeGreaterThan(0);
    b.refineSync({ digits: 30 }, { session });
    expect(statistics(session)).toMatchObject({ hits: 4, misses: 4, hitRate: 0.5, reused: 0 });
    // A Real remembers its node: one look-up. What lies below belonged to another root before.
    sqrt(2).multiply(3).exp().refineSync({ digits: 30 }, { session });
    expect(statistics(session)).toMatchObject({ misses: 5, insertions: 5, reused: 4 });
    a.refineSync({ digits: 30 }, { session });
    expect(statistics(session)).toMatchObject({ misses: 5, insertions: 5, evictions: 0 });
  });

  it('keeps so many entries, and makes again what it forgot, with the same digits', () => {
    const session = createSession({ cache: { entries: 20 } });
    const values = Array.from({ length: 100 }, (_, n) => value(n + 2));
    const digits = values.map((each) => each.refineSync({ digits: 40 }, { session }).digits);
    expect(session.stats().nodes).toBeLessThanOrEqual(2 * 20 + 5);
    expect(statistics(session).evictions).toBeGreaterThan(300);
    expect(statistics(session).rebuilds).toBe(0);
    const again = values.map((each) => each.refineSync({ digits: 40 }, { session }).digits);
    expect(again).toEqual(digits);
    expect(statistics(session).rebuilds).toBeGreaterThan(100);
  });

  it('keeps so many entries where some request is always under way, and loses nothing of those', async () => {
    const session = createSession({ cache: { entries: 20 } });
    const roomy = createSession();
    const watched: Bounds[] = [];
    const watching = (async () => {
      for await (const bounds of value(2).watch({ digits: 1500 }, { session }))
        watched.push(bounds);
    })();
    let last = value(1000).refine({ digits: 40 }, { session });
    for (let n = 3; n < 120; n++) {
      const next = value(n).refine({ digits: 40 }, { session });
      expect((await last).status).toBe('met');
      last = next;
      expect(session.stats().nodes).toBeLessThanOrEqual(2 * 20 + 3 * 5);
    }
    const expected = value(119).refineSync({ digits: 40 }, { session: roomy });
    expect((await last).digits).toBe(expected.digits);
    await watching;
    for (let i = 1; i < watched.length; i++) {
      expect(contains(watched[i - 1]!.enclosure, watched[i]!.enclosure)).toBe(true);
    }
    expect(watched.at(-1)!.enclosure).toEqual(
      value(2).refineSync({ digits: 1500 }, { session: roomy }).bounds.enclosure,
    );
    expect(statistics(session).evictions).toBeGreaterThan(300);
  });

  it('keeps so many bytes, whatever they are of', () => {
    const bytes = 200_000;
    const session = createSession({ cache: { bytes } });
    const roomy = createSession();
    for (let n = 2; n < 40; n++) {
      // Some four kilobytes each in the bounds of a root and of a logarithm.
      value(n).refineSync({ digits: 10_000 }, { session: roomy });
      value(n).refineSync({ digits: 10_000 }, { session });
      // A request is brought in after the cache has been brought within its limit.
      pi.refineSync({ digits: 20 }, { session });
      expect(statistics(session).bytes).toBeLessThan(1.3 * bytes);
    }
    expect(statistics(roomy).bytes).toBeGreaterThan(2 * bytes);
    expect(statistics(session).evictions).toBeGreaterThan(0);
    expect(statistics(roomy).evictions).toBe(0);
  });

  it('forgets nothing that a request under way needs, and drops states of others meanwhile', async () => {
    const session = createSession({ cache: { entries: 1, bytes: 30_000 } });
    const hoarder = {
      name: 'spec/session-hoarder',
      version: 1,
      start: () => [] as bigint[],
      step({ state }: { state: readonly bigint[] }) {
        const found = [...state, 1n << BigInt(4096)];
        const bits = 8 * found.length;
        const lo = 2n ** BigInt(bits + 1) / 3n;
        return { state: found, bounds: { kind: 'narrow', lo, width: 1, exp: -bits }, cost: 100 };
      },
    };
    const hoarded = (n: number): Real => refined(hoarder as never, n as never);
    hoarded(1).refineSync({ bits: 400 }, { session });
    expect(statistics(session).bytes).toBeGreaterThan(25_000);
    const running = sin(exp(hoarded(2))).refine({ digits: 60 }, { session });
    const after = await Promise.all([running, hoarded(3).refine({ bits: 400 }, { session })]);
    expect(after.map(({ status }) => status)).toEqual(['met', 'met']);
    const more = hoarded(4).refine({ bits: 400 }, { session });
    expect(statistics(session).droppedStates + statistics(session).evictions).toBeGreaterThan(0);
    expect((await more).status).toBe('met');
    expect(hoarded(1).refineSync({ bits: 600 }, { session }).status).toBe('met');
  });

  it.each(['lru', 'sieve'] as const)('goes by %s, and answers the same', (policy) => {
    const session = createSession({ cache: { entries: 8, policy } });
    const hot = sin(sqrt(2));
    for (let n = 0; n < 60; n++) {
      expect(value(n + 2).refineSync({ digits: 20 }, { session }).status).toBe('met');
      const { digits, status } = hot.refineSync({ digits: 20 }, { session });
      expect([status, digits]).toEqual(['met', '0.98776594599273552707']);
    }
    expect(session.stats().nodes).toBeLessThan(25);
    expect(statistics(session).evictions).toBeGreaterThan(100);
  });

  it.each<[CacheOptions, string]>([
    [{ entries: -1 }, 'cache.entries must be an integer of at least 0, got -1'],
    [{ entries: 1.5 }, 'cache.entries must be an integer of at least 0, got 1.5'],
    [{ bytes: NaN }, 'cache.bytes must be an integer of at least 0, got NaN'],
    [{ policy: 'fifo' as never }, 'cache.policy must be lru or sieve, got fifo'],
  ])('refuses %p, naming option, value and limit', (cache, message) => {
    expect(() => createSession({ cache })).toThrow(SessionError);
    expect(() => createSession({ cache })).toThrow(message);
  });
});

describe('a named value', () => {
  it('is found by its name until that is removed', () => {
    const session = createSession();
    const x = sqrt(2).add(pi);
    session.define('x', x);
    session.define('y', pi);
    expect(session.get('x')).toBe(x);
    expect(session.names).toEqual(['x', 'y']);
    expect(session.get('z')).toBeUndefined();
    expect(session.remove('x')).toBe(true);
    expect(session.remove('x')).toBe(false);
    expect(session.get('x')).toBeUndefined();
    session.define('x', pi);
    expect(session.get('x')?.refineSync({ digits: 5 }, { session }).digits).toBe('3.1416');
  });

  it('outlives what the cache forgets', () => {
    const session = createSession({ cache: { entries: 0 } });
    session.define('x', sqrt(2));
    for (let n = 2; n < 9; n++) value(n).refineSync({ digits: 30 }, { session });
    expect(statistics(session).evictions).toBeGreaterThan(0);
    expect(session.get('x')?.refineSync({ digits: 6 }, { session }).digits).toBe('1.41421');
  });

  it('refuses a name that is empty or taken, and a value that is none', async () => {
    const session = createSession();
    session.define('x', pi);
    expect(() => {
      session.define('x', sqrt(2));
    }).toThrow('define: x has a value; remove it before it gets another');
    expect(session.get('x')).toBe(pi);
    expect(() => {
      session.define('', pi);
    }).toThrow(SessionError);
    expect(() => {
      session.define('y', 3 as never);
    }).toThrow('define: y takes a Real, got 3');
    await session.close();
    expect(() => {
      session.define('z', pi);
    }).toThrow('session: it is closed');
  });
});

/** What a session counts of some values, over what the heap holds of them once it was collected. */
const COUNTED_OVER_HELD = `
  import { setTimeout } from 'node:timers/promises';
  import { createSession, real, sqrt } from 'pincer';
  const held = async () => {
    for (let i = 0; i < 3; i++) { gc(); await setTimeout(1); }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const filled = (count, digits, make) => {
    const session = createSession({ cache: { entries: 1e6, bytes: 1e9 } });
    for (let i = 2; i < count; i++) make(7 * i).refineSync({ digits }, { session });
    return session;
  };
  const sessions = [];
  const short = (i) => sqrt(i).add(sqrt(i + 1)).multiply(real(i + 2).ln());
  for (const parts of [[1200, 30, short], [80, 80_000, sqrt]]) {
    // The first session compiles the code and fills what sessions share. All stay, so that nothing of them goes.
    sessions.push(filled(...parts));
    const before = await held();
    sessions.push(filled(...parts));
    const after = await held();
    console.log(sessions.at(-1).stats().cache.bytes / (after - before));
  }
`;

describe('the bytes of a session', () => {
  it('come within 20 percent of what the heap holds, for many short numbers and for long ones', async () => {
    const flags = ['--expose-gc', '--input-type=module', '--eval', COUNTED_OVER_HELD];
    const { stdout, stderr } = await run(process.execPath, flags);
    expect(stderr).toBe('');
    const ratios = stdout.trim().split('\n').map(parseFloat);
    expect(ratios).toHaveLength(2);
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    }
  });
});
