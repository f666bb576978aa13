import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { combinators } from '#lib/combinators/index.js';
import { equals } from '#lib/exact/enclosure/enclosure.js';
import { PincerError } from '#lib/exact/errors.js';
import { SourceReplayError } from '#lib/execution/source-errors.js';
import { TraceHash } from '#lib/observe/trace-hash.js';
import { open, seal } from '#lib/persistence/envelope.js';
import { SnapshotError } from '#lib/persistence/errors.js';
import {
  combined,
  createSession,
  defineCombinator,
  exp,
  knownWithin,
  ln,
  pi,
  real,
  refined,
  sin,
  source,
  sqrt,
} from '#lib/real/index.js';
import type { Session, Real } from '#lib/real/index.js';
import { findKind } from '#lib/real/restoring/kinds.js';
import { readSnapshot } from '#lib/real/restoring/snapshot.js';
import type { SnapshotOptions } from '#lib/real/restoring/snapshot.js';
import type { SessionOptions } from '#lib/session/options.js';
import { randomExpression, seeded, toReal } from '#lib/testing/index.js';
import { stepper } from '#spec/support/refiners.js';
import { runs } from '#spec/support/effort.js';

const opened: Session[] = [];

function session(options: SessionOptions = {}): Session {
  const made = createSession(options);
  opened.push(made);
  return made;
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** The session that a snapshot of another becomes. */
async function again(
  before: Session,
  values: Parameters<Session['snapshot']>[0] = {},
  options: SnapshotOptions & { readonly session?: SessionOptions } = {},
): Promise<Session> {
  const { session: more, ...rest } = options;
  const restore = readSnapshot(await before.snapshot(values), rest);
  return session({ ...more, restore });
}

const step = async (x: unknown, digits: number, where: Session): Promise<number> =>
  (await (x as Real).refine({ digits }, { session: where })).statistics.steps;

const third = (): Real => refined(stepper as never, { n: 1n, d: 3n, rate: 4 } as never);
const definitions = [stepper as never];

describe('a restored session', () => {
  it('has the bounds, versions and answers of the one before, on random expressions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const before = session();
        const x = toReal(randomExpression(seeded(seed), { depth: 4 }));
        const options = { budget: { separationBits: 256, steps: 400 } };
        const first = await x.refine({ digits: 20 }, { session: before, ...options });
        if (first.status === 'error') return;
        const after = await again(before, { x });
        const { graph } = before;
        expect(after.graph.size).toBe(graph.size);
        for (let node = 0; node < graph.size; node++) {
          expect(equals(after.graph.boundsOf(node), graph.boundsOf(node))).toBe(true);
          expect(after.graph.versionOf(node)).toBe(graph.versionOf(node));
          expect(after.graph.describe(node)).toBe(graph.describe(node));
        }
        const restored = after.get('x')!;
        const same = await restored.refine({ digits: 20 }, { session: after, ...options });
        expect(String(same.digits)).toBe(String(first.digits));
        // What doubles answered before has no steps to go on from.
        if (first.status === 'met' && first.statistics.steps > 0)
          expect(same.statistics.steps).toBe(0);
        const more = await x.refine({ digits: 30 }, { session: before, ...options });
        const moreAfter = await restored.refine({ digits: 30 }, { session: after, ...options });
        expect([moreAfter.status, moreAfter.digits]).toEqual([more.status, more.digits]);
      }),
      { numRuns: runs(12) },
    );
  });

  it('finds the node of an expression that is built again, and takes no step for it', async () => {
    const before = session();
    const build = (): Real => exp(sin(sqrt(2))).add(pi.multiply('0.1'));
    const steps = await step(build(), 200, before);
    expect(steps).toBeGreaterThan(0);
    const after = await again(before);
    expect(await step(build(), 200, after)).toBe(0);
    expect(await step(build(), 400, after)).toBe(await step(build(), 400, before));
  });

  it('goes on from the state of a refiner: as many steps as the one before would take', async () => {
    const before = session();
    await step(third(), 30, before);
    const after = await again(before, {}, { definitions });
    const left = await step(third(), 60, after);
    expect(left).toBe(await step(third(), 60, before));
    expect(left).toBeLessThan(await step(third(), 60, session()));
  });

  it('issues the same leases as the one before, where both are deterministic', async () => {
    const before = session({ deterministic: true, seed: 3 });
    const x = third()
      .multiply(exp(sqrt(2).add(third())))
      .add(ln(pi));
    await step(x, 30, before);
    const after = await again(
      before,
      {},
      { definitions, session: { deterministic: true, seed: 3 } },
    );
    const traced = async (where: Session): Promise<{ digest: string; events: number }> => {
      const trace = new TraceHash();
      where.observe(trace.add);
      await step(x, 120, where);
      const results = await Promise.all([step(x.add(1), 200, where), step(sin(x), 160, where)]);
      expect(Math.max(...results)).toBeGreaterThan(0);
      return { digest: trace.digest, events: trace.events };
    };
    expect(await traced(after)).toEqual(await traced(before));
  });

  it('finds late answers of the one before stale', async () => {
    const before = session({ deterministic: true });
    const x = third();
    await step(x, 10, before);
    const after = await again(before, { x }, { definitions, session: { deterministic: true } });
    const late = await firstLease(x, before);
    const own = await firstLease(after.get('x')!, after);
    expect(late.stamp).toEqual(own.stamp);
    const bounds = after.graph.boundsOf(own.node);
    const version = after.graph.versionOf(own.node);
    const result = { bounds: { kind: 'wide', lo: third0, hi: third0 }, state: null } as const;
    after.coordinator.settle(late, { kind: 'result', result, steps: 1 }, 0);
    expect(equals(after.graph.boundsOf(own.node), bounds)).toBe(true);
    expect(after.graph.versionOf(own.node)).toBe(version);
    expect(late.incarnation).not.toBe(own.incarnation);
  });

  it('has learned what the one before has learned of costs', async () => {
    const before = session();
    await step(exp(sqrt(3)), 3000, before);
    const after = await again(before);
    const content = async (of: Session): Promise<unknown> =>
      (JSON.parse(open(await of.snapshot())) as { costs: unknown }).costs;
    expect(await content(after)).toEqual(await content(before));
  });

  it('may be saved and restored again, with the same content', async () => {
    const before = session();
    await step(third().add(sqrt(5)), 40, before);
    const text = await before.snapshot();
    const after = await again(before, {}, { definitions });
    const content = JSON.parse(open(await after.snapshot())) as { counters: object };
    expect(content).toEqual({
      ...(JSON.parse(open(text)) as object),
      counters: { ...content.counters, generation: 2 },
    });
  });
});

