import { describe, expect, test } from '@jest/globals';
import { underStop } from '#lib/coordinator/transitions/time-limit.js';
import { Interrupted } from '#lib/exact/interruption.js';
import { canonicalText, check, expression } from '#lib/expression/index.js';

const text = Array.from({ length: 3000 }, (_, k) => `sqrt(${String(k + 2)})`).join(' + ');

/** How often a computation looks for a stop that never comes. */
function looks(compute: () => unknown): number {
  let count = 0;
  underStop(() => {
    count++;
    return false;
  }, compute);
  return count;
}

describe('a long text', () => {
  test.each<[string, () => unknown]>([
    ['evaluated', () => expression(text)],
    ['checked', () => check(text)],
    ['put into its canonical form', () => canonicalText(text)],
  ])('%s ends at a stop, whenever that comes', (_, compute) => {
    const all = looks(compute);
    // Its words, its grammar and its names are each a pass over it.
    expect(all).toBeGreaterThan((3 * 3000) / 256);
    for (let at = 1; at <= all; at += 11) {
      let count = 0;
      expect(() => underStop(() => ++count >= at, compute)).toThrow(Interrupted);
      expect(count).toBe(at);
    }
  });
});
