import { createHash } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { parse } from '#lib/expression/parse.js';
import { parseSyntax } from '#lib/expression/syntax.js';
import type { Program } from '#lib/expression/program.js';

import { oldTexts } from './old-grammar.js';

function hashOf({ statements }: Program): string {
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 12);
}

/** The texts whose instructions are not those of the table. */
function changed(
  among: readonly { hash: string; text: string }[],
  read: (text: string) => Program,
): string[] {
  return among.filter(({ hash, text }) => hashOf(read(text)) !== hash).map(({ text }) => text);
}

describe('a text of the grammar without sugar', () => {
  test('has the instructions that it had', () => {
    const known = oldTexts.filter((row) => row.known);
    expect(known.length).toBeGreaterThan(1000);
    expect(changed(known, parse)).toEqual([]);
  });

  test('has them where its names are assigned, whatever is a word now', () => {
    const every = { has: (): boolean => true };
    expect(changed(oldTexts, (text) => parseSyntax(text, every))).toEqual([]);
  });
});
