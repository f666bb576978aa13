import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import { createSession, OptionError, pi, SessionError, sqrt } from '#lib/index.js';
import { place, placementOf } from '#lib/execution.js';
import { refined } from '#lib/refiner.js';
import type { Session } from '#lib/index.js';
import type { SessionOptions } from '#lib/session/options.js';
import { tracer } from '../refiners/odd.js';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-placement-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Where the steps of a refiner ran: pairs of process and thread, in their order. */
async function trace(session: Session, digits = 50): Promise<string[]> {
  const file = join(folder, String(++files));
  const { status } = await refined(tracer, { file }).refine({ digits }, { session });
  expect(status).toBe('met');
  return readFileSync(file, 'utf8').trim().split('\n');
}

const here = `${String(process.pid)} 0`;
const inThisProcess = (place: string): boolean => place.startsWith(`${String(process.pid)} `);

describe('a session places steps', () => {
  it('inline, where it has no workers', async () => {
    await using session = createSession();
    const places = await trace(session);
    expect(new Set(places).size).toBe(1);
    // Under the test runner the calling thread may be one of several.
    expect(places[0]).toMatch(new RegExp(`^${String(process.pid)} `));
    expect(session.contexts).toEqual([]);
  });

  it.each(['thread', 'isolate'] as const)('in a %s of this process', async (placement) => {
    await using session = createSession({ workers: 1, placement });
    const places = await trace(session);
    expect(places.every(inThisProcess)).toBe(true);
    expect(places).not.toContain(here);
    expect(session.contexts.map(({ kind }) => kind)).toEqual([placement]);
  });

  it('in a process of their own', async () => {
    await using session = createSession({ placement: 'process' });
    const places = await trace(session);
    expect(places.some(inThisProcess)).toBe(false);
    // On a busy machine a second one stands in for one that is slow to start.
    expect(new Set(session.contexts.map(({ kind }) => kind))).toEqual(new Set(['process']));
  });

  it('each in a fresh process', async () => {
    await using session = createSession({ placement: { fresh: 'process' } });
    const places = await trace(session);
    expect(places.length).toBeGreaterThan(1);
    expect(new Set(places.map((place) => place.split(' ')[0])).size).toBe(places.length);
  });

  it('in a given context, which outlives it', async () => {
    const context = new ThreadContext({ name: 'mine' });
    const session = createSession({ placement: context });
    const places = await trace(session);
    expect(new Set(places).size).toBe(1);
    await session.close();
    expect(context.alive).toBe(true);
    expect(context.stats().settled).toBe(places.length);
    await context.terminate('the spec is over');
  });

  it('by the name of a refiner rather than by its own default, and by node rather than by either', async () => {
    await using session = createSession({
      workers: 1,
      placement: 'thread',
      placements: { tracer: 'process' },
    });
    expect((await trace(session)).some(inThisProcess)).toBe(false);
    const file = join(folder, String(++files));
    const node = refined(tracer, { file });
    expect(placementOf(node, { session })).toBeUndefined();
    await node.refine({ digits: 60 }, { session });
    expect(placementOf(node, { session })?.group).toBe('process');
    place(node, 'thread', { session });
    await node.refine({ digits: 200 }, { session });
    const places = readFileSync(file, 'utf8').trim().split('\n');
    expect(inThisProcess(places[0]!)).toBe(false);
    expect(inThisProcess(places.at(-1)!)).toBe(true);
    expect(placementOf(node, { session })?.group).toBe('thread');
    place(node, 'auto', { session });
    await node.refine({ digits: 400 }, { session });
    expect(placementOf(node, { session })?.group).toBe('process');
  });

  it('of one value as that is placed, also after nodes were forgotten and made again', async () => {
    await using session = createSession({ workers: 1, cache: { entries: 16 } });
    const file = join(folder, String(++files));
    const node = refined(tracer, { file });
    place(node, 'process', { session });
    for (let i = 2; i < 60; i++) sqrt(i).refineSync({ digits: 30 }, { session });
    await node.refine({ digits: 100 }, { session });
    const places = readFileSync(file, 'utf8').trim().split('\n');
    expect(places.some(inThisProcess)).toBe(false);
    expect(() => {
      place(node.add(1), 'thread', { session });
    }).toThrow(OptionError);
  });

  it('inline when they are cheap, and starts no worker for them', async () => {
    for (const workers of [2, 'auto'] as const) {
      await using session = createSession({ workers });
      await sqrt(2).add(pi).sin().refine({ digits: 50 }, { session });
      expect(session.contexts).toEqual([]);
    }
  });

  it('with the same digits wherever they run', async () => {
    const x = sqrt(2).add(pi).sin();
    const expected = x.refineSync({ digits: 300 }).digits;
    for (const placement of [
      'inline',
      'thread',
      'isolate',
      'process',
      { fresh: 'thread' },
    ] as const) {
      await using session = createSession({ workers: 2, placement });
      expect((await x.refine({ digits: 300 }, { session })).digits).toBe(expected);
    }
  });
});

