import { readFileSync } from 'node:fs';

/**
 * Texts that the grammar accepted when it had no sugar: those of specs, examples and guides, random texts of that
 * grammar and random expressions. Each has the hash of its instructions, as that parser gave them, and whether its
 * names were known as well.
 */
export const oldTexts = readFileSync('spec/expression/old-grammar.txt', 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [, hash = '', names = '', text = ''] = /^(\S+) (\S) (.*)$/.exec(line) ?? [];
    return { hash, known: names === '+', text: JSON.parse(text) as string };
  });
