import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashText, InternTable, mix } from '#lib/graph/columns/intern-table.js';
import { runs, size } from '#spec/support/effort.js';

describe('the intern table', () => {
  it('finds what was added and nothing else, as a map of lists would, however hashes collide', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { maxLength: 60 }), (words) => {
        const table = new InternTable();
        const added = new Map<number, number>();
        words.forEach((word, i) => {
          // Three hashes for eight words: most of them collide.
          const found = table.find(word % 3, (node) => words[node] === word);
          expect(found).toBe(added.get(word));
          if (found !== undefined) return;
          table.add(word % 3, i);
          added.set(word, i);
        });
        expect(table.count).toBe(added.size);
      }),
      { numRuns: runs(100) },
    );
  });

  it('keeps everything while it grows', () => {
    const table = new InternTable();
    const nodes = size(20_000);
    for (let node = 0; node < nodes; node++) table.add(mix(7, node), node);
    for (let node = 0; node < nodes; node++) {
      expect(table.find(mix(7, node), (found) => found === node)).toBe(node);
    }
    expect(table.find(mix(7, nodes), () => false)).toBeUndefined();
  });

  it('hashes to 32-bit integers that spread', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 10_000; i++) {
      const hash = mix(0, i);
      expect(hash | 0).toBe(hash);
      seen.add(hash & 0xffff);
    }
    expect(seen.size).toBeGreaterThan(9000);
    expect(hashText('multiply')).not.toBe(hashText('multiplz'));
    expect(hashText('')).toBe(hashText(''));
  });
});