describe('values', () => {
  it('are found by the names that the snapshot was given, and by those of the session', async () => {
    const before = session();
    before.define('root', sqrt(2));
    const after = await again(before, { 'é "x"': pi.add(1) });
    expect(after.names).toEqual(['root', 'é "x"']);
    expect(after.get('root')!.toFixed(5)).toBe('1.41421');
    expect(after.get('é "x"')!.toFixed(5)).toBe('4.14159');
  });

  it('of a list are found by their positions', async () => {
    const after = await again(session(), [sqrt(2), real(7)]);
    expect(after.names.map((name) => after.get(name)!.toFixed(2))).toEqual(['1.41', '7.00']);
  });

  it('are one Real where they are one node', async () => {
    const after = await again(session(), { a: sqrt(2), b: sqrt(2) });
    expect(after.get('a')).toBe(after.get('b'));
  });

  it('refuses what is no Real, and a name of another value', async () => {
    const before = session();
    before.define('x', pi);
    await expect(before.snapshot({ y: 2 as never })).rejects.toThrow('y is to be a Real, got 2');
    await expect(before.snapshot({ x: sqrt(2) })).rejects.toThrow('"x" has another value');
    await expect(before.snapshot(pi as never)).rejects.toThrow('a record or a list of Reals');
    await expect(before.snapshot({ z: real(1).divide(0) })).rejects.toThrow(PincerError);
  });

  it('of data stay the same quantity', async () => {
    const before = session();
    const mass = real.between('1.22', '1.24', 'mass');
    const after = await again(before, { mass, square: mass.pow(2) });
    const [node, square] = [after.get('mass')!, after.get('square')!].map((x) => x.rootIn(after));
    expect([...after.graph.childrenOf(square!)]).toEqual([node]);
    expect(
      String(after.get('mass')!.refineSync({ digits: 9 }, { session: after }).limitedBy),
    ).toContain('mass');
  });

  it('of a source have its answers, and ask nobody for more', async () => {
    const before = session();
    const rate = source('rate', () => ['1.07', '1.09']);
    const goal = { eps: '0.1' };
    const { bounds } = await rate.refine(goal, { session: before });
    const after = await again(before, { rate });
    const restored = await after.get('rate')!.refine(goal, { session: after });
    expect(String(restored.bounds)).toBe(String(bounds));
    const more = await after.get('rate')!.refine({ digits: 9 }, { session: after });
    expect(more.error).toBeInstanceOf(SourceReplayError);
  });
});

