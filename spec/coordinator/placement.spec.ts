import { describe, expect, it } from '@jest/globals';
import { placeStep, predictCost } from '#lib/coordinator/placement.js';
import type { Slot } from '#lib/coordinator/port.js';
import { ALL, point } from '#lib/exact/enclosure.js';

const inline: Slot = { id: 0, kind: 'inline' };
const thread: Slot = { id: 1, kind: 'thread' };
const cheap = predictCost(ALL, { width: Infinity });
const dear = predictCost(point({ m: 1n, e: 0 }), { width: -100_000 });

describe('placement', () => {
  it('predicts more cost for more bits', () => {
    expect(cheap).toBeLessThan(10_000);
    expect(dear).toBeGreaterThan(10_000_000);
    const x = point({ m: 1n, e: 0 });
    expect(predictCost(x, { width: -2000 })).toBeGreaterThan(predictCost(x, { width: -1000 }));
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
