import { describe, expect, it } from '@jest/globals';
import { dyadic } from '#lib/exact/dyadic.js';
import { isDyadic, isEnclosure } from '#lib/exact/enclosure/recognition.js';

describe('a dyadic number', () => {
  it('is recognised by an integer and an exponent', () => {
    expect(isDyadic(dyadic(3n, -2))).toBe(true);
    for (const other of [
      ...[undefined, null, 3, '3', 3n, {}, { m: 3n }, { e: 0 }, { m: 3, e: 0 }],
      ...[
        { m: 3n, e: 0.5 },
        { m: 3n, e: Infinity },
        { m: 3n, e: 0n },
      ],
    ])
      expect(isDyadic(other)).toBe(false);
  });
});

describe('an enclosure', () => {
  const [one, two] = [dyadic(1n, 0), dyadic(1n, 1)];

  it('is recognised by its kind and its ends, in their order', () => {
    for (const x of [
      { kind: 'narrow', lo: -3n, width: 7, exp: -2 },
      { kind: 'wide', lo: one, hi: two },
      { kind: 'wide', lo: one, hi: one },
      { kind: 'below', lo: one },
      { kind: 'above', hi: one },
      { kind: 'all' },
    ])
      expect([x, isEnclosure(x)]).toEqual([x, true]);
    for (const x of [
      ...[undefined, null, 'all', {}, { kind: 'none' }, { kind: 'wide', lo: two, hi: one }],
      ...[
        { kind: 'wide', lo: one },
        { kind: 'wide', lo: 1n, hi: two },
      ],
      ...[{ kind: 'below' }, { kind: 'above' }, { kind: 'below', lo: null }],
      ...[{ kind: 'above', hi: { m: 1, e: 0 } }],
      { kind: 'narrow', lo: -3, width: 7, exp: -2 },
      { kind: 'narrow', lo: -3n, width: -1, exp: -2 },
      { kind: 'narrow', lo: -3n, width: 0.5, exp: -2 },
      { kind: 'narrow', lo: -3n, width: 2 ** 53, exp: -2 },
      { kind: 'narrow', lo: -3n, width: 7, exp: 0.5 },
      { kind: 'narrow', lo: -3n, width: 7 },
    ])
      expect([x, isEnclosure(x)]).toEqual([x, false]);
  });
});