describe('trust', () => {
  it('in states lets each refiner step once from its state', async () => {
    const before = session();
    await step(third(), 100, before);
    const after = await again(before, {}, { definitions, trust: 'states' });
    const node = third().rootIn(after);
    expect(after.graph.versionOf(node)).toBe(0);
    const fresh = session();
    expect(after.graph.boundsOf(node)).toEqual(fresh.graph.boundsOf(third().rootIn(fresh)));
    const steps = await step(third(), 100, after);
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(await step(third(), 100, session()));
  });

  it('in nothing computes all again', async () => {
    const before = session();
    await step(third().add(pi), 60, before);
    const after = await again(before, {}, { definitions, trust: 'nothing' });
    expect(await step(third().add(pi), 60, after)).toBe(await step(third().add(pi), 60, session()));
  });

  it('in neither believes bounds that were forged', async () => {
    const before = session();
    await step(sqrt(2), 30, before);
    const text = await before.snapshot();
    const content = JSON.parse(open(text)) as { nodes: { bounds: { lo: unknown } }[] };
    content.nodes[1]!.bounds.lo = { $bigint: '7' };
    const forged = seal(JSON.stringify(content));
    const digits = async (trust: SnapshotOptions['trust']): Promise<string> => {
      const after = session({ restore: readSnapshot(forged, { trust }) });
      return String((await sqrt(2).refine({ digits: 20 }, { session: after })).digits);
    };
    expect(await digits('all')).not.toBe('1.4142135623730950488');
    expect(await digits('states')).toBe('1.4142135623730950488');
    expect(await digits('nothing')).toBe('1.4142135623730950488');
  });
});

describe('definitions', () => {
  const halved = defineCombinator({
    name: 'halved',
    version: 2,
    arity: 1,
    combine: ([x]) => x,
  });

  it('of combinators are found by name and version', async () => {
    const before = session();
    const x = combined(halved, null, [pi]);
    await step(x, 20, before);
    const text = await before.snapshot({ x });
    const after = session({ restore: readSnapshot(text, { definitions: [halved] }) });
    expect(await step(x, 20, after)).toBe(0);
    expect(fault(text)).toMatchObject({
      fault: 'unknown',
      message: expect.stringContaining('halved@2'),
    });
  });

  it('of Pincer’s own are all known', () => {
    for (const [i, { name }] of combinators.entries())
      expect(findKind({ combinator: name }, [], String(i)).params).toMatch(/^\w+$/);
  });

  it('of claims keep them: in results, and for what is built again', async () => {
    const before = session();
    const claim = (): Real => knownWithin(sqrt(2), '1.4', '1.5', 'table 7');
    await step(claim(), 20, before);
    const after = await again(before, { x: claim() });
    expect(await step(after.get('x'), 20, after)).toBe(0);
    expect(await step(claim(), 20, after)).toBe(0);
  });

  it('of a refiner and of the one that replaced it are not mixed: such a session is not saved', async () => {
    const before = session();
    await step(third(), 20, before);
    const other = { ...stepper, replace: true };
    const replaced = refined(other as never, { n: 1n, d: 7n, rate: 4 } as never);
    await step(replaced, 20, before);
    await expect(before.snapshot()).rejects.toMatchObject({
      name: 'SnapshotError',
      message: expect.stringContaining('a second stepper'),
    });
  });

  it('of a module that was loaded again are found, and are not mixed with those of its earlier load', async () => {
    const before = session();
    const loaded = (query: string) =>
      ({ ...stepper, name: 'reloaded', module: new URL(`file:///nowhere/m.js${query}`) }) as never;
    const of = (query: string): Real => refined(loaded(query), { n: 1n, d: 7n, rate: 4 } as never);
    await step(of('?t=17'), 20, before);
    const text = await before.snapshot();
    expect(() => readSnapshot(text, { definitions: [loaded('')] })).not.toThrow();
    await step(of('?t=18'), 20, before);
    await expect(before.snapshot()).rejects.toMatchObject({
      name: 'SnapshotError',
      message: expect.stringContaining('a second reloaded'),
    });
  });

  it('of refiners are found by name, version and module', async () => {
    const before = session();
    await step(third(), 20, before);
    const text = await before.snapshot();
    const place = /^content\.kinds\[\d\]$/;
    const version = { ...stepper, version: 99 } as never;
    const module = { ...stepper, module: new URL('file:///elsewhere.js') } as never;
    for (const others of [[], [version], [module]])
      expect(fault(text, { definitions: others })).toMatchObject({
        fault: 'unknown',
        place: expect.stringMatching(place),
      });
    expect(() => readSnapshot(text, { definitions })).not.toThrow();
  });
});

