import { describe, expect, it } from '@jest/globals';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { LeaseServer, HostEnvironment } from '#lib/execution/worker/lease-server.js';
import { CallSignals } from '#lib/execution/contexts/call-signals.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';
import { serverOf } from './server-of.js';

/** A server on a virtual clock on which a look takes 4 ms; `atYield` is called between slices. */
function serverWith(changes: Partial<HostEnvironment> = {}): {
  server: LeaseServer;
  yields: () => number;
  loads: string[];
} {
  let time = 0;
  let yields = 0;
  const loads: string[] = [];
  const server = serverOf(halving, {
    load: (module) => {
      loads.push(module);
      return Promise.resolve({ halving });
    },
    now: () => (time += 4),
    yieldToEventLoop: () => {
      yields += 1;
      return Promise.resolve();
    },
    ...changes,
  });
  return { server, yields: () => yields, loads };
}

const refiner = { name: 'halving', version: 1 };
const long = (steps: number) =>
  leaseOf(halving, { bits: 1 }, { refiner, demand: { width: -1e6 }, quantum: { steps } });

describe('a lease server', () => {
  it('answers at once where signals are shared', () => {
    const { server, yields } = serverWith();
    server.configure({ signals: new Int32Array(4) });
    expect(server.run(1, 0, long(50), false)).toMatchObject({ kind: 'result', steps: 50 });
    expect(yields()).toBe(0);
  });

  it('looks at the stop of its call', () => {
    const { server } = serverWith();
    server.configure({ signals: new Int32Array([0, 0, 1, 0]) });
    expect(server.run(1, 1, long(5), false)).toEqual({ kind: 'stopped' });
    expect(server.run(2, 0, long(5), false)).toMatchObject({ kind: 'result' });
  });

  it('beats whenever it reads the stop of its call', () => {
    const { server } = serverWith();
    const signals = new CallSignals(new Int32Array(4));
    server.configure({ signals: signals.memory });
    void server.run(1, 1, long(5), false);
    expect(signals.beats(0)).toBe(0);
    expect(signals.beats(1)).toBeGreaterThanOrEqual(5);
    signals.reset(1);
    expect(signals.beats(1)).toBe(0);
  });

  it('runs in slices of about 30 ms where they are not, with the same answer', async () => {
    const beats: number[] = [];
    const { server, yields } = serverWith({ beat: (call) => beats.push(call) });
    const settlement = await server.run(1, 0, long(50), false);
    expect(settlement).toMatchObject({
      kind: 'result',
      steps: 50,
      result: { state: { places: 50 } },
    });
    expect(yields()).toBe(Math.ceil(50 / 8) - 1);
    expect(beats).toEqual(Array.from({ length: yields() }, () => 1));
  });

  it('hears a stop between two slices', async () => {
    const { server, yields } = serverWith({
      yieldToEventLoop: () => {
        server.stop(1, 0);
        return Promise.resolve();
      },
    });
    const settlement = server.run(1, 0, long(50), false);
    const next = server.run(2, 0, long(3), false);
    expect(await settlement).toMatchObject({ kind: 'stopped', result: { state: { places: 8 } } });
    expect(await next).toMatchObject({ kind: 'result', steps: 3 });
    expect(yields()).toBe(0);
  });

  it('forgets a stop that arrives after the answer', async () => {
    const { server } = serverWith();
    await server.run(1, 0, long(3), false);
    server.stop(1, 0);
    expect(await server.run(1, 0, long(3), false)).toMatchObject({ kind: 'result', steps: 3 });
  });

  it('runs leases in the order of their arrival, even if the first has to load its module', async () => {
    const { server, loads } = serverWith();
    server.configure({ signals: new Int32Array(2) });
    const order: number[] = [];
    const lease = leaseOf(halving, { bits: 30 });
    const calls = [lease, long(2), lease].map(async (one, index) => {
      await server.run(index, 0, one, false);
      order.push(index);
    });
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2]);
    expect(loads).toEqual([halving.module?.href]);
    expect(server.run(9, 0, lease, false)).toMatchObject({ kind: 'result' });
  });

  it('keeps refiners of different modules apart', async () => {
    const module = 'file:///elsewhere.js';
    const impostor = {
      ...halving,
      step: () => ({ state: { places: -1 }, bounds: { kind: 'all' } }),
    };
    const { server } = serverWith({
      load: (wanted) => Promise.resolve(wanted === module ? { impostor } : { halving }),
    });
    const lease = leaseOf(halving, { bits: 30 });
    expect(
      await server.run(1, 0, { ...lease, refiner: { ...refiner, module } }, false),
    ).toMatchObject({
      result: { state: { places: -1 } },
    });
    expect(await server.run(2, 0, lease, false)).toMatchObject({
      result: { state: { places: 30 } },
    });
  });

  it('fails a lease whose module has no such refiner, and says what to do', async () => {
    const { server } = serverWith({ load: () => Promise.resolve({ halving: null, other: 3 }) });
    expect(await server.run(1, 0, leaseOf(halving, { bits: 1 }), false)).toMatchObject({
      kind: 'failed',
      error: { name: 'UnknownRefinerError', message: expect.stringContaining('export it from') },
    });
  });

  it('reports early bounds only where they are wanted', () => {
    const reports: [number, Enclosure][] = [];
    const bounds: Enclosure = { kind: 'narrow', lo: 0n, width: 1, exp: 0 };
    const telling = {
      ...halving,
      step: (context: { report: (bounds: Enclosure) => void }) => {
        context.report(bounds);
        return { state: null, bounds };
      },
    };
    const { server } = serverWith({
      registry: registryOf(telling),
      report: (...report) => reports.push(report),
    });
    server.configure({ signals: new Int32Array(2) });
    void server.run(1, 0, long(1), false);
    void server.run(2, 0, long(1), true);
    expect(reports).toEqual([[2, bounds]]);
  });
});
