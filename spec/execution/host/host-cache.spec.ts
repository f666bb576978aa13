import { describe, expect, it } from '@jest/globals';
import { HostCache } from '#lib/execution/host/host-cache.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

/** Answers whether it found in its box what it had left there. */
const hoarder: Refiner<null, number> = {
  name: 'hoarder',
  version: 1,
  start: () => 0,
  step: ({ state, cache }) => {
    const found = cache?.value === `kept of ${String(state)}`;
    if (cache !== undefined) cache.value = `kept of ${String(state + 1)}`;
    return { state: state + 1, bounds: { kind: 'narrow', lo: 0n, width: 1, exp: found ? -2 : -1 } };
  },
};

const stop = { stopRequested: () => false };

/** The exponent of the bounds: -2 where the box was found full. */
function run(
  host: ReturnType<typeof createStepHost>,
  lease: ReturnType<typeof leaseOf>,
): { exp: number; state: Plain } {
  const settlement = host.run(lease, stop);
  if (settlement.kind !== 'result') throw new Error(settlement.kind);
  const { bounds, state } = settlement.result;
  return { exp: bounds.kind === 'narrow' ? bounds.exp : NaN, state };
}

describe('what a host keeps beside a state', () => {
  const first = leaseOf(hoarder, null);
  const next = (state: number, version: number, origin: number) =>
    leaseOf(hoarder, null, { state, stamp: { version, nanoseconds: 0 }, origin });

  it('is there again for the lease that brings that state back', () => {
    const host = createStepHost(registryOf(hoarder));
    expect(run(host, first).exp).toBe(-1);
    const second = next(1, 1, first.id);
    expect(run(host, second).exp).toBe(-2);
    expect(run(host, next(2, 2, second.id)).exp).toBe(-2);
  });

  it('is not there on another host, for another state, or for a state that another lease brought', () => {
    const host = createStepHost(registryOf(hoarder));
    run(host, first);
    expect(run(createStepHost(registryOf(hoarder)), next(1, 1, first.id)).exp).toBe(-1);
    expect(run(host, next(1, 1, first.id + 1000)).exp).toBe(-1);
    run(host, first);
    expect(run(host, next(1, 2, first.id)).exp).toBe(-1);
  });

  it('is given to one lease only: two never share what they may change', () => {
    const host = createStepHost(registryOf(hoarder));
    run(host, first);
    const lease = next(1, 1, first.id);
    expect(run(host, lease).exp).toBe(-2);
    expect(run(host, lease).exp).toBe(-1);
  });

  it('is kept for each of two sessions whose leases, nodes and versions have the same numbers', () => {
    const host = createStepHost(registryOf(hoarder));
    const lease = (incarnation: string, state: number, changes = {}) =>
      leaseOf(hoarder, null, { incarnation, id: state + 1, state, ...changes });
    const later = (state: number) => ({ stamp: { version: state, nanoseconds: 0 }, origin: state });
    expect(run(host, lease('one', 0)).exp).toBe(-1);
    // Nothing of the first session is there for a state that it brought and the second has too.
    expect(run(host, lease('two', 1, later(1))).exp).toBe(-1);
    for (const state of [1, 2, 3]) {
      expect(run(host, lease('one', state, later(state))).exp).toBe(-2);
      expect(run(host, lease('two', state + 1, later(state + 1))).exp).toBe(-2);
    }
  });

  it('is bounded: the least recently used goes first', () => {
    const cache = new HostCache();
    const leases = Array.from({ length: 400 }, (_, node) =>
      leaseOf(halving, { bits: 1 }, { node }),
    );
    for (const lease of leases) cache.put(lease, { value: lease.node });
    const kept = leases.filter(({ node, stamp, id }) => {
      const lease = leaseOf(
        halving,
        { bits: 1 },
        { node, stamp: { ...stamp, version: 1 }, origin: id },
      );
      return cache.take(lease).value === node;
    });
    expect(kept.map(({ node }) => node)).toEqual(Array.from({ length: 256 }, (_, i) => i + 144));
  });

  it('is bounded for all sessions together: of the one that kept something the longest ago', () => {
    const cache = new HostCache();
    const keep = (incarnation: string, node: number): void => {
      cache.put(leaseOf(halving, { bits: 1 }, { incarnation, node, id: 1 }), { value: node });
    };
    const isKept = (incarnation: string, node: number): boolean =>
      cache.take(
        leaseOf(
          halving,
          { bits: 1 },
          { incarnation, node, stamp: { version: 1, nanoseconds: 0 }, origin: 1 },
        ),
      ).value === node;
    for (let node = 0; node < 200; node++) keep('ended', node);
    for (let node = 0; node < 156; node++) keep('alive', node);
    const nodes = Array.from({ length: 200 }, (_, node) => node);
    expect(nodes.filter((node) => isKept('ended', node))).toEqual(nodes.slice(100));
    expect(nodes.filter((node) => isKept('alive', node))).toEqual(nodes.slice(0, 156));
  });
});
