import { describe, expect, it } from '@jest/globals';
import { cheaperFirst } from '#lib/coordinator/wave/cheaper-first.js';
import type { Option } from '#lib/coordinator/wave/cover.js';

/** The cost below which no step is worth a choice. */
const LEAST = 10;

const expensive: Option = { position: 0, gains: [0.98], costs: [100_000] };

function option(position: number, gain: number, cost: number): Option {
  return { position, gains: [gain], costs: [cost] };
}

describe('an expensive step', () => {
  it('waits for cheap ones that leave an eighth of the limit at most, the best first', () => {
    const [dear, good] = [option(1, 0.3, 8000), option(2, 0.1, 100)];
    const all = [expensive, dear, good];
    expect(cheaperFirst(all, expensive, 0.52, LEAST)).toBe(good);
    expect(cheaperFirst(all, expensive, 0.53, LEAST)).toBeUndefined();
  });

  it('does not wait for what takes less than half of the excess away', () => {
    const all = [expensive, option(1, 0.02, 100)];
    expect(cheaperFirst(all, expensive, 0.04, LEAST)?.position).toBe(1);
    expect(cheaperFirst(all, expensive, 0.041, LEAST)).toBeUndefined();
  });

  it('waits only for steps that cost a quarter of it at most together', () => {
    const others = [option(1, 0.2, 12_500), option(2, 0.2, 12_500)];
    expect(cheaperFirst([expensive, ...others], expensive, 0.5, LEAST)).toBeDefined();
    const dearer = [option(1, 0.2, 12_500), option(2, 0.2, 12_501)];
    expect(cheaperFirst([expensive, ...dearer], expensive, 0.5, LEAST)).toBeUndefined();
  });

  it('does not wait alone, nor where all steps are cheap', () => {
    expect(cheaperFirst([expensive], expensive, 0.1, LEAST)).toBeUndefined();
    const all = [expensive, option(1, 0.5, 1)];
    expect(cheaperFirst(all, expensive, 0.5, 25_000)).toBeDefined();
    expect(cheaperFirst(all, expensive, 0.5, 25_001)).toBeUndefined();
  });
});
