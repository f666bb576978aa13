import { describe, expect, it } from '@jest/globals';
import { predictCost, priorOf } from '#lib/coordinator/leases/placement.js';
import { placeStep } from '#lib/coordinator/leases/prior-placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { ALL, point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { leaseOf } from '../../execution/lease-of.js';
import { halving } from '../../execution/refiners/halving.js';

const inline: Slot = { id: 0, kind: 'inline' };
const thread: Slot = { id: 1, kind: 'thread' };
const one = point({ m: 1n, e: 0 });
const about = (m: bigint, bits: number): Enclosure =>
  fromExactEnds({ m, e: -bits }, { m: m + 1n, e: -bits });
const prior = (width: number, inputs?: readonly Enclosure[], bounds: Enclosure = one): number =>
  predictCost({ bounds, demand: { width }, inputs });
const cheap = prior(Infinity, [], ALL);
const dear = prior(-100_000);

describe('placement', () => {
  it('predicts more cost for more bits', () => {
    expect(cheap).toBeLessThan(10_000);
    expect(dear).toBeGreaterThan(10_000_000);
    expect(prior(-2000)).toBeGreaterThan(prior(-1000));
  });

  it('predicts no more bits than the coarsest input shows, and a margin of 64', () => {
    const coarse = about((1n << 64n) - 1n, 64);
    const fine = about((1n << 66_000n) - 1n, 66_000);
    expect(prior(-66_000, [coarse])).toBe(prior(-128));
    expect(prior(-66_000, [fine, coarse])).toBe(prior(-128));
    expect(prior(-66_000, [fine])).toBe(prior(-66_000));
    expect(prior(-100, [fine])).toBe(prior(-100));
    expect(prior(-66_000, [ALL])).toBe(prior(-64));
  });

  it('takes exact inputs, no inputs, and those that a step under way may narrow to show every bit', () => {
    for (const inputs of [[one, one], [], undefined])
      expect(prior(-66_000, inputs)).toBe(prior(-66_000));
  });

  it('counts the absolute width of an input near zero', () => {
    expect(prior(-5000, [about(-1n, 900)])).toBe(prior(-964));
  });

  it('takes the prior of a lease that follows another from its demand alone', () => {
    const lease = { ...leaseOf(halving, { bits: 1 }), bounds: one, demand: { width: -66_000 } };
    const coarse = { ...lease, inputs: [about((1n << 64n) - 1n, 64)] };
    expect(priorOf(coarse)).toBe(prior(-128));
    expect(priorOf({ ...coarse, after: [0] })).toBe(prior(-66_000));
  });

  it('runs what is cheaper than a message inline, where the calling thread is free', () => {
    expect(placeStep([thread, inline], cheap, true)).toBe(1);
    expect(placeStep([thread], cheap, true)).toBe(0);
  });

  it('never blocks the calling thread with a dear step that could run elsewhere', () => {
    expect(placeStep([inline, thread], dear, true)).toBe(1);
    expect(placeStep([inline], dear, true)).toBeUndefined();
  });

  it('runs inline whatever cannot run elsewhere', () => {
    expect(placeStep([thread, inline], dear, false)).toBe(1);
    expect(placeStep([thread], cheap, false)).toBeUndefined();
  });

  it('waits where no slot is free', () => {
    expect(placeStep([], cheap, true)).toBeUndefined();
    expect(placeStep([], cheap, false)).toBeUndefined();
  });
});