describe('what a session refuses', () => {
  it.each([
    ['workers', -1],
    ['workers', 1.5],
    ['workers', 1e6],
    ['isolates', -1],
    ['processes', 0.5],
    ['contexts', 0],
    ['stopGrace', -1],
  ])('%s: %p, at once, by name and limit', (name, value) => {
    const create = (): Session => createSession({ [name]: value });
    expect(create).toThrow(SessionError);
    expect(create).toThrow(`createSession: ${name} must be`);
    expect(create).toThrow(`got ${String(value)}`);
  });

  it.each<[string, unknown, string]>([
    ['worker', 3, 'a function'],
    ['worker', null, 'a function'],
    ['beforeStart', 'x', 'a function'],
    ['clock', 7, 'a record'],
    ['clock', {}, 'a record with a function nanoseconds'],
    ['idle', 3, 'a record'],
    ['placements', 5, 'a record'],
    ['cache', null, 'a record'],
    ['deterministic', 'no', 'true or false'],
    ['seed', 0.5, 'an integer'],
    ['the option wrokers', 2, 'one of workers, '],
  ])('%s: %p, which is not %s', (name, value, expected) => {
    const create = (): Session => createSession({ [name.split(' ').at(-1)!]: value });
    expect(create).toThrow(SessionError);
    expect(create).toThrow(`createSession: ${name} must be ${expected}`);
  });

  it.each([null, 5, 'auto'])('options that are none: %p', (options) => {
    expect(() => createSession(options as unknown as SessionOptions)).toThrow(
      'createSession: the options must be a record',
    );
  });

  it.each(['worker', 'fork', null, {}, { fresh: 'inline' }])('the placement %p', (placement) => {
    expect(() => createSession({ placement } as SessionOptions)).toThrow(
      'a placement is auto, inline, thread',
    );
    expect(() =>
      createSession({ placements: { sin: placement } } as unknown as SessionOptions),
    ).toThrow("placements['sin']");
  });

  it('a worker for a refiner without a module, and says how to give it one', async () => {
    await using session = createSession({ workers: 1, placements: { home: 'thread' } });
    const { module, ...rest } = tracer;
    expect(module).toBeDefined();
    const home = refined({ ...rest, name: 'home' }, { file: join(folder, 'home') });
    const { error } = await home.refine({ digits: 50 }, { session });
    expect(error).toMatchObject({ name: 'NoModuleError', node: expect.stringContaining('home#') });
    expect(error?.message).toContain('module: new URL("./my-refiner.js", import.meta.url)');
    // It is not the refiner's fault: placed otherwise it runs.
    expect(home.refineSync({ digits: 50 }).status).toBe('met');
  });

  it('a synchronous call for what is placed elsewhere', async () => {
    await using session = createSession({ placements: { tracer: 'process' } });
    const real = refined(tracer, { file: join(folder, 'sync') });
    const { error } = real.refineSync({ digits: 50 }, { session });
    expect(error).toMatchObject({ name: 'PlacementError' });
    expect((await real.refine({ digits: 50 }, { session })).status).toBe('met');
  });

  it('a given context that has ended, rather than wait for it', async () => {
    const context = new ThreadContext();
    await using session = createSession({ placement: context });
    await context.terminate('its owner is done with it');
    const real = refined(tracer, { file: join(folder, 'ended') });
    const { error } = await real.refine({ digits: 50 }, { session });
    expect(error).toMatchObject({ name: 'PlacementError' });
    expect(error?.message).toContain('a context that has ended');
  });

  it('an isolation that it has no contexts for', async () => {
    await using session = createSession({ processes: 0, placements: { tracer: 'process' } });
    const real = refined(tracer, { file: join(folder, 'none') });
    const { error } = await real.refine({ digits: 50 }, { session });
    expect(error).toMatchObject({ name: 'PlacementError' });
    expect(error?.message).toContain('is placed in process, and the session has none of these');
  });

  it('a module that does not load, by name and at once', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const module = new URL('./refiners/nowhere.js', import.meta.url);
    const lost = refined({ ...tracer, name: 'lost', module }, { file: '' });
    const { error } = await lost.refine({ digits: 50 }, { session });
    expect(error).toMatchObject({ name: 'ModuleLoadError', module: module.href });
  });
});
