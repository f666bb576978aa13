import { describe, expect, it } from '@jest/globals';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { ChainRun } from '#lib/execution/worker/chain-run.js';
import type { ChainControls } from '#lib/execution/worker/chain-run.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { leaseOf, registryOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

/** Passes its only input on. */
const passing: Refiner<null, null> = {
  name: 'passing',
  version: 1,
  start: () => null,
  step: ({ inputs: [input] }) => ({ state: null, bounds: input ?? { kind: 'all' } }),
};

const host = createStepHost(registryOf(halving, passing));

/** A step of halving, then two that pass it on. */
function chain(bits: number, width: number): Lease {
  const demand = { width };
  const inputs = [{ kind: 'all' }] as const;
  const last = leaseOf(passing, null, { demand, inputs, after: [0] });
  const middle = leaseOf(passing, null, { demand, inputs, after: [0], then: last });
  return leaseOf(halving, { bits }, { demand, then: middle });
}

function play(lease: Lease, controls: ChainControls = { stopFrom: () => Infinity }): Settlement {
  const run = new ChainRun([host, host, host], lease, controls);
  for (let turns = 0; turns < 100; turns++) {
    const settlement = run.advance(0);
    if (settlement !== undefined) return settlement;
  }
  throw new Error('the chain does not end');
}

/** The settlements of a chain, the first one first. */
function links(settlement: Settlement): Settlement[] {
  const found: Settlement[] = [];
  for (let link: Settlement | undefined = settlement; link !== undefined;) {
    found.push(link);
    link = link.kind === 'result' ? link.then : undefined;
  }
  return found;
}

describe('a chain of leases', () => {
  it('runs child before parent, with the bounds that the child has brought', () => {
    const settlements = links(play(chain(30, -20)));
    expect(settlements.map(({ kind }) => kind)).toEqual(['result', 'result', 'result']);
    const bounds = settlements.map((link) =>
      link.kind === 'result' ? link.result.bounds : undefined,
    );
    expect(bounds[1]).toEqual(bounds[0]);
    expect(bounds[2]).toEqual(bounds[0]);
    expect(bounds[0]).toMatchObject({ kind: 'narrow', exp: -30 });
  });

  it('ends where a step has not met its demand', () => {
    expect(links(play(chain(10, -20)))).toHaveLength(1);
  });

  it('goes on with what waits for none of those before it, whatever these brought', () => {
    const others = [12, 14].map((bits) => leaseOf(halving, { bits }, { demand: { width: -20 } }));
    const [second, third] = others;
    const first = leaseOf(halving, { bits: 10 }, { demand: { width: -20 } });
    const settlements = links(play({ ...first, then: { ...second!, then: third! } }));
    const exponents = settlements.map((link) =>
      link.kind === 'result' && link.result.bounds.kind === 'narrow' ? link.result.bounds.exp : NaN,
    );
    expect(exponents).toEqual([-10, -12, -14]);
  });

  it('ends where a stop is asked for', () => {
    let looks = 0;
    const stopFrom = (): number => (++looks > 1 ? 0 : Infinity);
    expect(links(play(chain(30, -20), { stopFrom })).length).toBeLessThan(3);
  });

  it('ends before the lease from which on a stop is asked for, and lets those before it go on', () => {
    const kinds = [0, 1, 2, 3].map((from) =>
      links(play(chain(30, -20), { stopFrom: () => from })).map(({ kind }) => kind),
    );
    expect(kinds).toEqual([
      ['stopped'],
      ['result'],
      ['result', 'result'],
      ['result', 'result', 'result'],
    ]);
  });

  it('ends before the first lease whose module is not there', () => {
    const run = new ChainRun([host, host], chain(30, -20), { stopFrom: () => Infinity });
    let settlement: Settlement | undefined;
    while (settlement === undefined) settlement = run.advance(Infinity);
    expect(links(settlement)).toHaveLength(2);
  });
});