function fault(text: string, options: SnapshotOptions = {}): unknown {
  try {
    readSnapshot(text, options);
    return 'it was read';
  } catch (error) {
    return error;
  }
}

describe('a damaged snapshot', () => {
  it('is refused whole at each single character, cut or changed', async () => {
    const before = session();
    await step(sqrt(2).add(pi), 22, before);
    const text = await before.snapshot({ x: sqrt(2) });
    for (let i = 0; i < text.length; i++) {
      expect(fault(text.slice(0, i))).toBeInstanceOf(SnapshotError);
      const code = text.charCodeAt(i);
      for (const other of [code ^ 1, code ^ 0x80, 0x20]) {
        if (other === code) continue;
        const changed = text.slice(0, i) + String.fromCharCode(other) + text.slice(i + 1);
        expect(fault(changed)).toBeInstanceOf(SnapshotError);
      }
    }
  });

  it('that has its checksums all the same brings no error but those of Pincer', async () => {
    const before = session();
    const mass = real.between(1, 2, 'm');
    const x = sqrt(2).add(third()).multiply(mass).pow(3);
    await x.refine({ digits: 15 }, { session: before });
    void sin(x).refine({ eps: '1/7' }, { session: before, budget: { steps: 3 }, timeout: 1e6 });
    const content = open(await before.snapshot({ x }));
    const hostile = [-1, 1e300, 0.5, 2 ** 31, null, '', 'x', [], {}, true, { $number: 'NaN' }];
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...hostile), async (at, value) => {
        const forged = seal(JSON.stringify(replaced(JSON.parse(content), at, value)));
        try {
          const after = session({ restore: readSnapshot(forged, { definitions }) });
          await Promise.all(
            after.resume({ signal: AbortSignal.timeout(200) }).map(({ answer }) => answer),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(SnapshotError);
          refused++;
        }
      }),
      { numRuns: runs(150) },
    );
    expect(refused).toBeGreaterThan(runs(150) / 2);
  });

  it('that names fields names them by their path', async () => {
    const before = session();
    await step(sqrt(2), 22, before);
    const content = open(await before.snapshot({ x: sqrt(2) }));
    const place = (from: RegExp, to: string): string =>
      (fault(seal(content.replace(from, to))) as SnapshotError).place;
    expect(place(/"children":\[0\]/, '"children":[1]')).toBe('content.nodes[1].children[0]');
    expect(place(/"children":\[0\]/, '"children":[0,0]')).toBe(
      'content.nodes[1].record.seenWidths',
    );
    expect(place(/("record":\{.*?"version":)\d+/, '$1-1')).toBe('content.nodes[1].record.version');
    expect(place(/\["x",1\]/, '["x",2]')).toBe('content.values[0][1]');
    expect(place(/"width":\d+/, '"width":-1')).toBe('content.nodes[0].bounds');
  });
});

/** A copy of JSON with the value at a place, counted over all values, replaced. */
function replaced(root: unknown, at: number, by: unknown): unknown {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const open: object[] = [root as object];
  for (const holder of open)
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      if (typeof value === 'object' && value !== null) open.push(value as object);
    }
  const { holder, key } = places[at % places.length]!;
  holder[key] = by;
  return root;
}

const third0 = { m: 1n, e: -2 } as const;

/** The first lease that a session would issue for more digits; it stays open. */
async function firstLease(x: Real, where: Session): Promise<Lease> {
  await Promise.resolve();
  const request = x.requestIn(where, { digits: 40 })!;
  where.coordinator.admit(request, 0);
  const { run } = where.coordinator.poll([{ id: 0, kind: 'inline' }], 0);
  return run[0]!.lease;
}
