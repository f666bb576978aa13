import { canonicalText, check } from '../../expression/index.js';
import type { KnownNames, Problem } from '../../expression/index.js';
import { definedName } from '../writing/texts.js';

/** A problem, and the text that it is in where that is not the expression. */
export interface Found extends Problem {
  readonly text?: string;
}

/** What was found in an expression and its definitions, as plain data. */
export interface Checked {
  readonly expr: string;
  readonly problems: readonly Found[];
  /** How they are read, one statement a line, where that was asked for and nothing is wrong. */
  readonly canonical?: string;
}

/**
 * Everything wrong with an expression and its definitions; nothing is evaluated.
 *
 * @param explain - whether to say how they are read.
 */
export function checkText(expr: string, definitions: readonly string[], explain: boolean): Checked {
  const problems: Found[] = [];
  const readings: string[] = [];
  let names: KnownNames = new Map();
  for (const text of [...definitions, expr]) {
    const { ok, problems: found, names: after } = check(text, names);
    if (ok && explain) readings.push(canonicalText(text, names));
    problems.push(...found.map((problem) => (text === expr ? problem : { ...problem, text })));
    // A problem in a definition is reported once, not wherever its name is used.
    names = ok ? after : new Map([...after, [definedName(text) ?? '', null]]);
  }
  const reads = explain && problems.length === 0;
  return { expr, problems, ...(reads ? { canonical: readings.join('\n') } : {}) };
}
