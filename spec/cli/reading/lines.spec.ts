import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { linesOf } from '#lib/cli/reading/lines.js';

import { runs } from '../../support/effort.js';

async function collect(chunks: Iterable<Buffer>, longest = 100): Promise<string[]> {
  const lines: string[] = [];
  const input = Readable.from(chunks, { objectMode: false });
  for await (const line of linesOf(input, longest)) lines.push(line);
  return lines;
}

describe('the lines of a stream', () => {
  test('are the same however the bytes are cut', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 8 }).map((s) => s.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const chunks: Buffer[] = [];
        for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
        expect(await collect(chunks)).toEqual(lines);
      }),
      { numRuns: runs(100) },
    );
  });

  test('include a last one without an end', async () => {
    expect(await collect([Buffer.from('a\n\nb')])).toEqual(['a', '', 'b']);
    expect(await collect([])).toEqual([]);
  });

  test('that are too long are cut behind the first character too many, wherever the bytes are cut', async () => {
    const bytes = Buffer.from('abc\nabcd\nabcdefgh\nx');
    for (const size of [1, 2, 3, 5, 100]) {
      const chunks: Buffer[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      expect(await collect(chunks, 3)).toEqual(['abc', 'abcd', 'abcd', 'x']);
    }
  });
});
